"""Where the fields of GenerateContentConfig and HttpOptions stand in the REST API."""

from __future__ import annotations

import re

from bot.request import places
from bot.request.contents import instruction
from bot.request.draft import Draft
from bot.request.given import name_of
from bot.request.located import (
    Arr,
    Leaf,
    Located,
    Obj,
    camel,
    is_none,
    is_unknown,
    obj,
    rest_names,
    spelt,
    text_of,
    unknown,
)
from bot.request.request import UNKNOWN
from bot.request.sdk import Sdk


def place_of(name: str) -> str:
    """The REST path of a field of GenerateContentConfig; below generationConfig where nobody knows it."""
    key = spelt(name)
    if key == "generationconfig":
        return "generationConfig"
    if key in places.TOP:
        return places.TOP[key]
    if key in places.PROMPTS:
        return camel(name)
    return f"generationConfig.{places.GENERATION.get(key) or camel(name)}"


def configure(draft: Draft, config: Located, sdk: Sdk, under: str = "") -> None:
    """Puts a GenerateContentConfig where the REST API has its fields."""
    if not isinstance(config, Obj):
        return
    for field in config.fields:
        key = spelt(field.name)
        if key == "httpoptions":
            http_options(draft, field.value, sdk)
        elif key == "abortsignal" or is_none(field.value):
            continue
        elif key not in places.NOT_SENT:
            exact = places.GENERATION.get(key) or places.TOP.get(key)
            known = exact is not None and (sdk.sends_unknown or field.name == exact)
            path = place_of(field.name) if known else f"generationConfig.{camel(field.name)}"
            if exact is not None and not known:
                path = f"generationConfig.{field.name}"  # of other spellings the SDK knows nothing
            value = shaped(path, field.value)
            if not known:
                draft.drop(path, value, name_of(field))
            if known or sdk.sends_unknown:
                draft.put(path, value, name_of(field))


def shaped(path: str, value: Located) -> Located:
    """The value as the SDK converts it for its place."""
    if path == "systemInstruction":
        return instruction(value)
    if path == "generationConfig.speechConfig" and text_of(value):
        return obj(
            ("voiceConfig", obj(("prebuiltVoiceConfig", obj(("voiceName", value), at=value)), at=value)), at=value
        )
    if path in ("tools", "safetySettings", "generationConfig.stopSequences", "generationConfig.responseModalities"):
        if isinstance(value, Arr) and value.open:
            return unknown(value)
        if path == "generationConfig.stopSequences" and isinstance(value, Leaf):
            return unknown(value) if is_unknown(value) else value
        return rest_names(value)
    if path.endswith(("responseJsonSchema", "labels")):
        return value
    return rest_names(value)


def http_options(draft: Draft, options: Located, sdk: Sdk) -> None:
    """Takes API version, address, headers and timeout from HttpOptions."""
    if not isinstance(options, Obj):
        return
    for field in options.fields:
        key = spelt(field.name)
        if key == "apiversion" and text_of(field.value):
            draft.api_version = text_of(field.value)
            draft.place("apiVersion", field.value)
        elif key == "baseurl" and (url := text_of(field.value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)", url)
            draft.host = match[1] if match else None
            draft.place("host", field.value)
        elif key == "timeout" and isinstance(field.value, Leaf):
            if isinstance(field.value.value, int | float):
                draft.timeout, draft.timeout_unit = float(field.value.value), sdk.timeout
            draft.place("timeout", field.value)
        elif key == "headers" and isinstance(field.value, Obj):
            for header in field.value.fields:
                draft.headers[header.name.lower()] = text_of(header.value) or UNKNOWN
