"""Calls through libraries that speak to several vendors: LangChain, LlamaIndex, LiteLLM, CrewAI, ADK, the Vercel AI SDK."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.paste.span import Span
from bot.request import genai, tables
from bot.request.code import Code, Found
from bot.request.contents import contents, instruction, messages
from bot.request.draft import Draft, key_of
from bot.request.legacy import contents_of_embed, safety
from bot.request.located import Arr, Field, Leaf, Located, Obj, camel, is_unknown, obj, rest_names, spelt, text_of, unknown
from bot.request.nodes import Call, Node, Text, last_name, path_of
from bot.request.request import UNKNOWN, Key

LANGCHAIN = re.compile(
    r"\b(?P<name>ChatGoogleGenerativeAI|GoogleGenerativeAI|GoogleGenerativeAIEmbeddings|ChatVertexAI|VertexAI|init_chat_model|initChatModel)\s*\("
)
LITELLM = re.compile(r"(?<![\w.])(?:litellm\.)?(?P<name>a?completion|a?embedding|LLM|text_completion)\s*\(")
ADK = re.compile(r"(?<![\w.])(?P<name>LlmAgent|Agent)\s*\(")
VERCEL = re.compile(r"(?<![\w.])(?P<name>generateText|streamText|generateObject|streamObject|embed|embedMany)\s*(?:<[^>\n]*>)?\(")
_INVOKES = (
    r"(?<![\w.]){name}(?:\s*\.\s*(?:bind_tools|bindTools|with_structured_output|withStructuredOutput|bind|with_config)\([^\n]*?\))?"
    r"\s*\.\s*(?P<name>a?invoke|a?stream|predict|a?generate|batch|call|complete|chat|embed_query|embed_documents|embedQuery|embedDocuments)\("
)
_ANY_INVOKE = _INVOKES.replace("{name}", r"[A-Za-z_]\w*")


def _fields(code: Code, call: Call, *names: str) -> list[Field]:
    """The arguments of a call, or the fields of the object that it is given."""
    found: list[Field] = []
    place = 0
    for arg in call.args:
        value = code.value(arg.value)
        if arg.name is not None:
            found.append(Field(arg.name, arg.name_start, arg.name_end, value))
        elif isinstance(value, Obj) and (arg.spread or not names or place >= len(names)):
            found += value.fields
        elif not arg.spread:
            if isinstance(value, Obj):
                found += value.fields
            elif place < len(names):
                found.append(Field(names[place], value.start, value.start, value))
            place += 1
    return found


def _put(draft: Draft, table: Mapping[str, str], field: Field, silent: frozenset[str] = frozenset()) -> None:
    """Puts an argument where the table says; what it doesn't know is noted as not sent."""
    key = spelt(field.name)
    name = (field.name_start, field.name_end)
    path = table.get(key)
    if path:
        value = field.value
        if path == "safetySettings":
            value = safety(value)
        elif path.endswith("stopSequences") and text_of(value):
            value = Arr((value,), value.start, value.end)
        draft.put(path, rest_names(value), name)
    elif path is None and key not in silent:
        draft.drop(f"generationConfig.{camel(field.name)}", field.value, name)


def _key(draft: Draft, code: Code, field: Field) -> bool:
    if spelt(field.name) in ("googleapikey", "apikey", "geminiapikey"):
        draft.key = key_of(field.value, "client", field.name, code.report.secrets)
        draft.place("key", field.value)
        return True
    return False


def _timeout(draft: Draft, field: Field, unit: str) -> bool:
    if spelt(field.name) not in ("timeout", "requesttimeout"):
        return False
    if isinstance(field.value, Leaf) and isinstance(field.value.value, int | float) and not isinstance(field.value.value, bool):
        draft.timeout, draft.timeout_unit = float(field.value.value), unit
    draft.place("timeout", field.value)
    return True


# --- LangChain, LlamaIndex ---

