"""What code in any language is made of, as far as a call needs it. Offsets are those of the text that was parsed."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A string literal, escapes undone. `mark` is the quote it began with, `cut` is true where its end is missing."""

    value: str
    start: int
    end: int
    mark: str = '"'
    cut: bool = False
    inner: int = 0  # where its words begin
    raw: bool = True  # nothing in it was escaped: `value` stands in the text as it is


class Template(NamedTuple):
    """A string with values put into it: words and nodes in turn."""

    parts: tuple[Node | str, ...]
    start: int
    end: int


class Number(NamedTuple):
    value: int | float
    start: int
    end: int


class Word(NamedTuple):
    """A name alone: a variable, a class, a keyword such as None."""

    name: str
    start: int
    end: int


class Attr(NamedTuple):
    of: Node
    name: str
    start: int
    end: int


class Item(NamedTuple):
    """`of[key]`: a subscript, or the type argument of Go's generics."""

    of: Node
    key: Node
    start: int
    end: int


class Arg(NamedTuple):
    """An argument, or a field of a literal: with or without a name; `spread` for `**value` and `...value`."""

    name: str | None
    name_start: int
    name_end: int
    value: Node
    spread: bool = False


class Call(NamedTuple):
    of: Node
    args: tuple[Arg, ...]
    start: int
    end: int


class Make(NamedTuple):
    """A literal of named fields: a dict, an object, a composite literal of Go (with its type), a block of Kotlin's."""

    fields: tuple[Arg, ...]
    start: int
    end: int
    type: str = ""


class Rows(NamedTuple):
    """A list, tuple or set literal."""

    items: tuple[Arg, ...]
    start: int
    end: int
    type: str = ""


class Chain(NamedTuple):
    """Operands of `+` or of `*`."""

    parts: tuple[Node, ...]
    sign: str
    start: int
    end: int


class Other(NamedTuple):
    """What is not followed: computed at run time."""

    start: int
    end: int


Node = Text | Template | Number | Word | Attr | Item | Call | Make | Rows | Chain | Other


def path_of(node: Node) -> str:
    """`client.aio.models` of the node that says it; calls and subscripts on the way are passed over."""
    names: list[str] = []
    while True:
        if isinstance(node, Attr):
            names.append(node.name)
            node = node.of
        elif isinstance(node, Call | Item):
            node = node.of
        else:
            break
    if isinstance(node, Word):
        names.append(node.name)
    return ".".join(reversed(names))


def last_name(node: Node) -> str:
    """`GenerateContentConfig` of `types.GenerateContentConfig`; "" where there is no name."""
    while isinstance(node, Item):
        node = node.of
    if isinstance(node, Attr):
        return node.name
    return node.name if isinstance(node, Word) else ""


def owner_of(call: Call) -> Node | None:
    """What stands before the dot of a method's call."""
    return call.of.of if isinstance(call.of, Attr) else None
