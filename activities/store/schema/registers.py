"""People, policies, documents, and the notices that leave the house."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from activities.store.schema.columns import instant, json, lists, metadata, recorded, words

person = Table(
    "person",
    metadata,
    Column("person_id", Text, primary_key=True),
    words("name"),
    words("email"),
    words("language"),
    words("time_zone"),
    lists("roles"),
    lists("substitutes"),
    instant("archived_at", optional=True),
    CheckConstraint("language IN ('tr', 'en', 'zh', 'fa')", name="language"),
)

policy = Table(
    "policy",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("policy_id", Text, ForeignKey("policy_draft.policy_id"), nullable=False, unique=True),
    instant("published_at"),
    Column("effective_on", Date, nullable=False),
    words("approved_by"),
)

policy_draft = Table(
    "policy_draft",
    metadata,
    Column("policy_id", Text, primary_key=True),
    json("document"),
    words("source"),
    words("author"),
    words("state"),
    instant("drafted_at"),
    CheckConstraint("state IN ('draft', 'published', 'rejected')", name="state"),
)

notice = Table(
    "notice",
    metadata,
    Column("notice_id", BigInteger, Identity(), primary_key=True),
    words("notice_key"),
    Column("person_id", Text, ForeignKey("person.person_id"), nullable=False),
    words("template"),
    json("params"),
    words("subject"),
    words("workflow_id", optional=True),
    words("state"),
    instant("at"),
    recorded(),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    instant("next_attempt_at", optional=True),
    words("last_error", optional=True),
    instant("sent_at", optional=True),
    instant("waits_until", optional=True),
    words("waits_for", optional=True),
    json("letter", optional=True),
    UniqueConstraint("notice_key"),
    CheckConstraint("state IN ('queued', 'held', 'sent', 'failed')", name="state"),
    Index("ix_notice_undelivered", "state", postgresql_where=text("state <> 'sent'")),
    Index(
        "ix_notice_queued",
        "next_attempt_at",
        "notice_id",
        postgresql_where=text("state = 'queued'"),
    ),
)

mailroom = Table(
    "mailroom",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    Column("held", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint('"only"', name="one_row"),
)

document = Table(
    "document",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    recorded(),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    CheckConstraint("size = length(content)", name="size"),
)

attachment = Table(
    "attachment",
    metadata,
    words("subject"),
    Column("sha256", Text, ForeignKey("document.sha256"), nullable=False),
    words("name"),
    words("attached_by"),
    instant("at"),
    PrimaryKeyConstraint("subject", "sha256", "name"),
)
