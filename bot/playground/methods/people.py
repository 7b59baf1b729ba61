"""users.info and bots.info."""

from __future__ import annotations

from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.values import Json
from bot.playground.wire import bot_user_json, person_json


def person(desk: Desk, args: Args) -> Json:
    """A person or a bot's account."""
    user = args.must("user")
    workspace = desk.workspace
    if user in workspace.people:
        return {"user": person_json(workspace, workspace.people[user])}
    bots = [b for b in workspace.bots.values() if b.user == user]
    if not bots:
        raise RefusedError("user_not_found")
    return {"user": bot_user_json(workspace, bots[0])}


def bot(desk: Desk, args: Args) -> Json:
    """What stands behind a bot_id."""
    found = desk.workspace.bots.get(args.must("bot"))
    if found is None:
        raise RefusedError("bot_not_found")
    body: Json = {"id": found.id, "deleted": False, "name": found.name, "updated": 0}
    return {"bot": body | ({"app_id": found.app, "user_id": found.user} if found.app else {})}
