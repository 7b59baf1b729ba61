"""auth.test and apps.connections.open."""

from __future__ import annotations

from bot.playground.args import Args
from bot.playground.desk import Desk
from bot.playground.values import Json


def identity(desk: Desk, args: Args) -> Json:
    """Whose token it is."""
    app = desk.workspace.app
    return {
        "url": desk.workspace.url,
        "team": app.domain,
        "user": app.name,
        "team_id": app.team,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(desk: Desk, args: Args) -> Json:
    """An address for one connection of Socket Mode, good for thirty seconds."""
    base = desk.workspace.url.replace("http://", "ws://", 1)
    ticket = desk.courier.sockets.ticket()
    return {"url": f"{base}link/?ticket={ticket}&app_id={desk.workspace.app.id}"}
