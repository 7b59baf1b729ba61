"""The model: whether it exists, does what is asked, and gives what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.request.call import Call, as_list, is_known
from bot.request.finding import Finding
from bot.request.models import Model

_SOURCE = "https://ai.google.dev/gemini-api/docs/models"
_OTHERS = re.compile(r"(?:openai/|anthropic/)?(?:gpt-|chatgpt|o[134](?:-|$)|claude|llama|mistral|mixtral|deepseek|qwen|grok|command-r|text-davinci|text-embedding-(?:3|ada))")  # fmt: skip
_PLAIN = re.compile(
    r"gemini-(\d+(?:\.\d+)?)-?(?:pro|flash|flash-lite|lite|ultra|nano|mini)?(?:-(?:latest|stable)|(?P<trial>-(?:preview|exp)))?"
)
_NEWEST = 3.8  # of the generation that this table knows whole
_MADE = {"text": {"TEXT"}, "image": {"TEXT", "IMAGE"}, "tts": {"AUDIO"}}
_LACKS = (
    (
        "system",
        "systemInstruction",
        "modality-unsupported",
        "a system instruction: put its text into the first user turn",
    ),
    ("functions", "tools", "tool-combination", "function calling"),
    ("json", "generationConfig.responseMimeType", "modality-unsupported", "JSON output"),
)
_LEFT_OPEN = re.compile(r"[.…]+|[<\[{].*|.*[>\]}]")  # what people write in a name's place
_ELSEWHERE = ("tunedModels/", "projects/", "publishers/")
_STREAMED = {"streamGenerateContent": "generateContent"}


def check(call: Call) -> Iterator[Finding]:
    """What the name of the model, and its row, say against the request."""
    name = call.request.model
    if name == "" and call.native:
        says = "The call names no model: write one, such as gemini-3.8-flash."
        yield call.found("model", "model-not-found", says, source=_SOURCE)
    if not is_known(name) or not name or call.request.product == "vertex" or name.startswith(_ELSEWHERE):
        return
    if _LEFT_OPEN.fullmatch(name):
        return
    if "/models/models/" in (call.request.path or ""):
        says = f"models/ stands twice before the name: write {name.removeprefix('models/')}."
        yield call.found(
            "model", "model-not-found", says, source=_SOURCE, changes=(f"model: {name.removeprefix('models/')}",)
        )
        return
    if call.model is None:
        yield from _unlisted(call, name)
    elif call.model.gone:
        yield _gone(call, name, call.model)
    else:
        yield from _state(call, call.model)
        yield from _method(call, call.model)
        yield from _outputs(call, call.model)
        yield from _lacks(call, call.model)


def _gone(call: Call, name: str, model: Model) -> Finding:
    when = f" on {model.until}" if model.until else ""
    says = f"{name} was shut down{when}: every call of it ends in 404. Use {model.successor}."
    return call.found("model", "model-not-found", says, source=model.source, changes=(f"model: {model.successor}",))


def _state(call: Call, model: Model) -> Iterator[Finding]:
    if model.state == "limited" and model.successor:
        when = f" and is to be shut down on {model.until}" if model.until else ""
        says = f"{model.id} is open to earlier users alone{when}; where it answers 404, use {model.successor}."
        yield call.found(
            "model", "model-not-found", says, sure=False, source=model.source, changes=(f"model: {model.successor}",)
        )


def _unlisted(call: Call, name: str) -> Iterator[Finding]:
    meant = call.known.meant(name)
    written = name.removeprefix("models/")
    if meant is not None:
        says = f"There is no model {name}: it is called {meant.id}."
        yield call.found("model", "model-not-found", says, source=meant.source, changes=(f"model: {meant.id}",))
    elif written.startswith("models/"):
        says = f"models/ stands twice before the name: write {written.removeprefix('models/')}."
        yield call.found(
            "model", "model-not-found", says, source=_SOURCE, changes=(f"model: {written.removeprefix('models/')}",)
        )
    elif (known := _inside(call, written)) is not None:
        says = f"{written} has more than a model's name in it: write {known.id}."
        yield call.found("model", "model-not-found", says, source=known.source, changes=(f"model: {known.id}",))
    elif (whole := call.known.rows.get(f"{written}-preview")) is not None:
        right = whole.successor if whole.gone else whole.id
        says = f"There is no model {name}; it was a preview, {whole.id}. Use {right}."
        yield call.found("model", "model-not-found", says, source=whole.source, changes=(f"model: {right}",))
    elif _OTHERS.match(written.lower()):
        says = f"{name} is no model of the Gemini API. Use one of its own, such as gemini-3.8-flash."
        yield call.found("model", "model-not-found", says, source=_SOURCE, changes=("model: gemini-3.8-flash",))
    elif re.search(r"[\s?&#]|\.\.", written):
        says = f"A model's name has no blanks and no address in it: {name} leads nowhere."
        yield call.found("model", "model-not-found", says, source=_SOURCE)
    elif match := _PLAIN.fullmatch(written):
        sure = float(match[1]) <= _NEWEST and not match["trial"]  # a preview may come any day
        says = f"We know of no model {name}; the nearest current ones are gemini-3.8-flash and gemini-3.1-pro-preview."
        change = ("model: gemini-3.1-pro-preview" if "-pro" in written else "model: gemini-3.8-flash",)
        yield call.found("model", "model-not-found", says, sure=sure, source=_SOURCE, changes=change)


def _inside(call: Call, written: str) -> Model | None:
    """The model that another service's name for it holds: gemini/gemini-3.5-flash, google/gemini-3.5-flash:free."""
    tail = re.split(r"[:@]", written.rpartition("/")[2])[0]
    found = call.known.rows.get(tail) if tail != written else None
    return found if found is not None and not found.gone else None