_LANGCHAIN_SILENT = frozenset(
    "maxretries streaming verbose transport convertsystemmessagetohuman clientoptions baseurl additionalheaders vertexai project location "
    "modelprovider callbacks cache tags metadata name ratelimiter disablestreaming credentials streamusage tasktype clientargs configurable configurablefields".split()
)


def langchain(code: Code, found: Found) -> Draft | None:
    """A model of LangChain's, and what it is asked where that is plain."""
    call = found.call
    fields = _fields(code, call, "model", "modelProvider")
    named = {spelt(field.name): field for field in fields}
    model = named.get("model") or named.get("modelname")
    words = text_of(model.value) if model else None
    universal = found.name in ("init_chat_model", "initChatModel")
    provider = text_of(named["modelprovider"].value) if "modelprovider" in named else (words or "").partition(":")[0] if ":" in (words or "") else ""
    if universal and not (provider or "").startswith("google") and not (words or "").startswith("gemini"):
        return None
    if found.name in ("GoogleGenerativeAI", "VertexAI") and (code.language.name == "javascript" or "langchain" not in code.text):
        return None
    draft = Draft("langchain", call.start, call.end, "langchain-google-genai")
    draft.http_method, draft.method = "POST", "generateContent"
    if "ertex" in found.name or "vertex" in (provider or ""):
        draft.product, draft.sdk = "vertex", "langchain-google-vertexai"
    if code.language.name == "javascript":
        draft.sdk = "@langchain/google-genai"
    draft.place("sdk", Span(call.start, call.of.end))
    if model:
        draft.named(model.value)
        if draft.model:
            draft.model = draft.model.rpartition(":")[2]
    asked = _asked(code, call)
    if "Embeddings" in found.name:
        return _embeddings(draft, asked, code)
    system: Located | None = None
    if asked is not None:
        _ask(draft, code, asked)
    else:
        draft.put("contents", unknown(call))
    for field in fields:
        if spelt(field.name) in ("model", "modelname") or _key(draft, code, field) or _timeout(draft, field, "s"):
            continue
        if spelt(field.name) in ("vertexai", "project", "location"):
            draft.project.append(field.name)
        _put(draft, tables.LANGCHAIN, field, _LANGCHAIN_SILENT)
    if system is not None:
        draft.put("systemInstruction", system)
    return draft


def _asked(code: Code, made: Call) -> Found | None:
    """The call that asks the model: of its own variable, else the only one of the paste."""
    line = code.text.rfind("\n", 0, made.start) + 1
    name = re.match(r"\s*(?:(?:const|let|var)\s+)?((?:self\.|this\.)?\w+)\s*(?::[^=\n]+)?=", code.text[line : made.start + 1])
    if name and (calls := code.calls(re.compile(_INVOKES.format(name=re.escape(name[1]))))):
        return calls[0]
    line_end = code.text.find("\n", made.end)
    if re.match(r"\s*\.\s*\w+\(", code.text[made.end : (line_end if line_end > 0 else len(code.text))]):
        for found in code.calls(re.compile(r"\.\s*(?P<name>a?invoke|a?stream|predict)\(")):
            if found.call.start <= made.start and found.call.end > made.end:
                return found
    calls = code.calls(re.compile(_ANY_INVOKE))
    return calls[0] if len(calls) == 1 else None


def _ask(draft: Draft, code: Code, asked: Found) -> None:
    draft.stream = "stream" in asked.name
    draft.method = "streamGenerateContent" if draft.stream else "generateContent"
    draft.end = max(draft.end, asked.call.end) if asked.call.start - draft.end < 2000 else draft.end
    draft.place("method", Span(asked.call.of.end - len(asked.name), asked.call.of.end))
    args = [arg for arg in asked.call.args if arg.name in (None, "input", "messages")]
    said = code.value(args[0].value) if args else unknown(asked.call)
    direct = "." not in path_of(asked.call.of).rpartition(".")[0]
    if isinstance(said, Obj) or not direct and not isinstance(said, Arr):
        told, system = (unknown(said), None) if isinstance(said, Obj) else messages(said)
    else:
        told, system = messages(said)
    draft.put("contents", told)
    if system is not None:
        draft.put("systemInstruction", system)
    text = code.text[asked.call.start : asked.call.of.end]
    if "bind_tools" in text or "bindTools" in text:
        draft.put("tools", unknown(asked.call))


