"""Who may call, and what the service says to everybody else."""

from __future__ import annotations

import pytest

from bot.paste import mask
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import Ask, says


def details(reply: object) -> dict[str, str]:
    return reply.error["details"][0]  # type: ignore[attr-defined]


async def test_a_key_may_come_in_the_header_or_in_the_address(ask: Ask, gemini: Gemini):
    assert (await ask(says("hi"))).status == 200
    assert (await ask(says("hi"), headers={}, query=f"?key={gemini.secret}")).status == 200
    assert (await ask(says("hi"), headers={}, query=f"?$key={gemini.secret}")).status == 200
    assert (await ask(says("hi"), key=gemini.key(kind="auth"))).status == 200


async def test_no_key_is_an_unregistered_caller(ask: Ask):
    reply = await ask(says("hi"), headers={})
    assert (reply.status, reply.error["status"]) == (403, "PERMISSION_DENIED")
    assert reply.message.startswith("Method doesn't allow unregistered callers")


async def test_two_credentials_are_one_too_many(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), query=f"?key={gemini.secret}")
    assert (reply.status, reply.message) == (400, "Multiple authentication credentials received. Please pass only one.")


async def test_an_unknown_key_is_not_valid_and_a_revoked_one_neither(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), key="AIza" + "x" * 35)
    assert (reply.status, reply.message) == (400, "API key not valid. Please pass a valid API key.")
    assert details(reply)["reason"] == "API_KEY_INVALID"
    assert reply.error["details"][1]["@type"].endswith("LocalizedMessage")
    gemini.revoke(gemini.secret)
    assert (await ask(says("hi"))).status == 400


async def test_a_leaked_key_and_an_expired_one_say_so(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), key=gemini.key(state="leaked"))
    assert (reply.status, reply.message) == (403, "Your API key was reported as leaked. Please use another API key.")
    reply = await ask(says("hi"), key=gemini.key(state="expired"))
    assert (reply.status, reply.message) == (400, "API key expired. Please renew the API key.")


async def test_the_restrictions_of_a_key_are_its_own(ask: Ask, gemini: Gemini):
    key = gemini.key(referrers=("https://shop.example/",))
    reply = await ask(says("hi"), key=key)
    assert reply.message == "Requests from referer <empty> are blocked."
    assert details(reply)["reason"] == "API_KEY_HTTP_REFERRER_BLOCKED"
    good = {"x-goog-api-key": key, "Referer": "https://shop.example/cart"}
    assert (await ask(says("hi"), headers=good)).status == 200
    reply = await ask(says("hi"), key=gemini.key(addresses=("203.0.113.9",)))
    assert "(127.0.0.1) violates this restriction" in reply.message
    assert (await ask(says("hi"), key=gemini.key(addresses=("127.0.0.1",)))).status == 200
    reply = await ask(says("hi"), key=gemini.key(services=False))
    assert details(reply)["reason"] == "API_KEY_SERVICE_BLOCKED"
    assert "google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked" in reply.message


@pytest.mark.parametrize(
    ("project", "code", "status", "words"),
    [
        (Project(enabled=False), 403, "PERMISSION_DENIED", "has not been used in project 314159265358 before"),
        (Project(standing="suspended"), 403, "PERMISSION_DENIED", "has been suspended."),
        (Project(standing="denied"), 403, "PERMISSION_DENIED", "Your project has been denied access."),
        (Project(place="unserved"), 400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        (Project(place="paid only", tier="free"), 400, "FAILED_PRECONDITION", "free tier is not available in your"),
        (Project(money="depleted"), 402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted."),
        (Project(money="capped"), 429, "RESOURCE_EXHAUSTED", "exceeded its monthly spending cap."),
    ],
)
async def test_what_is_wrong_with_a_project_stops_every_key_and_token_of_it(
    ask: Ask, gemini: Gemini, project: Project, code: int, status: str, words: str
):
    for headers in (
        {"x-goog-api-key": gemini.key(project)},
        {"Authorization": f"Bearer {gemini.token(project)}"},
    ):
        reply = await ask(says("hi"), headers=headers)
        assert (reply.status, reply.error["status"]) == (code, status)
        assert words in reply.message


async def test_billing_opens_the_places_without_a_free_tier(ask: Ask, gemini: Gemini):
    assert (await ask(says("hi"), key=gemini.key(Project(place="paid only", tier="paid")))).status == 200


async def test_a_suspended_consumer_is_named_by_its_key_as_the_service_does(ask: Ask, gemini: Gemini):
    secret = gemini.key(Project(standing="suspended"))
    assert f"'api_key:{secret}'" in (await ask(says("hi"), key=secret)).message


async def test_a_login_that_nobody_knows_is_401(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), headers={"Authorization": f"Bearer {gemini.key(kind='auth')}"})
    assert (reply.status, reply.error["status"]) == (401, "UNAUTHENTICATED")
    assert details(reply)["reason"] == "ACCESS_TOKEN_TYPE_UNSUPPORTED"
    assert (await ask(says("hi"), headers={"Authorization": f"Bearer {gemini.token()}"})).status == 200


async def test_a_tuned_model_wants_a_login_of_somebody_who_may_use_it(ask: Ask, gemini: Gemini):
    where = "/v1beta/tunedModels/tone-7:generateContent"
    reply = await ask(says("hi"), path=where)
    assert (reply.status, reply.message) == (
        403,
        "You do not have permission to access tuned model tunedModels/tone-7.",
    )
    stranger = {"Authorization": f"Bearer {gemini.token()}"}
    assert (await ask(says("hi"), path=where, headers=stranger)).status == 403
    friend = {"Authorization": f"Bearer {gemini.token(Project(tuned=frozenset({'tone-7'})))}"}
    assert (await ask(says("hi"), path=where, headers=friend)).status == 200


def test_the_made_up_secrets_have_the_form_that_the_bot_masks_and_no_two_are_alike():
    gemini = Gemini()
    made = [gemini.secret, gemini.key(), gemini.key(kind="auth"), gemini.token()]
    assert len(set(made)) == 4
    assert (made[0][:4], len(made[0]), made[2][:3]) == ("AIza", 39, "AQ.")
    for secret in made:
        assert secret not in mask(f"my key is {secret}, help").text
        assert secret not in repr(gemini.world.keyring.keys.get(secret))
