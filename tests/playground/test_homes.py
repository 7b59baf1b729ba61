"""App Homes."""

from __future__ import annotations

from bot.playground.app import whole_manifest
from bot.playground.server import Slack


def plain(text: str):
    return {"type": "plain_text", "text": text}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def button(text: str, action_id: str, **more):
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def modal(*blocks, **more):
    return {
        "type": "modal",
        "callback_id": "ask",
        "title": plain("Ask"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [typed()],
        **more,
    }


def typed(**more):
    element = {"type": "plain_text_input", "action_id": "paste", "multiline": True, **more.pop("element", {})}
    return {"type": "input", "block_id": "p", "label": plain("Paste"), "element": element, **more}


async def test_a_home_is_published_and_updated(slack, client, ada, refused):
    home = {"type": "home", "blocks": [actions(button("Go", "go"))]}
    view = (await client.views_publish(user_id=ada.id, view=home))["view"]
    answer = await refused(client.views_publish(user_id=ada.id, view=home, hash="other"))
    assert answer["error"] == "hash_conflict"
    await client.views_publish(user_id=ada.id, view=home, hash=view["hash"])
    await client.views_update(view_id=view["id"], view=home)
    pressed = (await ada.presses(slack.home(ada), "Go")).payload
    assert pressed["view"]["type"] == "home"
    assert (await refused(client.views_publish(user_id="UNONE", view=home)))["error"] == "user_not_found"
    answer = await refused(client.views_publish(user_id=ada.id, view=modal()))
    assert answer["error"] == "invalid_arguments"


async def test_a_home_needs_its_tab_in_the_manifest(refused):
    from slack_sdk.web.async_client import AsyncWebClient

    manifest = whole_manifest()
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    async with Slack(manifest) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        home = {"type": "home", "blocks": []}
        ada = slack.person("ada")
        assert (await refused(client.views_publish(user_id=ada.id, view=home)))["error"] == "not_enabled"
