"""The only user of DBOS. What is accepted here is done, once, however often the process dies.

Workflow bodies stay small and their steps keep their order: a job that an older version began is finished by this one.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from bot import metrics, trace
from bot.jobs.machines import Machines
from bot.jobs.patience import Payload, TryAgainError, Work, persist
from bot.jobs.room import Room
from bot.pace import TooLateError
from bot.store import Database

ACCEPT_SECONDS = 2.3  # Slack waits 3 s
# Jobs that read and diagnose at one time, and of these how many for what somebody asked. Who waits for Slack needs no
# place; and every job at work makes acknowledgements wait.
AT_ONCE, KEPT = 6, 2
LONG_PAUSE = 5.0  # seconds; who rests longer isn't waited for when the process stops
MOST_STARTS = 100  # a job that takes the process down with it ends; one that only rests survives as many restarts
VERSION = "1"  # pinned: by default a change of code leaves jobs of the old version lying
RUN = uuid4().hex  # of this process
ACCEPTED_BY = "accepted_by"  # in what a job is given: the RUN that did

__all__ = ["NotKeptError", "TryAgainError", "Work", "accept", "destroy", "drain", "forget", "idle", "launch", "taken"]

log = structlog.get_logger(__name__)


class EndedError(Exception):
    """The work of a job ended with the error `of`, whose words may be the paste's and stay in this process: DBOS writes
    down what leaves a step, so it gets the error's kind alone."""

    def __init__(self, of: Exception) -> None:
        super().__init__(type(of).__name__)
        self.of = of


class NotKeptError(Exception):
    """The job couldn't be kept in time; whoever sent it must send it again."""


@dataclass(slots=True)
class _State:
    work: Work | None = None
    store: Database | None = None
    machines: Machines | None = None
    idle: asyncio.Event | None = None
    room: Room = field(default_factory=lambda: Room(AT_ONCE, KEPT))
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    resting: set[asyncio.Task[Any]] = field(default_factory=set)


_state = _State()


async def launch(store: Database, work: Work) -> None:
    """Jobs run from now on, those that an earlier process left first."""
    _state.work, _state.store = work, store
    _state.tasks, _state.resting, _state.idle, _state.room = set(), set(), asyncio.Event(), Room(AT_ONCE, KEPT)
    _state.idle.set()
    on_postgres = store.engine.dialect.name == "postgresql"
    config: DBOSConfig = {
        "name": "gemini-debug",
        "system_database_url": store.url,
        "application_version": VERSION,
        "executor_id": f"{socket.gethostname()}-{uuid4().hex[:8]}" if on_postgres else "local",
        "serializer": DBOSPortableJSONSerializer(),  # the default is pickle: who writes the database would run code here
        "log_level": "CRITICAL",  # its warnings carry arguments; what fails is logged by us
        "sys_db_idle_transaction_timeout_sec": 5,
    }
    if on_postgres:
        _state.machines = Machines(store.url, config["executor_id"] or "")
        await asyncio.to_thread(_state.machines.start)
    else:
        config["system_database_engine"] = store.engine
        config["notification_listener_polling_interval_sec"] = 0.2  # unused, but `destroy` waits for its thread
    DBOS(config=config)
    DBOS.launch()


async def accept(key: str, kind: str, payload: Payload) -> None:
    """The job is kept when this returns, and begun. The same key again changes nothing. NotKeptError after 2.3 s."""
    with SetWorkflowID(key):
        begun = asyncio.ensure_future(_keep(kind, {**trace.stamped(payload), ACCEPTED_BY: RUN}))
    begun.add_done_callback(_seen)
    try:
        # Not cancelled at the time-out: DBOS would still store the job, and nobody would run it.
        await asyncio.wait_for(asyncio.shield(begun), ACCEPT_SECONDS)
    except TimeoutError:
        log.warning("not kept in time", key=key, case=trace.case_of(payload))
        raise NotKeptError(key) from None
    log.info("accepted", key=key, kind=kind, case=trace.case_of(payload))


async def _keep(kind: str, payload: dict[str, Any]) -> None:
    await DBOS.start_workflow_async(job, kind, payload)
    if _state.store:
        await _state.store.flush()


async def taken(key: str) -> bool:
    """Whether a job of that key was accepted, and is not swept yet."""
    try:
        return await asyncio.wait_for(DBOS.get_workflow_status_async(key), ACCEPT_SECONDS) is not None
    except TimeoutError:
        raise NotKeptError(key) from None


