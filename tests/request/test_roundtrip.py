"""What we write, we read as the same request, in every language."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from bot.paste import read
from bot.request import Request, read_request
from bot.request.render import Language, render
from tests.request.valid import requests


def _same(value: Any) -> Any:
    """A body as it compares: `1.0` is 1."""
    if isinstance(value, dict):
        return {key: _same(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_same(inner) for inner in value]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@pytest.mark.parametrize("language", ["curl", "python", "javascript", "go"])
@given(request_=requests())
@settings(max_examples=60, deadline=None)
def test_a_valid_request_is_read_as_it_was_written(language: Language, request_: Request) -> None:
    text = render(request_, language)
    assert text is not None
    found = read_request(read(text))
    assert found is not None, text
    assert _same(found.body) == _same(request_.body), text
    assert (found.method, found.model, found.api_version, found.stream) == (
        request_.method,
        request_.model,
        request_.api_version,
        request_.stream,
    )
    assert found.flaws == () and found.raw == {} and found.missing == ()


@given(request_=requests())
@settings(max_examples=60, deadline=None)
def test_a_body_alone_is_read_as_it_was_written(request_: Request) -> None:
    text = render(request_, "json")
    assert text is not None
    found = read_request(read(text))
    assert found is not None
    assert _same(found.body) == _same(request_.body)
    assert found.flaws == ()


@given(request_=requests())
@settings(max_examples=30, deadline=None)
def test_every_field_knows_where_it_stands(request_: Request) -> None:
    text = render(request_, "curl") or ""
    found = read_request(read(text))
    assert found is not None
    for path, span in found.spans.items():
        assert 0 <= span.start <= span.end <= len(text), path
        if path.startswith("name:"):
            assert text[span.start : span.end].strip("\"'") == path.rpartition(".")[2].removeprefix("name:")
    assert text[found.spans["model"].start : found.spans["model"].end] == request_.model
