"""Tools: names of functions, and what can't go together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")
_SEARCHES = {"googleSearch", "googleMaps", "urlContext", "fileSearch", "codeExecution"}


def general(asked: Asked) -> Iterator[str]:
    """A line for each function whose name isn't one."""
    for place, tool in enumerate(asked.tools):
        for number, function in enumerate(tool.get("functionDeclarations", [])):
            if not _NAME.fullmatch(function.get("name", "")):
                yield (
                    f"tools[{place}].function_declarations[{number}].name: [FIELD_INVALID] Invalid function name. Must "
                    "start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots "
                    "(.), colons (:), or dashes (-), with a maximum length of 128."
                )


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where tools don't go with this model, with each other, or with the form of the answer."""
    model, functions, built_in = asked.model, asked.functions, asked.built_in
    names = [function["name"] for function in functions]
    for name in names:
        if names.count(name) > 1:
            yield invalid(f"Duplicate function declaration found: {name}")
    if functions and "functions" in model.lacks:
        yield invalid(f"Function calling is not enabled for {model.name}")
    if "googleSearchRetrieval" in built_in:
        yield invalid("google_search_retrieval is not supported. Please use google_search tool instead.")
    if "googleSearch" in built_in and "search" in model.lacks:
        yield invalid("Search as tool is not enabled for this model")
    if "codeExecution" in built_in and "search" in model.lacks:
        yield invalid(f"Code execution is not enabled for {model.name}")
    if asked.mode in ("ANY", "VALIDATED") and not functions:
        yield invalid("Function calling config is set without function_declarations.")
    circulates = asked.body.get("toolConfig", {}).get("includeServerSideToolInvocations", False)
    if circulates and not model.is_third:
        yield invalid(f"Tool call context circulation is not enabled for {model.name}")
    if model.is_third:
        if functions and built_in and not circulates:
            yield invalid(
                "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function "
                "calling."
            )
        return
    if functions and built_in:
        yield invalid("Tool use with function calling is unsupported")
    if not set(built_in) <= _SEARCHES and len(set(built_in)) > 1:
        yield invalid("Multiple tools are supported only when they are all search tools.")
    if asked.wants_json and functions:
        yield invalid("Function calling with a response mime type: 'application/json' is unsupported")
    if asked.wants_json and built_in:
        yield invalid("Tool use with a response mime type: 'application/json' is unsupported")