def _embeddings(draft: Draft, asked: Found | None, code: Code) -> Draft:
    several = asked is not None and "ocument" in asked.name
    draft.method = "batchEmbedContents" if several else "embedContent"
    value = code.value(asked.call.args[0].value) if asked and asked.call.args else None
    if value is not None and not several:
        draft.put("content", contents_of_embed(contents(value)))
    return draft


# --- LiteLLM, CrewAI ---

_LITELLM_SILENT = frozenset(
    "numretries maxretries apibase baseurl timeout mockresponse customllmprovider metadata drop_params dropparams fallbacks cache user "
    "extraheaders stream streamoptions vertexproject vertexlocation vertexcredentials logger_fn tools toolchoice responseformat reasoningeffort thinking modalities".split()
)


def litellm(code: Code, found: Found) -> Draft | None:
    """A completion of LiteLLM's for one of Gemini's models."""
    fields = _fields(code, found.call, "model", "messages")
    named = {spelt(field.name): field for field in fields}
    model = named.get("model")
    words = text_of(model.value) if model else None
    if model is None or words is None or "gemini" not in words or words.startswith(("openrouter/", "openai/", "github", "azure")):
        return None
    if found.name == "LLM" and "/" not in words:
        return None
    embeds = "embedding" in found.name
    draft = Draft("litellm", found.call.start, found.call.end, "crewai" if found.name == "LLM" else "litellm")
    draft.http_method = "POST"
    draft.method = "embedContent" if embeds else "generateContent"
    draft.named(model.value)
    draft.raw["model"] = words
    draft.model = re.sub(r"^(?:gemini|google|vertex_ai|vertex_ai_beta|litellm_proxy)/", "", words)
    if words.startswith("vertex_ai"):
        draft.product = "vertex"
        draft.project.append("vertex_ai/")
    draft.place("sdk", Span(found.call.start, found.call.of.end))
    if "messages" in named:
        told, system = messages(named["messages"].value)
        draft.put("contents", told, (named["messages"].name_start, named["messages"].name_end))
        if system is not None:
            draft.put("systemInstruction", system)
    elif embeds and "input" in named:
        draft.put("content", contents_of_embed(contents(named["input"].value)))
    else:
        draft.put("contents", unknown(found.call))
    for field in fields:
        key = spelt(field.name)
        if key in ("model", "messages", "input") or _key(draft, code, field) or _timeout(draft, field, "s"):
            continue
        if key == "stream" and isinstance(field.value, Leaf) and field.value.value is True:
            draft.method, draft.stream = "streamGenerateContent", True
        elif key == "tools":
            draft.put("tools", unknown(field.value), (field.name_start, field.name_end))
        elif key == "responseformat":
            _response_format(draft, field)
        elif key == "reasoningeffort" or key == "thinking":
            draft.put("generationConfig.thinkingConfig", unknown(field.value), (field.name_start, field.name_end))
        else:
            _put(draft, tables.LITELLM, field, _LITELLM_SILENT)
    return draft


def _response_format(draft: Draft, field: Field) -> None:
    """`response_format={"type": "json_object"}` asks for JSON."""
    kind = text_of(field.value.get("type")) if isinstance(field.value, Obj) else None
    name = (field.name_start, field.name_end)
    draft.put("generationConfig.responseMimeType", Leaf("application/json", field.value.start, field.value.end), name)
    if kind != "json_object" or (isinstance(field.value, Obj) and field.value.get("response_schema", "json_schema")):
        draft.put("generationConfig.responseSchema", unknown(field.value), name)


# --- ADK ---


