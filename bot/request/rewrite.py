"""A change as the smallest edit of the person's own text: their language, their names, their lines."""

from __future__ import annotations

import re
from typing import Any

from bot.paste.span import Span
from bot.request.call import REST, STEP, at, number, parent
from bot.request.edit import Change, Edit, clamped, read_change, timeout_of, value_of
from bot.request.request import Request

_QUOTES = "\"'`“”‘’"
_SEPARATORS = re.compile(r"[\s,;]*")
# Where an object is written in braces and a list in brackets, as in JSON.
_LITERAL = REST | {
    "python-genai", "legacy-python", "js-genai", "legacy-js", "openai-compat", "litellm", "langchain", "vercel-ai",
}  # fmt: skip
_FLAT = frozenset({"python-genai", "js-genai", "go-genai"})
_CONFIG = frozenset(
    {"systemInstruction", "tools", "toolConfig", "safetySettings", "cachedContent", "serviceTier", "labels"}
)
_PYTHON = frozenset(
    {"python-genai", "legacy-python", "python-requests", "langchain", "litellm", "openai-compat", "adk"}
)


def rewrite(words: str, request: Request, text: str) -> tuple[Edit, ...] | None:
    """The edits that make a change in the text; None where it can't be shown plainly there. Raises BadChange."""
    change = read_change(words)
    if change.verb in ("model", "api_version"):
        old = request.model if change.verb == "model" else request.api_version
        return _swap(request, text, change.path, old, change.to)
    if change.verb == "timeout":
        span = request.spans.get("timeout")
        value = timeout_of(request, change.to)
        return _number(text, span, request.timeout, f"{value:g}") if span else None
    if change.verb == "clamp":
        held = at(request.body, change.path)
        near = clamped(held, change.to)
        span = request.spans.get(change.path)
        return _number(text, span, held, f"{near:g}") if span and near is not None else None
    if change.verb == "set":
        return _set(request, text, change)
    if change.verb == "rename":
        return _rename(request, text, change)
    removed = _remove(request, text, change.path)
    if change.verb == "remove" or removed is None:
        return removed
    return _move(request, text, change, removed)


def _swap(request: Request, text: str, field: str, old: str | None, new: str) -> tuple[Edit, ...] | None:
    """A word inside the stretch that a field has: the model in an address, the version in a string."""
    span = request.spans.get(field)
    if span is None:
        return None
    within = text[span.start : span.end]
    place = within.find(old) if old else -1
    if place < 0:
        return None
    return (Edit(span.start + place, span.start + place + len(old or ""), new),)


def _number(text: str, span: Span, held: Any, new: str) -> tuple[Edit, ...] | None:
    """A number in its stretch, which may hold more: genai.Ptr[float32](2.4)."""
    value = number(held)
    found = [
        m
        for m in re.finditer(r"-?\d[\d_]*(?:\.\d+)?(?:[eE]-?\d+)?", text[span.start : span.end])
        if number(m[0].replace("_", "")) == value
    ]
    if len(found) != 1 or value is None:
        return None
    return (Edit(span.start + found[0].start(), span.start + found[0].end(), new),)


def _set(request: Request, text: str, change: Change) -> tuple[Edit, ...] | None:
    span = request.spans.get(change.path)
    value = value_of(change.to)
    if span is None or span.start == span.end:
        return _insert(request, text, change.path, value)
    held = at(request.body, change.path)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and number(held) is not None:
        return _number(text, span, held, change.to)
    within = text[span.start : span.end]
    if isinstance(held, str) and isinstance(value, str) and within.strip("\\" + _QUOTES) == held:
        lead = len(within) - len(within.lstrip("\\" + _QUOTES)) if held else len(within) // 2
        return (Edit(span.start + lead, span.start + lead + len(held), value),)
    if isinstance(held, str) and isinstance(value, str) and within.endswith(f".{held}"):  # an enum's member
        return (Edit(span.end - len(held), span.end, value),)
    if isinstance(value, (dict, list)) and request.dialect not in _LITERAL:
        return None
    quote = next((letter for letter in within if letter in _QUOTES), '"')
    return (Edit(span.start, span.end, _value(change.path, value, request.dialect, quote)),)


def _value(path: str, value: Any, dialect: str, quote: str) -> str:
    """The value of a field, as the type that the field has in the language."""
    text = written(value, dialect, quote)
    if path.endswith("thoughtSignature") and isinstance(value, str):
        if dialect == "python-genai":
            return f"b{text}"
        return f"[]byte({text})" if dialect == "go-genai" else text
    return text


def written(value: Any, dialect: str, quote: str = '"') -> str:
    """A value in the language of a dialect."""
    if isinstance(value, bool) or value is None:
        word = {True: "true", False: "false", None: "null"}[value]
        if dialect in _PYTHON:
            return {"true": "True", "false": "False", "null": "None"}[word]
        return f"${word}" if dialect == "powershell" else word
    if isinstance(value, str):
        return f"{quote}{value}{quote}" if quote not in "“”‘’" else f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(written(item, dialect, quote) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote}{k}{quote}: {written(v, dialect, quote)}" for k, v in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _rename(request: Request, text: str, change: Change) -> tuple[Edit, ...] | None:
    span = request.spans.get(f"name:{change.path}")
    if span is None:
        return None
    lead, word, trail = _unquoted(text[span.start : span.end])
    return (Edit(span.start + len(lead), span.end - len(trail), _styled(change.to, word, request)),) if word else None


