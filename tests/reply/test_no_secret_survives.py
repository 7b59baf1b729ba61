"""A secret that stood in a paste stands in nothing that we write of it: JSON, terminal, Slack, what is kept and queued."""

from __future__ import annotations

import json
import random
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.diagnosis import Diagnosis, Knowledge, diagnose, load
from bot.jobs.ask import Ask
from bot.paste import read
from bot.reply import json as lines
from bot.reply import slack, terminal
from bot.reply.terminal import Style
from tests.seeded import Planted, planted

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, 22, 45, tzinfo=UTC)
COUNT = 1_000


@pytest.fixture(scope="module")
def whole() -> Knowledge:
    return load(ROOT / "knowledge")


@pytest.fixture(scope="module")
def errors() -> list[str]:
    """Errors of every SDK, as the packages wrote them."""
    folder = ROOT / "tests/renderings/outputs"
    rows = [json.loads(row) for row in (folder / "index.jsonl").read_text("utf-8").splitlines()]
    texts = [path.read_text("utf-8", "replace") for path in sorted(folder.glob("*/*.txt"))]
    assert len(rows) and len(texts) > 400
    return sorted(texts, key=len)[:400]


def data(text: str, knowledge: Knowledge) -> tuple[Diagnosis, dict[str, str]]:
    """The diagnosis of a paste, and what programs get and keep of it."""
    found = diagnose(read(text), knowledge)
    ask = Ask("k", "k", "A", "T", "C", "1.0", "1.0", "U1", "direct", True, "").with_text(text)
    kept = [ask.text, [asdict(one) for one in found.evidence], found.report.model]
    return found, {
        "JSON": lines.line(lines.answer(found, "1")),
        "job": json.dumps(ask.payload(), ensure_ascii=False),
        "kept": json.dumps(kept, ensure_ascii=False),
        "repr": repr(found),
    }


def in_terminal(found: Diagnosis, knowledge: Knowledge) -> dict[str, str]:
    """The page that a person reads."""
    return {"terminal": terminal.page(found, knowledge, NOW, Style(100, True))}


def in_slack(found: Diagnosis, knowledge: Knowledge) -> dict[str, str]:
    """The answer in the thread."""
    post = slack.diagnosis(found, knowledge, NOW, "case-1")
    return {"answer": json.dumps(asdict(post), ensure_ascii=False)}


def behind_buttons(found: Diagnosis, knowledge: Knowledge) -> dict[str, str]:
    """Whatever else Slack gets."""
    post = slack.diagnosis(found, knowledge, NOW, "case-1")
    posts = {
        "plain": slack.plain(post),
        "in the channel": slack.parent("U1", post),
        "exhausted": slack.exhausted(found, knowledge, NOW, "case-1"),
        "key notice": slack.key_notice(found.report.secrets),
    }
    details = {"details": json.dumps(slack.details(found, knowledge, NOW), ensure_ascii=False)}
    return details | {name: json.dumps(asdict(one), ensure_ascii=False) for name, one in posts.items()}


FACES = (in_terminal, in_slack, in_terminal, in_slack, in_terminal, in_slack, behind_buttons)


def shown(secret: Planted, outputs: dict[str, str]) -> list[str]:
    """Where a stretch of the secret can be read, also one that was cut by line ends, colours and blanks."""
    return [
        f"{secret.kind} in {secret.around!r}: {name}"
        for name, output in outputs.items()
        for flat in ("".join(re.sub(r"\\n|\x1b\[\d+m", "", output).split()),)
        if any(tell in output or tell in flat for tell in secret.tells)
    ]


def test_a_thousand_secrets_stand_in_no_output(whole: Knowledge, errors: list[str]) -> None:
    dice = random.Random(7)
    survivors: list[str] = []
    for number, secret in enumerate(planted(COUNT)):
        error = dice.choice(errors)
        parts = [secret.text, error] if dice.random() < 0.5 else [error, secret.text]
        found, outputs = data("\n".join(parts), whole)
        assert found.report.secrets
        survivors += shown(secret, outputs | FACES[number % len(FACES)](found, whole))
    assert not survivors, f"{len(survivors)} survive:\n" + "\n".join(survivors[:40])


def test_the_words_that_would_show_a_secret_are_looked_for(whole: Knowledge) -> None:
    [secret] = planted(1)
    assert shown(secret, {"as it was": secret.text}) == [f"AI Studio key in {secret.around!r}: as it was"]
