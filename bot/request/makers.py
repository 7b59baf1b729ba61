"""The SDKs' own makers of parts, contents and values: Part.from_bytes, genai.Text, Content.multi and their kin."""

from __future__ import annotations

from bot.request.contents import content, part
from bot.request.evaluate import Evaluator, Maker
from bot.request.located import Arr, Field, Leaf, Located, Obj, is_unknown, obj, spelt, text_of, unknown
from bot.request.nodes import Attr, Call, Make, Node, Rows, Word, last_name, path_of
from bot.request.request import UNKNOWN

_MOST_STEPS = 2_000  # through names of builders


def named(ev: Evaluator, call: Call, *names: str) -> list[Located | None]:
    """The arguments by name, by place, or as the fields of the one object that is passed."""
    args = call.args
    if len(args) == 1 and isinstance(args[0].value, Make) and args[0].name is None and args[0].value.fields:
        args = args[0].value.fields
        if not any(arg.name and spelt(arg.name) in {spelt(name) for name in names} for arg in args):
            args = call.args
    plain = [arg for arg in args if arg.name is None and not arg.spread]
    found: list[Located | None] = []
    for place, name in enumerate(names):
        arg = next((a for a in args if a.name and spelt(a.name) == spelt(name)), None)
        if arg is None and place < len(plain):
            arg = plain[place]
        found.append(ev.value(arg.value) if arg else None)
    return found


def _some(call: Call, *fields: tuple[str, Located | None]) -> Obj:
    at = unknown(call)
    return obj(*((name, value) for name, value in fields if value is not None), at=at)


def _from_bytes(ev: Evaluator, call: Call) -> Located:
    data, mime = named(ev, call, "data", "mimeType")
    return _some(call, ("inlineData", _some(call, ("data", data or unknown(call)), ("mimeType", mime))))


def _from_uri(ev: Evaluator, call: Call) -> Located:
    if any(arg.name and spelt(arg.name) == "fileuri" for arg in call.args):
        uri, mime = named(ev, call, "fileUri", "mimeType")
    else:
        uri, mime = named(ev, call, "uri", "mimeType")
    return _some(call, ("fileData", _some(call, ("fileUri", uri), ("mimeType", mime))))


def _from_text(ev: Evaluator, call: Call) -> Located:
    (words,) = named(ev, call, "text")
    return _some(call, ("text", words or unknown(call)))


def _function_call(ev: Evaluator, call: Call) -> Located:
    name, args = named(ev, call, "name", "args")
    return _some(call, ("functionCall", _some(call, ("name", name), ("args", args))))


def _function_response(ev: Evaluator, call: Call) -> Located:
    name, response = named(ev, call, "name", "response")
    return _some(call, ("functionResponse", _some(call, ("name", name), ("response", response))))


def _role(value: Located | None) -> str:
    return (text_of(value) or "user").lower()


def _content_of(ev: Evaluator, call: Call) -> Located:
    """NewContentFromText(words or parts, role)."""
    said, role = named(ev, call, "text", "role")
    return content(said or unknown(call), _role(role))


def _spread(ev: Evaluator, call: Call) -> Arr:
    values = [ev.value(arg.value) for arg in call.args if not arg.spread]
    return Arr(tuple(values), call.start, call.end, any(arg.spread for arg in call.args))


def _parts(ev: Evaluator, call: Call) -> Located:
    """What is passed as parts: one list, or one value after the other."""
    given = [arg for arg in call.args if arg.name in (None, "parts")]
    value = ev.value(given[0].value) if len(given) == 1 else None
    return value if isinstance(value, Arr) or value is not None else _spread(ev, call)


def _user_content(ev: Evaluator, call: Call) -> Located | None:
    return content(_parts(ev, call))


def _model_content(ev: Evaluator, call: Call) -> Located | None:
    return content(_parts(ev, call), "model")


def _bare_content(ev: Evaluator, call: Call) -> Located | None:
    """Content.fromParts(…) of Java, Content.text and Content.multi of Dart."""
    return content(_parts(ev, call)) if path_of(call.of).endswith(f"Content.{last_name(call.of)}") else None


def _system_content(ev: Evaluator, call: Call) -> Located | None:
    return content(_parts(ev, call), None) if path_of(call.of).endswith("Content.system") else None


def _dart_model(ev: Evaluator, call: Call) -> Located | None:
    return content(_parts(ev, call), "model") if path_of(call.of).endswith("Content.model") else None


def _text_part(ev: Evaluator, call: Call) -> Located | None:
    """genai.Text("…") of Go, TextPart('…') of Dart, Part("…")."""
    if len(call.args) != 1 or call.args[0].name not in (None, "text"):
        return None
    return part_of(ev.value(call.args[0].value), call)


def part_of(value: Located, call: Call) -> Located:
    """A text part; what isn't known stays one."""
    return _some(call, ("text", value)) if isinstance(value, Leaf) else part(value)


def _data_part(ev: Evaluator, call: Call) -> Located:
    mime, data = named(ev, call, "mimeType", "bytes")
    return _some(call, ("inlineData", _some(call, ("mimeType", mime), ("data", data))))


def _image_data(ev: Evaluator, call: Call) -> Located:
    kind, data = named(ev, call, "format", "data")
    word = text_of(kind)
    mime = Leaf(f"image/{word}" if word else UNKNOWN, kind.start, kind.end) if kind else None
    return _some(call, ("inlineData", _some(call, ("mimeType", mime), ("data", data))))


