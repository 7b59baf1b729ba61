"""Numbers and words of generationConfig: ranges for all, and what one model doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.tables import table


def general(asked: Asked) -> Iterator[str]:
    """A line for each value out of range, and for each word that is none of those taken."""
    known = table("numbers")
    for row in known["ranges"]:
        value: Any = asked.config
        for name in row["path"]:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None and not _within(value, row["low"], row["high"]):
            yield f"generation_config.{'.'.join(_snake(name) for name in row['path'])}: {row['says']}"
    most = known["stop_sequences"]
    if len(asked.config.get("stopSequences", [])) > most:
        yield f"generation_config.stop_sequences: the number of stop_sequences must not exceed {most}"
    mime = asked.config.get("responseMimeType")
    if mime and mime not in known["mime_types"]:
        yield (
            "generation_config.response_mime_type: allowed mimetypes are `text/plain`, `application/json`, "
            "`application/xml`, `application/yaml` and `text/x.enum`."
        )
    ratio = asked.config.get("imageConfig", {}).get("aspectRatio")
    if ratio and ratio not in known["aspect_ratios"]:
        *some, last = [f"'{one}'" for one in known["aspect_ratios"]]
        yield f"generation_config.image_config.aspect_ratio: aspect_ratio must be one of {', '.join(some)}, or {last}."


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where this model doesn't take the value."""
    model, config = asked.model, asked.config
    if model.is_third and config.get("candidateCount", 1) > 1:
        yield invalid("Multiple candidates is not enabled for this model")
    if config.get("presencePenalty") or config.get("frequencyPenalty"):
        yield invalid(f"Penalty is not enabled for {model.name}")
    if config.get("responseLogprobs") or "logprobs" in config:
        yield invalid(f"Logprobs is not enabled for {model.name}")
    if config.get("maxOutputTokens", 1) > model.output:
        yield invalid()
    yield from _image(asked)
    language = config.get("speechConfig", {}).get("languageCode")
    if language and language not in table("numbers")["speech_languages"]:
        yield invalid(f"Unsupported language code '{language}' for model {model.name}")


def _image(asked: Asked) -> Iterator[Refusal]:
    config, model = asked.config.get("imageConfig", {}), asked.model
    ratio, size = config.get("aspectRatio"), config.get("imageSize")
    if model.kind != "image":
        return
    if ratio in table("numbers")["wide_ratios"] and not model.wide:
        yield invalid(f"Aspect ratio {ratio} is not supported for this model")
    if size and model.sizes and size not in model.sizes:
        if size in ("512", "1K", "2K", "4K"):
            yield invalid(f"Image size {size} is not supported for this model")
        yield invalid(f"Unsupported image_size '{size}'. Supported values are: {', '.join(model.sizes)}.")


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)
