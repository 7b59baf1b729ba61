"""The sentence that says what failed, where no body names it `message`: behind a code, or behind a class."""

from __future__ import annotations

from bot.paste.classes import Named
from bot.paste.lazily import lazily
from bot.paste.rows import Fact

_LONGEST = 1500

# `: `, `] `, ` . ` (java without a reason phrase), ` POST https://…: ` (google.api_core over REST) before the sentence.
_BEGINS = lazily(
    r"(?:\s?[\]).:,-]{1,3}(?=\s)|\])?\s{0,3}(?:(?:GET|POST|PATCH|DELETE) https?://\S{1,400}: )?(?=[^\s{\[])"
)
# Where it ends: details in any dialect, a stack, an empty line, a line that doesn't go on with it.
_ENDS = lazily(
    r"\s{1,4}\[(?:\{|map\[|(?:violations|links|reason|metadata|field_violations|detail|locale|retry_delay)(?: \{|: ))|\s?\{['\"\\]|"
    r"\n\s{0,40}(?:at |File |Traceback |error details: )|\n(?!\* |Please retry|To monitor)|\\n\s|, Status: |"
    r"\s\((?:Status|status|code): |; then sent |['\"`]\s{0,4}(?:,|\}|\)|\n|$)"
)


def sentence_at(text: str, at: int) -> Fact | None:
    """The sentence that begins at `at`, behind its punctuation; None where no words stand."""
    begins = _BEGINS.match(text, at)
    if begins is None:
        return None
    start = begins.end()
    stop = min(len(text), start + _LONGEST)
    if ends := _ENDS.search(text, start, stop):
        stop = ends.start()
    said = text[start:stop].strip()
    if said[:1] in ("'", '"', "`") and said[0] not in said[1:]:  # the quote that ended it is gone
        if not said[1:2].isalnum():  # or it ended something else
            return None
        start, said = start + 1, said[1:]
    return Fact(said, start, start + len(said)) if len(said) > 3 and " " in said else None


def sentence_of(named: Named | None, text: str) -> Fact | None:
    """What the class that was thrown says."""
    if named is None or not named.thrown or text[named.end : named.end + 1] != ":":
        return None
    return sentence_at(text, named.end)
