"""The composition root: settings → knowledge → store → jobs → Bolt app → listeners."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot import listeners, logs, metrics, trace, way
from bot.client import Client
from bot.diagnosis import BrokenKnowledge, Knowledge, load
from bot.errors import UserError
from bot.jobs import engine, sweep, work
from bot.jobs.kit import Identity, Kit, Simulated
from bot.jobs.lock import Lock
from bot.places import place
from bot.reply.bad_input import bad_models
from bot.request.models import BadModels
from bot.settings import Settings
from bot.socket import Socket
from bot.store import Database, keys
from bot.store.database import NewerError
from bot.web import web_app

STOP_SECONDS = 5.0  # for the jobs; then what they hold has to be closed
END_SECONDS = 9.5  # from the signal to the end of the process, come what may: everything accepted is kept
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot while it runs."""

    kit: Kit
    bolt: AsyncApp
    web: web.Application
    socket: Socket | None


def serve(settings: Settings) -> int:
    """Runs until it is told to stop; then 0. UserError says what is missing."""
    logs.configure(settings.log_format)
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with running(settings) as bot, listening(bot.web, settings.host, settings.port):
        log.info("ready", mode="socket" if bot.socket else "http", host=settings.host, port=settings.port)
        await stop.wait()
        log.info("stops")
        _end_within(END_SECONDS)
    log.info("stopped")


def _end_within(seconds: float) -> None:
    """The process ends by then, even if a database that is away holds one of its threads."""
    end = threading.Timer(seconds, os._exit, (0,))
    end.daemon = True
    end.start()


def wall_clock() -> datetime:
    """The time."""
    return datetime.now(UTC)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    now: Callable[[], datetime] = wall_clock,
    stop_seconds: float = STOP_SECONDS,
    simulated: Simulated | None = None,
) -> AsyncIterator[Bot]:
    """The bot, at work. Over Socket Mode it is connected; over HTTP its `web` has to be served. Afterwards all is closed,
    and work under way had `stop_seconds` to end; what didn't is taken up by the next start. `simulated` answers replays of
    who has no key."""
    _require(settings)
    knowledge = entries(settings)
    async with AsyncExitStack() as closing:
        store = open_store(settings, closing)
        await asyncio.to_thread(migrate, store)
        http = await closing.enter_async_context(way.session(timeout=TIMEOUT))
        client = slack_client(settings, http)
        kit = Kit(settings, knowledge, store, client, http, await identity(client), now, simulated)
        await engine.launch(store, work.work(kit))
        closing.push_async_callback(engine.destroy)
        closing.push_async_callback(engine.drain, stop_seconds)
        for work_ahead in (sweep.sweep_daily(kit), sweep.scrub_often(kit)):
            closing.callback(asyncio.create_task(work_ahead).cancel)
        bolt = bolt_app(kit)
        socket = await _connect(settings, bolt, http, closing) if settings.slack_app_token else None
        yield Bot(kit, bolt, web_app(kit, bolt, socket), socket)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """The web application listens there."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise UserError(
            f"Can't listen at {host}:{port} ({error.strerror}). Set GEMINI_DEBUG_HOST and GEMINI_DEBUG_PORT to free ones."
        ) from None
    try:
        yield
    finally:
        await runner.cleanup()


def entries(settings: Settings) -> Knowledge:
    """All entries and models, a team's own among them; UserError with all complaints at once if one is broken."""
    own = (settings.knowledge_dir,) if settings.knowledge_dir else ()
    try:
        return load(place("knowledge"), *own, models_file=settings.models_file)
    except BrokenKnowledge as broken:
        raise UserError(str(broken)) from None
    except BadModels as bad:
        raise UserError(bad_models(bad)) from None


def open_store(settings: Settings, closing: AsyncExitStack) -> Database:
    """The database, held by this process alone if it is a file, and the key for what is stored encrypted."""
    if not settings.on_postgres:
        file = Path(make_url(settings.database).database or "gemini-debug.sqlite")
        lock = Lock(file.with_name(file.name + ".lock"))
        closing.callback(lock.release)
    given = [key.get_secret_value() for key in settings.secret_key]
    try:
        keys.Cipher(keys.secret_keys(given, settings.data_dir))
    except ValueError:
        raise UserError(
            f"{settings.data_dir / keys.FILE} holds no key. Restore it from a backup, or remove it: then the API keys that "
            "people stored are lost, and they give theirs again."
        ) from None
    store = Database(settings.database)
    closing.callback(store.close)
    return store


