"""API versions: which there are, and what is on one and not on another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, at, is_known, items
from bot.request.finding import Finding
from bot.request.table import table


def check(call: Call) -> Iterator[Finding]:
    """A version that the Gemini API does not have, or one that lacks what the request uses."""
    version = call.request.api_version or _default(call)
    if call.request.product != "gemini" or not version or not is_known(version):
        return
    rows, written = table("versions"), version.strip("/").lower()
    row = rows["versions"].get(written)
    if row is None or "use" in row:
        if row is not None:
            says = f"{version} is {'no version of the Gemini API' if row['state'] == 'unknown' else 'a version ' + row['state']}: use {row['use']}."
            yield call.found(
                "apiVersion",
                "api-version-mismatch",
                says,
                source=row["source"],
                changes=(f"api_version: {row['use']}",),
            )
    elif written == "v1":
        for row in rows["beta_only"]:
            for field in _uses(call.body, row["field"]):
                yield _newer(call, field, row)
        for row in rows["beta_methods"]:
            if call.request.method == row["method"]:
                yield _newer(call, "apiVersion", row)
        if "AUDIO" in str(call.config.get("responseModalities")).upper() and not call.config.get("speechConfig"):
            audio = {**rows["beta_only"][2], "field": "generationConfig.responseModalities"}
            yield _newer(call, audio["field"], audio)


def _default(call: Call) -> str | None:
    """The version that the client calls by itself: google-genai from 3.0 on calls v1."""
    major = (call.report.sdk_version or "").split(".")[0]
    newer = call.request.dialect == "python-genai" and major.isdigit() and int(major) >= 3
    return "v1" if newer else None


def _newer(call: Call, field: str, row: dict[str, Any]) -> Finding:
    says = f"v1 does not have {row['what']}" + (f" ({field})" if field != "apiVersion" else "") + ": call v1beta."
    return call.found(
        field, "api-version-mismatch", says, source=row["source"], name=True, changes=("api_version: v1beta",)
    )


def _uses(body: Any, field: str) -> Iterator[str]:
    """The places in the body of a field whose path may hold one []."""
    before, listed, after = field.partition("[]")
    if not listed:
        if at(body, field) is not None:
            yield field
        return
    for path, item in items(at(body, before), before):
        if isinstance(item, dict) and after.lstrip(".") in item:
            yield f"{path}{after}"
