"""Tools: their names, what excludes what, and the settings around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, as_list, as_object, at, is_known, items
from bot.request.checks.shapes import shown
from bot.request.finding import Finding
from bot.request.table import table

_SOURCE = "https://ai.google.dev/gemini-api/docs/function-calling"
_CACHING = "https://ai.google.dev/gemini-api/docs/caching"
_NAME = re.compile(r"[A-Za-z_][\w.:-]*", re.ASCII)
_LONGEST, _SHORTER = 128, 64


def check(call: Call) -> Iterator[Finding]:
    """What the tools of a request hold against each other and against its other settings."""
    if not call.generates and call.message != "CachedContent":
        return
    tools = [(path, tool) for path, tool in items(call.body.get("tools"), "tools") if isinstance(tool, dict)]
    yield from _declarations(call, tools)
    if call.generates and not call.cut:
        yield from _together(call, [tool for _, tool in tools])
        yield from _gone(call, tools)
        yield from _calling(call, tools)
        yield from _cache(call)


def _declarations(call: Call, tools: list[tuple[str, Any]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, tool in tools:
        if not tool and call.rest:
            yield call.found(
                path,
                "malformed-request",
                f"{path} is empty: name a tool in it, or leave it out.",
                source=_SOURCE,
                changes=(f"remove: {path}",),
            )
        for here, declaration in items(tool.get("functionDeclarations"), f"{path}.functionDeclarations"):
            if not isinstance(declaration, dict):
                continue
            name, field = declaration.get("name"), f"{here}.name"
            if name is None:
                if not {"function", "type"} & {*declaration}:
                    yield call.found(
                        field, "schema-unsupported", f"{here} has no name.", sure=call.rest, source=_SOURCE
                    )
            elif isinstance(name, str) and is_known(name):
                yield from _name(call, name, field)
                if name in seen:
                    yield call.found(
                        field,
                        "malformed-request",
                        f"A function {name} is declared twice: leave one out.",
                        source=_SOURCE,
                        changes=(f"remove: {here}",),
                    )
                seen.add(name)
            if declaration.get("parameters") is not None and declaration.get("parametersJsonSchema") is not None:
                says = "parameters and parametersJsonSchema exclude each other: keep one."
                change = (f"remove: {here}.parameters",)
                yield call.found(
                    f"{here}.parametersJsonSchema", "schema-unsupported", says, source=_SOURCE, changes=change
                )


def _name(call: Call, name: str, field: str) -> Iterator[Finding]:
    if not name:
        yield call.found(field, "malformed-request", f"{field} is empty.", source=_SOURCE)
    elif not _NAME.fullmatch(name) or len(name) > _SHORTER:
        fit = (re.sub(r"^(?![A-Za-z_])", "_", re.sub(r"[^\w.:-]", "_", name, flags=re.ASCII)))[:_SHORTER]
        says = f"{field}: a function's name begins with a letter or _ and holds letters, digits, _ . : - alone, {_SHORTER} at most. {fit} would do."
        sure = not _NAME.fullmatch(name) or len(name) > _LONGEST
        yield call.found(field, "schema-unsupported", says, sure=sure, source=_SOURCE, changes=(f"set: {field} {fit}",))


def _together(call: Call, tools: list[Any]) -> Iterator[Finding]:
    built_in = [row["tool"] for row in table("tools")["built_in"] if any(row["tool"] in tool for tool in tools)]
    have = {"built-in"} if built_in else set()
    if any(tool.get("functionDeclarations") not in (None, []) for tool in tools):
        have.add("functionDeclarations")
    mime = call.config.get("responseMimeType")
    if isinstance(mime, str) and mime.lower() == "application/json":
        have.add("application/json")
    for row in table("tools")["combinations"]:
        if (
            have.issuperset(row["have"])
            and call.has(row["unless"]) is False
            and call.model
            and call.model.kind == "text"
        ):
            changes = _one_kind(call, row["have"])
            yield call.found(row["field"], "tool-combination", row["says"], source=row["source"], changes=changes)
            return
    if {"built-in", "functionDeclarations"} <= have and call.has("tools beside functions"):
        flag = "toolConfig.includeServerSideToolInvocations"
        if at(call.body, flag) is None and not (set(built_in) & {"computerUse"}) and call.rest:
            says = f"{built_in[0]} beside function declarations is refused unless {flag} is true."
            change = (f"set: {flag} true",)
            yield call.found(
                "tools",
                "tool-combination",
                says,
                sure=False,  # the service's own word makes it sure
                source="https://ai.google.dev/gemini-api/docs/tool-combination",
                changes=change,
            )


def _one_kind(call: Call, have: list[str]) -> tuple[str, ...]:
    """What leaves one of two kinds that exclude each other: JSON goes before the tools, a built-in tool before functions."""
    if "application/json" in have:
        alone = not {"responseSchema", "responseJsonSchema"} & {*call.config}  # a schema needs its MIME type
        return (*(["remove: generationConfig.responseMimeType"] if alone else []), "model: gemini-3.8-flash")
    built_in = [row["tool"] for row in table("tools")["built_in"]]
    places = [path for path, tool in items(call.body.get("tools"), "tools") if isinstance(tool, dict)
              and {*tool} <= {*built_in} and path != "tools"]  # fmt: skip
    return (f"remove: {places[0]}",) if len(places) == 1 else ()


def _gone(call: Call, tools: list[tuple[str, Any]]) -> Iterator[Finding]:
    for path, tool in tools:
        for row in table("tools")["gone"]:
            if row["tool"] in tool:
                change = (f"rename: {path}.{row['tool']} {row['use']}",) if tool[row["tool"]] == {} else ()
                yield call.found(
                    f"{path}.{row['tool']}",
                    "tool-combination",
                    row["says"],
                    source=row["source"],
                    name=True,
                    changes=change,
                )


def _calling(call: Call, tools: list[tuple[str, Any]]) -> Iterator[Finding]:
    field = "toolConfig.functionCallingConfig"
    config = at(call.body, field)
    listed = call.body.get("tools")
    if (
        not isinstance(config, dict)
        or (listed is not None and len(tools) != len(as_list(listed)))
        or not is_known(config)
    ):
        return
    if isinstance(listed, str) or call.body.get("cachedContent") is not None or call.request.method is None:
        return
    declared = [at(tool, "functionDeclarations") for _, tool in tools]
    allowed, mode = config.get("allowedFunctionNames"), config.get("mode")
    forced = isinstance(mode, str) and mode.upper() in ("ANY", "VALIDATED")
    if not any(value not in (None, []) for value in declared):
        if not (forced or allowed):
            return  # AUTO and NONE ask for nothing
        says = (
            "functionCallingConfig is set and no function is declared: declare one in tools, or leave toolConfig out."
        )
        yield call.found(field, "tool-combination", says, source=_SOURCE, changes=(f"remove: {field}",))
        return
    if (
        isinstance(allowed, list)
        and allowed
        and isinstance(mode, str)
        and is_known(mode)
        and mode.upper() in ("AUTO", "NONE")
    ):
        says = f"allowedFunctionNames is taken with mode ANY or VALIDATED, not {mode}."
        yield call.found(
            f"{field}.allowedFunctionNames",
            "tool-combination",
            says,
            source=_SOURCE,
            changes=(f"set: {field}.mode ANY",),
        )
    names = [at(item, "name") for value in declared for item in (value if isinstance(value, list) else [None])]
    if isinstance(allowed, list) and all(isinstance(name, str) and is_known(name) for name in [*names, *allowed]):
        strange = [name for name in allowed if name not in names]
        if strange:
            says = f"allowedFunctionNames has {shown(strange[0])}, which no tool declares."
            kept = [name for name in allowed if name in names]
            change = f"set: {field}.allowedFunctionNames {json.dumps(kept)}" if kept else f"remove: {field}"
            yield call.found(
                f"{field}.allowedFunctionNames", "tool-combination", says, source=_SOURCE, changes=(change,)
            )


def _cache(call: Call) -> Iterator[Finding]:
    cached = call.body.get("cachedContent")
    if cached is None:
        return
    for field in ("systemInstruction", "tools", "toolConfig"):
        value = call.body.get(field)
        if (value is not None and value not in ([], {})) or (field == "toolConfig" and as_object(value)):
            says = f"{field} and cachedContent exclude each other: it belongs in the cache, and out of this request."
            yield call.found(field, "cache-invalid", says, source=_CACHING, name=True, changes=(f"remove: {field}",))
    if (
        isinstance(cached, str)
        and is_known(cached)
        and not cached.startswith(("cachedContents/", "projects/"))
        and call.rest
    ):
        says = f"cachedContent takes the cache's name, cachedContents/…, not {shown(cached)}."
        yield call.found("cachedContent", "cache-invalid", says, source=_CACHING)
