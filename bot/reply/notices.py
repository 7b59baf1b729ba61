"""The short posts beside the diagnoses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from bot.reply import safe
from bot.reply.mistakes import file_not_text
from bot.reply.page import Line, Run
from bot.reply.post import Dict, Post, fallback, rich, section
from bot.reply.trim import checked

if TYPE_CHECKING:
    from bot.paste import Secret

BUSY = "The bot can't keep your paste at the moment. Send it again in a minute."
NOTHING_TO_READ = (
    "There is no error to read here. Paste the whole error as text, or mention the bot in the thread where it stands."
)
IMAGE_ALONE = "We read text, not images. Paste the error as text or as a snippet."
INTERRUPTED = "The work on this was interrupted. Send the paste again."
_KEY_PAGES = {
    "AI Studio key": "api-keys-page",
    "AI Studio auth key": "api-keys-page",
    "ephemeral token": "api-keys-page",
    "API key": "api-keys-page",
    "key in an address": "api-keys-page",
    "OAuth client secret": "cloud-credentials",
    "private key id": "cloud-service-accounts",
    "private key": "cloud-service-accounts",
    "Google access token": "account-permissions",
    "Google refresh token": "account-permissions",
}
# Pages that no entry leads to, so that links.yml doesn't hold them.
_OWN_PAGES = {
    "cloud-service-accounts": "https://console.cloud.google.com/iam-admin/serviceaccounts",
    "account-permissions": "https://myaccount.google.com/connections",
}
MOST_NAMED = 5


def key_notice(secrets: Sequence[Secret]) -> Post:
    """For the poster alone: which keys their message shows, and where to revoke them."""
    lines: list[Line] = []
    for secret in _distinct(secrets)[:MOST_NAMED]:
        name = f"{_article(secret.kind)} {secret.kind}" + (f" ({secret.shape})" if secret.shape else "")
        line: Line = (Run("Your message shows " if not lines else "It shows "), Run(name, bold=True), Run(". "))
        address = _page(secret)
        where = (Run("Revoke it at "), Run(address, link=address)) if address else (Run("Revoke it where it was made"),)
        lines.append((*line, *where, Run(".")))
    many = len(_distinct(secrets)) - MOST_NAMED
    if many > 0:
        lines.append((Run(f"{many} more look like secrets too."),))
    lines.append(
        (
            Run(
                "Everybody who can read your message can use it. We kept only its kind and length. Deleting the message comes second: revoke first."
            ),
        )
    )
    return _post(*lines)


def parent(user: str, post: Post) -> Post:
    """The one line in the channel under which a command's answer stands: who asked, and the answer's first line."""
    said = safe.one_line(_unescape(post.text), 200)
    asker = {"type": "user", "user_id": user} if re.fullmatch(r"[UW][A-Z0-9]{2,20}", user) else _text("Somebody")
    line = {"type": "rich_text_section", "elements": [asker, _text(f" asked: {said}")]}
    return checked(Post(safe.escape(f"Asked: {said}"), (rich(line),)))


def nothing_to_read() -> Post:
    """Asked, and there was no text at all."""
    return _say(NOTHING_TO_READ)


def image_alone() -> Post:
    """Asked with nothing but an image."""
    return _say(IMAGE_ALONE)


def unreadable(name: str) -> Post:
    """Asked with a file that is neither text nor image."""
    return _say(file_not_text(safe.one_line(name, 200)))


def interrupted() -> Post:
    """The work on a paste ended before its answer did."""
    return _say(INTERRUPTED)


def already(link: str) -> Post:
    """The message was answered before."""
    return _linked("This message has been answered: ", link, "the answer")


def shown(link: str) -> Post:
    """A private answer stands in the channel now."""
    return _linked("It stands in the channel now: ", link, "the answer")


def quieted(channel: str) -> Post:
    """The channel isn't read any more."""
    return _about(
        channel,
        "We no longer read ",
        " unasked. A mention, the shortcut and /gemini-debug still work. /gemini-debug listen turns it on again.",
    )


def listening(channel: str) -> Post:
    """The channel is read again."""
    return _about(
        channel,
        "We read ",
        " and answer a Gemini error that somebody posts there. /gemini-debug quiet turns it off.",
    )


def mistake(words: str) -> Post:
    """A person's mistake in its own sentence."""
    return _say(safe.clean(words))


def bug(incident: str) -> Post:
    """Something of ours broke; the id leads to it in the log."""
    return _post(
        (
            Run("Something of ours broke while we read this. Give this id to whoever runs the bot: "),
            Run(incident, code=True),
        )
    )


def _say(words: str) -> Post:
    return _post((Run(words),))


def _post(*lines: Line) -> Post:
    first = lines[0]
    return checked(Post(fallback(first, 1_000), tuple(rich(section(line)) for line in lines)))


def leading(address: str, name: str) -> Run:
    """`name` as a link to a message of Slack's; an address that a link may not lead to is said instead."""
    is_slacks = safe.is_web(address) or address.startswith("http://127.0.0.1:")  # the playground's
    return Run(name, link=address) if is_slacks else Run(address or name)


def _linked(words: str, address: str, name: str) -> Post:
    return _post((Run(words), leading(address, name), Run(".")))


def _about(channel: str, before: str, after: str) -> Post:
    known = re.fullmatch(r"[CDG][A-Z0-9]{2,20}", channel)
    place = {"type": "channel", "channel_id": channel} if known else _text("this channel")
    line = {"type": "rich_text_section", "elements": [_text(before), place, _text(after)]}
    return checked(Post(safe.escape(f"{before}this channel{after}"), (rich(line),)))


def _text(words: str) -> Dict:
    return {"type": "text", "text": words}


def _distinct(secrets: Sequence[Secret]) -> list[Secret]:
    return list({(secret.kind, secret.shape): secret for secret in secrets}.values())


def _page(secret: Secret) -> str | None:
    """Where a secret of Google is revoked; of other vendors we don't know."""
    name = _KEY_PAGES.get(secret.kind) if secret.google else None
    return None if name is None else _OWN_PAGES.get(name) or _links().get(name)


@cache
def _links() -> dict[str, str]:
    from bot.diagnosis.knowledge import read_links

    return dict(read_links())


def _article(kind: str) -> str:
    return "an" if kind[:1].lower() in "aeio" else "a"


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
