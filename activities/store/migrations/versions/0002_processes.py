"""What every process keeps: its row, its events, its tasks, votes and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "process",
        sa.Column("workflow_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("state", JSONB(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("stray", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_reason IS NULL)",
            name=op.f("ck_process_closed_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"], ["policy.version"], name=op.f("fk_process_policy_version")
        ),
        sa.PrimaryKeyConstraint("workflow_id", name=op.f("pk_process")),
    )
    op.create_index(
        "ix_process_open",
        "process",
        ["kind", "stage"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "event",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("stands_for", sa.Text(), nullable=True),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("workflow_id", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=True),
        sa.Column("clauses", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason_digest", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_event_position")),
        sa.PrimaryKeyConstraint("subject", "position", name=op.f("pk_event")),
        sa.UniqueConstraint("event_key", name=op.f("uq_event_event_key")),
    )
    op.create_index("ix_event_at", "event", ["at"])
    op.create_table(
        "event_text",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "position", name=op.f("pk_event_text")),
    )
    op.create_table(
        "task",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("workflow_id", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("barred", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("ballot", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("data_schema", JSONB(), nullable=True),
        sa.Column("context", JSONB(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalations", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('created', 'claimed')) = (closed_at IS NULL)",
            name=op.f("ck_task_open_or_closed"),
        ),
        sa.CheckConstraint(
            "state IN ('created', 'claimed', 'completed', 'cancelled', 'expired')",
            name=op.f("ck_task_state"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["process.workflow_id"], name=op.f("fk_task_workflow_id")
        ),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task")),
    )
    op.create_index(
        "ix_task_open",
        "task",
        ["due_at", "task_id"],
        postgresql_where=sa.text("state IN ('created', 'claimed')"),
    )
    op.create_index(
        "ix_task_open_assignee",
        "task",
        ["assignee"],
        postgresql_where=sa.text("state IN ('created', 'claimed') AND assignee IS NOT NULL"),
    )
    op.create_index(
        "ix_task_open_roles",
        "task",
        ["roles"],
        postgresql_using="gin",
        postgresql_where=sa.text("state IN ('created', 'claimed')"),
    )
    op.create_index("ix_task_workflow_id", "task", ["workflow_id"])
    op.create_table(
        "vote",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", JSONB(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.task_id"], name=op.f("fk_vote_task_id")),
        sa.PrimaryKeyConstraint("task_id", "seat", name=op.f("pk_vote")),
    )
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", JSONB(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("stands_for", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.task_id"], name=op.f("fk_decision_task_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
        sa.UniqueConstraint("task_id", "count", name=op.f("uq_decision_task_id_count")),
    )
