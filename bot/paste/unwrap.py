"""What surrounds an error taken off: colours, entities, Markdown escapes, prefixes of logs, quotes, boxes and hard wraps.

The order matters: letters are straightened first (lengths stay), then noise inside lines goes, then what begins and ends
the lines. Everything is linear in the paste, and a paste too big to read whole is cut to the stretches that matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.paste.lazily import lazily
from bot.paste.lines import line_cuts
from bot.paste.plain import Plain

MOST_READ = 48_000  # code points that are read whole; of more, the stretches around anchors
_EDGE = 12_000  # of a bigger paste, read at its head and at its tail
_AROUND = 2_000  # read on both sides of an anchor
_PER_ANCHOR = 3

# Words that only an error of the API is likely to hold; of a huge log the stretches around them are read.
_ANCHORS = (
    "RESOURCE_EXHAUSTED",
    "INVALID_ARGUMENT",
    "PERMISSION_DENIED",
    "NOT_FOUND",
    "FAILED_PRECONDITION",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "DEADLINE_EXCEEDED",
    "INTERNAL",
    "google.rpc.",
    "google.genai.errors",
    "google.api_core.exceptions",
    "generativelanguage.googleapis.com",
    "[GoogleGenerativeAI Error]",
    "[API Error:",
    "ApiError:",
    "ClientError:",
    "ServerError:",
    "googleapi: Error",
    "Error code: ",
    "Traceback (most recent call last)",
    "Caused by:",
    "com.google.genai.errors",
    "rpc error: code = ",
    "StatusCode.",
    "Details: [",
    "FinishReason",
    "BlockReason",
    "AI_RetryError",
    "status code (no body)",
    "received 10",
    "finishReason",
    "finish_reason",
    "blockReason",
    "block_reason",
    "validation error",
    '"error":',
    '\\"error\\":',
    "'error':",
)

# Letters that programs and keyboards put in place of plain ones; one for one, so that offsets stay.
_STRAIGHT: dict[int, str] = str.maketrans(
    {
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("‘’‚‛′＇", "'"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u3000\u2028\u2029\r\x00\x0b\x0c", " "),
        **dict.fromkeys("‐‑‒", "-"),
        "：": ":",
        "，": ",",
        "｛": "{",
        "｝": "}",
    }
)

_CROOKED_ASCII = "\r\x00\x0b\x0c"
_NOISE = lazily(
    r"\x1b(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[()][A-Z0-9])?"
    r"|\^\[\[[0-9;?]{0,40}[A-Za-z]"
    r"|\\(?<!\\\\)(?:(?P<markdown>[_\[\]*<>~`{}#])"
    r"|\\*+(?:(?:u001[bB]|x1[bB]|033)\[[0-9;?]{0,40}[A-Za-z]|u(?P<hex>00(?:2[267]|3[cdeCDE]|60|a0)|201[89cdCD])))"
    r"|&(?:amp;){0,9}+(?P<entity>quot|apos|lt|gt|amp|nbsp|\#(?:39|34|x27|x22|60|62|10));"
    "|\u200b|\u200c|\u200d|\u2060|\ufeff|\u00ad"
)
_MANY_SLASHES = "\\" * 8
_MOST_RUNS = 4_000
_SLASHES = lazily(r"\\\\\\\\+")
_ENTITIES = {
    "quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "nbsp": " ", "#39": "'", "#34": '"', "#x27": "'",
    "#x22": '"', "#60": "<", "#62": ">", "#10": "\n",
}  # fmt: skip


def unwrap(paste: str) -> Plain:
    """`paste` without what surrounds its errors; every letter knows its way back."""
    plain = Plain(paste)
    if _MANY_SLASHES in paste:
        plain = plain.without(_slashes(paste))
    if len(plain.text) > MOST_READ:
        plain = plain.without(_far_away(plain.text))
    if not plain.text.isascii() or any(letter in plain.text for letter in _CROOKED_ASCII):
        plain = Plain(plain.text.translate(_STRAIGHT), plain.starts, plain.origins)
    plain = plain.without(_noise(plain.text))
    return plain.without(line_cuts(plain.text))


def _slashes(paste: str) -> Iterator[tuple[int, int, str]]:
    """Long runs of backslashes cut short. Their order stays, and it alone tells in how deep a string a quote stands:
    a string in a string, n deep, has 2 ** n - 1 of them before each quote."""
    for match in islice(_SLASHES.finditer(paste), _MOST_RUNS):
        yield match.start(), match.end(), "\\" * ((match.end() - match.start()).bit_length() + 1)


def _far_away(text: str) -> Iterator[tuple[int, int, str]]:
    """What is far from head, tail and all anchors of a text that is too big to read whole."""
    windows = [(0, _EDGE), (len(text) - _EDGE, len(text))]
    for anchor in _ANCHORS:
        at = _EDGE
        for _ in range(_PER_ANCHOR):
            at = text.find(anchor, at, len(text) - _EDGE)
            if at < 0:
                break
            windows.append((at - _AROUND, at + _AROUND))
            at += _AROUND
    kept = done = 0
    for start, end in sorted(windows):
        if kept > MOST_READ and end < len(text):
            continue
        if start > done:
            yield done, start, "\n"
            done = start
        if done < end:
            kept += end - done
            done = end


def _noise(text: str) -> Iterator[tuple[int, int, str]]:
    """What stands inside the lines and says nothing, with what it stands for."""
    if not ("\\" in text or "\x1b" in text or "&" in text or "^[" in text or not text.isascii()):
        return
    for match in _NOISE.finditer(text):
        kind = match.lastgroup
        if kind == "hex":
            words = "\\" * (match.group().count("\\") - 1) + chr(int(match["hex"], 16)).translate(_STRAIGHT)
        elif kind == "markdown":
            words = match["markdown"]
        elif kind == "entity":
            words = _ENTITIES[match["entity"]]
        else:
            words = ""
        yield match.start(), match.end(), words
