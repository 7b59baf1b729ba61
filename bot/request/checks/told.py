"""What the error in the paste says of this very request: the fields that it names, and the fields that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.request.call import Call, as_list, at, parent, part_of
from bot.request.checks.fields import camel
from bot.request.finding import Finding
from bot.request.table import messages, table

TOLD = "the error in the paste"
_UNKNOWN_NAME = re.compile(
    r"""Unknown name \\*["'](?P<name>[^"'\\]{1,200})\\*["'](?: at \\*['"](?P<at>[^'"\\]{1,400})\\*['"])?"""
)
_INVALID = re.compile(r"""Invalid value at \\*['"](?P<at>[^'"\\]{1,400})\\*['"]""")
_NAMED = re.compile(r"\bGenerateContentRequest\.(?P<at>[a-z_]+(?:\[[\w$-]+\])*(?:\.[a-z_]+(?:\[[\w$-]+\])*){0,40})")
_KEYWORD = re.compile(r"unexpected keyword argument '(?P<name>\w+)'")
_POSITIONAL = re.compile(
    r"\b(?P<name>\w{3,60})\(\) takes (?:from )?\d+ (?:to \d+ )?positional arguments? but \d+ (?:was|were) given"
)
_REFUSED = re.compile(
    r"\b(?P<name>\w{1,80}) parameter is (?:only supported in Gemini Enterprise|not supported in Gemini API)"
)
_EXTRA = re.compile(r"^[ \t]*(?P<name>[A-Za-z_][\w.]*)[ \t]*\r?\n[ \t]+Extra inputs are not permitted", re.MULTILINE)
_SETTING = re.compile(r"safetySettings\[\d+\]")
_DEEPEST = 40
_SCHEMAS = ("responseSchema", "parameters", "response")


def check(call: Call) -> Iterator[Finding]:
    """Only what the request has as well: the service's word on something else is no finding."""
    text = call.report.text
    if "nvalid" in text or "nknown" in text or "Error" in text or "GenerateContentRequest" in text:
        yield from _names(call, text)
        yield from _client(call, text)
        yield from _positions(call, text)
    said = [error.message for error in call.report.errors if error.message] + [call.report.message or ""]
    yield from _phrases(call, ("\n".join(said) if any(said) else text).lower())


def _names(call: Call, text: str) -> Iterator[Finding]:
    for match in _UNKNOWN_NAME.finditer(text):
        field = match["name"] if match["name"] in call.body else _path(match["at"], match["name"])
        if _present(call, field):
            yield _unknown(call, field, match["name"])
    for match in _INVALID.finditer(text):
        field = _path(match["at"])
        if _present(call, field):
            cause = "schema-unsupported" if _in_schema(field) else "unknown-field"
            says = f"{field}: the service refuses this value."
            yield call.found(field, cause, says, source=TOLD, changes=_without(call, field))
    for match in _NAMED.finditer(text):
        named = re.sub(r"\[([A-Za-z_$][\w$-]*)\]", r".\1", _path(match["at"]))
        place = named if _present(call, named) else _nearest(call, named)
        if place and (named_cause := _cause(place)):
            says = f"The service names {place} in its error."
            yield call.found(place, named_cause, says, source=TOLD, changes=_without(call, place))


def _unknown(call: Call, field: str, name: str) -> Finding:
    version = call.request.api_version
    if _in_schema(field):
        cause, says = "schema-unsupported", f"The service does not take {name} in a schema. Leave it out."
    elif version == "v1" and _on_beta(field):
        cause, says = "api-version-mismatch", f"v1 did not know {name}; v1beta does. Call v1beta."
    else:
        cause, says = "unknown-field", f"The service does not know {name} at this place. Leave it out."
    change = ("api_version: v1beta",) if cause == "api-version-mismatch" else (f"remove: {field}",)
    return call.found(field, cause, says, source=TOLD, name=True, changes=change)


