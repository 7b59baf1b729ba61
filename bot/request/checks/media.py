"""Media that the service can't take: types that are none, data that is not base64, files that it can't reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, as_list, at, is_known, items, parent, part_of
from bot.request.checks.shapes import shown
from bot.request.finding import Finding
from bot.request.table import table

_SOURCE = "https://ai.google.dev/gemini-api/docs/file-input-methods"
_TYPE = re.compile(r"[\w.+-]+/[\w.+*-]+(?:\s*;.*)?", re.ASCII)
_PLACEHOLDER = re.compile(r"your|mime|<|\{|\$|xxx|example")
_LOCAL = re.compile(r"(?:file://|[A-Za-z]:[\\/]|\.{0,2}/|~/)|[\w./ -]+\.(?:png|jpe?g|pdf|mp3|mp4|wav|webp|txt)$")
_MARKER = re.compile(r"(\d[\d,_]*) (?:bytes|characters)")


def check(call: Call) -> Iterator[Finding]:
    """What the parts of the contents hold that can't be read."""
    if not call.native:
        return
    for path, content in _contents(call):
        for here, part in items(content.get("parts"), f"{path}.parts"):
            if isinstance(part, dict):
                yield from _inline(call, part.get("inlineData"), f"{here}.inlineData")
                yield from _file(call, part.get("fileData"), f"{here}.fileData")


def _contents(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, content in items(call.body.get("contents"), "contents"):
        if isinstance(content, dict):
            yield path, content
    if isinstance(content := call.body.get("content"), dict):
        yield "content", content


def _inline(call: Call, blob: Any, path: str) -> Iterator[Finding]:
    if not isinstance(blob, dict) or not is_known(blob):
        return
    yield from _mime(call, blob.get("mimeType"), f"{path}.mimeType")
    if (
        blob.get("mimeType") is None
        and call.rest
        and not call.cut
        and not {"mime", "type", "contentType", "mediaType"} & {*blob}
    ):
        says = f"{path} needs its mimeType, such as image/png."
        yield call.found(f"{path}.mimeType", "media-unreadable", says, source=_SOURCE, changes=_without(call, path))
    data = blob.get("data")
    if not isinstance(data, str) or not is_known(data):
        return
    if data.startswith("data:"):
        says = f"{path}.data takes the base64 alone: cut off {shown(data.split(',')[0] + ',')}."
        yield call.found(
            f"{path}.data",
            "media-unreadable",
            says,
            sure=call.rest or call.request.dialect == "js-genai",
            source=_SOURCE,
            changes=(f"set: {path}.data {data.partition(',')[2]}",) if "," in data else (),
        )
    elif data == "" and call.rest:
        yield call.found(
            f"{path}.data", "media-unreadable", f"{path}.data is empty.", source=_SOURCE, changes=_without(call, path)
        )
    elif call.rest and re.match(r"https?://", data):
        says = f"{path}.data takes base64, not an address: put it into fileData.fileUri, or send the file's bytes."
        yield call.found(f"{path}.data", "media-unreadable", says, source=_SOURCE, changes=_without(call, path))
    elif match := _MARKER.search(data[:200]):
        yield from _size(call, int(re.sub(r"\D", "", match[1])), f"{path}.data")


def _size(call: Call, size: int, field: str) -> Iterator[Finding]:
    row = table("limits")["bytes"][0]
    if size > row["hint_above"]:
        says = f"{field} holds {size / 1e6:.0f} MB: upload the file and send its URI in fileData."
        yield call.found(field, "payload-too-large", says, sure=size > row["sure_above"], source=row["source"])


def _mime(call: Call, mime: Any, field: str) -> Iterator[Finding]:
    if not isinstance(mime, str) or not is_known(mime):
        return
    written = mime.strip().lower()
    for row in table("values")["media"]:
        meant = row["refused"].get(written.lstrip("."))
        if meant:
            says = f"{field}: the service does not take {shown(mime)}" + (
                f"; write {meant}." if row["kind"] == "short" else f". Send it as {meant}."
            )
            changes = (f"set: {field} {meant}",) if row["kind"] == "short" else _without(call, field)
            sure = written not in row.get("doubtful", ())
            yield call.found(field, "media-unreadable", says, sure=sure, source=row["source"], changes=changes)
            return
    if not _TYPE.fullmatch(written) and not _PLACEHOLDER.search(written):
        yield call.found(
            field,
            "media-unreadable",
            f"{field} takes a MIME type such as image/png, not {shown(mime)}.",
            source=_SOURCE,
            changes=_without(call, field),
        )


def _file(call: Call, file: Any, path: str) -> Iterator[Finding]:
    if not isinstance(file, dict) or not is_known(file):
        return
    yield from _mime(call, file.get("mimeType"), f"{path}.mimeType")
    uri = file.get("fileUri")
    if isinstance(uri, str) and is_known(uri) and _LOCAL.match(uri) and "://" not in uri.removeprefix("file://"):
        says = f"{path}.fileUri: the service can't reach {shown(uri)} on your machine. Upload it with the Files API and send the URI that it returns."
        yield call.found(f"{path}.fileUri", "media-unreadable", says, source=_SOURCE, changes=_without(call, path))
    elif uri is None and call.rest and not {"uri", "url", "fileUrl", "fileURI", "name"} & {*file}:
        says = f"{path} needs the fileUri of the file."
        yield call.found(f"{path}.fileUri", "media-unreadable", says, source=_SOURCE, changes=_without(call, path))


def _without(call: Call, field: str) -> tuple[str, ...]:
    """The part that holds a field left out, where its turn has another one."""
    part = part_of(field)
    return (f"remove: {part}",) if part and len(as_list(at(call.body, parent(part)))) > 1 else ()
