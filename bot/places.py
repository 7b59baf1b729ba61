"""Where the files are that travel with the code."""

from __future__ import annotations

from pathlib import Path


def place(name: str) -> Path:
    """`name` (`knowledge`, `manifest.yml`) beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    beside = package.parent / name
    # A wheel lies in site-packages, where anybody may leave a file of that name; a checkout has pyproject.toml beside it.
    return beside if beside.exists() and (package.parent / "pyproject.toml").exists() else package / name
