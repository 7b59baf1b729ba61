"""A process that accepts keys from its standard input and "posts" each by a line in a file; run by test_engine.py.

python worker.py DATABASE_URL POSTS
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bot.jobs import engine
from bot.jobs import patience as engine_patience
from bot.jobs.machines import Machines
from bot.store import Database


async def main(url: str, posts: Path) -> None:
    engine.Machines = partial(Machines, beat=0.2, dead_after=1.5)  # type: ignore[assignment,misc]
    failed: set[str] = set()

    def say(*words: str) -> None:
        print(*words, flush=True)

    async def act(kind: str, payload: Mapping[str, Any], again: bool) -> None:
        key = payload["key"]
        if kind == "broken":
            raise ValueError("never to be said")
        if kind == "hang" and not again:
            say("hangs", key)
            await asyncio.Event().wait()
        if kind == "storm" and not (posts.parent / "fair").exists():
            say("storm", key)
            raise ConnectionError
        if kind == "weather" and key not in failed:
            failed.add(key)
            raise ConnectionError
        await asyncio.sleep(0.02)  # the work that a kill may hit
        if not (again and key in posts.read_text().split()):  # noqa: ASYNC240  a small file
            with posts.open("a") as file:
                file.write(key + "\n")
        await asyncio.sleep(0.02)  # and the moment between posted and recorded
        say("done", key, "again" if again else "first")

    async def give_up(kind: str, payload: Mapping[str, Any], error: BaseException) -> None:
        say("gave-up", payload["key"], type(error).__name__)

    store = Database(url)
    store.migrate()
    work = engine.Work(act, lambda error: not isinstance(error, ConnectionError), give_up)
    await engine.launch(store, work)
    say("ready")
    patience = 5.0
    while line := (await asyncio.to_thread(sys.stdin.readline)).split():
        kind, key = line
        if kind == "impatient":
            patience = 0.05
            continue
        if kind == "long-rest":
            engine_patience.PAUSES = (60.0,)
            continue
        if kind == "taken":
            say("taken", key, str(await engine.taken(key)))
            continue
        await engine.accept(key, kind, {"key": key})
        say("kept", key)
    await engine.drain(patience)
    await engine.destroy()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
