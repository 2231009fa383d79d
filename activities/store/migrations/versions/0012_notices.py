"""Notices that wait for the working hours of their receivers (R63; 7.4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_VIEW = """
    SELECT n.notice_id, n.person_id, p.language, n.template, n.params, n.subject,
        n.workflow_id, n.state, n.at, n.recorded_at, n.attempts, n.next_attempt_at,
        n.last_error, n.sent_at, n.notice_key, n.waits_until, n.waits_for
    FROM notice n
    JOIN person p ON p.person_id = n.person_id"""


def upgrade() -> None:
    """Room for the moment a notice waits for; those of an earlier release wait for nothing."""
    op.add_column("notice", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("waits_for", sa.Text(), nullable=True))
    op.execute(f"CREATE OR REPLACE VIEW notices WITH (security_invoker = true) AS {_VIEW}")
