"""Writes a Request in Go, with the types of google.golang.org/genai. Source: go-genai 1.69, types.go."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.request.request import Request, Unknown

# Type -> its fields by their REST names: Go's name, and what it holds. A trailing `*` is a pointer to a plain value.
_TYPES: dict[str, dict[str, tuple[str, str]]] = {
    "GenerateContentConfig": {
        "systemInstruction": ("SystemInstruction", "&Content"),
        "temperature": ("Temperature", "float32*"),
        "topP": ("TopP", "float32*"),
        "topK": ("TopK", "float32*"),
        "candidateCount": ("CandidateCount", "int"),
        "maxOutputTokens": ("MaxOutputTokens", "int"),
        "stopSequences": ("StopSequences", "[]string"),
        "responseLogprobs": ("ResponseLogprobs", "bool"),
        "logprobs": ("Logprobs", "int32*"),
        "presencePenalty": ("PresencePenalty", "float32*"),
        "frequencyPenalty": ("FrequencyPenalty", "float32*"),
        "seed": ("Seed", "int32*"),
        "responseMimeType": ("ResponseMIMEType", "string"),
        "responseSchema": ("ResponseSchema", "&Schema"),
        "responseJsonSchema": ("ResponseJsonSchema", "any"),
        "responseModalities": ("ResponseModalities", "[]string"),
        "mediaResolution": ("MediaResolution", "string"),
        "safetySettings": ("SafetySettings", "[]&SafetySetting"),
        "tools": ("Tools", "[]&Tool"),
        "toolConfig": ("ToolConfig", "&ToolConfig"),
        "labels": ("Labels", "map[string]string"),
        "cachedContent": ("CachedContent", "string"),
        "thinkingConfig": ("ThinkingConfig", "&ThinkingConfig"),
        "speechConfig": ("SpeechConfig", "&SpeechConfig"),
        "serviceTier": ("ServiceTier", "string"),
    },
    "CountTokensConfig": {},
    "EmbedContentConfig": {
        "taskType": ("TaskType", "string"),
        "title": ("Title", "string"),
        "outputDimensionality": ("OutputDimensionality", "int32*"),
    },
    "Content": {"role": ("Role", "string"), "parts": ("Parts", "[]&Part")},
    "Part": {
        "text": ("Text", "string"),
        "inlineData": ("InlineData", "&Blob"),
        "fileData": ("FileData", "&FileData"),
        "functionCall": ("FunctionCall", "&FunctionCall"),
        "functionResponse": ("FunctionResponse", "&FunctionResponse"),
    },
    "Blob": {"mimeType": ("MIMEType", "string"), "data": ("Data", "bytes")},
    "FileData": {"mimeType": ("MIMEType", "string"), "fileUri": ("FileURI", "string")},
    "FunctionCall": {"id": ("ID", "string"), "name": ("Name", "string"), "args": ("Args", "any")},
    "FunctionResponse": {"id": ("ID", "string"), "name": ("Name", "string"), "response": ("Response", "any")},
    "SafetySetting": {"category": ("Category", "string"), "threshold": ("Threshold", "string")},
    "Tool": {
        "functionDeclarations": ("FunctionDeclarations", "[]&FunctionDeclaration"),
        "googleSearch": ("GoogleSearch", "&GoogleSearch"),
        "codeExecution": ("CodeExecution", "&ToolCodeExecution"),
        "urlContext": ("URLContext", "&URLContext"),
    },
    "GoogleSearch": {},
    "ToolCodeExecution": {},
    "URLContext": {},
    "FunctionDeclaration": {
        "name": ("Name", "string"),
        "description": ("Description", "string"),
        "parameters": ("Parameters", "&Schema"),
        "parametersJsonSchema": ("ParametersJsonSchema", "any"),
    },
    "Schema": {
        "type": ("Type", "string"),
        "format": ("Format", "string"),
        "title": ("Title", "string"),
        "description": ("Description", "string"),
        "nullable": ("Nullable", "bool*"),
        "enum": ("Enum", "[]string"),
        "items": ("Items", "&Schema"),
        "properties": ("Properties", "map[string]&Schema"),
        "required": ("Required", "[]string"),
        "propertyOrdering": ("PropertyOrdering", "[]string"),
        "minItems": ("MinItems", "int64*"),
        "maxItems": ("MaxItems", "int64*"),
        "minimum": ("Minimum", "float64*"),
        "maximum": ("Maximum", "float64*"),
        "anyOf": ("AnyOf", "[]&Schema"),
    },
    "ToolConfig": {"functionCallingConfig": ("FunctionCallingConfig", "&FunctionCallingConfig")},
    "FunctionCallingConfig": {"mode": ("Mode", "string"), "allowedFunctionNames": ("AllowedFunctionNames", "[]string")},
    "ThinkingConfig": {
        "includeThoughts": ("IncludeThoughts", "bool"),
        "thinkingBudget": ("ThinkingBudget", "int32*"),
        "thinkingLevel": ("ThinkingLevel", "string"),
    },
    "SpeechConfig": {"voiceConfig": ("VoiceConfig", "&VoiceConfig"), "languageCode": ("LanguageCode", "string")},
    "VoiceConfig": {"prebuiltVoiceConfig": ("PrebuiltVoiceConfig", "&PrebuiltVoiceConfig")},
    "PrebuiltVoiceConfig": {"voiceName": ("VoiceName", "string")},
}
_CALLS = {
    "generateContent": ("GenerateContent", "GenerateContentConfig"),
    "streamGenerateContent": ("GenerateContentStream", "GenerateContentConfig"),
    "countTokens": ("CountTokens", "CountTokensConfig"),
    "embedContent": ("EmbedContent", "EmbedContentConfig"),
}


class _NoType(Exception):
    """A field that Go's types don't have."""


def go(request: Request, config: dict[str, Any]) -> str | None:
    """The request in Go; None where the SDK's types don't hold one of its fields."""
    function, kind = _CALLS[request.method or ""]
    body = request.body if isinstance(request.body, Mapping) else {}
    contents = [body["content"]] if "content" in body else body.get("contents")
    try:
        prompt = _value(contents, "[]&Content", "contents", 0)
        options = _value(config, f"&{kind}", "config", 0) if config else "nil"
    except _NoType:
        return None
    version = f', HTTPOptions: genai.HTTPOptions{{APIVersion: "{request.api_version}"}}' if request.api_version else ""
    model = json.dumps(request.model) if request.model else "yourModel"
    assigned = "result, err" if not request.stream else "for result, err"
    call = f"client.Models.{function}(ctx, {model}, contents, {'config' if config else 'nil'})"
    return "\n".join(
        [
            f'client, err := genai.NewClient(ctx, &genai.ClientConfig{{APIKey: os.Getenv("GEMINI_API_KEY"){version}}})',
            f"contents := {prompt}",
            *([f"config := {options}"] if config else []),
            f"{assigned} := range {call} {{\n}}" if request.stream else f"{assigned} := {call}",
        ]
    )


def _value(value: Any, kind: str, name: str, depth: int) -> str:
    """A value of a type of Go's."""
    pad, end = "\t" * (depth + 1), "\t" * depth
    if isinstance(value, Unknown) or (isinstance(value, str) and value.startswith("<base64, ")):
        return "your" + re.sub(r"\W+", "", name[:1].upper() + name[1:])
    if kind.startswith("[]") and kind != "[]string":
        if not isinstance(value, list):
            raise _NoType(name)
        rows = "".join(
            f"{pad}{_value(item, kind[2:], name, depth + 1).removeprefix(f'&genai.{kind[3:]}')},\n" for item in value
        )
        return f"[]*genai.{kind[3:]}{{\n{rows}{end}}}"
    if kind.startswith("map[string]&"):
        rows = "".join(
            f"{pad}{_text(key)}: {_value(inner, kind[11:], key, depth + 1).removeprefix(f'&genai.{kind[12:]}')},\n"
            for key, inner in value.items()
        )
        return f"map[string]*genai.{kind[12:]}{{\n{rows}{end}}}"
    if kind.startswith("&"):
        return _struct(value, kind[1:], depth)
    return _plain(value, kind, depth)


