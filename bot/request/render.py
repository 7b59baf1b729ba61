"""Writes a Request as curl, Python, JavaScript or Go. The key is an environment variable; what is not known, a variable."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.request import places
from bot.request.located import spelt
from bot.request.render_go import go
from bot.request.request import Request, Unknown
from bot.request.url import GEMINI_HOST

Language = Literal["curl", "json", "python", "javascript", "go"]
_MARKER = re.compile(r"<base64, \d+ characters>")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_OPENAI = "chat.completions"
# REST method -> the SDK's function in Python and in JavaScript.
_FUNCTIONS = {
    "generateContent": ("generate_content", "generateContent"),
    "streamGenerateContent": ("generate_content_stream", "generateContentStream"),
    "countTokens": ("count_tokens", "countTokens"),
    "embedContent": ("embed_content", "embedContent"),
}
# Below these stand the person's own names, which no SDK spells otherwise.
_OWN = frozenset("args response labels properties responseJsonSchema parametersJsonSchema".split())


def render(request: Request, language: Language) -> str | None:
    """The request in that language; None where its SDK has no way to say it."""
    if language == "json":
        return None if not isinstance(request.body, Mapping) else json.dumps(request.body, ensure_ascii=False, indent=2)
    if language == "curl":
        return _curl(request)
    if not isinstance(request.body, Mapping):
        return None
    if request.method == _OPENAI:
        return {"python": _openai_python, "javascript": _openai_javascript}.get(language, _nothing)(request)
    if request.method not in _FUNCTIONS or request.product != "gemini":
        return None
    config = configuration(request)
    if config is None:
        return None
    if language == "python":
        return _python(request, config)
    return _javascript(request, config) if language == "javascript" else go(request, config)


def _nothing(_request: Request) -> str | None:
    return None


def configuration(request: Request) -> dict[str, Any] | None:
    """The body as an SDK's configuration, without the contents; None where a field has no place in it."""
    body = request.body if isinstance(request.body, Mapping) else {}
    config: dict[str, Any] = {}
    for name, value in body.items():
        if name in ("contents", "content", "model"):
            continue
        if name == "generationConfig" and isinstance(value, Mapping):
            if any(spelt(inner) not in places.GENERATION for inner in value):
                return None
            config.update(value)
        elif spelt(name) in places.TOP or (request.method == "embedContent" and name != "generationConfig"):
            config[name] = value
        else:
            return None
    return config


def is_open(value: Any) -> bool:
    """True of what stands for a value that the paste did not show."""
    return isinstance(value, Unknown) or (isinstance(value, str) and _MARKER.fullmatch(value) is not None)


# --- curl ---


def _curl(request: Request) -> str | None:
    if request.method is None:
        return None
    lines = [f"curl {_address(request)}"]
    if request.http_method not in (None, "GET", "POST") or (request.http_method == "POST" and request.body is None):
        lines[0] += f" -X {request.http_method}"
    if request.method == _OPENAI or request.product == "vertex":
        lines.append(
            '-H "Authorization: Bearer $' + ("GEMINI_API_KEY" if request.method == _OPENAI else "ACCESS_TOKEN") + '"'
        )
    else:
        lines.append('-H "x-goog-api-key: $GEMINI_API_KEY"')
    if isinstance(request.body, Mapping):
        lines += ["-H 'Content-Type: application/json'", f"-d '{_shell(request.body)}'"]
    elif isinstance(request.body, Unknown):
        lines += ["-H 'Content-Type: application/json'", "-d @body.json"]
    return " \\\n  ".join(lines)


def _address(request: Request) -> str:
    host = request.host or GEMINI_HOST
    version = request.api_version or "v1beta"
    method = request.method or ""
    if request.path and "models/" not in request.path:
        return f'"https://{host}{request.path}"'
    if method == _OPENAI:
        return f'"https://{host}/{version}/openai/chat/completions"'
    model = request.model or "$MODEL"
    name = model if "/" in model else f"models/{model}"
    if request.product == "vertex" and request.path and request.model:
        return f'"https://{host}{request.path}"'
    if method == "models.list":
        return f'"https://{host}/{version}/models"'
    if "." in method:
        return f'"https://{host}/{version}/{method.partition(".")[0]}"'
    return f'"https://{host}/{version}/{name}:{method}{"?alt=sse" if request.stream else ""}"'


def _shell(body: Mapping[str, Any]) -> str:
    """JSON for single quotes of a shell; unknown values are put in by variables."""
    holes: list[str] = []

    def marked(value: Any, name: str) -> Any:
        if is_open(value):
            holes.append(_variable(name).upper())
            return f"\ue001{len(holes) - 1}\ue001"
        if isinstance(value, Mapping):
            return {key: marked(inner, str(key)) for key, inner in value.items()}
        return [marked(inner, name) for inner in value] if isinstance(value, list) else value

    text = json.dumps(marked(body, "body"), ensure_ascii=False, indent=2).replace("'", "'\\''")
    return re.sub("\ue001(\\d+)\ue001", lambda m: f"'\"${holes[int(m[1])]}\"'", text)


