"""What Prometheus may ask for. Every label has a fixed set of values, or as many as there are entries."""

from __future__ import annotations

from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

REGISTRY = CollectorRegistry()
PlatformCollector(REGISTRY)
ProcessCollector(registry=REGISTRY)

UNKNOWN, OTHER = "unknown", "other"
EVENTS = frozenset(
    ["message", "app_mention", "app_home_opened", "command", "block_actions", "view_submission", "message_action"]
)
# Slack's words for what it refuses; any further one counts as "other".
CODES = frozenset(
    """account_inactive block_mismatch cannot_dm_bot cannot_reply_to_message cant_delete_message cant_update_message
    channel_not_found exchanged_trigger_id expired_trigger_id fatal_error file_not_found hash_conflict internal_error
    invalid_arguments invalid_auth invalid_blocks invalid_blocks_format invalid_trigger_id is_archived
    message_not_found messages_tab_disabled missing_scope msg_blocks_too_long msg_too_long no_permission no_text
    not_authed not_enabled not_in_channel ratelimited request_timeout restricted_action
    restricted_action_read_only_channel restricted_action_thread_locked service_unavailable team_access_not_granted
    thread_not_found token_expired token_revoked unreachable user_not_found user_not_in_channel""".split()
)
METHODS = frozenset(
    """apps.connections.open auth.test chat.delete chat.getPermalink chat.postEphemeral chat.postMessage chat.update
    conversations.history conversations.open conversations.replies files.completeUploadExternal
    files.getUploadURLExternal files.info response_url views.open views.publish
    views.update""".split()
)
# From what a person takes for at once to what they have given up on.
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)

_events = Counter("gemini_debug_events", "Deliveries of Slack by type.", ["type"], registry=REGISTRY)
_pastes = Counter("gemini_debug_pastes_read", "Pastes read by entrance.", ["entrance"], registry=REGISTRY)
_diagnoses = Counter(
    "gemini_debug_diagnoses", "Diagnoses by cause and confidence.", ["cause", "confidence"], registry=REGISTRY
)
_unknowns = Counter("gemini_debug_unknowns", "Pastes of which no cause is known.", registry=REGISTRY)
_replies = Counter(
    "gemini_debug_replies", "What became of pastes: thread, line, private, silent.", ["way"], registry=REGISTRY
)
_latency = Histogram(
    "gemini_debug_event_to_reply_seconds",
    "From the event's arrival to the reply that stands.",
    buckets=SECONDS,
    registry=REGISTRY,
)
_jobs = Counter("gemini_debug_jobs", "Jobs by how they ended: done, given_up, dropped.", ["end"], registry=REGISTRY)
_replays = Counter(
    "gemini_debug_replays",
    "Replays by what came of them; not_sent: the key was gone, or the bot couldn't go on.",
    ["verdict"],
    registry=REGISTRY,
)
_dropped = Counter(
    "gemini_debug_dropped",
    "What would have come as a late surprise: old_event arrived too late, late_reply couldn't be said in time.",
    ["why"],
    registry=REGISTRY,
)
_not_kept = Counter("gemini_debug_not_kept", "Events that Slack was told to send again.", registry=REGISTRY)
_refusals = Counter(
    "gemini_debug_slack_errors", "Calls that Slack refused, by method and code.", ["method", "code"], registry=REGISTRY
)
_depth = Gauge("gemini_debug_queue_depth", "Jobs accepted and not yet done.", registry=REGISTRY)
_oldest = Gauge("gemini_debug_queue_oldest_seconds", "Age of the oldest of them.", registry=REGISTRY)
_ready = Gauge("gemini_debug_ready", "1 while it can be reached.", ["part"], registry=REGISTRY)


def heard(kind: str) -> None:
    """A delivery of Slack came in."""
    _events.labels(kind if kind in EVENTS else OTHER).inc()


def answered(entrance: str, way: str, seconds: float | None) -> None:
    """A paste was read, and this became of it; `seconds` since its event, where there is a reply."""
    _pastes.labels(entrance).inc()
    _replies.labels(way).inc()
    if seconds is not None:
        _latency.observe(seconds)


def diagnosed(cause: str | None, confidence: str) -> None:
    """A diagnosis was made; `cause` None: it is unknown."""
    _diagnoses.labels(cause or UNKNOWN, confidence).inc()
    if cause is None:
        _unknowns.inc()


def ended(how: Literal["done", "given_up", "dropped"]) -> None:
    """A job is done, or given up, or came too late."""
    _jobs.labels(how).inc()


def replayed(verdict: str) -> None:
    """A replay has ended; `verdict` is one of its kinds, or not_sent."""
    _replays.labels(verdict).inc()


def dropped(why: Literal["old_event", "late_reply"]) -> None:
    """Nothing is said, for it would come as a late surprise."""
    _dropped.labels(why).inc()


def not_kept() -> None:
    """Slack was not told "received"."""
    _not_kept.inc()


def refused(method: str, code: str) -> None:
    """Slack refused a call."""
    _refusals.labels(method if method in METHODS else OTHER, code if code in CODES else OTHER).inc()


def waiting(depth: float, oldest: float) -> None:
    """So many jobs wait or run, the oldest for so many seconds; NaN: nobody knows."""
    _depth.set(depth)
    _oldest.set(oldest)


def reached(part: str, well: bool) -> None:
    """The part is there, or away."""
    _ready.labels(part).set(well)


def text() -> bytes:
    """Everything in Prometheus' format."""
    return generate_latest(REGISTRY)
