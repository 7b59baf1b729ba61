"""Safety settings: four categories and civic integrity."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.tables import table


def general(asked: Asked) -> Iterator[str]:
    """A line for each setting of a category that the API knows and Gemini doesn't take."""
    taken = table("numbers")["safety_categories"]
    for place, setting in enumerate(asked.body.get("safetySettings", [])):
        if setting.get("category", "HARM_CATEGORY_UNSPECIFIED") not in taken:
            names = ", ".join(f"HarmCategory.{name}" for name in taken)
            yield f"safety_settings[{place}]: element predicate failed: $.category in ({names})"
