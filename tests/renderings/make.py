"""Makes `outputs/`: real renderings of errors by the real packages, against a scripted service on loopback.

    python tests/renderings/make.py WORKDIR [SURFACE ...]

Each surface gets an environment of its own in WORKDIR, made when it is missing. Nothing is asked of Google. The outputs say
nothing of the machine: paths become /app, addresses the service's own. `outputs/index.jsonl` tells of each file which package
and version made it, what was served, which cause is expected and which facts the text shows.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from bodies import BODIES, BY_NAME, HOST, MODEL, Body
from server import serving

HERE = Path(__file__).parent
OUTPUTS = HERE / "outputs"


@dataclass(frozen=True, slots=True)
class Surface:
    """One package at one version: `name` is its folder, `sdk` the name that a report gives it."""

    name: str
    sdk: str
    script: str
    packages: tuple[str, ...]
    bodies: tuple[str, ...] = ()  # those that it is asked for; all where it names none

    @property
    def is_node(self) -> bool:
        return self.script.endswith(".mjs")

    @property
    def package(self) -> str:
        return re.split(r"(?<=.)[=@](?=[=\d])", self.packages[0])[0].rstrip("=") if self.packages else "curl"


FEW = ("quota-day", "key-invalid", "unknown-name", "model-missing", "overloaded", "html-502", "max-tokens")

FEWER = ("quota-day", "key-invalid", "unknown-name", "location", "model-missing")

SURFACES = (
    Surface("genai-0.8", "python-genai", "python_genai.py", ("google-genai==0.8.0",)),
    Surface("genai-1.10", "python-genai", "python_genai.py", ("google-genai==1.10.0",), FEW),
    Surface("genai-1.56", "python-genai", "python_genai.py", ("google-genai==1.56.0",), FEW),
    Surface("genai-2", "python-genai", "python_genai.py", ("google-genai==2.34.0",), FEW),
    Surface("genai-3", "python-genai", "python_genai.py", ("google-genai==3.6.1", "aiohttp")),
    Surface("generativeai", "legacy-python", "generativeai.py", ("google-generativeai==0.8.6",)),
    Surface("litellm", "litellm", "litellm_.py", ("litellm",)),
    Surface("langchain-2", "langchain", "langchain_2.py", ("langchain-google-genai==2.1.12",), FEWER),
    Surface("langchain", "langchain", "langchain.py", ("langchain-google-genai",)),
    Surface("openai-2", "openai-compat", "openai_.py", ("openai==2.54.0",)),
    Surface("openai", "openai-compat", "openai_.py", ("openai",)),
    Surface("js-genai", "js-genai", "js_genai.mjs", ("@google/genai@2.32.0",)),
    Surface("js-genai-old", "js-genai", "js_genai.mjs", ("@google/genai@1.4.0",)),
    Surface("js-legacy", "legacy-js", "js_legacy.mjs", ("@google/generative-ai@0.24.1",)),
    Surface("js-openai", "openai-compat", "js_openai.mjs", ("openai",)),
    Surface("js-ai", "vercel-ai", "js_ai.mjs", ("@ai-sdk/google", "ai")),
    Surface("js-langchain", "langchainjs", "js_langchain.mjs", ("@langchain/google-genai", "@langchain/core")),
    Surface("rest", "rest", "rest.py", ()),
)


def prepare(surface: Surface, place: Path) -> list[str]:
    """The environment is there; the command that runs the surface's script in it."""
    script = HERE / "surfaces" / surface.script
    if surface.is_node:
        if not (place / "node_modules").exists():
            place.mkdir(parents=True, exist_ok=True)
            (place / "package.json").write_text('{"private": true, "type": "module"}\n')
            install = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent", *surface.packages]
            subprocess.run(install, cwd=place, check=True)
        for source in (script, HERE / "surfaces" / "record.mjs"):
            (place / source.name).write_text(source.read_text())
        return ["node", str(place / script.name)]
    if not surface.packages:
        return [sys.executable, str(script)]
    if not (place / "bin").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin" / "pip"), "install", "-q", *surface.packages], check=True)
    return [str(place / "bin" / "python"), str(script)]


def version(surface: Surface, place: Path) -> str:
    """The version that is installed there."""
    if not surface.packages:
        return ""
    if surface.is_node:
        return str(json.loads((place / "node_modules" / surface.package / "package.json").read_text())["version"])
    show = f"import importlib.metadata as m; print(m.version({surface.package!r}))"
    return subprocess.run(
        [str(place / "bin" / "python"), "-c", show], check=True, capture_output=True, text=True
    ).stdout.strip()


