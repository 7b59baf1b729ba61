"""Every setting, read from the environment once. Nothing else in the project reads the environment.

An empty value counts as not set. Lists are written with commas or spaces between their items.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import UserError
from bot.kubernetes import is_injected

PREFIX = "GEMINI_DEBUG_"
T = TypeVar("T")
_NETWORK = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


def _items(value: object) -> object:
    """The items of a list as a person writes one."""
    return tuple(item for item in re.split(r"[\s,]+", value) if item) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_items)]
Listen = Annotated[Literal["all", "none"] | tuple[str, ...], NoDecode]


def _ours(name: str) -> str:
    return PREFIX + name.upper()


def _setting(default: Any, says: str, *, alias: str | None = None, **rules: Any) -> Any:
    return Field(default, validation_alias=alias, description=says, **rules)


class Settings(BaseSettings):
    """All settings; frozen, and no secret shows in its repr."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        case_sensitive=False,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=False,
    )

    slack_bot_token: SecretStr | None = _setting(None, "bot token of the Slack app, xoxb-…", alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = _setting(
        None, "app-level token for Socket Mode, xapp-…", alias="SLACK_APP_TOKEN"
    )
    slack_signing_secret: SecretStr | None = _setting(None, "signing secret, for HTTP", alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = _setting("https://slack.com/api/", "address of Slack's Web API", alias="SLACK_API_URL")
    gemini_api_key: SecretStr | None = _setting(None, "API key that the command replay uses", alias="GEMINI_API_KEY")
    database_url: SecretStr | None = _setting(None, "sqlite:///file or postgresql://…; default: SQLite in DATA_DIR")
    data_dir: Path = _setting(None, "folder of the database and the key file", validate_default=True)
    host: str = _setting("127.0.0.1", "address to listen at")
    port: int = _setting(3000, "port to listen at", ge=0, le=65535)
    secret_key: Secrets = _setting((), "Fernet keys for stored API keys, newest first")
    knowledge_dir: Path | None = _setting(None, "folder with a team's own entries")
    models_file: Path | None = _setting(None, "JSON file with a team's own rows of the table of models")
    listen: Listen = _setting("all", "channels that are read unasked: all, none or channel ids")
    admins: Words = _setting((), "user ids that may do what needs an admin")
    alert_channels: Words = _setting((), "channels where other bots' posts are read")
    teams: Words = _setting((), "team ids that may use the bot; empty: the team of the token")
    team_key_file: Path | None = _setting(None, "file with a Gemini key for the team's replays")
    team_key_users: Listen = _setting("none", "who may use the team's key: all of the workspace, none or user ids")
    gemini_url: str | None = _setting(None, "address of the Gemini API, for proxies and tests")
    replay_calls: int = _setting(10, "calls a replay makes at most", ge=1, le=100)
    replay_output_tokens: int = _setting(256, "output tokens of one call of a replay at most", ge=1, le=65536)
    replay_seconds: int = _setting(300, "seconds a replay lasts at most", ge=1, le=3600)
    replay_spend: float = _setting(1.0, "US dollars of replays a person and day at most", ge=0)
    replay_concurrent: int = _setting(2, "replays at one time at most", ge=1, le=100)
    retention_days: int = _setting(30, "days that a case is kept", ge=2, le=3650)
    log_format: Literal["text", "json"] = _setting("text", "text or json")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments of tests first, then the environment; no .env file, no secrets folder."""
        return init_settings, _Environment(settings_cls)

    @field_validator("data_dir", mode="before")
    @classmethod
    def _data_dir(cls, value: object) -> object:
        return platformdirs.user_data_path("gemini-debug", appauthor=False) if value is None else value

    @field_validator("data_dir", "knowledge_dir", "models_file", "team_key_file")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        return value and value.expanduser()

    @field_validator("knowledge_dir")
    @classmethod
    def _knowledge_dir(cls, value: Path | None) -> Path | None:
        return _must(value, value is None or value.is_dir(), f"there is no folder {value}")

    @field_validator("models_file", "team_key_file")
    @classmethod
    def _file(cls, value: Path | None) -> Path | None:
        return _must(value, value is None or value.is_file(), f"there is no file {value}")

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _token(value, "xoxb-", "OAuth & Permissions")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _token(value, "xapp-", "Basic Information, App-Level Tokens")

    @field_validator("slack_api_url", "gemini_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        _must(value, parts.scheme in ("http", "https") and bool(parts.hostname), "it is no http or https address")
        return value.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr | None) -> SecretStr | None:
        scheme = (
            re.match(r"(sqlite):///.|(postgres(?:ql)?(?:\+psycopg)?)://.", value.get_secret_value()) if value else None
        )
        return _must(value, value is None or scheme is not None, "it begins with sqlite:/// or postgresql://")

    @field_validator("secret_key")
    @classmethod
    def _secret_key(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        well = all(_is_fernet(key.get_secret_value()) for key in value)
        return _must(value, well, "a key is 32 bytes in URL-safe base64, 44 characters long")

    @field_validator("listen", "team_key_users", mode="before")
    @classmethod
    def _all_or_none(cls, value: object) -> object:
        items = _items(value)
        word = items[0].lower() if isinstance(items, tuple) and len(items) == 1 else None
        return word if word in ("all", "none") else items

    @field_validator("listen")
    @classmethod
    def _listen_channels(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return value if isinstance(value, str) else _ids(value, "CG", "all, none or channel ids such as C0123456789")

    @field_validator("team_key_users")
    @classmethod
    def _key_users(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return value if isinstance(value, str) else _ids(value, "UW", "all, none or user ids such as U0123456789")

    @field_validator("alert_channels")
    @classmethod
    def _channels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _ids(value, "CG", "channel ids such as C0123456789")

    @field_validator("admins")
    @classmethod
    def _users(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _ids(value, "UW", "user ids such as U0123456789")

    @field_validator("teams")
    @classmethod
    def _team_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _ids(value, "TE", "team ids such as T0123456789")

    @property
    def database(self) -> str:
        """The address of the database, with its password: for connecting, never for showing."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'gemini-debug.sqlite'}"
        return re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", self.database_url.get_secret_value())

    @property
    def on_postgres(self) -> bool:
        """Whether several processes may share the database."""
        return self.database.startswith("postgresql://")

    @property
    def socket_mode(self) -> bool:
        """Whether the bot calls Slack (an app-level token is set) or Slack calls the bot."""
        return self.slack_app_token is not None


def load() -> Settings:
    """The settings of this process. UserError names every wrong setting and every unknown name with our prefix, all at once."""
    complaints = [_unknown(name) for name in sorted(os.environ) if _is_unknown(name, os.environ[name])]
    try:
        settings = Settings()
    except ValidationError as error:
        complaints += [_complaint(problem) for problem in error.errors(include_input=False)]
    if complaints:
        raise UserError("\n".join(complaints))
    return settings


def names() -> Mapping[str, str]:
    """The name of each setting in the environment, mapped to its field."""
    return {field.validation_alias or _ours(name): name for name, field in Settings.model_fields.items()}  # type: ignore[misc]


def shown(settings: Settings, name: str) -> str:
    """A setting as a person may see it: of a secret only its kind and last four characters."""
    value = getattr(settings, names()[name])
    match value:
        case None:
            return "not set"
        case SecretStr() if name.endswith("DATABASE_URL"):
            return re.sub(r"(?<=://)([^:/@]*):.*@", r"\1:…@", value.get_secret_value())
        case SecretStr():
            return _kind_and_end(value.get_secret_value())
        case tuple():
            return (
                ", ".join(_kind_and_end(v.get_secret_value()) if isinstance(v, SecretStr) else v for v in value)
                or "empty"
            )
    return str(value)


def network() -> Mapping[str, str]:
    """What the environment says of proxies and certificates, which the libraries read themselves. A proxy may hold a password."""
    named = {name: os.environ.get(name) or os.environ.get(name.lower()) for name in _NETWORK}
    return {name: value for name, value in named.items() if value}


class _Environment(EnvSettingsSource):
    """The environment without what Kubernetes injects for a service of our name."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        loaded = super()._load_env_vars()
        return {
            name: (value or "").strip() for name, value in loaded.items() if not is_injected(name.upper(), value or "")
        }


def _is_unknown(name: str, value: str) -> bool:
    upper = name.upper()
    return upper.startswith(PREFIX) and upper not in names() and not is_injected(upper, value)


def _unknown(name: str) -> str:
    # Without the prefix, which would make all of them alike.
    ours = {each.removeprefix(PREFIX): each for each in names()}
    near = [ours[each] for each in difflib.get_close_matches(name.upper().removeprefix(PREFIX), ours, n=1)]
    return f"There is no setting {name}. " + (
        f"Did you mean {near[0]}?" if near else "`gemini-debug doctor` lists all settings."
    )


def _complaint(problem: Any) -> str:
    name = next((env for env, field in names().items() if problem["loc"][0] in (env, field)), str(problem["loc"][0]))
    says = re.sub(r"^(Value error|Assertion failed), ", "", problem["msg"])
    return f"{name} is wrong: {says[0].lower()}{says[1:]}."


def _must(value: T, holds: bool, says: str) -> T:
    if not holds:
        raise ValueError(says)
    return value


def _token(value: SecretStr | None, start: str, where: str) -> SecretStr | None:
    well = value is None or bool(re.fullmatch(re.escape(start) + r"[\w-]+", value.get_secret_value()))
    return _must(value, well, f"it begins with {start} and has no blanks; Slack shows it under {where}")


def _ids(values: tuple[str, ...], letters: str, says: str) -> tuple[str, ...]:
    wrong = [value for value in values if not re.fullmatch(f"[{letters}][A-Z0-9]+", value)]
    return _must(values, not wrong, f"it takes {says}, not {', '.join(wrong)}")


def _is_fernet(key: str) -> bool:
    try:
        return len(key) == 44 and len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        return False


def _kind_and_end(secret: str) -> str:
    """`bot token …wxyz`: the kind by its start; of a short secret not even the end."""
    kinds = {"xoxb-": "bot token", "xapp-": "app-level token", "AIza": "AI Studio key", "AQ.": "AI Studio key"}
    kind = next((kind for start, kind in kinds.items() if secret.startswith(start)), "secret")
    return f"{kind} …{secret[-4:]}" if len(secret) >= 16 else f"{kind} …"