def _struct(value: Any, kind: str, depth: int) -> str:
    if not isinstance(value, Mapping):
        raise _NoType(kind)
    pad, end = "\t" * (depth + 1), "\t" * depth
    known = _TYPES[kind]
    rows = []
    for key, inner in value.items():
        if key not in known:
            raise _NoType(key)
        name, inside = known[key]
        rows.append(f"{pad}{name}: {_value(inner, inside, key, depth + 1)},\n")
    return f"&genai.{kind}{{\n{''.join(rows)}{end}}}" if rows else f"&genai.{kind}{{}}"


def _plain(value: Any, kind: str, depth: int) -> str:
    if kind == "bytes":
        return f"decode({_text(str(value))})"
    if kind == "[]string":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _NoType(kind)
        return "[]string{" + ", ".join(_text(item) for item in value) + "}"
    if kind == "map[string]string":
        if not isinstance(value, Mapping):
            raise _NoType(kind)
        return "map[string]string{" + ", ".join(f"{_text(k)}: {_text(str(v))}" for k, v in value.items()) + "}"
    if kind == "any":
        return _any(value, depth)
    fits = {"string": str, "bool": bool, "int": int}.get(kind.rstrip("*").rstrip("0123456789"), (int, float))
    if not isinstance(value, fits) or (isinstance(value, bool) and "bool" not in kind):
        raise _NoType(kind)
    words = _text(value) if isinstance(value, str) else json.dumps(value)
    return f"genai.Ptr[{kind[:-1]}]({words})" if kind.endswith("*") else words


def _any(value: Any, depth: int) -> str:
    """A value without a type of its own."""
    pad, end = "\t" * (depth + 1), "\t" * depth
    if isinstance(value, Unknown):
        return "yourValue"
    if isinstance(value, Mapping):
        return (
            "map[string]any{\n"
            + "".join(f"{pad}{_text(k)}: {_any(v, depth + 1)},\n" for k, v in value.items())
            + end
            + "}"
        )
    if isinstance(value, list):
        return "[]any{" + ", ".join(_any(item, depth) for item in value) + "}"
    return "nil" if value is None else _text(value) if isinstance(value, str) else json.dumps(value)


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
