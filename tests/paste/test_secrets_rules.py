from __future__ import annotations

import json
from pathlib import Path

import bot.paste
from bot.paste.patterns import compiled, patterns

RULES = Path(bot.paste.__file__).parent / "rules"


def test_every_pattern_compiles_on_the_linear_engine() -> None:
    for pattern in patterns().patterns:
        assert compiled(pattern.source).groups >= 0
        assert pattern.keywords == tuple(word.lower() for word in pattern.keywords)
        assert all(word.isascii() and word for word in pattern.keywords)


def test_the_vendors_rules_travel_with_their_licence_and_version() -> None:
    rules = json.loads((RULES / "gitleaks.json").read_text(encoding="utf-8"))
    assert len(rules["rules"]) > 200
    assert rules["version"] in (RULES / "README.md").read_text(encoding="utf-8")
    assert "MIT License" in (RULES / "LICENSE").read_text(encoding="utf-8")
