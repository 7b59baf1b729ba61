"""What is missing before `serve`, a line for each thing, and all settings as they are."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import yaml
from slack_sdk.errors import SlackApiError
from sqlalchemy.engine import make_url

from bot import app, manifest, settings, way
from bot.errors import UserError
from bot.jobs.lock import Lock
from bot.settings import Settings
from bot.store import Database, keys
from bot.store.database import is_newer

WELL, MISSING = 0, 2
SECONDS = 10
SKEW, SIGNATURE = 30, 300  # seconds
GEMINI = "https://generativelanguage.googleapis.com/"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. `ok` None: nothing that stops the bot."""

    ok: bool | None
    says: str

    def __str__(self) -> str:
        mark = {True: "well   ", False: "MISSING", None: "note   "}[self.ok]
        return f"{mark}  {self.says}"


def run() -> int:
    """Prints everything; 0 when the bot can serve, else 2."""
    try:
        found = settings.load()
    except UserError as mistake:
        print(*(Line(False, line) for line in str(mistake).splitlines()), sep="\n")
        return MISSING
    looked = asyncio.run(lines(found))
    print(*looked, "", *settings_lines(found), sep="\n")
    return MISSING if any(line.ok is False for line in looked) else WELL


async def lines(found: Settings) -> list[Line]:
    """One line for each thing that serving needs, in the order in which to put them right."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with way.session(timeout=timeout) as http:
        return [
            _knowledge(found),
            _secret_key(found),
            *_team_key(found),
            await asyncio.to_thread(_database, found),
            await asyncio.to_thread(_address, found),
            *_way(found),
            *await _slack(found, http),
            await _gemini(found, http),
        ]


def settings_lines(found: Settings) -> Iterator[str]:
    """All settings by name, a secret only as its kind and last four characters."""
    fields = Settings.model_fields
    for name, field in settings.names().items():
        yield f"{name:<38} {settings.shown(found, name):<32} {fields[field].description}"


def _knowledge(found: Settings) -> Line:
    try:
        known = app.entries(found)
    except UserError as mistake:
        return Line(False, f"Knowledge: {mistake}")
    return Line(True, f"Knowledge: {len(known.entries)} entries.")


def _secret_key(found: Settings) -> Line:
    if found.secret_key:
        return Line(True, f"Secret key: {len(found.secret_key)} in GEMINI_DEBUG_SECRET_KEY; the first encrypts.")
    if found.on_postgres:
        return Line(
            False,
            "Secret key: with Postgres all processes need the same GEMINI_DEBUG_SECRET_KEY. Make one: python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
        )
    file = found.data_dir / keys.FILE
    if not file.exists():
        return Line(True, f"Secret key: the first start makes {file}.")
    if not os.access(file, os.R_OK):
        return Line(False, f"Secret key: {file} can't be read. It belongs to the user that runs the bot.")
    if file.stat().st_mode & 0o077:
        return Line(None, f"Secret key: others may read {file}. chmod 600 it.")
    return Line(True, f"Secret key: {file}.")


def _team_key(found: Settings) -> Iterator[Line]:
    """The file with the team's key, where one is named. Without it everything works but the replays of who has no other."""
    file, users = found.team_key_file, found.team_key_users
    if file is None:
        if users != "none":
            yield Line(None, "Team's key: who may use it is set, but no file. Set GEMINI_DEBUG_TEAM_KEY_FILE.")
        return
    try:
        key = file.read_text("utf-8").strip()
    except OSError as error:
        yield Line(
            None, f"Team's key: {file} can't be read ({error.strerror}). It belongs to the user that runs the bot."
        )
        return
    except UnicodeDecodeError:
        key = ""
    if not key:
        yield Line(None, f"Team's key: {file} holds no key. Put a Gemini key into it, alone.")
    elif file.stat().st_mode & 0o077:
        yield Line(None, f"Team's key: others may read {file}. chmod 600 it.")
    elif users == "none":
        yield Line(None, f"Team's key: {file} is there, but nobody may use it. Set GEMINI_DEBUG_TEAM_KEY_USERS.")
    else:
        whom = "everybody of the workspace" if users == "all" else f"{len(users)} people"
        yield Line(True, f"Team's key: {file}, for {whom}.")


def _address(found: Settings) -> Line:
    """Whether nobody listens there yet; the bot itself may."""
    where = f"{found.host}:{found.port}"
    try:
        with socket.create_server((found.host, found.port)):
            return Line(True, f"Address: {where} is free for /healthz, /readyz, /metrics and Slack's deliveries.")
    except OSError as error:
        return Line(
            None,
            f"Address: {where} can't be had ({error.strerror}). Unless it is the bot itself that has it, set "
            "GEMINI_DEBUG_HOST and GEMINI_DEBUG_PORT to free ones.",
        )


