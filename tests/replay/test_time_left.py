"""A time-out that we shorten is ours alone: the service refuses less than ten seconds, and would blame the request."""

from __future__ import annotations

import json

from bot.playground.gemini.server import Gemini
from bot.replay.call import Access, Call
from bot.replay.caps import Limits
from bot.replay.changes import changed
from bot.replay.client import send
from bot.replay.plan import Own
from bot.replay.run import run


def pasted(**more: object) -> str:
    body = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 1}, **more}
    error = {
        "error": {"code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"}
    }
    address = "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent"
    return f"curl '{address}' -H 'x-goog-api-key: $K' -d '{json.dumps(body)}'\n\n{json.dumps(error)}"


async def test_with_little_time_left_the_request_passes_all_the_same(planned, knowledge) -> None:
    plan = planned(pasted(), limits=Limits(seconds=5.0))
    assert (plan.call.timeout_s, plan.call.told_s) == (5.0, 60.0)
    async with Gemini() as gemini:

        async def sending(call: Call):
            return await send(call, gemini.secret, Access(gemini.url))

        _, verdict = await run(plan, knowledge, sending)
        assert verdict.kind == "passes"
        [call] = gemini.calls()
        assert {name.lower(): value for name, value in call.headers.items()}["x-server-timeout"] == "60"


async def test_a_service_that_hangs_is_left_after_our_own_time(planned, knowledge) -> None:
    plan = planned(pasted(), limits=Limits(seconds=1.0))
    async with Gemini() as gemini:
        gemini.weather.slow(30)

        async def sending(call: Call):
            return await send(call, gemini.secret, Access(gemini.url))

        attempts, verdict = await run(plan, knowledge, sending)
        assert not verdict.passed and len(attempts) <= 2
        assert attempts[0].outcome is not None and attempts[0].outcome.seconds < 5


def test_another_time_out_is_told_to_the_service() -> None:
    call = Call("generateContent", "gemini-3.5-flash", "v1beta", {}, 5.0, 60.0)
    assert changed(call, ("timeout: 30",)).told_s is None and changed(call, ()).told_s == 60.0


def test_a_person_s_own_short_time_out_is_not_told_to_the_service_and_a_long_or_pasted_one_is(planned) -> None:
    for wish, told in ((Own(timeout_s=3.0), 60.0), (Own(timeout_s=20.0), None), (Own(), None)):
        plan = planned(pasted(), instead=wish)
        assert (plan.call.timeout_s, plan.call.told_s) == (wish.timeout_s or 60.0, told)
    python = "client = genai.Client(http_options={'timeout': 8000})\nclient.models.generate_content(model='gemini-3.8-flash', contents='Hi')\n503 UNAVAILABLE"
    call = planned(python, instead=Own(timeout_s=3.0)).call
    assert (call.timeout_s, call.told_s) == (3.0, 8.0)
