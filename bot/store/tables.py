"""The tables as they stand after the newest migration. Times are seconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("claimed_by", Text, nullable=False),  # the job that answers it
    Column("app", String(32), nullable=False),
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32)),  # of the message that was pasted; a command has none
    Column("thread", String(32)),  # ts of the thread's first message
    Column("person", String(32), nullable=False),  # who pasted or asked
    Column("entrance", String(16), nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("text", Text, nullable=False, server_default=""),  # masked; the only form of a paste that is kept
    Column("secrets", JSON),  # kind, shape and place of each mask, never the secret
    Column("cause", String(64)),
    Column("confidence", String(8)),
    Column("model", String(128)),
    Column("evidence", JSON),
    Column("candidates", JSON),
    Column("shown", String(64)),  # the cause that the reply names now: the first, or a candidate after "Not it"
    Column("parent_ts", String(32)),  # the line in the channel under which a command's answer stands
    Column("reply_ts", String(32)),
    Column("private", Boolean, nullable=False, server_default="0"),
    Column("answered", Double),
    Column("gone", Double),  # the message was deleted or the reply removed
    Column("created", Double, nullable=False),
    Column("author", String(32)),  # who wrote the text, where somebody else asked
    Column("wave", String(32)),  # the case whose full answer this one's line leads to; null: it has its own
    Index(None, "author"),
    Index(None, "team", "channel", "ts"),
    Index(None, "team", "channel", "thread"),
    Index(None, "cause", "model", "created"),
    Index(None, "created"),
    Index(None, "team", "person"),
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("person", String(32), nullable=False),
    Column("created", Double, nullable=False),
    UniqueConstraint("case_id", "cause", "person"),
)

waves = Table(
    "waves",
    metadata,
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("model", String(128), nullable=False),  # "" where the paste names none
    Column("head", String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),  # it speaks in full
    Column("since", Double, nullable=False),
    PrimaryKeyConstraint("team", "channel", "cause", "model"),
    Index(None, "head"),
)

channels = Table(
    "channels",
    metadata,
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("state", String(8), nullable=False),  # quiet or listen
    Column("person", String(32), nullable=False),
    Column("changed", Double, nullable=False),
    PrimaryKeyConstraint("team", "channel"),
)

people = Table(
    "people",
    metadata,
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("visibility", String(8), nullable=False, server_default="channel"),  # last chosen in the modal
    Column("created", Double, nullable=False),
    PrimaryKeyConstraint("team", "person"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("state", String(8), nullable=False),  # checking or saved
    Column("sealed", Text, nullable=False),  # by the newest secret key, for its owner alone
    Column("kind", String(64), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("created", Double, nullable=False),
    Column("checked", Double),  # when the service took it
    UniqueConstraint("team", "person", "state"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("model", String(128)),
    Column("api_version", String(16)),
    Column("timeout", Integer),  # seconds
    Column("spend", Double),  # US dollars a day
    Column("unasked", Boolean, nullable=False, server_default="0"),  # replays begin without asking first
    Column("changed", Double, nullable=False),
    PrimaryKeyConstraint("team", "person"),
)

replays = Table(
    "replays",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),  # who pressed: it goes with their settings and key
    Column("home", String(32)),  # the workspace that they belong to
    Column("channel", String(32), nullable=False),
    Column("thread", String(32), nullable=False),
    Column("message", String(32)),  # ts of the message that says how far it is
    Column("state", String(8), nullable=False),  # planned, running or ended
    Column("whose", String(16), nullable=False),  # own, team, or simulated: answered by a stand-in of the service
    Column("plan", JSON, nullable=False),
    Column("attempts", JSON, nullable=False),  # each from before it was sent; masked
    Column("turn", Integer, nullable=False, server_default="0"),  # grows with each write of the attempts
    Column("stopped", String(32)),  # who pressed Stop
    Column("verdict", JSON),
    Column("reserved", Double, nullable=False, server_default="0"),  # US dollars that it may cost at most
    Column("cost", Double, nullable=False, server_default="0"),  # US dollars that it has cost so far
    Column("created", Double, nullable=False),
    Column("begun", Double),
    Column("ended", Double),
    Index(None, "case_id", "person"),
    Index(None, "team", "person", "begun"),
    Index(None, "state"),
    Index(None, "created"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("about", String(64)),  # the id of what it was done to
    Column("created", Double, nullable=False),
    Index(None, "created"),
    Index(None, "person"),
)
