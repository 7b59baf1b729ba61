"""Calls of the REST API through HTTP libraries: requests, httpx, urllib, aiohttp, fetch, axios, net/http and their kin."""

from __future__ import annotations

import re

from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.code import Code, Found, arguments
from bot.request.curl import as_sent, credentials, take_json
from bot.request.draft import Draft
from bot.request.located import Field, Leaf, Located, Obj, is_unknown, spelt, text_of
from bot.request.nodes import Arg, Call, Chain, Make, Node, Template, Text, last_name, path_of
from bot.request.request import UNKNOWN, Flaw
from bot.request.syntax import HOLE
from bot.request.url import Address, address

CALLS = re.compile(
    r"(?<![\w])(?P<name>post|get|request|put|patch|delete|fetch|Request|axios|Post|NewRequest|NewRequestWithContext|ajax|post_async|stream|got|ky"
    r"|\$fetch|ofetch|urlopen)\s*(?:<[\w.<>\[\]]*>)?\("
)
_DIALECTS = {
    "python": "python-requests",
    "javascript": "js-fetch",
    "go": "go-http",
    "dart": "dart",
    "kotlin": "kotlin",
    "java": "java",
}
_STRINGIFY = frozenset(
    "dumps stringify string encode jsonEncode Marshal NewBuffer NewReader NewBufferString of toString writeValueAsString toJson".split()
)
_SAY_URL = frozenset({"url", "uri", "href"})
_SECONDS = frozenset({"python-requests"})


def read(code: Code, found: Found) -> Draft | None:
    """The call as a draft; None where it doesn't go to Gemini."""
    name = found.name
    call = found.call
    given = _given(code, call, name)
    url = given.get("url")
    if url is None or (name == "urlopen" and isinstance(code.followed(url.value), Call)):
        return None
    to = address(_address(code, url.value))
    whole_unknown = not to.text.strip(HOLE)
    if not to.is_gemini and not whole_unknown:
        return None
    draft = Draft(_DIALECTS.get(code.language.name, code.language.name), call.start, call.end)
    draft.addressed(to)
    _method(draft, code, given, name, to)
    _headers(draft, code, given, to)
    _body(draft, code, given, name)
    if whole_unknown and not _sends_contents(code, given):
        return None
    _timeout(draft, code, given)
    return draft


def _sends_contents(code: Code, given: dict[str, Arg]) -> bool:
    """True where the body is one of Gemini's, wherever it goes."""
    for key in ("json", "data", "body", "content", "payload"):
        node = _stringified(code, code.followed(given[key].value)) if key in given else None
        value = code.value(node) if node else None
        if isinstance(value, Obj) and value.get("contents") is not None:
            return True
    return False


def _given(code: Code, call: Call, name: str) -> dict[str, Arg]:
    """url, method, headers, params, json, data, body, timeout of a call, by whatever name the library has for them."""
    if name in ("request", "stream"):
        names: tuple[str, ...] = ("method", "url", "body", "headers")
    elif name == "NewRequest":
        names = ("method", "url", "body")
    elif name == "NewRequestWithContext":
        names = ("ctx", "method", "url", "body")
    elif name == "Post":
        names = ("url", "contentType", "body")
    elif code.language.name == "javascript" and name in ("post", "put", "patch"):
        names = ("url", "data", "options")
    elif code.language.name == "javascript":
        names = ("url", "options")
    else:
        names = ("url", "data")
    plain = [arg for arg in call.args if arg.name is None]
    first = code.followed(plain[0].value) if plain else None
    if isinstance(first, Make) and code.language.name == "javascript":
        names = ("options",)
    given = {spelt(key): arg for key, arg in arguments(call, names).items()}
    for key in ("options", "data"):
        made = code.followed(given[key].value) if key in given else None
        if isinstance(made, Make) and (key == "options" or name in ("got", "ky") or _is_options(made)):
            inner = {spelt(f.name): f for f in made.fields if f.name}
            if key == "data":
                del given["data"]
            given = {**given, **inner}
    for key in _SAY_URL:
        if key in given:
            given["url"] = given[key]
    return given


def _is_options(made: Make) -> bool:
    """True of got's and ky's options, which stand where axios has the data."""
    names = {spelt(field.name) for field in made.fields if field.name}
    return bool(names & {"json", "headers", "body"}) and "contents" not in names


def _address(code: Code, node: Node) -> Plain:
    """The words of an address; `Uri.parse('…')`, `new URL('…')` and `URI.create("…")` are the words in them."""
    followed = code.followed(node)
    if (
        isinstance(followed, Call)
        and followed.args
        and last_name(followed.of) in ("parse", "URL", "create", "Uri", "Request", "URI", "toUri")
    ):
        return code.plain(followed.args[0].value)
    return code.plain(node)


