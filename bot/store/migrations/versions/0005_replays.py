"""Replays: what will be sent, each call from before it is sent, and what came of it.

Revision: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("home", sa.String(32)),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("thread", sa.String(32), nullable=False),
        sa.Column("message", sa.String(32)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("whose", sa.String(16), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("attempts", sa.JSON, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False, server_default="0"),
        sa.Column("stopped", sa.String(32)),
        sa.Column("verdict", sa.JSON),
        sa.Column("reserved", sa.Double, nullable=False, server_default="0"),
        sa.Column("cost", sa.Double, nullable=False, server_default="0"),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("begun", sa.Double),
        sa.Column("ended", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_replays"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_replays_case_id", ondelete="CASCADE"),
    )
    op.create_index("ix_replays_case_id_person", "replays", ["case_id", "person"])
    op.create_index("ix_replays_team_person_begun", "replays", ["team", "person", "begun"])
    op.create_index("ix_replays_state", "replays", ["state"])
    op.create_index("ix_replays_created", "replays", ["created"])