def _client(call: Call, text: str) -> Iterator[Finding]:
    for pattern, cause in ((_KEYWORD, "sdk-usage"), (_EXTRA, "unknown-field"), (_REFUSED, "unsupported-in-backend")):
        for match in pattern.finditer(text):
            name = camel(match["name"].rpartition(".")[2])
            written = (f"generationConfig.{name}", name, match["name"])
            field = next((f for f in written if _present(call, f)), None)
            if field is not None:
                says = f"This client does not take {match['name']} here."
                yield call.found(field, cause, says, source=TOLD, name=True, changes=(f"remove: {field}",))
            elif (cause == "sdk-usage" and call.request.sdk) or (
                pattern is _KEYWORD and call.request.dialect.endswith("genai")
            ):
                says = f"The client's method has no argument {match['name']}."
                yield call.found("sdk", "sdk-usage", says, source=TOLD)


def _positions(call: Call, text: str) -> Iterator[Finding]:
    for match in _POSITIONAL.finditer(text):
        if call.request.dialect.startswith(("python-", "legacy-python")) and re.search(
            rf"\.{match['name']}\((?!\) takes)", text
        ):
            says = f"{match['name']} takes its arguments by name: write them as name=value."
            yield call.found("sdk", "sdk-usage", says, source=TOLD)
            return


def _phrases(call: Call, text: str) -> Iterator[Finding]:
    for row in table("told")["phrases"]:
        if row["says"] in text:
            field = next((f for name in row["fields"] for f in _places(call, name, text)), None)
            if field is not None:
                says = f"The service says of {field}: “{row['says']}”."
                changes = tuple(row.get("changes", ())) or _without(call, field)
                yield call.found(field, row["cause"], says, source=row["source"], changes=changes)


def _without(call: Call, field: str) -> tuple[str, ...]:
    """The field left out, with the part that is nothing without it; () where nothing would be left to send."""
    part = part_of(field)
    if part is not None:
        return (f"remove: {part}",) if len(as_list(at(call.body, parent(part)))) > 1 else ()
    setting = _SETTING.match(field)
    if field.split("[")[0] in ("contents", "content"):
        return ()
    return (f"remove: {setting[0] if setting else field}",)


def _places(call: Call, field: str, text: str) -> Iterator[str]:
    if field.startswith("**."):
        paths = [path for path in _leaves(call.body, "") if path.endswith(field[2:])]
        # The service names the value that it does not take: that one, else the first.
        yield from (
            path for path in paths if 2 < len(value := str(at(call.body, path))) < 200 and value.lower() in text
        )
        yield from paths
    elif _present(call, field):
        yield field


def _leaves(value: Any, path: str, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]", depth + 1)
    else:
        yield path


def _path(place: str | None, name: str = "") -> str:
    """generation_config.top_p -> generationConfig.topP"""
    steps = [camel(step) for step in (place or "").removeprefix("request.").split(".") if step]
    return ".".join([*steps, *([camel(name) if "_" in name and not steps else name] if name else [])])


def _present(call: Call, field: str) -> bool:
    return field in call.request.raw or at(call.body, field) is not None


def _nearest(call: Call, field: str) -> str | None:
    """The nearest part of a path that the request has, below its top."""
    while "." in field:
        field = field.rpartition(".")[0]
        if _present(call, field):
            return field
    return None


def _cause(field: str) -> str | None:
    if _in_schema(field) or ".functionDeclarations" in field:
        return "schema-unsupported"
    if field.startswith("generationConfig.thinkingConfig"):
        return "thinking-config"
    if field.startswith("generationConfig."):
        return "parameter-invalid"
    if field.startswith("safetySettings"):
        return "unknown-field"
    if field.startswith("contents"):
        return "media-unreadable" if "mimeType" in field else "contents-empty" if "parts" in field else None
    return None


def _in_schema(field: str) -> bool:
    return any(step.split("[")[0] in _SCHEMAS for step in field.split(".")[:-1]) and "functionResponse" not in field


def _on_beta(field: str) -> bool:
    """True where the published protos have a field in v1beta and not in v1."""
    message, steps = "GenerateContentRequest", [step.split("[")[0] for step in field.split(".")]
    for step in steps[:-1]:
        row = messages().get(message, {}).get(step)
        if row is None:
            return False
        message = row[0]
    row = messages().get(message, {}).get(steps[-1])
    return row is not None and (len(row) < 4 or ("v1" not in row[3] and "v1beta" in row[3]))
