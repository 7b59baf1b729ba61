"""The code in the remedies compiles against the real SDKs of today."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
from google import genai
from google.genai import types

from bot.diagnosis.slots import SLOT
from bot.places import place

# What stands around a snippet; it may use these names without defining them.
PYTHON = """\
import os
from typing import Any

import google.genai.chats
from google import genai
from google.genai import types


def snippet(
    client: genai.Client,
    response: types.GenerateContentResponse,
    contents: str,
    model: str,
    prompt: str,
    chat: google.genai.chats.Chat,
) -> Any:
{code}
    return None
"""
TYPESCRIPT = """\
import * as genai from "@google/genai";
import {{ {names} }} from "@google/genai";

declare const ai: genai.GoogleGenAI;
declare const response: genai.GenerateContentResponse;
declare const contents: string;
declare const model: string;
declare const prompt: string;

export async function snippet() {{
{code}
}}
"""
TYPESCRIPT_NAMES = (
    "GoogleGenAI, HarmCategory, HarmBlockThreshold, Modality, ThinkingLevel, Type, FunctionCallingConfigMode, "
    "createPartFromUri, createUserContent, FinishReason, FileState, BlockedReason, Tool"
)
GO = "package main\n\nfunc snippet() error {{\n{code}\n\treturn nil\n}}\n"

FENCE = re.compile(r"^ *(`{3,}|~{3,})(\w+)[^\n]*\n(.*?)^ *\1 *$", re.MULTILINE | re.DOTALL)
LANGUAGES = ("python", "typescript", "go", "sh", "json", "text", "java", "kotlin", "http", "yaml", "toml")


def snippets(language: str) -> Iterator[tuple[str, str]]:
    """The name of each snippet's place, and its code, of one language."""
    for path in sorted(place("knowledge").glob("*.md")):
        remedy = re.search(r"^## Remedy\n(.*?)^## Examples", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        for number, (_, info, code) in enumerate(FENCE.findall(remedy[1] if remedy else ""), 1):
            assert info in LANGUAGES, f"{path.name} has code in {info}"
            if info == language:
                yield f"{path.stem.replace('-', '_')}_{number}", SLOT.sub(lambda slot: slot[2], dedent(code))


def test_every_fix_in_code_exists_for_the_three_sdks() -> None:
    missing = []
    for path in sorted(place("knowledge").glob("*.md")):
        remedy = path.read_text("utf-8").partition("## Remedy")[2].partition("## Examples")[0]
        languages = {info for _, info, _ in FENCE.findall(remedy)} & {"python", "typescript", "go"}
        if languages and len(languages) < 3:
            missing.append(f"{path.name} has code in {', '.join(sorted(languages))} alone")
    assert not missing, "\n".join(missing)


def named(node: ast.expr) -> str:
    """The dotted name that the expression is; "" if it is none."""
    if isinstance(node, ast.Attribute):
        inner = named(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""


def found(name: str) -> object:
    """What the dotted name of the SDK stands for; AttributeError if there is nothing."""
    thing: object = {"types": types, "genai": genai}[name.partition(".")[0]]
    for part in name.split(".")[1:]:
        thing = getattr(thing, part)
    return thing


def test_the_python_of_the_remedies_names_nothing_that_google_genai_lacks() -> None:
    """Every name of `types` and `genai`, and every field that is given to one of its models."""
    calls, wrong = 0, []
    for place_, code in snippets("python"):
        for node in ast.walk(ast.parse(f"async def snippet():\n{indent(code, '    ')}")):
            name = named(node) if isinstance(node, ast.Attribute) else ""
            if name.startswith(("types.", "genai.")):
                try:
                    found(name)
                except AttributeError:
                    wrong.append(f"{place_}: {name}")
            if isinstance(node, ast.Call) and named(node.func).startswith("types."):
                fields = getattr(found(named(node.func)), "model_fields", None)
                calls += fields is not None
                given = {word.arg for word in node.keywords if word.arg}
                wrong += [f"{place_}: {named(node.func)}({word}=" for word in sorted(given - set(fields or given))]
    assert calls > 10 and not wrong, "\n".join(wrong)


@pytest.mark.soak
def test_the_python_of_the_remedies_fits_the_real_google_genai(tmp_path: Path) -> None:
    for name, code in snippets("python"):
        imports = "\n".join(line for line in code.splitlines() if re.match(r"(from|import) ", line))
        rest = "\n".join(line for line in code.splitlines() if not re.match(r"(from|import) ", line))
        asynchronous = "async def snippet" if re.search(r"\bawait\b|\basync (with|for)\b", rest) else "def snippet"
        module = PYTHON.replace("def snippet", asynchronous).format(code=indent(rest or "pass", "    "))
        (tmp_path / f"{name}.py").write_text(f"{imports}\n{module}")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "--ignore-missing-imports", "--no-namespace-packages",
         "--allow-untyped-calls", "--allow-redefinition", "--disable-error-code=method-assign", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.soak
@pytest.mark.npm
def test_the_typescript_of_the_remedies_fits_the_real_google_genai(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing: install Node.js to type-check the TypeScript")
    for name, code in snippets("typescript"):
        lines = code.splitlines()
        imports = "\n".join(line for line in lines if line.startswith("import "))
        rest = "\n".join(line for line in lines if not line.startswith("import "))
        names = ", ".join(n for n in TYPESCRIPT_NAMES.split(", ") if not re.search(rf"import.*\b{n}\b", imports))
        text = f"{imports}\n{TYPESCRIPT.format(names=names, code=indent(rest, '  '))}"
        (tmp_path / f"{name}.ts").write_text(text)
    subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "typescript@5", "@types/node@20", "@google/genai@2"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"]
    files = [str(path) for path in sorted(tmp_path.glob("*.ts"))]
    done = subprocess.run(
        [str(tmp_path / "node_modules/.bin/tsc"), *options, *files], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_go_of_the_remedies_parses() -> None:
    import tree_sitter
    import tree_sitter_go

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_go.language()))
    wrong = []
    for name, code in snippets("go"):
        top_level = code.lstrip().startswith(("import ", "func ", "package "))
        source = f"package main\n{code}" if top_level else GO.format(code=code)
        if parser.parse(source.encode()).root_node.has_error:
            wrong.append(f"{name}:\n{code}")
    assert not wrong, "\n".join(wrong)
