"""Numbers and words outside what a parameter takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, at, is_known, is_whole, number
from bot.request.checks.shapes import nearest, shown
from bot.request.finding import Finding
from bot.request.table import table

_SOURCE = "https://ai.google.dev/api/generate-content"


def check(call: Call) -> Iterator[Finding]:
    """What the tables of ranges, counts and words hold against the parameters."""
    if not call.native:
        return
    limits, values = table("limits"), table("values")
    for row in limits["ranges"]:
        yield from out_of_range(call, row)
    for row in limits["counts"]:
        value = at(call.body, row["field"])
        if isinstance(value, list) and len(value) > row["high"]:
            says = f"{row['field']} takes {row['high']} at most, not {len(value)}."
            kept = value[: row["high"]]
            changes = (f"set: {row['field']} {json.dumps(kept)}",) if is_whole(kept) else ()
            yield call.found(row["field"], row["cause"], says, source=row["source"], changes=changes)
    for row in values["texts"]:
        yield from _not_taken(call, row)
    yield from _safety(call, values["safety"][0])
    yield from _candidates(call)
    yield from _tokens(call)
    yield from _together(call)


def out_of_range(call: Call, row: dict[str, Any]) -> Iterator[Finding]:
    """A finding where the field of a row of limits is outside its range."""
    field, low, high = row["field"], row["low"], row["high"]
    value = number(at(call.body, field))
    if value is None or ((low is None or value >= low) and (high is None or value <= high)):
        return
    span = f"from {low} to {high}" if high is not None else f"from {low} on"
    change = f"clamp: {field} {low}..{high}" if high is not None else f"set: {field} {low}"
    says = f"{field} takes {span}, not {shown(at(call.body, field))}."
    yield call.found(field, row["cause"], says, sure=row["sure"], source=row["source"], changes=(change,))


def _not_taken(call: Call, row: dict[str, Any]) -> Iterator[Finding]:
    field, taken = row["field"], row["taken"]
    value = at(call.body, field)
    if not isinstance(value, str) or not is_known(value) or value in taken or value.lower() in taken:
        return
    meant = next((v for v in taken if v.lower() == value.lower()), None) or nearest(value.lower(), frozenset(taken))
    says = f"{field} does not know {shown(value)}: it takes {meant or ', '.join(taken)}."
    changes = (f"set: {field} {meant}" if meant else f"remove: {field}",)
    yield call.found(field, row["cause"], says, source=row["source"], changes=changes)


def _safety(call: Call, row: dict[str, Any]) -> Iterator[Finding]:
    settings = call.body.get("safetySettings")
    for index, setting in enumerate(settings if isinstance(settings, list) else []):
        category = setting.get("category") if isinstance(setting, dict) else None
        if isinstance(category, str) and category.upper() in row["refused"]:
            says = f"{category} was for the PaLM models; today's take {', '.join(row['taken'][:4])}."
            field, change = f"safetySettings[{index}].category", f"remove: safetySettings[{index}]"
            yield call.found(field, "unknown-field", says, source=row["source"], changes=(change,))


def _candidates(call: Call) -> Iterator[Finding]:
    count = number(call.config.get("candidateCount"))
    if count is not None and 1 < count <= 8 and call.model and call.has("one candidate"):
        says = f"{call.model.id} gives one candidate: set candidateCount to 1 and ask several times."
        field = "generationConfig.candidateCount"
        yield call.found(field, "parameter-invalid", says, source=call.model.source, changes=(f"remove: {field}",))


def _tokens(call: Call) -> Iterator[Finding]:
    asked, field = number(call.config.get("maxOutputTokens")), "generationConfig.maxOutputTokens"
    most = call.model.output if call.model and not call.model.gone else None
    if asked is not None and most and asked > most and call.model:
        says = f"{call.model.id} gives {most:,} tokens at most; maxOutputTokens asks for {asked:,.0f}."
        yield call.found(
            field, "parameter-invalid", says, source=call.model.source, changes=(f"clamp: {field} 1..{most}",)
        )


def _together(call: Call) -> Iterator[Finding]:
    """Settings that need, or exclude, each other."""
    config, where = call.config, "generationConfig"
    if number(config.get("logprobs")) is not None and config.get("responseLogprobs") in (None, False):
        says = "logprobs is taken only where responseLogprobs is true."
        yield call.found(
            f"{where}.logprobs",
            "parameter-invalid",
            says,
            source=_SOURCE,
            changes=(f"set: {where}.responseLogprobs true",),
        )
    schemas = [name for name in ("responseSchema", "responseJsonSchema") if config.get(name) is not None]
    if len(schemas) == 2:
        says = "responseSchema and responseJsonSchema exclude each other: keep one."
        yield call.found(
            f"{where}.responseJsonSchema",
            "schema-unsupported",
            says,
            source=_SOURCE,
            changes=(f"remove: {where}.responseSchema",),
        )
    mime = config.get("responseMimeType")
    plain = mime is None or (isinstance(mime, str) and mime.lower() == "text/plain")
    if (
        schemas
        and plain
        and not call.cut
        and call.generates
        and call.request.dialect not in ("vercel-ai", "langchain", "litellm", "adk")
    ):
        says = f"{schemas[0]} needs responseMimeType application/json beside it."
        change = (f"set: {where}.responseMimeType application/json",)
        yield call.found(f"{where}.responseMimeType", "schema-unsupported", says, source=_SOURCE, changes=change)
