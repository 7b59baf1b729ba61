"""Cases with what was held against them, channels and people.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=False),
        sa.Column("app", sa.String(32), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32)),
        sa.Column("thread", sa.String(32)),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("entrance", sa.String(16), nullable=False),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("secrets", sa.JSON),
        sa.Column("cause", sa.String(64)),
        sa.Column("confidence", sa.String(8)),
        sa.Column("model", sa.String(128)),
        sa.Column("evidence", sa.JSON),
        sa.Column("candidates", sa.JSON),
        sa.Column("shown", sa.String(64)),
        sa.Column("parent_ts", sa.String(32)),
        sa.Column("reply_ts", sa.String(32)),
        sa.Column("private", sa.Boolean, nullable=False, server_default="0"),
        sa.Column("answered", sa.Double),
        sa.Column("gone", sa.Double),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    for columns in (
        ("team", "channel", "ts"),
        ("team", "channel", "thread"),
        ("cause", "model", "created"),
        ("created",),
        ("team", "person"),
    ):
        op.create_index(f"ix_cases_{'_'.join(columns)}", "cases", list(columns))
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_rejections_case_id", ondelete="CASCADE"),
        sa.UniqueConstraint("case_id", "cause", "person", name="uq_rejections_case_id_cause_person"),
    )
    op.create_table(
        "channels",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("changed", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_channels"),
    )
    op.create_table(
        "people",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("visibility", sa.String(8), nullable=False, server_default="channel"),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name="pk_people"),
    )
