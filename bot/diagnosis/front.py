"""The front matter of an entry: what it rests on, its signatures, its changes and its question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from bot.diagnosis.page import Complain
from bot.diagnosis.signature import Signature, read_signature

MOST_REFERENCES = 20  # from one value of an entry's front matter to another
VERBS = ("set", "remove", "clamp", "rename", "move", "model", "api_version", "timeout")

Replay = Literal["proves", "tells", "useless"]
LineOf = Callable[..., int]  # takes the keys that lead to a value, gives its line of the file


@dataclass(frozen=True, slots=True)
class Asks:
    """The one question that would decide, and the cause that each answer leads to."""

    says: str
    answers: Mapping[str, str]


_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FAST):  # type: ignore[misc]
    """Takes no key twice in one mapping, which YAML forbids and the library lets the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            names = [key.value for key, _ in node.value]
            at = next((at for at, name in enumerate(names) if name in names[:at]), len(names) - 1)
            mark = node.value[at][0].start_mark
            raise yaml.constructor.ConstructorError(None, None, f"{names[at]!r} stands there twice", mark)
        return made


def parse_yaml(text: str) -> Any:
    """Plain values out of YAML, by the fast loader where the library has it; objects are never built, and references can't
    make a gigabyte of a few lines."""
    if "&" in text:
        _check_references(text)
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders


def _check_references(text: str) -> None:
    """Raises YAMLError where a reference stands in what is referred to itself, or where there are many."""
    open_ones: list[bool] = []  # of each collection that is not yet closed, whether it is referred to
    references = 0
    for event in yaml.parse(text, Loader=_FAST):
        if isinstance(event, yaml.AliasEvent):
            references += 1
            if any(open_ones) or references > MOST_REFERENCES:
                says, mark = f"*{event.anchor} is one reference too many; write it out", event.start_mark
                raise yaml.constructor.ConstructorError(None, None, says, mark)  # type: ignore[arg-type]
        elif isinstance(event, yaml.CollectionStartEvent):
            open_ones.append(event.anchor is not None)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_ones.pop()


def split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        return None, "", 1
    for at, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "\n".join(lines[1:at]), "\n".join(lines[at + 1 :]), at + 2
    return None, "", 1


def line_of(front: str, keys: tuple[str | int, ...]) -> int:
    """The line of the file on which the value under `keys` stands; found only when there is a complaint."""
    node = yaml.compose(front, Loader=_FAST)
    line = 2
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == key:
                    line, node = key_node.start_mark.line + 2, value_node
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 2
    return line


def names(raw: object) -> tuple[str, ...]:
    """A name or a list of names."""
    if isinstance(raw, str):
        return (raw,)
    return tuple(str(name) for name in raw) if isinstance(raw, list) else ()


def phrases(raw: object, complain: Complain, line_of: LineOf) -> tuple[str, ...]:
    """Phrases out of one text, in which commas part them."""
    if raw is None:
        return ()
    if not isinstance(raw, str):
        complain(line_of("words"), "'words' is one text of phrases with commas between")
        return ()
    return tuple(filter(None, (" ".join(phrase.split()) for phrase in raw.split(","))))


def signatures(entry: str, raw: object, complain: Complain, line_of: LineOf) -> tuple[Signature, ...]:
    """The signatures of an entry; those that are wrong are complained of and left out."""
    if not isinstance(raw, list) or not raw:
        complain(line_of("signatures"), "'signatures' must be a list with at least one signature")
        return ()
    found = []
    for index, item in enumerate(raw):
        if not isinstance(item, dict):
            complain(line_of("signatures", index), "a signature is a mapping of conditions")
            continue
        signature, complaints = read_signature(entry, item)
        for says in complaints:
            complain(line_of("signatures", index), says)
        if signature is not None:
            found.append(signature)
    return tuple(found)


def replay(raw: object, complain: Complain, line_of: LineOf) -> tuple[Replay, str]:
    """What a replay can tell of this cause, and why it is useless if it is."""
    word, _, says = str(raw or "").partition(" - ")
    word, says = word.strip(), says.strip()
    if word == "proves":
        return "proves", says
    if word == "tells":
        return "tells", says
    if word != "useless" or not says:
        complain(line_of("replay"), "'replay' is proves, tells, or useless - with a sentence why")
    return "useless", says


def changes(raw: object, complain: Complain, line_of: LineOf) -> tuple[str, ...]:
    """The edits of a request that may cure it, each as `verb: value`."""
    found = []
    for index, item in enumerate(raw if isinstance(raw, list) else [] if raw is None else [raw]):
        verb, value = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (None, None)
        if verb not in VERBS:
            complain(line_of("changes", index), f"a change is one verb of {', '.join(VERBS)} and what it takes")
        else:
            found.append(f"{verb}: {value}")
    return tuple(found)


def asks(raw: object, complain: Complain, line_of: LineOf) -> Asks | None:
    """The question of an entry, if it has one."""
    if raw is None:
        return None
    says = raw.get("says") if isinstance(raw, dict) else None
    answers = raw.get("answers") if isinstance(raw, dict) else None
    if not isinstance(says, str) or not isinstance(answers, dict) or not 2 <= len(answers) <= 5:
        complain(
            line_of("asks"), "'asks' needs 'says', one question, and 'answers', two to five of them with their causes"
        )
        return None
    return Asks(says, {str(label): str(cause) for label, cause in answers.items()})