def _method(call: Call, model: Model) -> Iterator[Finding]:
    method = call.request.method or ""
    if not method or not call.native or method in model.methods or _STREAMED.get(method, method) in model.methods:
        return
    if model.kind == "live":
        says = f"{model.id} answers over the Live API (bidiGenerateContent) alone; {method} takes gemini-3.8-flash."
        change: tuple[str, ...] = ("model: gemini-3.8-flash",)
    elif model.kind == "embedding":
        says = f"{model.id} makes embeddings and does not take {method}. Use a text model such as gemini-3.8-flash."
        change = ("model: gemini-3.8-flash",)
    else:
        says = f"{model.id} does not take {method}. Embeddings come from gemini-embedding-001."
        change = ("model: gemini-embedding-001",)
    yield call.found("model", "model-method-unsupported", says, source=model.source, changes=change)


def _outputs(call: Call, model: Model) -> Iterator[Finding]:
    makes = _MADE.get(model.kind)
    if not call.generates or makes is None:
        return
    asked = call.config.get("responseModalities")
    listed = asked if isinstance(asked, list) else [asked]
    wanted = {value.upper() for value in listed if isinstance(value, str) and is_known(value)}
    place = "generationConfig.responseModalities"
    if strange := sorted((wanted & {"TEXT", "IMAGE", "AUDIO"}) - makes):
        other = {"IMAGE": "gemini-3.1-flash-image", "AUDIO": "gemini-3.8-flash-tts", "TEXT": "gemini-3.8-flash"}[
            strange[0]
        ]
        says = f"{model.id} does not give {strange[0]}. {other} does."
        change = (f"set: {place} AUDIO",) if model.kind == "tts" else (f"model: {other}", f"remove: {place}")
        yield call.found(place, "modality-unsupported", says, source=model.source, changes=change)
    elif model.kind == "tts" and asked is None and call.rest and call.body:
        says = f'{model.id} gives AUDIO alone: set responseModalities to ["AUDIO"].'
        yield call.found(place, "modality-unsupported", says, source=model.source, changes=(f"set: {place} AUDIO",))


def _lacks(call: Call, model: Model) -> Iterator[Finding]:
    for what, field, cause, words in _LACKS:
        if what in model.lacks and call.generates and _asks(call, what):
            says = f"{model.id} does not take {words}."
            yield call.found(field, cause, says, source=model.source, changes=(f"remove: {field}",))


def _asks(call: Call, what: str) -> bool:
    if what == "system":
        return "systemInstruction" in call.body
    if what == "functions":
        return any("functionDeclarations" in tool for tool in as_list(call.body.get("tools")) if isinstance(tool, dict))
    mime = call.config.get("responseMimeType")
    return isinstance(mime, str) and mime.lower() == "application/json"