async def idle() -> bool:
    """Whether every accepted job has ended."""
    waiting = ["PENDING", "ENQUEUED", "DELAYED"]
    return not await DBOS.list_workflows_async(status=waiting, load_input=False, load_output=False, limit=1)


async def forget(before: float) -> int:
    """Jobs that ended before that time, in seconds since 1970, are gone with their keys; gives their number."""
    ended = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
    until = datetime.fromtimestamp(before, UTC).isoformat()
    gone = 0
    while jobs := await DBOS.list_workflows_async(
        status=ended, end_time=until, load_input=False, load_output=False, limit=500
    ):
        await DBOS.delete_workflows_async([one.workflow_id for one in jobs])
        gone += len(jobs)
    return gone


async def drain(seconds: float) -> None:
    """No job is running, but for those that rest until the weather is better; or that many seconds are over."""
    if _state.idle:
        with suppress(TimeoutError):
            await asyncio.wait_for(_state.idle.wait(), seconds)


async def destroy() -> None:
    """Nothing runs any more; what wasn't finished is taken up by the next start, or by another machine."""
    if left := tuple(_state.tasks):
        log.info("hands back", jobs=len(left))
        for task in left:
            task.cancel()  # before another machine may begin with it
        await asyncio.wait(left, timeout=1.0)
    # DBOS has made its threads the loop's own, and ends them: so this must happen in another.
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as own:
        if _state.machines:
            await loop.run_in_executor(own, _state.machines.stop)
            _state.machines = None
        await loop.run_in_executor(own, DBOS.destroy)
    loop.set_default_executor(ThreadPoolExecutor())
    _state.work, _state.store = None, None


@DBOS.step()
async def claim() -> str:
    """The process that began the job."""
    return RUN


@DBOS.step()
async def act(kind: str, payload: dict[str, Any], again: bool) -> None:
    """The job's work is done. What it rests for is in memory alone: after a restart it tries at once."""
    try:
        await persist(_work(), _state.room, kind, payload, again, _resting)
    except Exception as error:
        raise EndedError(error) from None


@contextmanager
def _resting(seconds: float) -> Iterator[None]:
    task = asyncio.current_task()
    if task and seconds > LONG_PAUSE:
        _state.resting.add(task)
        _look_whether_idle()
    try:
        yield
    finally:
        if task:
            _state.resting.discard(task)
        _look_whether_idle()


@DBOS.step()
async def give_up(kind: str, payload: dict[str, Any], incident: str) -> None:
    """The person knows that nothing more comes."""
    error = _errors.pop(incident, None) or LookupError(incident)
    with trace.resumed(payload) as asked:
        await _work().give_up(kind, asked, error)


@DBOS.workflow(max_recovery_attempts=MOST_STARTS)
async def job(kind: str, payload: dict[str, Any]) -> None:
    """Done, or given up and the person told."""
    _begun(asyncio.current_task())
    first = await claim()
    # A power cut may have undone the claim, but not what was accepted.
    by = payload.pop(ACCEPTED_BY, RUN)
    try:
        await act(kind, payload, {first, by} != {RUN})
        metrics.ended("done")
    except Exception as error:  # the last one: an error that leaves a workflow ends it for good
        incident = uuid4().hex[:8]
        is_late = _work().left(kind, payload) <= 0
        _errors[incident] = TooLateError() if is_late else _cause(error)
        metrics.ended("dropped" if is_late else "given_up")
        await give_up(kind, payload, incident)


def _begun(task: asyncio.Task[Any] | None) -> None:
    """A job runs, until its task has also written down that it is done."""
    if task and _state.idle:
        _state.tasks.add(task)
        _look_whether_idle()
        task.add_done_callback(_ended)


def _ended(task: asyncio.Task[Any]) -> None:
    _state.tasks.discard(task)
    _look_whether_idle()


def _look_whether_idle() -> None:
    if _state.idle is None:
        return
    if _state.tasks - _state.resting:
        _state.idle.clear()
    else:
        _state.idle.set()


_errors: dict[str, BaseException] = {}


def _cause(error: Exception) -> BaseException:
    """The error that ended the work; after a restart only its kind is known."""
    return error.of if isinstance(error, EndedError) else error


def _work() -> Work:
    if _state.work is None:
        raise LookupError("not launched")
    return _state.work


def _seen(begun: asyncio.Future[Any]) -> None:
    """A job that couldn't be kept is logged even if nobody waits for it any more."""
    if not begun.cancelled() and begun.exception():
        log.error("job not kept", error=type(begun.exception()).__name__)
