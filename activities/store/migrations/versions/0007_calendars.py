"""Working calendars, and every version in which one was frozen (R91; 8.3.3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing is in them until somebody adds a calendar."""
    op.create_table(
        "calendar",
        sa.Column("calendar_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("calendar_id", name=op.f("pk_calendar")),
    )
    op.create_table(
        "calendar_version",
        sa.Column("calendar_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("source", JSONB(), nullable=False),
        sa.Column("frozen_by", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_calendar_version_version")),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar.calendar_id"],
            name=op.f("fk_calendar_version_calendar_id"),
        ),
        sa.PrimaryKeyConstraint("calendar_id", "version", name=op.f("pk_calendar_version")),
    )
