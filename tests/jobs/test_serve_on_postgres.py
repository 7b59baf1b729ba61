"""Two bots on one Postgres, one killed in the middle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.playground.server import Slack
from tests.forks import Child, child

PASTE = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid. "
    "Please pass a valid API key.', 'status': 'INVALID_ARGUMENT'}}"
)


async def serve(slack: Slack, database: str, folder: Path) -> Child:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GEMINI_", "SLACK_"))}
    environment |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "GEMINI_DEBUG_DATA_DIR": str(folder),
        "GEMINI_DEBUG_DATABASE_URL": database,
        "GEMINI_DEBUG_SECRET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "GEMINI_DEBUG_PORT": "0",
    }
    code = "from bot import app, settings; app.serve(settings.load())"
    return await child("-c", code, env=environment)


@pytest.mark.postgres
async def test_two_bots_share_a_postgres_and_what_one_leaves_the_other_answers(
    postgres_database: str, tmp_path: Path
) -> None:
    async with Slack(rate_limits=False) as slack:
        bots = [await serve(slack, postgres_database, tmp_path / str(number)) for number in range(2)]
        try:
            await slack.connected(2, within=30)
            ada, general = slack.person("ada"), slack.channel("general")
            messages = [await ada.writes(general, PASTE) for _ in range(10)]
            bots[0].kill()
            await bots[0].wait()
            await slack.clock.advance(120)  # what was in its hands unacknowledged is sent again
            for message in messages:
                assert len(await slack.thread(message, count=1, within=40)) == 1
            await slack.settled(within=20)
            assert [len(await slack.thread(message)) for message in messages] == [1] * 10
        finally:
            for bot in bots:
                if bot.returncode is None:
                    bot.terminate()
                    await bot.wait()
