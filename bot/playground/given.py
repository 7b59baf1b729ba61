"""The settings of the bot in the playground. What a person has set for a real workspace counts for nothing here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, PydanticBaseSettingsSource

from bot.errors import UserError
from bot.playground.server import Slack
from bot.settings import PREFIX, Settings

OWN = {f"{PREFIX}KNOWLEDGE_DIR": "folder", f"{PREFIX}MODELS_FILE": "file"}
_PROXIES = frozenset(["http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy"])


def settings(slack: Slack, folder: Path, over_http: bool) -> Settings:
    """For a bot in that workspace. Of the environment only a team's own entries and models count, for whoever writes some."""
    values: dict[str, Any] = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "data_dir": folder,
    }
    if not over_http:
        values["SLACK_APP_TOKEN"] = slack.app_token
    try:
        return _Given(**values)
    except ValidationError as error:  # everything else is ours
        fields = {str(problem["loc"][0]) for problem in error.errors()}
        wrong = [name for name in OWN if name.removeprefix(PREFIX).lower() in fields]
        raise UserError(
            "\n".join(f"{name} is wrong: there is no {OWN[name]} {os.environ[name]}." for name in wrong)
        ) from None


@contextmanager
def closed_world() -> Iterator[Mapping[str, str]]:
    """Nothing in this process sees tokens of a real workspace or a proxy between it and loopback. Gives the whole
    environment, for programs that are started."""
    whole = dict(os.environ)
    hidden = {name: os.environ.pop(name) for name in whole if _is_hidden(name)}
    try:
        yield whole
    finally:
        os.environ.update(hidden)


def _is_hidden(name: str) -> bool:
    return name.upper().startswith("SLACK_") or name.lower() in _PROXIES


class _Given(Settings):
    @classmethod
    def settings_customise_sources(
        cls, settings_cls: Any, init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _OwnEntries(settings_cls)


class _OwnEntries(EnvSettingsSource):
    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name: value for name, value in super()._load_env_vars().items() if name.upper() in OWN}
