"""API keys of people, sealed; how they want to replay; and who did what with these.

Revision: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("last_four", sa.String(4), nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("checked", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("team", "person", "state", name="uq_api_keys_team_person_state"),
    )
    op.create_table(
        "preferences",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("model", sa.String(128)),
        sa.Column("api_version", sa.String(16)),
        sa.Column("timeout", sa.Integer),
        sa.Column("spend", sa.Double),
        sa.Column("unasked", sa.Boolean, nullable=False, server_default="0"),
        sa.Column("changed", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name="pk_preferences"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(64)),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_created", "audit", ["created"])
    op.create_index("ix_audit_person", "audit", ["person"])
