"""The Web API, one module a family; this is the list of all methods."""

from __future__ import annotations

from bot.playground.methods import apps, chat, conversations, ephemeral, files, people, reactions, views
from bot.playground.methods.method import Method

METHODS: dict[str, Method] = {
    "apps.connections.open": Method(apps.open_connection, by="app"),
    "auth.test": Method(apps.identity),
    "bots.info": Method(people.bot, ("users:read",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.permalink),
    "chat.postEphemeral": Method(ephemeral.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.list": Method(conversations.every),
    "conversations.open": Method(conversations.open_dm, ("im:write", "mpim:write")),
    "conversations.replies": Method(conversations.replies),
    "files.completeUploadExternal": Method(files.complete, ("files:write",)),
    "files.getUploadURLExternal": Method(files.upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "reactions.add": Method(reactions.add, ("reactions:write",)),
    "reactions.remove": Method(reactions.remove, ("reactions:write",)),
    "users.info": Method(people.person, ("users:read",)),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
