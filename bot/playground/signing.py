"""Slack's request signature, version 0."""

from __future__ import annotations

import hashlib
import hmac


def sign(secret: str, timestamp: int, body: str) -> str:
    """The value of X-Slack-Signature: `v0=` and the HMAC-SHA256 of `v0:timestamp:body` under `secret`, in hex."""
    text = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def signed_headers(secret: str, timestamp: int, body: str) -> dict[str, str]:
    """The two headers by which an app knows that a request comes from Slack, within five minutes of `timestamp`."""
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": sign(secret, timestamp, body)}
