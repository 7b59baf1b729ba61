"""files.info, files.getUploadURLExternal and files.completeUploadExternal."""

from __future__ import annotations

from dataclasses import replace

from bot.playground.args import Args, RefusedError, invalid_arguments
from bot.playground.desk import Desk
from bot.playground.methods.chat import own, thread_of
from bot.playground.methods.content import Content, read_blocks
from bot.playground.methods.method import writable
from bot.playground.values import File, Json
from bot.playground.wire import file_json


def info(desk: Desk, args: Args) -> Json:
    """One file, of which the bot knows when it is shared where the bot is, or its own."""
    file = desk.workspace.files.get(args.must("file"))
    if file is None or not _is_known(desk, file):
        raise RefusedError("file_not_found")
    return {"file": file_json(desk.workspace, file), "content": file.text if file.mode == "snippet" else None}


def upload_url(desk: Desk, args: Args) -> Json:
    """An address to post the content to; the file exists, unshared, once it was posted and completed."""
    name, length = args.must("filename"), args.number("length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    user = desk.workspace.app.bot_user
    kind = args.text("snippet_type")
    file = desk.workspace.add_file(name, b"", user, "snippet" if kind else "hosted", kind or _ending(name))
    desk.workspace.uploads[file.id] = length
    return {"upload_url": f"{desk.workspace.url}upload/v1/{file.id}", "file_id": file.id}


def complete(desk: Desk, args: Args) -> Json:
    """The uploaded files are there; with a channel named, a message of the bot shares them there."""
    named = args.json("files", "invalid_arguments")
    if not isinstance(named, list) or not named or not all(isinstance(f, dict) and "id" in f for f in named):
        raise invalid_arguments("missing required field: files")
    workspace = desk.workspace
    files = []
    for item in named:
        file = workspace.files.get(item["id"])
        if file is None or workspace.uploads.get(file.id) != len(file.content):
            raise RefusedError("file_not_found")
        workspace.files[file.id] = replace(file, title=item.get("title") or file.title)
        files.append(workspace.files[file.id])
    where = args.text("channel_id") or args.text("channels")
    if where:
        channel = writable(desk, where)
        blocks = read_blocks(desk, args.json("blocks", "invalid_blocks_format"))
        content = Content(args.text("initial_comment"), blocks, (), None, bool(blocks))
        message = own(desk, channel, content, thread_of(desk, channel, args))
        files = [workspace.share(file, channel.id) for file in files]
        desk.post(replace(message, files=tuple(files), subtype="file_share"))
    return {"files": [file_json(workspace, file) for file in files]}


def _is_known(desk: Desk, file: File) -> bool:
    mine = file.user == desk.workspace.app.bot_user
    return mine or any(desk.workspace.has_bot(desk.workspace.channels[c]) for c in file.shared)


def _ending(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else "text"