# --- Python and JavaScript ---


def _variable(name: str) -> str:
    """A variable's name for a value that is not known."""
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"\W+", "_", name)).strip("_").lower()
    return f"your_{word or 'value'}"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def written(value: Any, name: str, style: Literal["python", "javascript"], depth: int = 0, *, own: bool = False) -> str:
    """A value as a literal; `own` below names that are the person's."""
    pad, end = "    " * (depth + 1), "    " * depth
    if style == "javascript":
        pad, end = "  " * (depth + 1), "  " * depth
    if is_open(value):
        return _variable(name)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        rows = [
            f"{pad}{_name(key, style, own)}: {written(inner, key, style, depth + 1, own=_below(own, key, name))},\n"
            for key, inner in value.items()
        ]
        return "{\n" + "".join(rows) + end + "}"
    if isinstance(value, list):
        if not value:
            return "[]"
        return (
            "[\n" + "".join(f"{pad}{written(inner, name, style, depth + 1, own=own)},\n" for inner in value) + end + "]"
        )
    if style == "python":
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def _below(own: bool, key: str, parent: str) -> bool:
    """True where the names below `key` are the person's own; the schemas of properties are the API's again."""
    if own and parent == "properties":
        return False
    return own or key in _OWN


def _name(key: str, style: str, own: bool) -> str:
    if style == "python":
        return repr(key if own else _snake(key) if key.isidentifier() else key)
    return key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _prompt(request: Request) -> Any:
    body = request.body if isinstance(request.body, Mapping) else {}
    if request.method != "embedContent":
        return body.get("contents")
    return body.get("content")


def _python(request: Request, config: dict[str, Any]) -> str:
    function, _ = _FUNCTIONS[request.method or ""]
    version = f', http_options={{"api_version": {request.api_version!r}}}' if request.api_version else ""
    model = repr(request.model) if request.model else "your_model"
    lines = [
        "import os",
        "",
        "from google import genai",
        "",
        f'client = genai.Client(api_key=os.environ["GEMINI_API_KEY"]{version})',
        f"{'stream' if request.stream else 'response'} = client.models.{function}(",
        f"    model={model},",
    ]
    prompt = _prompt(request)
    if prompt is not None:
        lines.append(f"    contents={written(prompt, 'contents', 'python', 1)},")
    if config:
        lines.append(f"    config={written(config, 'config', 'python', 1)},")
    return "\n".join([*lines, ")"])


def _javascript(request: Request, config: dict[str, Any]) -> str:
    _, function = _FUNCTIONS[request.method or ""]
    version = f", httpOptions: {{ apiVersion: {json.dumps(request.api_version)} }}" if request.api_version else ""
    model = json.dumps(request.model) if request.model else "your_model"
    lines = [
        'import { GoogleGenAI } from "@google/genai";',
        "",
        f"const ai = new GoogleGenAI({{ apiKey: process.env.GEMINI_API_KEY{version} }});",
        f"const {'stream' if request.stream else 'response'} = await ai.models.{function}({{",
        f"  model: {model},",
    ]
    prompt = _prompt(request)
    if prompt is not None:
        lines.append(f"  contents: {written(prompt, 'contents', 'javascript', 1)},")
    if config:
        lines.append(f"  config: {written(config, 'config', 'javascript', 1)},")
    return "\n".join([*lines, "});"])


def _openai_python(request: Request) -> str | None:
    body = request.body if isinstance(request.body, Mapping) else {}
    base = f"https://{request.host or GEMINI_HOST}/{request.api_version or 'v1beta'}/openai/"
    rows = [f"    {name}={written(value, name, 'python', 1, own=True)}," for name, value in body.items()]
    head = [
        "import os",
        "",
        "from openai import OpenAI",
        "",
        f'client = OpenAI(api_key=os.environ["GEMINI_API_KEY"], base_url="{base}")',
    ]
    return "\n".join([*head, "response = client.chat.completions.create(", *rows, ")"])


def _openai_javascript(request: Request) -> str | None:
    body = request.body if isinstance(request.body, Mapping) else {}
    base = f"https://{request.host or GEMINI_HOST}/{request.api_version or 'v1beta'}/openai/"
    call = written(dict(body), "body", "javascript", 0, own=True)
    head = [
        'import OpenAI from "openai";',
        "",
        f'const openai = new OpenAI({{ apiKey: process.env.GEMINI_API_KEY, baseURL: "{base}" }});',
    ]
    return "\n".join([*head, f"const response = await openai.chat.completions.create({call});"])
