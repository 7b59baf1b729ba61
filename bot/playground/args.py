"""The arguments of a Web API call, whether they came as a form, as JSON or in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground.values import Json


class RefusedError(Exception):
    """Slack answers `ok: false` with this error code, and with whatever else belongs to the answer."""

    def __init__(self, error: str, /, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra

    @property
    def answer(self) -> Json:
        """The body of the answer."""
        return {"ok": False, "error": self.error, **self.extra}


def invalid_arguments(*complaints: str) -> RefusedError:
    """The refusal of arguments that are missing or wrong."""
    messages = [f"[ERROR] {words}" for words in complaints]
    return RefusedError("invalid_arguments", response_metadata={"messages": messages})


class Args:
    """Named arguments; each reader gives the value in its type, or refuses it as Slack does."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values: Json = dict(values)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str | None:
        """The argument as a string; None where it is missing or empty."""
        value = self.values.get(name)
        return None if value in (None, "") else str(value)

    def must(self, name: str) -> str:
        """The argument as a string; refused where it is missing."""
        value = self.text(name)
        if value is None:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """The argument as true or false."""
        value = self.values.get(name)
        return default if value in (None, "") else value not in (False, "0", "false", "False", 0)

    def number(self, name: str, default: int) -> int:
        """The argument as an integer."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def json(self, name: str, error: str) -> Any:
        """The argument as JSON, written out or as a string; refused with `error` where it is none."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise RefusedError(error) from None


async def read_args(request: web.Request) -> Args:
    """The arguments of the request: those of the address, and those of the body over them."""
    values: Json = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return Args(values)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text())
        except ValueError:
            raise RefusedError("invalid_json") from None
        if not isinstance(body, dict):
            raise RefusedError("json_not_object")
        values |= body
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        values |= dict(await request.post())
    else:
        raise RefusedError("invalid_post_type")
    return Args(values)
