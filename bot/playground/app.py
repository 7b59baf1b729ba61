"""The one app that is installed in the workspace, as its manifest describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.places import place
from bot.playground.values import Json


@dataclass(frozen=True, slots=True)
class App:
    """An installed app: its ids, tokens and what its manifest asks for."""

    manifest: Mapping[str, Any]
    id: str = "A0GEMINI01"
    bot_id: str = "B0GEMINI01"
    bot_user: str = "U0GEMINI01"
    team: str = "T0PLAYGRND"
    domain: str = "playground"
    bot_token: str = "xoxb-0-playground"  # noqa: S105 - good on loopback alone, as the next two
    app_token: str = "xapp-1-playground"  # noqa: S105
    signing_secret: str = "0playground0signing0secret0"  # noqa: S105
    verification: str = "0playground0verification0"
    withheld: frozenset[str] = field(default=frozenset())  # scopes that the admin didn't grant

    @property
    def name(self) -> str:
        """The bot's name in the workspace."""
        return str(self.manifest["features"]["bot_user"]["display_name"])

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of the bot token, optional ones included."""
        asked = self.manifest["oauth_config"]["scopes"]
        return tuple(s for s in [*asked.get("bot", ()), *asked.get("bot_optional", ())] if s not in self.withheld)

    @property
    def events(self) -> frozenset[str]:
        """The events that the app subscribes to."""
        return frozenset(self._settings.get("event_subscriptions", {}).get("bot_events", ()))

    @property
    def commands(self) -> tuple[str, ...]:
        """Its slash commands, each with the slash."""
        return tuple(c["command"] for c in self.manifest["features"].get("slash_commands", ()))

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """The callback ids of its message shortcuts."""
        return tuple(s["callback_id"] for s in self.manifest["features"].get("shortcuts", ()) if s["type"] == "message")

    @property
    def is_interactive(self) -> bool:
        """True when buttons, modals and shortcuts reach the app."""
        return bool(self._settings.get("interactivity", {}).get("is_enabled"))

    @property
    def _settings(self) -> Json:
        settings: Json = self.manifest.get("settings", {})
        return settings


def project_manifest() -> Json:
    """The project's own manifest, from a checkout or a wheel; without one, a manifest that asks for everything."""
    path = place("manifest.yml")
    found: Json = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else whole_manifest()
    return found


def whole_manifest() -> Json:
    """A manifest with every event, scope and entrance that the fake knows, for tests of the fake itself."""
    bot_scopes = (
        "app_mentions:read channels:history channels:read chat:write commands files:read files:write groups:history "
        "groups:read im:history im:read im:write mpim:history mpim:read reactions:read reactions:write users:read"
    )
    events = (
        "app_home_opened app_mention member_joined_channel message.channels message.groups message.im message.mpim "
        "reaction_added"
    )
    return {
        "_metadata": {"major_version": 2},
        "display_information": {"name": "gemini-debug"},
        "features": {
            "bot_user": {"display_name": "gemini-debug", "always_online": True},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/gemini-debug", "description": "Explains a Gemini API error"}],
            "shortcuts": [{"type": "message", "name": "Debug this", "callback_id": "debug", "description": "Explains"}],
        },
        "oauth_config": {"scopes": {"bot": bot_scopes.split()}},
        "settings": {
            "event_subscriptions": {"bot_events": events.split()},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
