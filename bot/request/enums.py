"""What the SDKs' constants are on the wire: `types.HarmCategory.X`, `genai.TypeObject`, `HarmCategory.harassment`."""

from __future__ import annotations

import re
from typing import Any

from bot.request.located import spelt
from bot.request.places import HARM, THRESHOLD

# The words of all languages for true, false and nothing.
CONSTANTS: dict[str, Any] = {
    "True": True, "true": True, "$true": True, "False": False, "false": False, "$false": False,
    "None": None, "null": None, "nil": None, "$null": None,
}  # fmt: skip
# Classes whose members are names of the API's enums.
_CLASSES = re.compile(
    r"(?:^|\.)(?:Harm\w+|BlockThreshold|Block\w*Reason|\w*Type|\w*Mode|Known|\w*Modality|MediaResolution|\w*Level|\w*Language|Outcome"
    r"|ServiceTier|Behavior|FinishReason)$"
)
_TYPES = re.compile(r"(?:^|\.)types\.[A-Z]\w*$")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[0-9]+")
# Prefix of a constant of Go's -> what stands before its words on the wire.
_GO = (
    ("HarmCategory", "HARM_CATEGORY_"),
    ("HarmBlockThreshold", ""),
    ("HarmBlock", "BLOCK_"),
    ("FunctionCallingConfigMode", ""),
    ("FunctionCalling", ""),
    ("MediaResolution", "MEDIA_RESOLUTION_"),
    ("Modality", ""),
    ("ThinkingLevel", ""),
    ("TaskType", ""),
    ("DynamicRetrievalConfigMode", ""),
    ("Type", ""),
    ("ServiceTier", ""),
)


def enum_value(of: str, name: str, *, go: bool = False) -> str | None:
    """The wire's word for the constant `of.name`; None where it is none of an SDK's."""
    if go:
        return _go(name) if of == "genai" else None
    if name in ("value", "name") and "." in of:
        of, _, name = of.rpartition(".")
    if _TYPES.search(of) and name.isupper():
        return name
    if not _CLASSES.search(of):
        return None
    owner = of.rpartition(".")[2]
    if name.startswith("HARM_"):
        return name
    if owner == "HarmCategory":
        return HARM.get(spelt(name))
    if owner in ("HarmBlockThreshold", "BlockThreshold"):
        return name if name.startswith("BLOCK_") else THRESHOLD.get(spelt(name))
    if owner in ("Type", "SchemaType") and name.islower():
        return name.upper()
    return name if name.isupper() else None


def _go(name: str) -> str | None:
    if name.startswith("Role"):
        return name[4:].lower()
    for prefix, before in _GO:
        if name.startswith(prefix) and name != prefix:
            words = "_".join(_WORDS.findall(name[len(prefix) :])).upper()
            if prefix == "HarmBlock" and words in ("ONLY_HIGH", "NONE"):
                return f"BLOCK_{words}"
            return before + words
    return None
