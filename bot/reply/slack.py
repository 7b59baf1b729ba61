"""Everything that is said in Slack, in one place to import from."""

from bot.reply.answer import answers, diagnosis, exhausted
from bot.reply.details import details
from bot.reply.limits import complaints, view_complaints
from bot.reply.modal import modal, modal_empty
from bot.reply.notices import BUSY as BUSY
from bot.reply.notices import (
    already,
    bug,
    image_alone,
    interrupted,
    key_notice,
    listening,
    mistake,
    nothing_to_read,
    parent,
    quieted,
    shown,
    unreadable,
)
from bot.reply.pages import causes, explain, usage
from bot.reply.post import Post
from bot.reply.trim import checked, plain, shortened


def busy() -> str:
    """The answer to a command that couldn't be kept."""
    return BUSY


__all__ = [
    "Post", "already", "answers", "bug", "busy", "causes", "checked", "complaints", "details", "diagnosis", "exhausted",
    "explain", "image_alone", "interrupted", "key_notice", "listening", "mistake", "modal", "modal_empty",
    "nothing_to_read", "parent", "plain", "quieted", "shortened", "shown", "unreadable", "usage", "view_complaints",
]  # fmt: skip