def _database(found: Settings) -> Line:
    """Whether the database opens. Nothing in it is changed; of a new one there is an empty file."""
    try:
        if not found.on_postgres:
            file = Path(make_url(found.database).database or "")
            Lock(file.with_name(file.name + ".lock")).release()
        store = Database(found.database)
        try:
            if store.run_here(is_newer):
                return Line(
                    False,
                    "Database: a newer gemini-debug has worked on it. Install that version again, or restore a backup.",
                )
        finally:
            store.close()
    except UserError as mistake:
        return Line(None, f"Database: {mistake}")
    except Exception as error:  # a driver has many; each means that the database can't be had
        why = str(getattr(error, "orig", error)).strip().splitlines()[:1]
        return Line(
            False,
            f"Database: it can't be opened ({''.join(why)}). Check GEMINI_DEBUG_DATABASE_URL and GEMINI_DEBUG_DATA_DIR.",
        )
    return Line(
        True,
        f"Database: {settings.shown(found, 'GEMINI_DEBUG_DATABASE_URL') if found.database_url else found.database} opens.",
    )


def _way(found: Settings) -> Iterator[Line]:
    """By which proxy Slack and Gemini are reached, and with whose certificates."""
    network = settings.network()
    for complaint in way.complaints():
        yield Line(False, f"Way out: {complaint}")
    file = network.get("SSL_CERT_FILE")
    if file is not None and not os.access(file, os.R_OK):
        yield Line(False, f"Way out: SSL_CERT_FILE names {file}, which can't be read, so no certificate is trusted.")
    ways = [
        f"{name} {'directly' if proxy is None else f'by {way.shown(proxy)}'}"
        for name, url in (("Slack", found.slack_api_url), ("Gemini", found.gemini_url or GEMINI))
        for proxy in [way.proxy_to(url)]
    ]
    given = "".join(f" {name}={way.shown(value)}" for name, value in network.items())
    yield Line(True, f"Way out: {', '.join(ways)}.{given}")


async def _slack(found: Settings, http: aiohttp.ClientSession) -> list[Line]:
    if found.slack_bot_token is None:
        return [
            Line(
                False,
                "Slack: SLACK_BOT_TOKEN is not set. Make the app from `gemini-debug manifest`, install it, copy the bot token.",
            ),
            *await _way_in(found, http),
        ]
    client = app.slack_client(found, http)
    try:
        answer = await client.auth_test()
    except (SlackApiError, aiohttp.ClientError, OSError) as error:
        return [Line(False, f"Slack: {_refusal(error, 'SLACK_BOT_TOKEN')}"), *await _way_in(found, http)]
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")}
    return [
        Line(True, f"Slack: {answer.get('user')} in {answer.get('team')} ({answer['team_id']})."),
        *_team(found, str(answer["team_id"])),
        *_scopes(granted),
        *_clock(found, str(answer.headers.get("date", ""))),
        *await _way_in(found, http),
    ]


def _team(found: Settings, team: str) -> Iterator[Line]:
    if found.teams and team not in found.teams:
        yield Line(
            False, f"Slack: GEMINI_DEBUG_TEAMS leaves out {team}, the workspace of the token, so nobody is heard."
        )


def _clock(found: Settings, date: str) -> Iterator[Line]:
    """Slack's signatures are good for five minutes of our clock."""
    try:
        ahead = (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return
    if abs(ahead) >= SKEW:
        ill = abs(ahead) >= SIGNATURE and not found.socket_mode
        effect = "so Slack's deliveries are refused. " if ill else ""
        says = f"Clock: it differs from Slack's by {abs(ahead):.0f} s, {effect}Set it by NTP."
        yield Line(False if ill else None, says)


def _scopes(granted: set[str]) -> Iterator[Line]:
    wanted = yaml.safe_load(manifest.text())["oauth_config"]["scopes"]["bot"]
    missing = [scope for scope in wanted if scope not in granted]
    if missing:
        yield Line(
            False,
            f"Slack: the token lacks {', '.join(missing)}. Put the manifest into the app's settings and install it again.",
        )
    else:
        yield Line(True, "Slack: the token has every scope of the manifest.")


async def _way_in(found: Settings, http: aiohttp.ClientSession) -> list[Line]:
    """Socket Mode or HTTP."""
    if found.slack_app_token is None:
        if found.slack_signing_secret is None:
            return [
                Line(False, "Slack: set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.")
            ]
        return [Line(True, f"HTTP: Slack's deliveries are taken at {found.host}:{found.port}{manifest.PATH}.")]
    client = way.web_client(found.slack_api_url, http)
    try:
        await client.apps_connections_open(app_token=found.slack_app_token.get_secret_value())
    except (SlackApiError, aiohttp.ClientError, OSError) as error:
        return [Line(False, f"Socket Mode: {_refusal(error, 'SLACK_APP_TOKEN')}")]
    return [Line(True, "Socket Mode: Slack opens a connection.")]


def _refusal(error: Exception, name: str) -> str:
    if isinstance(error, SlackApiError):
        return f"Slack refuses {name} ({error.response.get('error')}). Copy it again from the app's settings."
    return f"Slack can't be reached ({type(error).__name__}). Check the network, HTTPS_PROXY and SLACK_API_URL."


async def _gemini(found: Settings, http: aiohttp.ClientSession) -> Line:
    """Any answer will do: it shows that the way is free. Without it everything but Replay works."""
    url = found.gemini_url or GEMINI
    try:
        async with http.get(url, allow_redirects=False):
            return Line(True, f"Gemini: {url} can be reached.")
    except (aiohttp.ClientError, OSError) as error:
        return Line(
            None, f"Gemini: {url} can't be reached ({type(error).__name__}). Diagnosing needs no Gemini; Replay does."
        )