def _unquoted(word: str) -> tuple[str, str, str]:
    """A name's quotes before, the name, and its quotes behind."""
    inner = word.strip("\\" + _QUOTES)
    lead = word[: word.find(inner)] if inner else word
    return lead, inner, word[len(lead) + len(inner) :]


def _styled(name: str, like: str, request: Request) -> str:
    """A REST name in the spelling of another: snake_case, CamelCase, or as it is."""
    snake = "_" in like or (request.dialect in ("python-genai", "legacy-python") and "_" not in like and like.islower())
    if snake:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return name[:1].upper() + name[1:] if like[:1].isupper() else name


def _remove(request: Request, text: str, path: str) -> tuple[Edit, ...] | None:
    """The field with its comma, and its whole line where it stands alone there."""
    value = request.spans.get(path)
    name = request.spans.get(f"name:{path}") or value
    if value is None or name is None or value.start == value.end:
        return None
    start = name.start
    end = _closed(text, start, value.end) if value.start >= start else _end_of_item(text, name.end)
    behind = re.compile(r"[ \t]*,").match(text, end)
    before = re.compile(r",\s*\Z").search(text, 0, start)
    if behind:
        end = behind.end()
    elif before:
        start = before.start()
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    if (behind or not before) and stop >= 0 and not text[line:start].strip() and not text[end:stop].strip():
        return (Edit(line, stop + 1, ""),)
    if behind:
        blanks = re.compile(r"[ \t]*").match(text, end)
        end = blanks.end() if blanks else end
    return (Edit(start, end, ""),)


def _end_of_item(text: str, at: int) -> int:
    """Where an item of a list ends whose value stands elsewhere, such as `budget` of ThinkingBudget: &budget."""
    found = re.compile(r"[\w\s.:=&*>-]*").match(text, at)
    return found.end() if found else at


def _move(request: Request, text: str, change: Change, removed: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
    span = request.spans[change.path]
    added = _insert(request, text, change.to, None, text[span.start : span.end])
    return (*removed, *added) if added else None


def _insert(request: Request, text: str, path: str, value: Any, source: str | None = None) -> tuple[Edit, ...] | None:
    """A new field behind the last of its siblings, written as they are; with the objects around it that are missing."""
    steps = STEP.findall(path)
    at_ = next(
        (count for count in range(len(steps) - 1, -1, -1) if _siblings(request, _joined(steps[:count]), steps[count])),
        None,
    )
    if at_ is None or steps[at_].startswith("["):
        return None
    beside = _siblings(request, _joined(steps[:at_]), steps[at_])
    name, sibling = beside[-1]
    lead, word, trail = _unquoted(text[name.start : name.end])
    quote = next((letter for letter in lead if letter in _QUOTES), '"')
    between = text[name.end : sibling.start]
    glue = (between if "(" not in between else between.split(" ")[0] + " ").rstrip("&*")
    body = source if source is not None else _value(path, value, request.dialect, quote)
    inside = steps[at_ + 1 :]
    if (inside or isinstance(value, (dict, list))) and request.dialect not in _LITERAL:
        return None
    if inside:
        if source is not None and request.dialect == "powershell":
            return None
        style = (lead, trail, glue) if glue.strip() != "=" or request.dialect == "powershell" else (quote, quote, ": ")
        body = _around(body, inside, style, request, word)
    gap = _gap(text, name.start, beside, request.dialect == "powershell")
    end = _closed(text, name.start, sibling.end)
    return (Edit(end, end, f"{gap}{lead}{_styled(steps[at_], word, request)}{trail}{glue}{body}"),)


def _around(body: str, steps: list[str], style: tuple[str, str, str], request: Request, like: str) -> str:
    """The value with the objects and lists of `steps` around it."""
    lead, trail, glue = style
    shell = request.dialect == "powershell"
    for step in reversed(steps):
        if step.startswith("["):
            body = f"@({body})" if shell else f"[{body}]"
        else:
            field = f"{lead}{_styled(step, like, request)}{trail}{glue}{body}"
            body = f"{'@' if shell else ''}{{{field}}}"
    return body


def _joined(steps: list[str]) -> str:
    return "".join(step if step.startswith("[") else f".{step}" for step in steps).lstrip(".")


def _siblings(request: Request, home: str, new: str) -> list[tuple[Span, Span]]:
    """The fields of the object that `new` belongs to, in order: each name's place and its value's.

    Google's own clients have one config for the settings that stand beside contents and those in generationConfig.
    """
    homes = {home}
    if request.dialect in _FLAT and home in ("", "generationConfig"):
        homes = {"", "generationConfig"} if home or new in _CONFIG else set()
    found = []
    for key, span in request.spans.items():
        path = key.removeprefix("name:")
        if key.startswith("name:") and parent(path) in homes and path in request.spans and span.start < span.end:
            if request.dialect in _FLAT and (path in request.raw or (parent(path) == "" and path not in _CONFIG)):
                continue  # an argument of the call
            found.append((span, request.spans[path]))
    return sorted(found, key=lambda pair: pair[0].start)


def _gap(text: str, start: int, beside: list[tuple[Span, Span]], shell: bool) -> str:
    """What parts two siblings: a comma, or PowerShell's semicolon, and the indent of the last one where it begins its line."""
    line = text.rfind("\n", 0, start) + 1
    indent = text[line:start]
    if not line or indent.strip():
        return "; " if shell else ", "
    comma = ";" if len(beside) > 1 and ";" in text[beside[-2][1].end : start] else "" if shell else ","
    return f"{comma}\n{indent}"


def _closed(text: str, start: int, end: int) -> int:
    """Where a field ends with the brackets of what wraps its value: Temperature: genai.Ptr[float32](2.4)."""
    while text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return end
