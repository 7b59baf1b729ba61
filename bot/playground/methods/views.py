"""views.open, views.push, views.update and views.publish."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from bot.playground import limits
from bot.playground.args import Args, RefusedError, invalid_arguments
from bot.playground.blocks import kept, view_complaints
from bot.playground.desk import Desk
from bot.playground.values import Json, View
from bot.playground.wire import view_json
from bot.playground.workspace import Trigger


def open_view(desk: Desk, args: Args) -> Json:
    """A modal is on the screen of the person whose gesture gave the trigger."""
    trigger = _trigger(desk, args)
    body = read_view(args.json("view", "invalid_arguments"), "modal")
    _free(desk, body, None)
    used(desk, trigger)
    return {"view": view_json(desk.workspace, show(desk, trigger.user, body))}


def push(desk: Desk, args: Args) -> Json:
    """A modal lies over the one in which the gesture was made."""
    trigger = _trigger(desk, args)
    stack = desk.workspace.stacks.get(trigger.user, ())
    if trigger.view is None or trigger.view not in stack:
        messages = ["must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]"]
        raise invalid_arguments(*messages)
    body = read_view(args.json("view", "invalid_arguments"), "modal")
    _free(desk, body, None)
    if len(stack) >= limits.VIEWS:
        raise RefusedError("push_limit_reached")
    used(desk, trigger)
    return {"view": view_json(desk.workspace, lay_over(desk, trigger.user, body))}


def update(desk: Desk, args: Args) -> Json:
    """The view of that id has new content; with a hash, only if nobody changed it since."""
    workspace = desk.workspace
    name, external = args.text("view_id"), args.text("external_id")
    everything = [*workspace.views.values(), *workspace.homes.values()]
    named = [
        v for v in everything if (v.id == name if name else bool(external) and v.body.get("external_id") == external)
    ]
    if not named:
        raise RefusedError("not_found")
    if args.text("hash") not in (None, named[0].hash):
        raise RefusedError("hash_conflict")
    body = read_view(args.json("view", "invalid_arguments"), str(named[0].body["type"]))
    _free(desk, body, named[0])
    return {"view": view_json(workspace, redraw(desk, named[0], body))}


def publish(desk: Desk, args: Args) -> Json:
    """The person's App Home has this content."""
    user = args.must("user_id")
    workspace = desk.workspace
    if user not in workspace.people:
        raise RefusedError("user_not_found")
    if not workspace.app.manifest["features"].get("app_home", {}).get("home_tab_enabled"):
        raise RefusedError("not_enabled")
    body = read_view(args.json("view", "invalid_arguments"), "home")
    old = workspace.homes.get(user)
    if old and args.text("hash") not in (None, old.hash):
        raise RefusedError("hash_conflict")
    name = old.id if old else workspace.mint("V")
    workspace.homes[user] = View(name, user, body, _hash(), name)
    workspace.bell.ring()
    return {"view": view_json(workspace, workspace.homes[user])}


def show(desk: Desk, user: str, body: Json) -> View:
    """The modal is the only one on the person's screen."""
    workspace = desk.workspace
    for old in workspace.stacks.get(user, ()):
        del workspace.views[old]
    workspace.stacks[user] = ()
    return lay_over(desk, user, body)


def lay_over(desk: Desk, user: str, body: Json) -> View:
    """The modal is the topmost on the person's screen."""
    workspace = desk.workspace
    stack = workspace.stacks.get(user, ())
    name = workspace.mint("V")
    view = View(name, user, body, _hash(), stack[0] if stack else name, stack[-1] if stack else None)
    workspace.views[name] = view
    workspace.stacks[user] = (*stack, name)
    workspace.bell.ring()
    return view


def redraw(desk: Desk, view: View, body: Json) -> View:
    """The view has this content and no errors."""
    workspace = desk.workspace
    view = replace(view, body=body, hash=_hash(), errors={})
    (workspace.views if view.id in workspace.views else workspace.homes)[
        view.id if view.id in workspace.views else view.user
    ] = view
    workspace.bell.ring()
    return view


def read_view(value: Any, kind: str) -> Json:
    """The view as Slack keeps it, or its refusal."""
    complaints = view_complaints(value, kind)
    if complaints:
        raise invalid_arguments(*complaints)
    return {**value, "blocks": list(kept(value["blocks"]))}


def _free(desk: Desk, body: Json, mine: View | None) -> None:
    name = body.get("external_id")
    taken = (v for v in desk.workspace.views.values() if name and v.body.get("external_id") == name)
    if any(mine is None or view.id != mine.id for view in taken):
        raise RefusedError("duplicate_external_id")


def _trigger(desk: Desk, args: Args) -> Trigger:
    trigger = desk.workspace.triggers.get(args.must("trigger_id"))
    if trigger is None:
        raise RefusedError("invalid_trigger_id")
    if trigger.used:
        raise RefusedError("exchanged_trigger_id")
    if desk.clock.now() - trigger.at > limits.TRIGGER:
        raise RefusedError("expired_trigger_id")
    return trigger


def used(desk: Desk, trigger: Trigger) -> None:
    """The trigger opens nothing any more."""
    desk.workspace.triggers[trigger.id] = replace(trigger, used=True)


def _hash() -> str:
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
