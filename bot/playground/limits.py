"""What Slack allows of each method: scopes, calls a minute, characters."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import ceil

POST_TEXT = 40_000  # characters of chat.postMessage's text; more is cut
POST_PIECE = 4_000  # a text without blocks is split into messages of this length
UPDATE_TEXT = 4_000  # characters of chat.update's text; more is refused
MARKDOWN_TEXT = 12_000  # characters of the argument markdown_text; more is refused
ATTACHMENTS = 100
VIEWS = 3  # on the stack
TRIGGER = 3.0  # seconds that a trigger_id lives
RETURN = 1_800.0  # seconds that a response_url lives
RETURNS = 5  # uses of a response_url
PAGE = 999  # the largest `limit` of conversations.history and .replies

_MINUTE = 60.0
_TIERS = {2: 20, 3: 50, 4: 100}  # calls a minute
_SPECIAL = 300  # "hundreds a minute"

A_MINUTE: dict[str, int] = {
    "apps.connections.open": _TIERS[3],
    "auth.test": _SPECIAL,
    "bots.info": _TIERS[3],
    "chat.delete": _TIERS[3],
    "chat.getPermalink": _SPECIAL,
    "chat.postEphemeral": _TIERS[4],
    "chat.postMessage": _SPECIAL,
    "chat.update": _TIERS[3],
    "conversations.history": _TIERS[3],
    "conversations.info": _TIERS[3],
    "conversations.list": _TIERS[2],
    "conversations.open": _TIERS[3],
    "conversations.replies": _TIERS[3],
    "files.completeUploadExternal": _TIERS[4],
    "files.getUploadURLExternal": _TIERS[4],
    "files.info": _TIERS[4],
    "reactions.add": _TIERS[3],
    "reactions.remove": _TIERS[2],
    "users.info": _TIERS[4],
    "views.open": _TIERS[4],
    "views.publish": _TIERS[4],
    "views.push": _TIERS[4],
    "views.update": _TIERS[4],
}


@dataclass
class Rates:
    """Counts calls. `burst` posts into one channel may come at once, then one a second."""

    on: bool = True
    burst: int = 10
    _calls: dict[str, deque[float]] = field(default_factory=dict)
    _posts: dict[str, tuple[float, float]] = field(default_factory=dict)  # channel → (posts left, when counted)

    def wait_for_call(self, method: str, now: float) -> int:
        """Seconds until the method may be called again; 0 when it may now, and then the call is counted."""
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if self.on and len(calls) >= A_MINUTE[method]:
            return max(1, ceil(calls[0] + _MINUTE - now))
        calls.append(now)
        return 0

    def wait_for_post(self, channel: str, now: float) -> int:
        """Seconds until a post into the channel is allowed; 0 when it is now, and then the post is counted."""
        left, since = self._posts.get(channel, (float(self.burst), now))
        left = min(float(self.burst), left + now - since)
        if self.on and left < 1:
            self._posts[channel] = (left, now)
            return max(1, ceil(1 - left))
        self._posts[channel] = (left - 1, now)
        return 0
