"""What views may hold: what passes, and what Slack says of what doesn't."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.blocks import view_complaints

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def section(text: Any = None, **more: Any) -> Json:
    return {"type": "section", "text": text or plain(), **more}


def typed(**more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", **more}}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": [], **more}


VIEWS: list[tuple[str, str, Json, Any, str]] = [
    ("blocks", "modal", modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "no more than 100 items"),
    ("title", "modal", modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "must be less than 25 characters"),
    ("submit", "modal", modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "must be less than 25"),
    ("close", "modal", modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "must be less than 25"),
    ("metadata", "modal", modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001), "less than 3001"),
    ("callback_id", "modal", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "less than 256"),
    ("external_id", "modal", modal(external_id="x" * 255), modal(external_id="x" * 256), "less than 256"),
    ("empty names", "modal", modal(external_id="", callback_id="", private_metadata=""), modal(blocks=1), "array"),
    ("no title", "modal", modal(), {"type": "modal", "blocks": []}, "missing required field: title"),
    ("key", "modal", modal(), modal(submit_disabled=True), "invalid additional property: submit_disabled"),
    ("markdown", "modal", modal(), modal(blocks=[{"type": "markdown", "text": "x"}]), "unsupported type: markdown"),
    (
        "submit of an input",
        "modal",
        modal(blocks=[typed()]),
        {"type": "modal", "title": plain(), "blocks": [typed()]},
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ),
    (
        "file input",
        "modal",
        modal(blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 10}}]),
        modal(blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 11}}]),
        "must be between 1 and 10",
    ),
    (
        "block_id twice",
        "modal",
        modal(blocks=[section(block_id="a"), section(block_id="b")]),
        modal(blocks=[section(block_id="a"), section(block_id="a")]),
        "[json-pointer:/view/blocks/1/block_id]",
    ),
    ("kind", "modal", modal(), {"type": "home", "blocks": []}, "must be of type modal"),
    ("object", "modal", modal(), "view", "must provide an object"),
    ("home", "home", {"type": "home", "blocks": [section()] * 100}, modal(), "must be of type home"),
    (
        "home title",
        "home",
        {"type": "home", "blocks": []},
        {"type": "home", "blocks": [], "title": plain()},
        "invalid additional property: title",
    ),
]


@pytest.mark.parametrize(("kind", "good", "bad", "says"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_a_view_holds_so_much_and_no_more(kind, good, bad, says):
    assert view_complaints(good, kind) == []
    assert any(says in complaint for complaint in view_complaints(bad, kind))