def _method(draft: Draft, code: Code, given: dict[str, Arg], name: str, to: Address) -> None:
    said = code.value(given["method"].value) if "method" in given else None
    if said is None and "type" in given:
        said = code.value(given["type"].value)
    lower = name.lower()
    if text_of(said):
        draft.http_method = (text_of(said) or "").removeprefix("http.Method").upper()
    elif said is not None and "method" in given:
        word = path_of(given["method"].value).rpartition(".")[2]
        draft.http_method = word.removeprefix("Method").upper() if word.startswith("Method") else None
    elif lower in ("post", "put", "patch", "get", "delete"):
        draft.http_method = lower.upper()
    elif name in ("Request", "urlopen"):
        draft.http_method = "POST" if "data" in given else "GET"
    else:
        draft.http_method = "GET"
    if said is not None and "method" in given:
        draft.place("httpMethod", said)
    if draft.http_method == "GET" and to.method_of_get:
        draft.method = to.method_of_get


def _headers(draft: Draft, code: Code, given: dict[str, Arg], to: Address) -> None:
    value = code.value(given["headers"].value) if "headers" in given else None
    if isinstance(value, Obj):
        for field in value.fields:
            _header(draft, code, field)
    if value is not None and is_unknown(value):
        draft.headers["*"] = UNKNOWN
    params = code.value(given["params"].value) if "params" in given else None
    if isinstance(params, Obj) and (key := params.get("key")):
        draft.place("key", key)
        to = to._replace(
            query={**to.query, "key": text_of(key) or HOLE}, spans={**to.spans, "key": Span(key.start, key.end)}
        )
    credentials(draft, to, code.report)
    if draft.key and draft.key.where == "missing" and ("*" in draft.headers or _sets_headers(code)):
        draft.key = None


def _sets_headers(code: Code) -> bool:
    """True where headers are set by statements of their own, which aren't followed."""
    return (
        ".Header.Set(" in code.text
        or ".headers[" in code.text
        or ".header(" in code.text
        or "session.headers" in code.text
    )


def _header(draft: Draft, code: Code, field: Field) -> None:
    name = field.name.lower()
    words = text_of(field.value)
    if words is None:
        written = code.text[field.value.start : field.value.end]
        words = f"Bearer {UNKNOWN}" if "Bearer" in written else str(UNKNOWN)
    draft.headers[name] = words
    draft.place(f"header:{name}", field.value)


def _body(draft: Draft, code: Code, given: dict[str, Arg], name: str) -> None:
    """Takes the body: an object that the library makes JSON of, or the text that is sent."""
    if "json" in given and not (code.language.name == "javascript" and name == "request"):
        _object(draft, code, given["json"].value, "json")
        return
    for key in ("data", "body", "content", "payload", "contents"):
        if key in given:
            if code.language.name == "javascript" and (key == "data" and name not in ("ajax",)):
                _object(draft, code, given[key].value, "either")
            else:
                _object(draft, code, given[key].value, "text")
            return


def _object(draft: Draft, code: Code, node: Node, wants: str) -> None:
    """Takes the body at `node`; `wants` is what the library expects there: "json" (an object), "text", "either"."""
    made = code.followed(node)
    if isinstance(made, Text | Template | Chain):
        _words(draft, code, made, wants)
        return
    text = _is_text(code, made)
    inner = _stringified(code, made) if text else made
    if text and isinstance(inner, Text | Template | Chain):
        _words(draft, code, inner, "text")
        return
    value = code.value(node if not text or inner is None else inner)
    draft.place("body", Span(node.start, node.end))
    if not isinstance(value, Obj):
        draft.body = UNKNOWN
        return
    if (wants == "text" and not text) or (wants == "json" and text):
        draft.flaws.append(
            Flaw("not stringified" if wants == "text" else "stringified twice", Span(node.start, node.end))
        )
        draft.body = UNKNOWN
        return
    draft.body = as_sent(value, draft)


def _is_text(code: Code, node: Node | None) -> bool:
    """True where the node makes text of an object."""
    return isinstance(node, Call) and last_name(node.of) in _STRINGIFY


def _stringified(code: Code, node: Node | None) -> Node | None:
    """The object that text is made of: `json.dumps(x).encode()`, `bytes.NewBuffer(jsonBytes)`."""
    for _ in range(6):
        if not isinstance(node, Call) or last_name(node.of) not in _STRINGIFY:
            return node
        if node.args and not (
            last_name(node.of) == "encode" and len(node.args) == 1 and isinstance(node.args[0].value, Text)
        ):
            node = code.followed(node.args[0].value)
        else:
            node = getattr(node.of, "of", None)
    return node


def _words(draft: Draft, code: Code, node: Node, wants: str) -> None:
    """Takes a body that stands in the code as a string."""
    if wants == "json":
        draft.flaws.append(Flaw("stringified twice", Span(node.start, node.end)))
        draft.body = UNKNOWN
        return
    take_json(draft, code.plain(node))


def _timeout(draft: Draft, code: Code, given: dict[str, Arg]) -> None:
    if "timeout" not in given:
        return
    value: Located = code.value(given["timeout"].value)
    draft.place("timeout", value)
    if isinstance(value, Leaf) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        draft.timeout = float(value.value)
        draft.timeout_unit = "s" if draft.dialect in _SECONDS else "ms"
