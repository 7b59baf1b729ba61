"""The sentences of a UserError in Slack: what doesn't work, and what to do."""

from __future__ import annotations

from bot.reply.bad_input import EMPTY as EMPTY
from bot.reply.bad_input import MEGABYTE, binary


def not_yours() -> str:
    """Somebody pressed a button of another person's answer."""
    return "Only the person who posted the error, or an admin of the bot, can remove this answer."


def thread_unread(why: str) -> str:
    """The thread above a mention couldn't be read."""
    return f"We couldn't read this thread ({why}), so we saw your message alone. Paste the error beside the mention."


def file_login_page(name: str) -> str:
    """Slack sent its login page instead of the file."""
    return (
        f"Slack sent a login page instead of {name}: the bot lacks the scope files:read, or it isn't a member here. "
        "Paste the text, or have the app installed again with that scope."
    )


def file_refused_host(name: str) -> str:
    """The file lies on a host that the token must not go to."""
    return f"{name} lies outside Slack, and we fetch files from Slack alone. Paste its text, or upload the file itself."


def file_gone(name: str, status: int | None = None) -> str:
    """The file couldn't be fetched."""
    answered = "" if status is None else f" (Slack answered {status})"
    return f"We couldn't fetch {name}{answered}: it may be deleted or not shared with the bot. Paste its text, or upload it again."


def file_not_text(name: str) -> str:
    """The file holds no text."""
    return binary(name)


def cut(name: str, size: int) -> str:
    """A note: only head and tail of a large file were read."""
    return f"{name} has {size / MEGABYTE:.1f} MB; we read its first and last half megabyte"


def not_member() -> str:
    """The bot isn't in the channel where the person is."""
    return "The bot is not a member of this channel. Invite it with /invite, then do this again."


def no_channel() -> str:
    """`quiet` or `listen` in direct messages."""
    return "This is a direct message, where we answer whatever you send. quiet and listen are for channels."


def gone() -> str:
    """A button of a case that is no longer kept."""
    return "This case is no longer kept, so its buttons don't work. Paste the error again."


def unknown_cause(cause: str, near: list[str]) -> str:
    """There is no entry of that name."""
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"We know no cause named {cause}.{meant} Without a name, explain lists all causes."
