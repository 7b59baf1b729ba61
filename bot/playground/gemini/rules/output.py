"""What a model gives and takes besides text: modalities, JSON, a system instruction, cached content."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid

# What each kind of model answers with; the first is what it does unasked.
GIVES = {"text": (("TEXT",),), "image": (("TEXT", "IMAGE"), ("IMAGE",)), "speech": (("AUDIO",),)}


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where the model can't answer so, or can't be told so."""
    model = asked.model
    wanted = [one for one in asked.config.get("responseModalities", []) if one != "MODALITY_UNSPECIFIED"]
    allowed = GIVES[model.kind]
    if model.kind == "text" and set(wanted) - {"TEXT"}:
        said = ",".join(sorted(one.lower() for one in set(wanted)))
        yield invalid(f"Model does not support the requested response modalities: {said}")
    # Without a word on modalities an image model draws, and a speech model is asked for text.
    asks = set(wanted or (["TEXT"] if model.kind == "speech" else allowed[0]))
    if model.kind != "text" and asks not in [set(one) for one in allowed]:
        rows = "".join(f"* {', '.join(one)}\n" for one in allowed)
        yield invalid(
            f"The requested combination of response modalities ({', '.join(sorted(asks))}) is not supported by the model. "
            f"{model.name} accepts the following combination of response modalities:\n{rows}"
        )
    if asked.body.get("systemInstruction", {}).get("parts") and "system" in model.lacks:
        yield invalid(f"Developer instruction is not enabled for {model.name}")
    if asked.wants_json and "JSON" in model.lacks:
        yield invalid(f"JSON mode is not enabled for {model.name}")
    if asked.cached:
        yield from _cache(asked)


def _cache(asked: Asked) -> Iterator[Refusal]:
    if any(asked.body.get(name) for name in ("systemInstruction", "tools", "toolConfig")):
        yield invalid(
            "CachedContent can not be used with GenerateContent request setting system_instruction, tools or "
            "tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request."
        )
    if asked.cached["model"] != asked.model.name:
        yield invalid(
            f"Model used by GenerateContent request ({asked.model.name}) and CachedContent ({asked.cached['model']}) has "
            "to be the same."
        )
