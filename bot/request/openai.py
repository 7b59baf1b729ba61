"""Calls of OpenAI's SDKs against Gemini's compatible endpoint."""

from __future__ import annotations

import re

from bot.paste.span import Span
from bot.request.code import Code, Found, arguments
from bot.request.draft import Draft, key_of
from bot.request.located import Field, Leaf, Obj, is_unknown, spelt, text_of
from bot.request.nodes import Attr, Call, Node, last_name
from bot.request.request import UNKNOWN, Key
from bot.request.url import Address, address

CALLS = re.compile(
    r"\.\s*(?P<owner>completions|embeddings|images|models|responses)\s*\.\s*(?P<name>create|parse|stream|generate|list)\s*(?:<[^>\n]*>)?\("
)
_CLIENT = re.compile(r"\b(?P<name>(?:Async)?OpenAI|AzureOpenAI|ChatOpenAI)\(")
_METHODS = {
    "completions": "chat.completions",
    "embeddings": "embeddings",
    "images": "images.generate",
    "models": "models.list",
    "responses": "responses",
}
_NOT_SENT = frozenset({"extraheaders", "extraquery", "timeout", "extrabody", "signal", "maxretries"})


def read(code: Code, found: Found, owner: str) -> Draft | None:
    """The call as a draft; None where it doesn't go to Gemini."""
    made = _client(code, found)
    given = {spelt(f.name): f for f in _fields(code, made)} if made else {}
    base = given.get("baseurl") or given.get("apibase")
    to = address(code.plain(_node(made, "base_url", "baseURL", "api_base"))) if base and made else None
    fields = _fields(code, found.call)
    model = next((f for f in fields if f.name == "model"), None)
    if not _is_gemini(to, base, model, made, code):
        return None
    draft = Draft("openai-compat", found.call.start, found.call.end, "openai")
    draft.http_method = "GET" if found.name == "list" else "POST"
    draft.method = _METHODS[owner]
    if to:
        draft.host, draft.api_version, draft.path = to.host, to.api_version, to.path
        draft.spans.update(to.spans)
    draft.place("method", Span(found.call.of.end - len(found.name), found.call.of.end))
    if model:
        draft.named(model.value)
    for field in fields:
        _argument(draft, code, field)
    _of_client(draft, code, given)
    return draft


def _client(code: Code, found: Found) -> Call | None:
    node: Node | None = found.receiver
    while isinstance(node, Attr) and node.name in (
        "completions",
        "chat",
        "beta",
        "embeddings",
        "images",
        "models",
        "responses",
        "with_raw_response",
    ):
        node = node.of
    made = code.followed(node)
    if isinstance(made, Call) and "OpenAI" in last_name(made.of):
        return made
    return code.first_call(_CLIENT)


def _node(made: Call | None, *names: str) -> Node:
    """The argument of the client of one of these names."""
    from bot.request.nodes import Make, Other

    for arg in made.args if made else ():
        if arg.name in names:
            return arg.value
        if isinstance(arg.value, Make):
            for field in arg.value.fields:
                if field.name in names:
                    return field.value
    return Other(0, 0)


def _fields(code: Code, call: Call) -> list[Field]:
    found: list[Field] = []
    for name, arg in arguments(call, ("body",)).items():
        value = code.value(arg.value)
        if isinstance(value, Obj) and arg.name is None:
            found += value.fields
        elif arg.name is not None:
            found.append(Field(name, arg.name_start, arg.name_end, value))
    return found


def _is_gemini(to: Address | None, base: Field | None, model: Field | None, made: Call | None, code: Code) -> bool:
    """True where the address is Gemini's, or none is told and the model is Gemini's."""
    if made is not None and "Azure" in last_name(made.of):
        return False
    if to is not None and to.host:
        return to.host.endswith(("generativelanguage.googleapis.com", "aiplatform.googleapis.com"))
    if "generativelanguage.googleapis.com" in code.text:
        return True
    words = text_of(model.value) if model else None
    return bool(words and words.removeprefix("models/").startswith("gemini")) and "openrouter" not in code.text


def _argument(draft: Draft, code: Code, field: Field) -> None:
    key = spelt(field.name)
    if key == "extrabody" and code.language.name == "javascript":
        draft.put(field.name, field.value, (field.name_start, field.name_end))  # sent as it stands
    elif key == "extrabody" and isinstance(field.value, Obj):
        for inner in field.value.fields:
            draft.put(inner.name, inner.value, (inner.name_start, inner.name_end))
    elif key == "timeout":
        if isinstance(field.value, Leaf) and isinstance(field.value.value, int | float):
            draft.timeout, draft.timeout_unit = float(field.value.value), _unit(code)
        draft.place("timeout", field.value)
    elif key not in _NOT_SENT:
        draft.put(field.name, field.value, (field.name_start, field.name_end))
        if key == "stream" and isinstance(field.value, Leaf) and field.value.value is True:
            draft.stream = True


def _unit(code: Code) -> str:
    return "s" if code.language.name == "python" else "ms"


def _of_client(draft: Draft, code: Code, given: dict[str, Field]) -> None:
    if "apikey" in given:
        field = given["apikey"]
        draft.key = key_of(field.value, "bearer", field.name, code.report.secrets)
        draft.place("key", field.value)
    elif given:
        draft.key = Key(None, "client", None)
    if "timeout" in given and draft.timeout is None:
        value = given["timeout"].value
        if isinstance(value, Leaf) and isinstance(value.value, int | float) and not is_unknown(value):
            draft.timeout, draft.timeout_unit = float(value.value), _unit(code)
        draft.place("timeout", value)
    if "defaultheaders" in given and isinstance(given["defaultheaders"].value, Obj):
        for header in given["defaultheaders"].value.fields:
            draft.headers[header.name.lower()] = text_of(header.value) or UNKNOWN
