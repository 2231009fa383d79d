"""What was sent to people is kept with its notice, word by word (R93; 7.4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Room for the letter; of those that an earlier release sent nobody knows the words."""
    op.add_column("notice", sa.Column("letter", JSONB(), nullable=True))
