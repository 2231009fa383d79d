"""What every process keeps: its row, its events, its questions and their answers."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from activities.store.schema.columns import instant, json, lists, metadata, recorded, words

clock = Table(
    "clock",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    instant("epoch"),
    Column("rate", Float, nullable=False),
    instant("started_at"),
    CheckConstraint('"only"', name="one_row"),
    CheckConstraint("rate > 0", name="forward"),
)

process = Table(
    "process",
    metadata,
    Column("workflow_id", Text, primary_key=True),
    words("kind"),
    words("subject"),
    words("stage"),
    json("state"),
    Column("step", Integer, nullable=False),
    words("run_id"),
    Column("policy_version", Integer, ForeignKey("policy.version"), nullable=False),
    words("request_id"),
    words("fingerprint"),
    instant("opened_at"),
    instant("closed_at", optional=True),
    words("closed_reason", optional=True),
    words("stray", optional=True),
    words("step_key", optional=True),
    CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
    Index("ix_process_open", "kind", "stage", postgresql_where=text("closed_at IS NULL")),
)

request = Table(
    "request",
    metadata,
    Column("request_id", Text, primary_key=True),
    words("command"),
    words("fingerprint"),
    words("subject"),
    words("workflow_id", optional=True),
    recorded(),
)

event = Table(
    "event",
    metadata,
    words("subject"),
    Column("position", Integer, nullable=False),
    words("event_key"),
    words("kind"),
    words("actor"),
    words("stands_for", optional=True),
    json("data"),
    instant("at"),
    recorded(),
    words("workflow_id", optional=True),
    words("run_id", optional=True),
    Column("policy_version", Integer, nullable=True),
    lists("clauses"),
    words("reason_digest", optional=True),
    words("previous_hash"),
    words("hash"),
    Column("form", Integer, nullable=False, server_default=text("1")),
    words("data_digest", optional=True),
    PrimaryKeyConstraint("subject", "position"),
    UniqueConstraint("event_key"),
    CheckConstraint("position > 0", name="position"),
    Index("ix_event_at", "at"),
)

event_text = Table(
    "event_text",
    metadata,
    words("subject"),
    Column("position", Integer, nullable=False),
    words("salt", optional=True),
    words("reason", optional=True),
    json("data", optional=True),
    words("erased_by", optional=True),
    PrimaryKeyConstraint("subject", "position"),
    CheckConstraint(
        "erased_by IS NULL OR (salt IS NULL AND reason IS NULL AND data IS NULL)", name="erased"
    ),
)

chain = Table(
    "chain",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    words("hash"),
)

task = Table(
    "task",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("workflow_id", Text, ForeignKey("process.workflow_id"), nullable=False),
    words("process"),
    words("name"),
    words("subject"),
    words("question"),
    lists("outcomes"),
    lists("roles"),
    lists("barred"),
    Column("ballot", Boolean, nullable=False),
    lists("seats"),
    words("assignee", optional=True),
    json("data_schema", optional=True),
    json("context", optional=True),
    instant("opened_at"),
    instant("due_at"),
    Column("escalations", Integer, nullable=False, server_default=text("0")),
    words("state"),
    instant("closed_at", optional=True),
    words("closed_reason", optional=True),
    CheckConstraint(
        "state IN ('created', 'claimed', 'completed', 'cancelled', 'expired')", name="state"
    ),
    CheckConstraint(
        "(state IN ('created', 'claimed')) = (closed_at IS NULL)", name="open_or_closed"
    ),
    Index(
        "ix_task_open",
        "due_at",
        "task_id",
        postgresql_where=text("state IN ('created', 'claimed')"),
    ),
    Index(
        "ix_task_open_roles",
        "roles",
        postgresql_using="gin",
        postgresql_where=text("state IN ('created', 'claimed')"),
    ),
    Index(
        "ix_task_open_assignee",
        "assignee",
        postgresql_where=text("state IN ('created', 'claimed') AND assignee IS NOT NULL"),
    ),
    Index("ix_task_workflow_id", "workflow_id"),
)

vote = Table(
    "vote",
    metadata,
    Column("task_id", Text, ForeignKey("task.task_id"), nullable=False),
    words("seat"),
    words("voter"),
    words("outcome"),
    words("reason"),
    json("data", optional=True),
    instant("at"),
    words("request_id"),
    PrimaryKeyConstraint("task_id", "seat"),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("task_id", Text, ForeignKey("task.task_id"), nullable=False),
    Column("count", Integer, nullable=False),
    words("outcome"),
    words("reason"),
    json("data", optional=True),
    words("actor"),
    words("stands_for", optional=True),
    instant("at"),
    recorded(),
    UniqueConstraint("task_id", "count"),
)
