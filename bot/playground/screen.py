"""What a person sees beside the messages, and how it changes by what the app answers to a gesture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.inputs import NotAllowedError, action_of, filled, find_element, state_of
from bot.playground.interactions import (
    closed_payload,
    command_payload,
    press_payload,
    shortcut_payload,
    submission_payload,
)
from bot.playground.journal import Delivery
from bot.playground.methods.views import lay_over, read_view, redraw
from bot.playground.returns import answer
from bot.playground.values import Channel, File, Json, Message, Person, View
from bot.playground.wire import file_json
from bot.playground.workspace import Return

TROUBLE = "We had some trouble connecting. Try again?"  # under a modal when the app didn't answer in time


@dataclass(frozen=True)
class Screen:
    """One person's screen."""

    desk: Desk
    person: Person

    @property
    def top(self) -> View | None:
        """The topmost modal."""
        stack = self.desk.workspace.stacks.get(self.person.id, ())
        return self.desk.workspace.views[stack[-1]] if stack else None

    async def command(self, channel: Channel, command: str, text: str) -> Delivery:
        """The command was delivered, and its immediate answer or Slack's word of failure is seen."""
        payload = command_payload(self.desk, self.person, channel, command, text)
        delivery = await self.desk.courier.gesture("slash_commands", payload)
        back = self.desk.workspace.returns[payload["response_url"].rpartition("/")[2]]
        if delivery.state != "acknowledged":
            is_late = bool(delivery.attempts) and "timeout" in delivery.attempts[0].outcome
            error = "operation_timeout" if is_late else "dispatch_failed"
            self._say(channel, f"{command} failed with the error '{error}'")
        elif delivery.answer:
            self._answer(back, delivery.answer)
        return delivery

    async def shortcut(self, callback_id: str, message: Message) -> Delivery:
        """The shortcut was delivered."""
        payload = shortcut_payload(self.desk, self.person, message, callback_id)
        return await self.desk.courier.gesture("interactive", payload)

    async def press(
        self, on: Message | View, name: str, value: Any, values: Mapping[str, Any], block_id: str | None = None
    ) -> Delivery:
        """The press or the choice was delivered; `block_id` tells elements of one name apart."""
        if not self.desk.workspace.app.is_interactive:
            raise NotAllowedError("the app's manifest has no interactivity")
        block, element, side = find_element(on.blocks, name, block_id)
        action = action_of(block, element, side or value)
        state: Json = {}
        if isinstance(on, View):
            state = state_of(_relaxed(on), values)
        elif element["type"] not in ("button", "icon_button", "feedback_buttons", "overflow"):
            state = {block["block_id"]: {element["action_id"]: {"type": element["type"]} | filled(element, value)}}
        payload = press_payload(self.desk, self.person, on, action, state)
        return await self.desk.courier.gesture("interactive", payload)

    async def submit(self, view: View, values: Mapping[str, Any]) -> View | None:
        """The modal was delivered, and what the app answered has come true."""
        ready = {name: self._files(value) for name, value in values.items()}
        payload = submission_payload(self.desk, self.person, view, state_of(view, ready))
        delivery = await self.desk.courier.gesture("interactive", payload)
        if view.id not in self.desk.workspace.views:
            return self.top
        if delivery.state != "acknowledged":
            return self._object(view, {"": TROUBLE})
        reply = delivery.answer if isinstance(delivery.answer, dict) else {}
        action = reply.get("response_action")
        try:
            if action == "errors":
                return self._errors(view, reply.get("errors"))
            if action == "update":
                return redraw(self.desk, view, read_view(reply.get("view"), "modal"))
            if action == "push":
                return lay_over(self.desk, self.person.id, read_view(reply.get("view"), "modal"))
        except RefusedError:
            return self._object(view, {"": TROUBLE})
        if action == "clear":
            self._forget(self.desk.workspace.stacks[self.person.id])
        elif reply:
            return self._object(view, {"": TROUBLE})
        else:
            self._forget((view.id,))
        return self.top

    async def close(self, view: View) -> None:
        """The modal, or with `clear_on_close` the whole stack, is gone; the app hears of it when it asked to."""
        clears = bool(view.body.get("clear_on_close"))
        self._forget(self.desk.workspace.stacks[self.person.id] if clears else (view.id,))
        if view.body.get("notify_on_close"):
            await self.desk.courier.gesture("interactive", closed_payload(self.desk, self.person, view, clears))

    def _errors(self, view: View, errors: Any) -> View:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            return self._object(view, {"": TROUBLE})
        return self._object(view, errors)

    def _object(self, view: View, errors: Mapping[str, str]) -> View:
        view = self.desk.workspace.views[view.id] = replace(self.desk.workspace.views[view.id], errors=errors)
        self.desk.workspace.bell.ring()
        return view

    def _forget(self, names: tuple[str, ...]) -> None:
        workspace = self.desk.workspace
        workspace.stacks[self.person.id] = tuple(v for v in workspace.stacks[self.person.id] if v not in names)
        for name in names:
            del workspace.views[name]
        workspace.bell.ring()

    def _files(self, value: Any) -> Any:
        if isinstance(value, list) and value and all(isinstance(item, File) for item in value):
            return [file_json(self.desk.workspace, item) for item in value]
        return value

    def _answer(self, back: Return, said: Any) -> None:
        try:
            answer(self.desk, back, Args(said if isinstance(said, dict) else {"text": said}))
        except RefusedError as refusal:
            channel = self.desk.workspace.channels[back.channel]
            self._say(channel, f"failed with the error '{refusal.error}'")

    def _say(self, channel: Channel, text: str) -> None:
        workspace = self.desk.workspace
        said = Message(channel.id, workspace.ts(), text, "USLACKBOT", only_for=self.person.id)
        workspace.ephemerals.append(said)
        workspace.bell.ring()


def _relaxed(view: View) -> View:
    """The view with every input optional: a press sends what is filled in so far."""
    blocks = [{**block, "optional": True} if block["type"] == "input" else block for block in view.blocks]
    return replace(view, body={**view.body, "blocks": blocks})
