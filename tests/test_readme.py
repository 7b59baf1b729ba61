"""The README says what is so: commands, settings, files, links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from bot import settings
from bot.cli import parser
from bot.places import place

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")


def test_every_command_that_it_shows_is_one() -> None:
    shown = re.findall(r"(?m)^(?:.*[|&] )?gemini-debug ([a-z].*?)\s*(?:#.*)?$|`gemini-debug ([a-z][^`]*)`", TEXT)
    lines = [first or second for first, second in shown]
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(re.split(r" [|<>] |[,.]? ?…", line)[0])
        assert parser().parse_args(words).command == words[0], line


def test_every_setting_that_it_names_is_one_and_the_defaults_are_so() -> None:
    named = set(re.findall(r"\b(?:GEMINI_DEBUG|SLACK)_[A-Z_]+[A-Z]\b", TEXT))
    assert len(named) > 8 and named <= set(settings.names())
    assert "127.0.0.1 and 3000" in TEXT
    defaults = settings.Settings.model_fields
    assert (defaults["host"].default, defaults["port"].default) == ("127.0.0.1", 3000)


def test_every_file_and_link_of_it_leads_somewhere() -> None:
    links = [target for target in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in target]
    rooms = re.findall(r"`(bot/[\w./]+|\.ci/\w+)`", TEXT)
    assert links and len(rooms) > 8
    for path in (*links, *rooms):
        assert (ROOT / path).exists(), path


def test_it_counts_the_entries_and_gives_a_reason_for_each_dependency() -> None:
    entries = [path for path in place("knowledge").glob("*.md") if path.name != "guide.md"]
    assert f"{len(entries)} causes" in TEXT
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"(?s)^dependencies = \[\n(.*?)^\]", project, re.MULTILINE)
    assert listed
    reasons = TEXT.partition("| dependency | why |")[2]
    for name in re.findall(r'"([a-z0-9-]+)', listed[1]):
        assert name in reasons, f"{name}: the README gives the reason for each dependency"


def test_the_container_has_ten_lines_and_keeps_its_data() -> None:
    found = re.search(r"(?s)```dockerfile\n(.*?)```", TEXT)
    assert found and len(found[1].splitlines()) <= 10
    assert "VOLUME" in found[1] and "GEMINI_DEBUG_HOST=0.0.0.0" in found[1]
