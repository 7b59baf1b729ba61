"""Whether what a pattern matched is a secret."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.paste.cover import is_mask
from bot.paste.google_keys import Key, is_plain, key_at, wrapped
from bot.paste.patterns import Pattern
from bot.paste.shapes import entropy, is_code, is_opaque, looks_real, shape, stands_in, token_stands_in

# Of a longer word only so much is weighed.
_MOST_OF_A_WORD = 4_096
# Under Google's names people also put other gateways' keys, which are shorter.
_LIKE_A_GOOGLE_KEY = 30


@dataclass(slots=True)
class Scales:
    """Weighs what one pattern matched in one text; `words` counts what was weighed, a word that comes again once."""

    text: str
    pattern: Pattern
    words: int = 0
    _seen: dict[str, tuple[str, bool] | None] = field(default_factory=dict)

    def weigh(self, start: int, end: int) -> Key | None:
        """The secret whose first letters stand from `start` to `end`, or None where they are none."""
        if self.pattern.kind == "AI Studio key" and not is_plain(self.text, start, end):
            self.words += 1
            return key_at(self.text, start)
        if self.pattern.wraps:
            end = wrapped(self.text, end)
        word = self.text[start:end]
        if word not in self._seen:
            self.words += 1
            self._seen[word] = self._judge(word)
        judged = self._seen[word]
        return Key(start, end, *judged) if judged else None

    def _judge(self, whole: str) -> tuple[str, bool] | None:
        """The secret's shape and whether its owner would have to revoke it at Google."""
        kind, word = self.pattern.kind, whole[:_MOST_OF_A_WORD]
        if not self._is_secret(word):
            return None
        google = self.pattern.google and looks_real(word)
        if kind == "private key":
            google = "service_account" in self.text or "gserviceaccount" in self.text
        if kind == "Gemini API key":
            google = google and len(whole) >= _LIKE_A_GOOGLE_KEY
        has_lines = kind == "private key" or len(whole) > len(word)
        return (f"{len(whole)} characters" if has_lines else shape(word)), google

    def _is_secret(self, word: str) -> bool:
        match self.pattern.proof:
            case "token":
                return not is_mask(word) and not token_stands_in(word)
            case "vendor":
                return not token_stands_in(word) and entropy(word) >= self.pattern.entropy
            case "long":
                return word != word.lower() and word != word.upper() and any(map(str.isdigit, word))
            case "password":
                return not stands_in(word) and not is_code(word)
            case _:
                return not stands_in(word) and not is_code(word) and is_opaque(word)