def _message(role: str) -> Maker:
    """LangChain's HumanMessage and its kin."""

    def make(ev: Evaluator, call: Call) -> Located:
        (said,) = named(ev, call, "content")
        return _some(call, ("role", Leaf(role, call.start, call.start)), ("content", said or unknown(call)))

    return make


_LISTS = frozenset(
    "parts tools safetysettings stopsequences functiondeclarations contents enum required responsemodalities".split()
)


def _build(ev: Evaluator, call: Call) -> Located | None:
    """`X.builder().a(1).b(2).build()` of Java's: an object of what was called on the way."""
    return _chained(ev, call.of.of, call.start, call.end) if isinstance(call.of, Attr) else None


def _chained(ev: Evaluator, node: Node, start: int, end: int) -> Obj | None:
    """What was called on a builder, begun here or under a name; None of anything else."""
    calls: list[Call] = []
    head: Obj | None = None
    ev.steps += 1
    while isinstance(node, Call) and isinstance(node.of, Attr) and node.of.name not in ("builder", "build"):
        calls.append(node)
        node = node.of.of
    if isinstance(node, Call) and isinstance(node.of, Attr) and node.of.name == "builder":
        head = Obj((), start, end)
    elif isinstance(node, Word) and ev.steps < _MOST_STEPS and isinstance(begun := ev.follow(node), Call):
        head = ev.guarded(node.name, lambda: _chained(ev, begun, start, end))
    if head is None:
        return None
    return Obj((*head.fields, *(_called(ev, one) for one in reversed(calls))), start, end)


def _called(ev: Evaluator, call: Call) -> Field:
    """The field that a builder's setter sets."""
    values = [_argument(ev, arg.value) for arg in call.args]
    name, at = last_name(call.of), call.of.end
    value: Located = (
        values[0] if len(values) == 1 else Arr(tuple(values), at, call.end) if values else Leaf(True, at, at)
    )
    if spelt(name) in _LISTS and not isinstance(value, Arr) and not is_unknown(value):
        value = Arr((value,), value.start, value.end)
    return Field(name, at - len(name), at, value)


def _argument(ev: Evaluator, node: Node) -> Located:
    """An argument of a builder's: Java's setters take an object, or the builder that would make it."""
    is_open = isinstance(node, Call) and _chained(ev, node, node.start, node.end)
    return is_open or ev.value(node)


def _block(ev: Evaluator, call: Call) -> Located | None:
    """`generationConfig { temperature = 0.5f }` of Kotlin's."""
    last = call.args[-1].value if call.args else None
    return ev.value(last) if isinstance(last, Make) else None


def _kotlin_content(ev: Evaluator, call: Call) -> Located | None:
    """`content("user") { text("…") }` of Kotlin's: each statement is a part."""
    last = call.args[-1].value if call.args else None
    if not isinstance(last, Make | Rows):
        return None
    parts_: list[Located] = []
    for arg in last.fields if isinstance(last, Make) else last.items:
        statement = arg.value
        if isinstance(statement, Call) and last_name(statement.of) == "text" and statement.args:
            parts_.append(part_of(ev.value(statement.args[0].value), statement))
        else:
            parts_.append(unknown(statement))
    role = text_of(ev.value(call.args[0].value)) if len(call.args) > 1 else None
    return content(Arr(tuple(parts_), last.start, last.end), role or "user")


def _safety(ev: Evaluator, call: Call) -> Located | None:
    """SafetySetting(category, threshold) of Dart's and Kotlin's."""
    if len(call.args) < 2 or call.args[0].name is not None:
        return None
    category, threshold = named(ev, call, "category", "threshold")
    return _some(call, ("category", category), ("threshold", threshold))


MAKERS: dict[str, Maker] = {
    "build": _build,
    "generationConfig": _block,
    "content": _kotlin_content,
    "SafetySetting": _safety,
    "from_bytes": _from_bytes,
    "fromBytes": _from_bytes,
    "createPartFromBase64": _from_bytes,
    "NewPartFromBytes": _from_bytes,
    "from_uri": _from_uri,
    "fromUri": _from_uri,
    "createPartFromUri": _from_uri,
    "NewPartFromURI": _from_uri,
    "from_text": _from_text,
    "fromText": _from_text,
    "createPartFromText": _from_text,
    "NewPartFromText": _from_text,
    "from_function_call": _function_call,
    "createPartFromFunctionCall": _function_call,
    "NewPartFromFunctionCall": _function_call,
    "from_function_response": _function_response,
    "createPartFromFunctionResponse": _function_response,
    "NewPartFromFunctionResponse": _function_response,
    "NewContentFromText": _content_of,
    "NewContentFromParts": _content_of,
    "NewUserContent": _user_content,
    "UserContent": _user_content,
    "ModelContent": _model_content,
    "createUserContent": _user_content,
    "createModelContent": _model_content,
    "fromParts": _bare_content,
    "text": _bare_content,
    "multi": _bare_content,
    "system": _system_content,
    "model": _dart_model,
    "Text": _text_part,
    "TextPart": _text_part,
    "Part": _text_part,
    "DataPart": _data_part,
    "ImageData": _image_data,
    "HumanMessage": _message("user"),
    "SystemMessage": _message("system"),
    "AIMessage": _message("model"),
}
