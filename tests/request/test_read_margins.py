"""Code as it stands in terminals, notebooks, tracebacks, reviews and quotes: what stands at its edge is none of it."""

from __future__ import annotations

import time

import pytest

from bot.paste import read
from bot.request import read_request
from bot.request.margin import bare

WANT = {"contents": [{"role": "user", "parts": [{"text": "say hi"}]}], "generationConfig": {"maxOutputTokens": 50}}
CALL = """client = genai.Client()
r = client.models.generate_content(
    model="gemini-3.5-flash",
    contents="say hi",
    config={"max_output_tokens": 50},
)"""
LINES = CALL.split("\n")


def _notebook() -> str:
    rows = [f'   "{line}\\n",' for line in (line.replace('"', '\\"') for line in LINES[:-1])]
    return "\n".join(['{"cell_type": "code", "source": [', *rows, '   ")"', "]}"])


EDGES = {
    "a prompt": ">>> " + LINES[0] + "\n>>> " + "\n... ".join(LINES[1:]),
    "a notebook's prompt": "In [3]: " + LINES[0] + "\n\nIn [4]: " + "\n   ...: ".join(LINES[1:]) + "\nOut[4]: None",
    "a notebook's traceback": "\n".join(
        f"----> {n} {line}" if n == 2 else f"      {n} {line}" for n, line in enumerate(LINES, 1)
    ),
    "a boxed traceback": "\n".join(
        f"│ {'❱' if n == 12 else ' '} {n} │ {line:<60} │" for n, line in enumerate(LINES, 11)
    ),
    "an editor's line numbers": "\n".join(f"{n:>4}  {line}" for n, line in enumerate(LINES, 8)),
    "a quote": "\n".join(f"> {line}" for line in LINES),
    "a diff": "```diff\n"
    + "\n".join(" " + line for line in LINES[:2])
    + '\n-    model="gemini-2.5-flash",\n+'
    + "\n".join([LINES[2], *(" " + line for line in LINES[3:])])
    + "\n```",
    "a notebook's file": _notebook(),
}


@pytest.mark.parametrize("edge", EDGES)
def test_what_stands_at_the_edge_of_code_is_none_of_it(edge: str) -> None:
    request = read_request(read(EDGES[edge]))
    assert request is not None
    assert request.model == "gemini-3.5-flash"
    assert request.body == WANT


@pytest.mark.parametrize("edge", EDGES)
def test_every_place_stays_where_it_was(edge: str) -> None:
    text = EDGES[edge]
    assert len(bare(text)) == len(text)
    request = read_request(read(text))
    assert request is not None
    span = request.spans["generationConfig.maxOutputTokens"]
    assert text[span.start : span.end] == "50"


@pytest.mark.parametrize(
    "text",
    [
        'contents="""Rules:\n1. Be brief (always)\n2. No jokes\n3. Be kind"""',
        "- first\n- second\n+ one more",
        "1\n2\n3",
        "a -> b\n  3 apples",
        'parts: ["a", "b"]',
        '"stopSequences": [\n  "\\n\\n",\n  "END\\n",\n  "0"\n]',
        "plain words",
    ],
)
def test_what_only_looks_like_an_edge_stays(text: str) -> None:
    assert bare(text) == text


@pytest.mark.parametrize(
    "text",
    [
        ("│" + " " * 2_000 + "\n") * 100 + "❱ 1 │",
        "> x\n" * 50_000,
        ">>> a\n" * 30_000,
        '"a=b\\n",\n' * 20_000,
        " " * 200_000 + "\n1 f(x)\n2 b",
        "".join(f"{n} f(x)\n" for n in range(20_000)),
        "-  a=b\n+  a=c\n" * 15_000,
    ],
    ids=["frame", "quote", "prompt", "notebook", "blanks", "numbers", "diff"],
)
def test_edges_without_end_are_read_in_time(text: str) -> None:
    started = time.process_time()
    bare(text)
    assert time.process_time() - started < 1
