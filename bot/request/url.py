"""What an address says of a call: host, API version, model, method, key."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.syntax import HOLE

GEMINI_HOST = "generativelanguage.googleapis.com"
_ADDRESS = re.compile(
    rf"(?:(?P<scheme>https?)://)?(?P<host>[\w.{HOLE}-]*(?::\d+)?)(?P<path>/[^?#\n]*)?(?:\?(?P<query>[^#\s]*))?", re.I
)
_VERSION = re.compile(r"v\d+(?:alpha|beta)?\d*")
_MODEL = re.compile(r"(?:^|/)(?P<model>(?:models|tunedModels)/[^/?]*?)(?::(?P<method>[A-Za-z_]+))?/?$")
_COMPATIBLE = re.compile(r"^/v1\w*/chat/completions/?$")
_SLASHED = re.compile(r"(?:^|/)(?P<model>models/[^/?:]+)/(?P<method>[A-Za-z]+)/?$")
_QUERY = re.compile(r"(?:^|&)([^=&]+)=([^&]*)")
METHODS = frozenset(
    "generateContent streamGenerateContent countTokens embedContent batchEmbedContents predict predictLongRunning generateText "
    "generateMessage embedText batchGenerateContent asyncBatchEmbedContent rawPredict streamRawPredict bidiGenerateContent".lower().split()
)
# Collections of the API -> what a POST and a GET to them are.
_COLLECTIONS = {
    "cachedContents": ("cachedContents.create", "cachedContents.list"),
    "models": ("models.create", "models.list"),
    "tunedModels": ("tunedModels.create", "tunedModels.list"),
    "files": ("files.create", "files.list"),
    "batches": ("batches.create", "batches.list"),
    "interactions": ("interactions.create", "interactions.list"),
    "fileSearchStores": ("fileSearchStores.create", "fileSearchStores.list"),
    "corpora": ("corpora.create", "corpora.list"),
}
_OPENAI = {
    "chat/completions": "chat.completions",
    "embeddings": "embeddings",
    "models": "models.list",
    "images/generations": "images.generate",
}


class Address(NamedTuple):
    """An address, taken apart; None where it doesn't say, or says it with a value that is not known."""

    text: str
    host: str | None
    path: str | None
    api_version: str | None
    model: str | None
    method: str | None  # of a POST
    method_of_get: str | None
    product: str
    query: dict[str, str]
    spans: dict[str, Span]

    @property
    def is_gemini(self) -> bool:
        """True where the address can only be one of Google's model APIs."""
        host = self.host or ""
        if host == GEMINI_HOST or host.endswith("aiplatform.googleapis.com"):
            return True
        if host.endswith(("openai.com", "anthropic.com", "openrouter.ai", "mistral.ai", "groq.com")):
            return False
        return (self.method or "").lower() in METHODS


def address(url: Plain) -> Address:
    """The address that `url` holds; its spans are those of the paste."""
    text = url.text.strip()
    shift = url.text.find(text) if text else 0
    match = _ADDRESS.match(text)
    spans: dict[str, Span] = {"url": url.span(shift, shift + len(text))}
    if match is None:
        return Address(text, None, None, None, None, None, None, "gemini", {}, spans)
    path = match["path"] or ""
    start = match.start("path") + shift if match["path"] else 0
    host = match["host"] or None
    if host and HOLE not in host:
        spans["host"] = url.span(match.start("host") + shift, match.end("host") + shift)
    version = next((part for part in path.split("/") if _VERSION.fullmatch(part)), None)
    if version:
        at = start + path.find(f"/{version}") + 1
        spans["apiVersion"] = url.span(at, at + len(version))
    query: dict[str, str] = {}
    for pair in _QUERY.finditer(match["query"] or ""):
        query[pair[1]] = pair[2]
        if pair[1].lower() in ("key", "access_token", "api_key", "apikey"):
            at = match.start("query") + shift
            spans["key"] = url.span(at + pair.start(2), at + pair.end(2))
    model, method, of_get = _called(path, start, url, spans)
    product = "gemini"
    if host and host.split(":")[0].endswith("aiplatform.googleapis.com"):
        product = "vertex"
    elif method == "interactions.create":
        product = "interactions"
    return Address(
        text,
        _known(host.split(":")[0].lower() if host else None),
        _known(path or None),
        version,
        model,
        method,
        of_get,
        product,
        query,
        spans,
    )


def _known(word: str | None) -> str | None:
    return None if word is None or HOLE in word else word


def _called(path: str, start: int, url: Plain, spans: dict[str, Span]) -> tuple[str | None, str | None, str | None]:
    """Model and method of a path, for a POST and for a GET."""
    if "/openai" in path:
        tail = path.partition("/openai")[2].strip("/")
        return None, _OPENAI.get(tail), _OPENAI.get(tail)
    if _COMPATIBLE.search(path):
        return None, "chat.completions", None  # openai/ is missing before it
    match = _MODEL.search(path.rstrip())
    if match is None and (slashed := _SLASHED.search(path.rstrip())) and slashed["method"].lower() in METHODS:
        match = slashed  # a slash where the colon belongs
    if match is None:
        tail = path.rstrip("/").rsplit("/", 1)[-1]
        verb = tail.partition(":")[2]
        if verb and verb.lower() in METHODS:
            return None, verb, None
        posts, gets = _COLLECTIONS.get(tail, (None, None))
        return None, posts, gets
    name = match["model"]
    bare = name.removeprefix("models/")
    at = start + match.start("model") + len(name) - len(bare)
    method = match["method"]
    if method and method[:1].islower():
        spans["method"] = url.span(start + match.start("method"), start + match.end("method"))
    if not bare:
        return None, "models.create", "models.list"
    spans["model"] = url.span(at, at + len(bare))
    model = None if HOLE in bare or bare[:1] in "{<[" else unquote(bare)
    return model, method or None, None if method else "models.get"