def adk(code: Code, found: Found) -> Draft | None:
    """An agent of ADK's: its model, instruction and configuration."""
    fields = _fields(code, found.call)
    named = {spelt(field.name): field for field in fields}
    model = named.get("model")
    if model is None or "google.adk" not in code.text and not {"instruction", "generatecontentconfig"} & named.keys():
        return None
    words = text_of(model.value) or _inner_model(code, found.call)
    if words is not None and "gemini" not in words:
        return None
    draft = Draft("adk", found.call.start, found.call.end, "google-adk")
    draft.http_method, draft.method = "POST", "generateContent"
    draft.named(model.value)
    draft.model = words.rpartition("/")[2] if words else None
    draft.place("sdk", Span(found.call.start, found.call.of.end))
    draft.put("contents", unknown(found.call))
    if "instruction" in named:
        draft.put("systemInstruction", instruction(named["instruction"].value), (named["instruction"].name_start, named["instruction"].name_end))
    if "tools" in named:
        draft.put("tools", rest_names(named["tools"].value), (named["tools"].name_start, named["tools"].name_end))
    if "generatecontentconfig" in named:
        genai.configure(draft, named["generatecontentconfig"].value, genai.PYTHON)
    return draft


def _inner_model(code: Code, call: Call) -> str | None:
    """The model of `LiteLlm(model="gemini/…")` and `Gemini(model=…)`."""
    arg = next((arg for arg in call.args if arg.name == "model"), None)
    made = code.followed(arg.value) if arg else None
    if isinstance(made, Call):
        return next((text_of(field.value) for field in _fields(code, made, "model") if spelt(field.name) == "model"), None)
    return None


# --- Vercel AI SDK ---

_VERCEL_SILENT = frozenset(
    "maxretries abortsignal headers onfinish onerror onchunk onstepfinish experimentaltelemetry maxsteps stopwhen toolchoice activetools "
    "experimentaltransform experimentalrepairtoolcall schemaname schemadescription mode preparestep timeout output enum experimentaloutput".split()
)


def vercel(code: Code, found: Found) -> Draft | None:
    """A call of the Vercel AI SDK for one of Google's models."""
    call = found.call
    fields = _fields(code, call)
    named = {spelt(field.name): field for field in fields}
    model = _vercel_model(code, call)
    if model is None:
        return None
    node, words, settings, product = model
    draft = Draft("vercel-ai", call.start, call.end, "@ai-sdk/google" if product == "gemini" else "@ai-sdk/google-vertex")
    draft.product = product
    draft.http_method = "POST"
    draft.stream = found.name.startswith("stream")
    draft.method = "streamGenerateContent" if draft.stream else "generateContent"
    draft.model = words
    draft.place("model", Span(node.start, node.end))
    draft.place("method", Span(call.of.end - len(found.name), call.of.end))
    draft.place("sdk", Span(call.start, call.of.end))
    _vercel_client(draft, code)
    if found.name.startswith("embed"):
        draft.method = "embedContent" if found.name == "embed" else "batchEmbedContents"
        if found.name == "embed" and "value" in named:
            draft.put("content", contents_of_embed(contents(named["value"].value)))
        return draft
    _vercel_prompt(draft, named, call)
    if found.name.endswith("Object") or "output" in named and found.name.endswith("Text"):
        at = named["schema"].value if "schema" in named else named["output"].value if "output" in named else unknown(call)
        draft.put("generationConfig.responseMimeType", Leaf("application/json", at.start, at.start))
        if "schema" in named or "output" in named and not text_of(named["output"].value):
            draft.put("generationConfig.responseSchema", unknown(at))
    for field in (*fields, *settings):
        key = spelt(field.name)
        if key in ("model", "prompt", "messages", "system", "schema"):
            continue
        if key == "provideroptions" and isinstance(field.value, Obj):
            google = field.value.get("google", "vertex")
            for one in google.fields if isinstance(google, Obj) else ():
                _put(draft, tables.VERCEL_GOOGLE, one, frozenset({"structuredoutputs", "usesearchgrounding"}))
        elif key == "tools":
            draft.put("tools", _vercel_tools(code, call, field.value), (field.name_start, field.name_end))
        else:
            _put(draft, {**tables.VERCEL, "safetysettings": "safetySettings", "cachedcontent": "cachedContent"}, field, _VERCEL_SILENT | {"structuredoutputs", "usesearchgrounding"})
    return draft


