"""The tables beside the checks: dated facts about the API, kept as data."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "tables"


@functools.cache
def table(name: str) -> dict[str, Any]:
    """The table of that name, read once."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@functools.cache
def messages() -> dict[str, dict[str, list[Any]]]:
    """Each message of the API: its fields' kind, whether they repeat, and who knows them."""
    loaded: dict[str, dict[str, list[Any]]] = table("fields")["messages"]
    return loaded


@functools.cache
def enums() -> dict[str, frozenset[str]]:
    """The values that each enum of the API has."""
    return {name: frozenset(values) for name, values in table("fields")["enums"].items()}
