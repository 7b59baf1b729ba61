"""Who wrote the text of a case, where somebody else asked about it.

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("author", sa.String(32)))
    op.create_index("ix_cases_author", "cases", ["author"])
