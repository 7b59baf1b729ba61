"""The modal that `/gemini-debug` opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.reply.post import Dict

CALLBACK = "paste"
PASTE, FILE, VISIBILITY = "paste", "file", "visibility"
Visibility = Literal["me", "channel"]
_LABELS: Mapping[Visibility, str] = {"channel": "In the channel", "me": "Only me"}


def modal(private_metadata: str, visibility: Visibility = "channel") -> Dict:
    """The view: an input of 3,000 characters, a file, and who may see the answer; `visibility` is chosen at first."""
    options = {value: {"text": _plain(label), "value": value} for value, label in _LABELS.items()}
    radio = {
        "type": "radio_buttons",
        "action_id": VISIBILITY,
        "options": list(options.values()),
        "initial_option": options[visibility],
    }
    text = {
        "type": "plain_text_input",
        "action_id": PASTE,
        "multiline": True,
        "max_length": 3000,
        "placeholder": _plain("google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED …"),
    }
    file = {"type": "file_input", "action_id": FILE, "max_files": 1}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": private_metadata,
        "title": _plain("Read a Gemini error"),
        "submit": _plain("Read it"),
        "close": _plain("Cancel"),
        "blocks": [
            _input(PASTE, "The error", text, "Up to 3,000 characters. Keys are masked before anything is kept.", True),
            _input(FILE, "Or a file", file, "A log or a text file with the whole error.", True),
            _input(VISIBILITY, "Who sees the answer", radio, "", False),
        ],
    }


def modal_empty() -> Mapping[str, str]:
    """What stands under the input when neither text nor file was given."""
    return {PASTE: "Paste an error or add a file."}


def _input(block: str, label: str, element: Dict, hint: str, optional: bool) -> Dict:
    hinted = {"hint": _plain(hint)} if hint else {}
    return {
        "type": "input",
        "block_id": block,
        "label": _plain(label),
        "element": element,
        "optional": optional,
        **hinted,
    }


def _plain(text: str) -> Dict:
    return {"type": "plain_text", "text": text, "emoji": False}
