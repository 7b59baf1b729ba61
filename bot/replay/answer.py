"""The body of an answer, read without the SDK: it drops what it doesn't know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.paste import mask
from bot.paste.cover import mask_of
from bot.replay.call import GENERATE

TEXT, RAW, MESSAGE = 500, 20_000, 4_000  # characters
_MARGIN = 4_096  # so that no key is cut in two before it is masked
_MOST_DETAILS, _DEEPEST = 50, 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says; fields as in Outcome. `code` is the error's own; `failure` holds for an answer of 2xx."""

    code: int | None = None
    status: str | None = None
    message: str | None = None
    details: tuple[Mapping[str, Any], ...] = ()
    finish_reasons: tuple[str, ...] = ()
    block_reason: str | None = None
    usage: Mapping[str, int] | None = None
    text: str = ""
    response_id: str | None = None
    failure: str | None = None


def read(method: str, body: str, key: str) -> Answer:
    """The facts of a body: JSON, an array of it, or the events of a stream."""
    chunks, cut = _chunks(body)
    error = next((each["error"] for each in chunks if isinstance(each.get("error"), dict)), None)
    if error is not None:
        return _error(error, key)
    candidates = [each for chunk in chunks for each in dicts(chunk.get("candidates"))]
    reasons = tuple(dict.fromkeys(str(each["finishReason"]) for each in candidates if each.get("finishReason")))
    blocked = next(
        (_dict(chunk.get("promptFeedback")).get("blockReason") for chunk in chunks if chunk.get("promptFeedback")), None
    )
    usage: dict[str, int] = {}
    for chunk in chunks:
        usage |= _numbers(_dict(chunk.get("usageMetadata")))
        usage |= _numbers({"totalTokens": chunk.get("totalTokens")})
    whole = bool(chunks) and not cut and (method not in GENERATE or bool(reasons) or bool(blocked))
    return Answer(
        finish_reasons=tuple(clean(reason, key, 100) for reason in reasons),
        block_reason=clean(str(blocked), key, 100) if blocked else None,
        usage=usage,
        text=clean("".join(_texts(candidates)), key, TEXT),
        response_id=next((str(chunk["responseId"]) for chunk in chunks if chunk.get("responseId")), None),
        failure=None if whole else _failure(method, body),
    )


def first(body: str) -> dict[str, Any]:
    """The JSON object that a body is; {} for any other."""
    return next(iter(_loaded(body) or []), {})


def raw(body: str, key: str) -> str:
    """The beginning of the body, without any secret."""
    return clean(body, key, RAW)


def _error(error: Mapping[str, Any], key: str) -> Answer:
    code = error.get("code")
    message = error.get("message")
    return Answer(
        code=code if isinstance(code, int) else None,
        status=clean(str(error["status"]), key, 100) if error.get("status") else None,
        message=None if message is None else clean(str(message), key, MESSAGE),
        details=tuple(_cleaned(each, key) for each in dicts(error.get("details"))[:_MOST_DETAILS]),
    )


def _failure(method: str, body: str) -> str:
    """A stream that began as one has ended too early; anything else that isn't whole was never Gemini's answer."""
    begun = not body.strip() or body.lstrip().startswith(("data:", "event:", ":", "[", "{"))
    return "broken stream" if method == "streamGenerateContent" and begun else "odd answer"


def _chunks(body: str) -> tuple[list[dict[str, Any]], bool]:
    """The objects of the body in order, and whether it is cut off or broken somewhere."""
    if body.lstrip().startswith(("{", "[")):
        loaded = _loaded(body)
        return (loaded, False) if loaded is not None else ([], True)
    chunks: list[dict[str, Any]] = []
    cut = False
    for event in _events(body):
        loaded = _loaded(event)
        if loaded is None:
            cut = True
        else:
            chunks += loaded
    return chunks, cut or not chunks


def _events(body: str) -> Iterator[str]:
    """The data of each event of a stream, https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    held: list[str] = []
    for line in (*body.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""):
        if line.startswith("data:"):
            held.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and held:
            yield "\n".join(held)
            held = []


def _loaded(text: str) -> list[dict[str, Any]] | None:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return dicts(loaded if isinstance(loaded, list) else [loaded])


def _texts(candidates: list[dict[str, Any]]) -> Iterator[str]:
    for candidate in candidates:
        for part in dicts(_dict(candidate.get("content")).get("parts")):
            if isinstance(part.get("text"), str) and not part.get("thought"):
                yield part["text"]


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list; [] for what is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _numbers(values: Mapping[str, Any]) -> dict[str, int]:
    return {name: value for name, value in values.items() if isinstance(value, int) and not isinstance(value, bool)}


def _cleaned(value: Any, key: str, depth: int = 0) -> Any:
    """A value with every string in it clean; what lies too deep is left out."""
    match value:
        case str():
            return clean(value, key, MESSAGE)
        case dict() if depth < _DEEPEST:
            return {clean(str(name), key, 200): _cleaned(each, key, depth + 1) for name, each in value.items()}
        case list() if depth < _DEEPEST:
            return [_cleaned(each, key, depth + 1) for each in value[:_MOST_DETAILS]]
        case dict() | list():
            return None
    return value


def clean(text: str, key: str, most: int) -> str:
    """The first `most` characters, without secrets, lone surrogates and NULs, which no database takes."""
    text = text[: most + _MARGIN]
    for written in {key, json.dumps(key)[1:-1]}:
        text = text.replace(written, mask_of(len(written)))
    text = text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return mask(text).text[:most]
