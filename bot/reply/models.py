"""The table of models, one of them, and what models.list says otherwise, as words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.reply import safe

if TYPE_CHECKING:
    from bot.request.listing import Difference
    from bot.request.models import Model, Models

NONE = "·"
HEAD = ("model", "state", "since", "until", "successor", "input", "output", "thinking", "read", "source")
# The order in which the table shows them: what one would call today, last what is gone.
STATES = ("current", "alias", "preview", "limited", "shut down")

NO_KEY = "There is no key to ask with. Set GEMINI_API_KEY, or name a file that holds it: --key-file FILE."
SAME = "Nothing differs: models.list gives {count} models, and the table says the same of them."
DIFFER = "{count} of what models.list says differs from the table, which stays as it is. "
WRITE = "--write FILE puts it into a file for GEMINI_DEBUG_MODELS_FILE."
WRITTEN = "{count} rows are in {name}. Read them through, then set GEMINI_DEBUG_MODELS_FILE to it."
NOTHING_TO_WRITE = "Nothing of it makes a row: a model that one key doesn't see may still be there for others."
EXISTS = "There is a file {name} already. Name a new one, or move it away first."
UNWRITABLE = "{name} can't be written: {why}. Name a file in a folder that is yours."


def find(name: str, known: Models) -> tuple[Model, bool]:
    """The row for a name, and whether it is that of a family; UserError with the nearest names where there is none."""
    wanted = safe.one_line(name, 80).strip("`*_<>\"' ").removeprefix("models/")
    row = known.find(wanted) or next((row for row in known.families if row.id == wanted), None)
    if row is None:
        raise UserError(unknown(wanted or "that", _near(wanted, known)))
    return row, row.id not in known.rows


def unknown(name: str, near: Sequence[str]) -> str:
    """There is no model of that name."""
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"We know no model named {name}.{meant} Without a name, all of them are listed."


def _near(name: str, known: Models) -> list[str]:
    meant = known.meant(name)
    return [meant.id] if meant else get_close_matches(name.lower(), known.rows, n=3, cutoff=0.8)


def table(known: Models) -> str:
    """All models, then families, in columns; sources by number, with their addresses below."""
    ordered = [*sorted(known.rows.values(), key=lambda row: STATES.index(row.state)), *known.families]
    sources = list(dict.fromkeys(row.source for row in ordered if row.source))
    rows = [HEAD, *(_columns(row, f"[{sources.index(row.source) + 1}]" if row.source else NONE) for row in ordered)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *(f"[{number}] {source}" for number, source in enumerate(sources, 1))])


def _columns(row: Model, source: str) -> tuple[str, ...]:
    cells = (row.id, row.state, row.since, row.until, row.successor, _count(row.input), _count(row.output))
    return tuple(safe.one_line(cell, 60) if cell else NONE for cell in (*cells, thinking(row), row.date, source))


def page(row: Model, family: bool, name: str) -> str:
    """All that is known of one model, a line for each thing; what isn't known is left out."""
    wanted = name.removeprefix("models/")
    lines = {
        "state": row.state + (f", with every name like {row.id}" if family else ""),
        "kind": row.kind,
        "since": row.since,
        "until": row.until,
        "successor": row.successor,
        "input": _tokens(row.input),
        "output": _tokens(row.output),
        "thinking": thinking(row),
        "methods": ", ".join(row.methods),
        "special": ", ".join(row.traits),
        "lacks": ", ".join(row.lacks),
        "read": row.date,
        "source": row.source,
    }
    return "\n".join([wanted, *(f"  {title:<10} {safe.one_line(said, 300)}" for title, said in lines.items() if said)])


def as_json(row: Model, family: bool) -> dict[str, Any]:
    """A row with every field; the fields of a file for GEMINI_DEBUG_MODELS_FILE, and `methods` and `family`."""
    fields = {name: None if value == "" else value for name, value in dataclasses.asdict(row).items()}
    return {**fields, "methods": list(row.methods), "family": family}


def all_as_json(known: Models) -> list[dict[str, Any]]:
    """Every row, families last."""
    return [*(as_json(row, False) for row in known.rows.values()), *(as_json(row, True) for row in known.families)]


def thinking(row: Model) -> str:
    """`low medium high`, `budget 128 to 32768, -1 or 0`, or nothing."""
    if row.levels:
        return " ".join(row.levels)
    if not row.budget:
        return ""
    low, high, *beside = row.budget
    return f"budget {low} to {high}" + (f", or {' or '.join(map(str, beside))}" if beside else "")


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _tokens(number: int | None) -> str:
    return "" if number is None else f"{number:,} tokens"


def difference(one: Difference) -> str:
    """One thing that differs, as a line."""
    return f"{safe.one_line(one.model, 80)}: {safe.one_line(_said(one), 300)}"


def _said(one: Difference) -> str:
    match (one.what, one.known, one.listed):
        case ("model", "", _):
            return "listed, and not in the table."
        case ("model", known, "listed"):
            return f"listed, and in the table only as one of a family that is {known}."
        case ("model", known, _):
            return f"in the table as {known}, and not listed for this key."
        case ("state", known, _):
            return f"in the table as {known}, and listed."
    return f"{one.what}: {one.known} in the table, {one.listed} as listed."


def differences(found: Iterable[Difference], listed: int) -> Iterator[str]:
    """A line for each, and what to do; `listed` is how many models the service gave."""
    lines = [difference(one) for one in found]
    if not lines:
        yield SAME.format(count=listed)
        return
    yield from lines
    yield ""
    yield DIFFER.format(count=len(lines)) + WRITE


def differences_as_json(found: Iterable[Difference]) -> list[Mapping[str, Any]]:
    """One object for each."""
    return [dataclasses.asdict(one) for one in found]