def _vercel_model(code: Code, call: Call) -> tuple[Node, str | None, tuple[Field, ...], str] | None:
    """Node, name, settings and product of a model of Google's; None where the model is another's."""
    from bot.request.code import arguments
    from bot.request.nodes import Make

    options = call.args[0].value if call.args else None
    options = code.followed(options)
    if not isinstance(options, Make):
        return None
    arg = next((f for f in options.fields if f.name == "model"), None) or arguments(call, ()).get("model")
    made = code.followed(arg.value) if arg else None
    if isinstance(made, Text):
        words = made.value
        return (made, words.removeprefix("google/"), (), "gemini") if words.startswith(("google/", "gemini")) else None
    if not isinstance(made, Call):
        return None
    maker = path_of(made.of)
    words_node = made.args[0].value if made.args else made
    words_value = text_of(code.value(words_node))
    google = "oogle" in maker or "ertex" in maker or "gemini" in maker.lower() or "gemini" in (words_value or "")
    if not google or "openrouter" in maker.lower() or maker.startswith(("openai", "anthropic")):
        return None
    settings = code.value(made.args[1].value) if len(made.args) > 1 else None
    value = code.value(words_node)
    at = Leaf(value.value if isinstance(value, Leaf) else UNKNOWN, value.start, value.end)
    node = Text("", at.start, at.end)
    return node, words_value, settings.fields if isinstance(settings, Obj) else (), "vertex" if "ertex" in maker else "gemini"


def _vercel_client(draft: Draft, code: Code) -> None:
    made = code.first_call(re.compile(r"\b(?P<name>createGoogleGenerativeAI|createVertex)\("))
    if made is None:
        return
    draft.key = Key(None, "client", None)
    for field in _fields(code, made):
        if _key(draft, code, field):
            continue
        if spelt(field.name) == "baseurl" and (url := text_of(field.value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)(?:/(v\d\w*))?", url)
            draft.host = match[1] if match else None
            draft.api_version = match[2] if match else None
            draft.place("host", field.value)


def _vercel_prompt(draft: Draft, named: dict[str, Field], call: Call) -> None:
    system: Located | None = None
    if "messages" in named:
        told, system = messages(named["messages"].value)
        draft.put("contents", told, (named["messages"].name_start, named["messages"].name_end))
    elif "prompt" in named:
        told, system = (contents(named["prompt"].value), None) if isinstance(named["prompt"].value, Leaf) else messages(named["prompt"].value)
        draft.put("contents", told, (named["prompt"].name_start, named["prompt"].name_end))
    else:
        draft.put("contents", unknown(call))
    if "system" in named:
        draft.put("systemInstruction", instruction(named["system"].value), (named["system"].name_start, named["system"].name_end))
    elif system is not None:
        draft.put("systemInstruction", system)


def _vercel_tools(code: Code, call: Call, value: Located) -> Located:
    """Google's own tools by name, the others as function declarations."""
    if not isinstance(value, Obj) or value.open:
        return unknown(value)
    own: list[Located] = []
    declared: list[Located] = []
    for field in value.fields:
        written = code.text[field.value.start : field.value.end]
        match = re.match(r"(?:google|vertex)\.tools\.(\w+)", written)
        if match:
            own.append(obj((match[1], Obj((), field.value.start, field.value.end)), at=field.value))
        else:
            declared.append(obj(("name", Leaf(field.name, field.name_start, field.name_end)), at=field.value))
    if declared:
        own.append(obj(("functionDeclarations", Arr(tuple(declared), value.start, value.end)), at=value))
    return Arr(tuple(own), value.start, value.end)


__all__ = ["ADK", "LANGCHAIN", "LITELLM", "VERCEL", "adk", "langchain", "litellm", "vercel"]
_ = (is_unknown, last_name)