def migrate(store: Database) -> None:
    """All tables are there; UserError if the database can't be reached."""
    try:
        store.migrate()
    except NewerError:
        raise UserError(
            "A newer gemini-debug has worked on this database. Install that version again, or restore a backup."
        ) from None
    except OperationalError as error:
        raise UserError(
            f"The database can't be opened: {str(error.orig).strip().splitlines()[0]}. Check GEMINI_DEBUG_DATABASE_URL."
        ) from None


def slack_client(settings: Settings, http: aiohttp.ClientSession) -> Client:
    """A client that waits when Slack says so, and repeats nothing else: a repeated post would stand there twice."""
    token = settings.slack_bot_token
    return Client(http, token=token.get_secret_value() if token else None, base_url=settings.slack_api_url, timeout=20)


async def identity(client: Client) -> Identity:
    """Who the bot is; UserError if Slack doesn't take the token."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise UserError(
            f"Slack refuses SLACK_BOT_TOKEN ({error.response.get('error')}). Install the app again and copy its bot token."
        ) from None
    except (aiohttp.ClientError, OSError) as error:
        raise UserError(
            f"Slack can't be reached at {client.base_url} ({type(error).__name__}). Check the network, HTTPS_PROXY and SLACK_API_URL."
        ) from None
    return Identity(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id", "")))


def bolt_app(kit: Kit) -> AsyncApp:
    """The Bolt app with all listeners. It acknowledges after a listener: what isn't kept yet, Slack must send again."""
    me, token = kit.me, kit.client.token
    secret = kit.settings.slack_signing_secret

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_token=token, bot_id=me.bot, bot_user_id=me.user)

    async def equip(context: dict[str, Any], body: dict[str, Any], next: Any) -> BoltResponse | None:  # noqa: A002  Bolt's names
        trace.arrive()
        metrics.heard(str((body.get("event") or body).get("type") or "command"))
        context["kit"] = kit
        if context.get("team_id") not in (kit.settings.teams or (me.team,)):
            return BoltResponse(status=200)  # heard, and left alone
        await next()
        return None

    with _without_oauth():
        app = AsyncApp(
            name="gemini-debug",
            client=way.web_client(kit.settings.slack_api_url, kit.http),
            authorize=authorize,
            signing_secret=secret.get_secret_value() if secret else "",
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=not kit.settings.socket_mode,
            attaching_conversation_kwargs_enabled=False,
        )
    app.use(equip)
    listeners.register(app)
    return app


@contextmanager
def _without_oauth() -> Iterator[None]:
    """Bolt switches OAuth on, and drops our token, where these stand in the environment."""
    names = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN")
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


async def _connect(settings: Settings, bolt: AsyncApp, http: aiohttp.ClientSession, closing: AsyncExitStack) -> Socket:
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    client = way.web_client(settings.slack_api_url, http)
    try:
        # The socket's client would ask for ever, and say nothing.
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        raise UserError(
            f"Slack refuses SLACK_APP_TOKEN ({error.response.get('error')}). It needs the scope connections:write, "
            "and Socket Mode must be on in the app's settings."
        ) from None
    socket = Socket(bolt, token, client)
    closing.push_async_callback(socket.close_async)
    await socket.connect_async()  # type: ignore[no-untyped-call]
    return socket


def _require(settings: Settings) -> None:
    """What serving can't do without is there."""
    missing = []
    if settings.slack_bot_token is None:
        missing.append("SLACK_BOT_TOKEN is not set: the bot token of the app, xoxb-….")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        missing.append("Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.")
    if settings.on_postgres and not settings.secret_key:
        missing.append("GEMINI_DEBUG_SECRET_KEY is not set: with Postgres all processes need the same key.")
    missing += way.complaints()
    if missing:
        raise UserError("\n".join([*missing, "`gemini-debug doctor` says more."]))
