"""Files of a Slack message: which hold text worth downloading. Takes any JSON value; never raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.paste.slack_blocks import items, words

# More than this of one file is not read: its head and its tail are.
MOST_BYTES = 1024 * 1024

_TEXT_TYPES = frozenset(
    [
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/toml",
        "application/javascript",
        "application/x-javascript",
        "application/typescript",
        "application/x-typescript",
        "application/x-python",
        "application/x-python-code",
        "application/x-sh",
        "application/x-shellscript",
        "application/x-log",
        "application/x-ipynb+json",
        "application/x-httpd-php",
        "application/sql",
        "application/x-ruby",
    ]
)
_TEXT_ENDINGS = frozenset(
    [
        "text",
        "txt",
        "log",
        "out",
        "err",
        "json",
        "jsonl",
        "ndjson",
        "har",
        "yaml",
        "yml",
        "toml",
        "ini",
        "env",
        "xml",
        "html",
        "csv",
        "tsv",
        "md",
        "markdown",
        "diff",
        "patch",
        "python",
        "py",
        "ipynb",
        "javascript",
        "js",
        "mjs",
        "cjs",
        "ts",
        "tsx",
        "jsx",
        "go",
        "java",
        "kotlin",
        "kt",
        "kts",
        "scala",
        "swift",
        "ruby",
        "rb",
        "php",
        "rust",
        "rs",
        "c",
        "cpp",
        "csharp",
        "cs",
        "dart",
        "shell",
        "sh",
        "bash",
        "zsh",
        "powershell",
        "ps1",
        "bat",
        "sql",
        "dockerfile",
        "trace",
        "stacktrace",
    ]
)
_GONE = frozenset(("tombstone", "hidden_by_limit"))


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message, as far as the event tells.

    `url` is an address of Slack's own file host, None elsewhere: the bot's token goes nowhere else. `stub` asks for
    `files.info` first (a file from another workspace). `size` is in bytes, None when the event doesn't say.
    """

    id: str
    name: str
    kind: Literal["text", "image", "other", "gone"]
    size: int | None
    url: str | None
    stub: bool
    preview: str

    @property
    def too_big(self) -> bool:
        """True where only the head and the tail are read."""
        return self.size is not None and self.size > MOST_BYTES


def files(message: object) -> tuple[File, ...]:
    """The files of a message (or of a `files.info` answer's list), in order."""
    listed = message.get("files") if isinstance(message, dict) else None
    return tuple(_file(item) for item in items(listed))


def _file(item: object) -> File:
    content = dict(item) if isinstance(item, dict) else {}
    size = content.get("size")
    return File(
        id=words(content.get("id")),
        name=words(content.get("name")) or words(content.get("title")),
        kind=_kind(content),
        size=size if isinstance(size, int) and size >= 0 else None,
        url=_address(content),
        stub=content.get("file_access") == "check_file_info",
        preview=words(content.get("preview")),
    )


def _kind(content: dict[str, object]) -> Literal["text", "image", "other", "gone"]:
    mode, mime = words(content.get("mode")), words(content.get("mimetype")).lower().partition(";")[0].strip()
    if mode in _GONE or content.get("file_access") == "file_not_found":
        return "gone"
    if mode == "snippet" or mime.startswith("text/") or mime in _TEXT_TYPES:
        return "text"
    if mime.startswith("image/"):
        return "image"
    endings = (words(content.get("filetype")).lower(), words(content.get("name")).lower().rpartition(".")[2])
    return "text" if mime in ("", "application/octet-stream") and _TEXT_ENDINGS.intersection(endings) else "other"


def _address(content: dict[str, object]) -> str | None:
    for name in ("url_private_download", "url_private"):
        url = words(content.get(name))
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme == "https" and parts.netloc == "files.slack.com":
            return url
    return None
