"""Secrets by the thousand, the same each time: in the form of the real thing, and of no account."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Planted:
    """A secret, and words around it as people paste them; `tells` are the stretches of it that nobody may read."""

    kind: str
    secret: str
    around: str

    @property
    def text(self) -> str:
        """The secret as it stands in the paste."""
        return self.around.replace("§", self.secret)

    @property
    def tells(self) -> tuple[str, ...]:
        """Every stretch of ten letters of what was drawn by lot, one after the other."""
        drawn = [part for part in self.secret.replace("\\n", "\n").split("\n") if "PRIVATE KEY" not in part]
        tail = "".join(drawn)[-30:] if len(drawn) == 1 else drawn[0]
        return tuple(tail[at : at + 10] for at in range(0, len(tail) - 9, 5))


def _letters(dice: random.Random, count: int, of: str = _WORD) -> str:
    return "".join(dice.choices(of, k=count))


def _pem(dice: random.Random) -> str:
    lines = [_letters(dice, 64, _WORD + "+/") for _ in range(6)]
    return "\n".join(
        ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkq" + lines[0][16:], *lines[1:], "-----END PRIVATE KEY-----"]
    )


_MADE = {
    "AI Studio key": lambda dice: "AIzaSy" + _letters(dice, 33, _WORD + "-_"),
    "AI Studio auth key": lambda dice: "AQ.Ab8R" + _letters(dice, 46, _WORD + "_"),
    "Google access token": lambda dice: "ya29.a0Af" + _letters(dice, 60, _WORD + "_-"),
    "ephemeral token": lambda dice: "auth_tokens/" + _letters(dice, 64, _HEX),
    "private key": _pem,
    "Slack token": lambda dice: (
        f"xoxb-{dice.randrange(10**11, 10**12)}-{dice.randrange(10**12, 10**13)}-{_letters(dice, 24)}"
    ),
    "bearer": lambda dice: _letters(dice, 44),
    "GitHub token": lambda dice: "ghp_" + _letters(dice, 36),
    "OpenAI key": lambda dice: "sk-proj-" + _letters(dice, 48),
}

_AROUND = (
    'client = genai.Client(api_key="§")',
    "GEMINI_API_KEY=§",
    "> api_key: §",
    "x-goog-api-key: §",
    "│ api_key='§' │",
    'curl -H "x-goog-api-key: §" -d @body.json',
    "POST https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=§&alt=sse",
    '{"headers": {"x-goog-api-key": "§"}}',
    r'{"request": "{\"api_key\": \"§\"}"}',
    "2026-11-22 10:00:00,123 ERROR app - api_key=§ status=400",
    "```\nexport GOOGLE_API_KEY='§'\n```",
    "metadata = [('x-goog-api-key', '§')]",
    "Illegal header value b'§'",
    "\x1b[31mapi_key=§\x1b[0m",
    "my key is §, what is wrong?",
)
# What has no form of its own is a secret by the name before it alone.
_NAMED = {
    "bearer": (
        "Authorization: Bearer §",
        '-H "Authorization: Bearer §"',
        "{'authorization': 'Bearer §'}",
        "https://example.com/v1?access_token=§",
        '"api_key": "§"',
        "x-goog-api-key: §",
    )
}


def planted(count: int, seed: int = 2) -> Iterator[Planted]:
    """`count` secrets of all kinds in turn, each in words that a die chose."""
    dice = random.Random(seed)
    kinds = list(_MADE)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        secret, around = _MADE[kind](dice), dice.choice(_NAMED.get(kind, _AROUND))
        if kind == "private key" and '"' in around:
            account = {"type": "service_account", "private_key_id": _letters(dice, 40, _HEX), "private_key": secret}
            around = json.dumps(account).replace(json.dumps(secret)[1:-1], "§")
            secret = json.dumps(secret)[1:-1]
        yield Planted(kind, secret, around)
