"""What is posted to Slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.reply import safe
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run

Dict = dict[str, Any]

MOST_LABEL = 75


@dataclass(frozen=True, slots=True)
class Post:
    """One message. `text` is what a notification shows, escaped; `metadata` holds nothing of the paste."""

    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, Any] | None = None


def section(line: Line) -> Dict:
    """A line as a rich_text section: its words are shown literally, whatever they are."""
    return {"type": "rich_text_section", "elements": [_element(run) for run in line if run.text]}


def code(text: str) -> Dict:
    """Lines of code, shown literally."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": safe.clean(text) or " "}]}


def rich(*elements: Dict) -> Dict:
    """Sections and code as one block."""
    return {"type": "rich_text", "elements": list(elements)}


def elements(blocks: Iterable[Block], mark: str = "") -> list[Dict]:
    """Blocks of words as the elements of a rich_text block; `mark` stands in bold before the first line."""
    made: list[Dict] = []
    lead: Line = (Run(mark + " ", bold=True),) if mark else ()
    for block in blocks:
        match block:
            case Fence(code=lines):
                if lead:
                    made.append(section(lead))
                made.append(code(lines))
            case Item(line=line, mark=point, indent=indent):
                made.append(section((*lead, Run("   " * indent + point + " "), *line)))
            case Paragraph(line=line):
                made.append(section((*lead, *line)))
        lead = ()
    return _apart([one for one in made if one["elements"]])


def context(line: Line, *more: str) -> Dict:
    """The last small line; `more` are further words of ours."""
    text = "".join(f"`{safe.escape(run.text)}`" if run.code else safe.escape(run.text) for run in line)
    text = " · ".join([text, *(safe.escape(safe.one_line(words)) for words in more if words)])
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def button(label: str, action: str, value: str) -> Dict:
    """A button; a label that is too long ends in "…"."""
    text = {"type": "plain_text", "text": safe.one_line(label, MOST_LABEL) or "…", "emoji": False}
    return {"type": "button", "text": text, "action_id": action, "value": value}


def actions(block: str, buttons: Sequence[Dict]) -> Dict:
    """A row of buttons."""
    return {"type": "actions", "block_id": block, "elements": list(buttons)}


def fallback(line: Line, most: int = 300) -> str:
    """A line as the text of a notification."""
    return safe.escape(safe.one_line("".join(run.text for run in line), most))


def _element(run: Run) -> Dict:
    text = safe.clean(run.text) or " "
    style = {name: True for name in ("bold", "italic", "code") if getattr(run, name)}
    styled = {"style": style} if style else {}
    if run.link:
        return {"type": "link", "url": run.link, "text": text, **styled}
    return {"type": "text", "text": text, **styled}


def _apart(made: list[Dict]) -> list[Dict]:
    """Slack puts a section on a line of its own after code alone: between two sections a newline must stand."""
    for one, after in pairwise(made):
        if one["type"] == after["type"] == "rich_text_section":
            one["elements"].append({"type": "text", "text": "\n"})
    return made
