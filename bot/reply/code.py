"""Which of a step's fences are for the person's own language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.reply.page import Block, Fence

if TYPE_CHECKING:
    from bot.paste import Report

PYTHON, TYPESCRIPT, GO, SHELL = "python", "typescript", "go", "sh"
MIXED = "mixed"  # shell lines for several languages
LANGUAGES = (PYTHON, TYPESCRIPT, GO, SHELL)
NAMES = {PYTHON: "Python", TYPESCRIPT: "TypeScript", GO: "Go", SHELL: "Shell"}

_BY_SDK = {
    "js-genai": TYPESCRIPT,
    "legacy-js": TYPESCRIPT,
    "vercel-ai": TYPESCRIPT,
    "langchainjs": TYPESCRIPT,
    "genkit": TYPESCRIPT,
    "firebase": TYPESCRIPT,
    "go-genai": GO,
    "legacy-go": GO,
    "rest": SHELL,
    "gemini-cli": SHELL,
}
_TOOLS = {
    "pip": PYTHON, "pip3": PYTHON, "uv": PYTHON, "poetry": PYTHON, "python": PYTHON, "python3": PYTHON,
    "npm": TYPESCRIPT, "npx": TYPESCRIPT, "pnpm": TYPESCRIPT, "yarn": TYPESCRIPT, "bun": TYPESCRIPT, "node": TYPESCRIPT,
    "go": GO,
}  # fmt: skip
_ALIASES = {"py": PYTHON, "ts": TYPESCRIPT, "js": TYPESCRIPT, "javascript": TYPESCRIPT, "bash": SHELL, "shell": SHELL}


def language_of(report: Report | None) -> str:
    """The language that the paste was in; Python where it does not show."""
    return _BY_SDK.get((report and report.sdk) or "", PYTHON)


def choose(blocks: Iterable[Block], language: str) -> tuple[Block, ...]:
    """The blocks with the fences of one language alone: `language` if there are any, else the first that we have."""
    blocks = tuple(blocks)
    spoken = [_speaks(block) for block in blocks if isinstance(block, Fence)]
    here = [one for one in spoken if one]
    order = (language, MIXED, *((SHELL, *LANGUAGES) if language != PYTHON else LANGUAGES))
    chosen = next((one for one in order if one in here), None)
    kept = (b for b in blocks if not isinstance(b, Fence) or _speaks(b) in (chosen, None))
    return tuple(_own_lines(b, language) if isinstance(b, Fence) else b for b in kept)


def _own_lines(fence: Fence, language: str) -> Fence:
    """Of shell lines for several languages, such as pip install and npm install, those for this one; else all."""
    lines = fence.code.split("\n")
    tools = [_tool(line) for line in lines]
    if _speaks(fence) != MIXED or language not in tools:
        return fence
    own = (line for line, tool in zip(lines, tools, strict=True) if tool in (language, None))
    return replace(fence, code="\n".join(own))


def _speaks(fence: Fence) -> str | None:
    """The language of a fence; of a shell command that of its tool; None where it is no code, such as JSON."""
    language = _ALIASES.get(fence.language, fence.language)
    if language not in LANGUAGES:
        return None
    if language != SHELL:
        return language
    tools = {tool for line in fence.code.split("\n") if (tool := _tool(line))}
    return MIXED if len(tools) > 1 else tools.pop() if tools else SHELL


def _tool(line: str) -> str | None:
    """The language whose tool a line of shell calls."""
    first = line.split(maxsplit=1)[:1]
    return _TOOLS.get(first[0]) if first else None
