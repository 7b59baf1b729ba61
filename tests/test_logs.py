"""Log lines have their time, their level and the id of their case; libraries say where, and no words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_line_carries_what_is_bound_to_its_case(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    with structlog.contextvars.bound_contextvars(case="c1"):
        structlog.get_logger("bot").info("answered", seconds=0.1)
    structlog.get_logger("bot").debug("quiet")
    said = capsys.readouterr()
    line = json.loads(said.err)
    assert said.out == "" and (line["event"], line["case"], line["level"]) == ("answered", "c1", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["json", "text"])
def test_of_a_library_only_its_name_the_place_and_the_kind_of_error_are_said(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(form)  # type: ignore[arg-type]
    logger = logging.getLogger("slack_sdk")
    try:
        raise ValueError("marmalade")
    except ValueError as error:
        logger.exception(f"failed with {error}")  # noqa: G004  as slack_sdk does
    logger.error("marmalade")
    logger.warning("nothing")
    said = capsys.readouterr().err
    assert said.count("slack_sdk") == 2 and "ValueError" in said and "test_logs:" in said
    assert "marmalade" not in said and "nothing" not in said
