"""What a project keeps at Google: uploaded files and cached content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.playground.clock import Clock
from bot.playground.gemini.asked import Asked, parts_of
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.errors import HOST, Refusal, invalid, precondition
from bot.playground.gemini.tables import table
from bot.playground.values import Json

FILE_LIFE = 48 * 3600.0  # seconds
CACHE_LIFE = 3600.0
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file: usable from `ready` on, unless it failed, until `expires`."""

    id: str
    project: str
    mime: str
    size: int
    made: float
    ready: float
    expires: float
    failed: bool = False

    def state(self, now: float) -> str:
        """PROCESSING, ACTIVE or FAILED."""
        return "FAILED" if self.failed else "ACTIVE" if now >= self.ready else "PROCESSING"


@dataclass
class Storage:
    """Everything that is kept, whoever it belongs to."""

    clock: Clock
    _files: dict[str, File] = field(default_factory=dict)
    _caches: dict[str, Json] = field(default_factory=dict)
    _uploads: dict[str, tuple[Project, str]] = field(default_factory=dict)
    _made: int = 0

    def add_file(
        self, project: Project, mime: str = "text/plain", size: int = 1, processing: float = 0.0, failed: bool = False
    ) -> File:
        """A new file; it is PROCESSING for so many seconds."""
        now = self.clock.now()
        life = (now, now + processing, now + FILE_LIFE)
        file = File(self._mint("sim"), project.number, mime, size, *life, failed)
        self._files[file.id] = file
        return file

    def begin(self, project: Project, mime: str) -> str:
        """The id of an upload that has begun; who has it may send the bytes, without a key."""
        upload = self._mint("upload")
        self._uploads[upload] = (project, mime)
        return upload

    def begun(self, upload: str) -> tuple[Project, str] | None:
        """Whose upload that is, and of which type; None where none of that id has begun."""
        return self._uploads.get(upload)

    def file(self, project: Project, name: str) -> File:
        """The file of that id; Refusal where the project has none such any more."""
        found = self._files.get(name)
        if found is None or found.project != project.number or found.expires <= self.clock.now():
            raise Refusal(403, f"You do not have permission to access the File {name} or it may not exist.")
        return found

    def files(self, project: Project) -> list[File]:
        """The project's files, oldest first."""
        now = self.clock.now()
        return [file for file in self._files.values() if file.project == project.number and file.expires > now]

    def drop_file(self, project: Project, name: str) -> None:
        """The file is gone."""
        del self._files[self.file(project, name).id]

    def entry(self, file: File, url: str) -> Json:
        """The file as files.get shows it; `url` is where the API is, with its version."""
        return {
            "name": f"files/{file.id}",
            "mimeType": file.mime,
            "sizeBytes": str(file.size),
            "createTime": _time(file.made),
            "updateTime": _time(file.made),
            "expirationTime": _time(file.expires),
            "uri": f"{url}/files/{file.id}",
            "state": file.state(self.clock.now()),
            "source": "UPLOADED",
        }

    def check_uris(self, asked: Asked) -> None:
        """Nothing; Refusal for a file that is gone, isn't ready, or can't be fetched."""
        for _, part in parts_of(asked.contents):
            uri = part.get("fileData", {}).get("fileUri", "")
            name = re.search(r"(?:^|/)files/([\w-]+)$", uri)
            host = urlsplit(uri).hostname or ""
            if "fileData" not in part:
                continue
            if name and (not host or host == HOST or host in ("127.0.0.1", "localhost")):
                if self.file(asked.project, name[1]).state(self.clock.now()) != "ACTIVE":
                    raise precondition(f"The File {name[1]} is not in an ACTIVE state and usage is not allowed.")
            elif not uri.startswith("https://"):
                raise invalid(f"Invalid or unsupported file uri: {uri}")
            elif host.endswith(".invalid"):  # nothing is fetched; this name alone is sure to lead nowhere
                raise invalid(
                    "Cannot fetch content from the provided URL. Please ensure the URL is valid and accessible by Vertex "
                    "AI. Vertex AI respects robots.txt rules. If needed, ensure that Google-Extended is allowed to crawl. "
                    "Url status: URL_ERROR-ERROR_NOT_FOUND"
                )

    def add_cache(self, project: Project, model: Model, body: Json) -> Json:
        """The content is cached; Refusal where it is too small, or the project is of the free tier."""
        tokens = Asked(model, body, project).tokens
        least = table("numbers")["cache_tokens"] * (4 if model.is_third and "pro" in model.id else 1)
        if tokens < least:
            raise invalid(f"Cached content is too small. total_token_count={tokens}, min_total_token_count={least}")
        if project.tier == "free":
            raise Refusal(
                429,
                f"TotalCachedContentStorageTokensPerModelFreeTier limit exceeded for model {model.id}: limit=0, "
                f"requested={tokens}",
            )
        now, life = self.clock.now(), _DURATION.fullmatch(body.get("ttl", ""))
        kept = body | {
            "name": f"cachedContents/{self._mint('cache')}",
            "model": model.name,
            "createTime": _time(now),
            "updateTime": _time(now),
            "expireTime": body.get("expireTime") or _time(now + (float(life[1]) if life else CACHE_LIFE)),
            "usageMetadata": {"totalTokenCount": tokens},
            "_project": project.number,
        }
        self._caches[kept["name"]] = kept
        return kept

    def cache(self, project: Project, name: str) -> Json:
        """The cached content of that name; Refusal where the project has none such any more."""
        found = self._caches.get(name)
        if found is None or found["_project"] != project.number or found["expireTime"] <= _time(self.clock.now()):
            raise Refusal(403, "CachedContent not found (or permission denied)")
        return found

    def drop_cache(self, project: Project, name: str) -> None:
        """The cached content is gone."""
        del self._caches[self.cache(project, name)["name"]]

    def _mint(self, kind: str) -> str:
        self._made += 1
        return f"{kind}{self._made:09d}"


def shown(cached: Json) -> Json:
    """The cached content as the API shows it: without what was cached."""
    hidden = {"contents", "systemInstruction", "tools", "toolConfig", "ttl", "_project"}
    return {name: value for name, value in cached.items() if name not in hidden}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