def without_machine(text: str, place: Path, script: str) -> str:
    """The text as it would look on anybody's machine."""
    text = text.replace(str(HERE / "surfaces" / script), "/app/main.py")
    text = text.replace(str(HERE / "surfaces"), "/app").replace(str(place / script), "/app/main.mjs")
    for whole in (str(place / "node_modules"), str(place.resolve() / "node_modules")):
        text = text.replace(whole, "/app/node_modules")
    text = text.replace(str(place / "lib"), "/app/.venv/lib").replace(str(place), "/app")
    text = re.sub(r"/[\w./-]*?/lib/python3\.(\d+)/(?!site-packages)", r"/usr/lib/python3.\1/", text)
    text = re.sub(r"ipv4:127\.0\.0\.1:\d+", "ipv4:142.250.185.74:443", text)
    text = re.sub(r"http://127\.0\.0\.1:\d{3,5}", f"https://{HOST}", text)
    text = re.sub(r"127\.0\.0\.1:\d{3,5}", f"{HOST}:443", text)
    text = re.sub(r"\b127\.0\.0\.1\b|localhost", HOST, text)
    text = re.sub(r"Port \d{4,5}|port=\d{4,5}|port: \d{4,5}", "port 443", text)
    text = re.sub(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", "Sun, 22 Nov 2026 09:41:07 GMT", text)
    text = re.sub(r"BaseHTTP/[\d.]+ Python/[\d.]+", "scaffolding on HTTPServer2", text)
    text = re.sub(r"\n    at [^\n]*/app/record\.mjs[^\n]*", "", text)
    text = re.sub(r'  File "/app/record.py".*\n    run\(\)\n', "", text)
    text = re.sub(r'  File "/app/main.py", line \d+, in <lambda>\n.*\n(?: +\^+\n)?', "", text)
    text = re.sub(r"0x[0-9a-f]{8,16}", "0x7f3a5c1d2e90", text)
    return re.sub(r"not-a-real-key", "YOUR_API_KEY", text)


_CLASSES = {
    "INVALID_ARGUMENT": "InvalidArgument",
    "FAILED_PRECONDITION": "FailedPrecondition",
    "PERMISSION_DENIED": "PermissionDenied",
    "RESOURCE_EXHAUSTED": "ResourceExhausted",
    "UNAUTHENTICATED": "Unauthenticated",
    "DEADLINE_EXCEEDED": "DeadlineExceeded",
}


_FINISHES = {"MAX_TOKENS": 2, "SAFETY": 3, "RECITATION": 4}


def shown(facts: dict[str, Any], text: str) -> dict[str, Any]:
    """Those of a body's facts that the text shows; the rest it does not say."""
    flat = re.sub(r"\\+n|\s+", " ", text)
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "http":
            seen = re.search(rf"(?<![\d.:]){value}(?![\d.])", flat) is not None
        elif name == "status":
            seen = value in flat or (
                value in _CLASSES and re.search(rf"exceptions\.{_CLASSES[value]}\b", flat) is not None
            )
        elif name == "quota_limit":
            seen = re.search(rf"limit: {value}\b|quota_?value\W+{value}\b", flat, re.IGNORECASE) is not None
        elif name == "retry_delay_s":
            seen = (
                re.search(rf"\b{re.escape(f'{value:g}')}s|\b{int(value)}s\b|seconds: {int(value)}\b", flat) is not None
            )
        elif name in ("finish_reason", "block_reason"):
            number = _FINISHES.get(value)
            seen = re.search(rf"\b{value}\b|finish_?reason\S* is {number}\b", flat) is not None
        elif name == "message":
            seen = re.sub(r"\W+", "", value) in re.sub(r"\W+", "", re.sub(r"\\+n", " ", text))
        else:
            seen = str(value) in flat
        if seen:
            found[name] = value
    return found


_BY_CODE = {429: "resource-exhausted", 500: "internal", 503: "overloaded", 504: "deadline-exceeded"}


def cause(body: Body, facts: dict[str, Any]) -> str | None:
    """What the shown facts let one say: the body's cause, the one of its code alone, or None where even that is too little."""
    if body.cause in ("quota-day", "rate-limit-minute") and "quota_id" not in facts and "http" in body.facts:
        return "resource-exhausted"
    if "message" in body.facts and "message" not in facts:
        return _BY_CODE.get(facts.get("http", 0))
    return body.cause


def run(surface: Surface, place: Path, urls: dict[str, str]) -> list[dict[str, Any]]:
    """The surface's files are written; their lines of the index."""
    command = prepare(surface, place)
    served = [body for body in BODIES if not surface.bodies or body.name in surface.bodies]
    asked = {
        "urls": urls,
        "errors": [body.name for body in served if body.is_error],
        "answers": [body.name for body in served if not body.is_error and body.facts and not body.events],
        "bodies": {body.name: {"http": body.http, "text": body.text} for body in BODIES},
        "model": MODEL,
    }
    quiet = {
        name: value for name, value in os.environ.items() if not re.search("PROXY|API_KEY|TOKEN", name, re.IGNORECASE)
    }
    quiet |= {
        "NO_COLOR": "1",
        "FORCE_COLOR": "0",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "GRPC_VERBOSITY": "NONE",
        "COLUMNS": "120",
    }
    done = subprocess.run(command, input=json.dumps(asked), env=quiet, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise SystemExit(f"{surface.name} failed:\n{done.stderr[-3000:]}")
    lines = []
    folder = OUTPUTS / surface.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    number = version(surface, place)
    for record in map(json.loads, filter(None, done.stdout.splitlines())):
        body = BY_NAME[record["body"]] if record["body"] else None
        text = without_machine(record["text"], place, surface.script)
        name = "-".join(filter(None, (record["case"], body.name if body else None))) + ".txt"
        (folder / name).write_text(text, encoding="utf-8")
        facts = shown(body.facts, text) if body else {}
        lines.append(
            {
                "file": f"{surface.name}/{name}",
                "package": surface.package,
                "version": number,
                "sdk": surface.sdk,
                "case": record["case"],
                "body": body.name if body else None,
                "cause": record["cause"] or (cause(body, facts) if body else None),
                "facts": {**facts, **record["facts"]},
            }
        )
    print(f"{surface.name} {number}: {len(lines)} renderings")
    return lines


def main(place: str, *names: str) -> None:
    index = OUTPUTS / "index.jsonl"
    old = [json.loads(line) for line in index.read_text().splitlines()] if index.exists() else []
    chosen = [surface for surface in SURFACES if not names or surface.name in names]
    with serving() as urls:
        new = [line for surface in chosen for line in run(surface, Path(place) / surface.name, urls)]
    made = {surface.name for surface in chosen}
    lines = [line for line in old if line["file"].partition("/")[0] not in made] + new
    lines.sort(key=lambda line: line["file"])
    index.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
