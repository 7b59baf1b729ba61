"""The README says what is so: commands, settings, files, links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import yaml

from bot import manifest, metrics, settings
from bot.cli import parser
from bot.places import place
from bot.replay.trial import Kind

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")


def test_every_command_that_it_shows_is_one() -> None:
    shown = re.findall(r"(?m)^(?:.*[|&] )?gemini-debug ([a-z].*?)\s*(?:#.*)?$|`gemini-debug ([a-z][^`]*)`", TEXT)
    lines = [first or second for first, second in shown]
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(re.split(r" [|<>] |[,.]? ?…", line)[0])
        assert parser().parse_args(words).command == words[0], line


def test_its_table_of_scopes_is_that_of_the_manifest() -> None:
    table = TEXT.split("| scope | why |")[1].split("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row]
    named = [scope for cell in cells for scope in re.findall(r"`([a-z_]+(?::[a-z]+)?)`", cell)]
    asked = yaml.safe_load(manifest.text(None, True))["oauth_config"]["scopes"]["bot"]
    assert sorted(named) == sorted([*asked, "connections:write"])


def test_it_names_the_variables_of_the_way_to_slack_and_gemini() -> None:
    assert all(f"`{name}`" in TEXT for name in ("HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"))


def test_every_setting_that_it_names_is_one_and_the_defaults_are_so() -> None:
    named = set(re.findall(r"\b(?:GEMINI_DEBUG|SLACK)_[A-Z_]+[A-Z]\b", TEXT))
    assert len(named) > 8 and named <= set(settings.names())
    assert "127.0.0.1 and 3000" in TEXT
    defaults = settings.Settings.model_fields
    assert (defaults["host"].default, defaults["port"].default) == ("127.0.0.1", 3000)


def test_every_metric_is_explained_with_its_labels_and_no_other() -> None:
    """The table's first column names each as Prometheus shows it, the second says each word that its label may be."""
    ours = [family for family in metrics.REGISTRY.collect() if family.name.startswith("gemini_debug_")]
    counted = {family.name + ("_total" if family.type == "counter" else "") for family in ours}
    table = dict(re.findall(r"(?m)^\| (`gemini_debug_\S.*?) \| (.+) \|$", TEXT))
    assert {name for cell in table for name in re.findall(r"`(gemini_debug_\w+)", cell)} == counted
    labels = {tuple(named.split(",")) for cell in table for named in re.findall(r"\{([\w,]+)\}", cell)}
    kept = {name: value._labelnames for name, value in vars(metrics).items() if hasattr(value, "_labelnames")}
    assert labels == {names for names in kept.values() if names}
    verdicts = next(says for cell, says in table.items() if "replays_total" in cell)
    assert all(kind in verdicts for kind in (*get_args(Kind), "not_sent"))


def test_every_query_of_the_dashboard_asks_for_what_is_counted() -> None:
    queries = re.search(r"(?s)```promql\n(.*?)```", TEXT)
    assert queries and len(queries[1].splitlines()) >= 2
    metrics.answered("message", "thread", 0.1)
    metrics.diagnosed(None, "unknown")
    metrics.reached("store", True)
    samples = {sample.name for family in metrics.REGISTRY.collect() for sample in family.samples}
    asked = set(re.findall(r"gemini_debug_\w+", queries[1]))
    assert len(asked) >= 2 and asked <= samples


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
