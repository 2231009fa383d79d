"""Changes: each change of a service, from its proposal until it is live or over (R27)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A release before this one began a version with the answer of an improvement cycle and kept no
# change of it; each version counts as one. A version that a correction took back was none.
_BEFORE = """
    INSERT INTO service_change (service_id, number, title, change, benefit, proposer, size, design,
        state, version, proposed_at, begun_at, ended_at)
    SELECT v.service_id, v.version - 1, left(split_part(v.change, E'\\n', 1), 120), v.change, '',
        s.owner, 'normal', '{}',
        CASE WHEN live.entered_at IS NOT NULL THEN 'live'
             WHEN v.stage = 'withdrawn' THEN 'cancelled' ELSE 'making' END,
        v.version, v.opened_at, v.opened_at,
        coalesce(live.entered_at, gone.entered_at,
            CASE WHEN v.stage = 'withdrawn' THEN v.opened_at END)
    FROM service_version v
    JOIN service s ON s.service_id = v.service_id
    LEFT JOIN LATERAL (
        SELECT min(e.entered_at) AS entered_at FROM service_stage e
        WHERE e.service_id = v.service_id AND e.version = v.version AND e.stage = 'operation'
            AND v.version <= s.version
    ) live ON true
    LEFT JOIN LATERAL (
        SELECT max(e.entered_at) AS entered_at FROM service_stage e
        WHERE e.service_id = v.service_id AND e.version = v.version AND e.stage = 'withdrawn'
            AND v.stage = 'withdrawn'
    ) gone ON true
    WHERE v.version > 1"""


def upgrade() -> None:
    """Make the table, and note the changes of an earlier release in it."""
    op.create_table(
        "service_change",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("person_days", sa.Integer(), nullable=True),
        sa.Column("cost", JSONB(), nullable=True),
        sa.Column("design", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("deferred_until_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "size IN ('minor', 'normal', 'major')", name=op.f("ck_service_change_size")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'deciding', 'deferred', 'making', 'live', 'rejected', "
            "'withdrawn', 'cancelled')",
            name=op.f("ck_service_change_state"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('live', 'rejected', 'withdrawn', 'cancelled'))",
            name=op.f("ck_service_change_ended"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('making', 'live') OR version IS NOT NULL",
            name=op.f("ck_service_change_made_as_a_version"),
        ),
        sa.CheckConstraint(
            "(state = 'deferred') = (deferred_until_on IS NOT NULL)",
            name=op.f("ck_service_change_deferred"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_service_change_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name=op.f("pk_service_change")),
        sa.UniqueConstraint("request_id", name=op.f("uq_service_change_request_id")),
    )
    op.create_index(
        "uq_service_change_at_hand",
        "service_change",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('deciding', 'making')"),
    )
    op.execute(_BEFORE)
