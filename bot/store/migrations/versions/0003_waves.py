"""Which case of a channel speaks in full for a cause and a model, and which cases only point to another's answer.

Revision: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("wave", sa.String(32)))
    op.create_table(
        "waves",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("head", sa.String(32), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "cause", "model", name="pk_waves"),
        sa.ForeignKeyConstraint(["head"], ["cases.id"], name="fk_waves_head", ondelete="CASCADE"),
    )
    op.create_index("ix_waves_head", "waves", ["head"])
