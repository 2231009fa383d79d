"""The records of customers, and who was granted to see those of others (R50-R56)."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from activities.store.schema.columns import instant, metadata, words

record = Table(
    "record",
    metadata,
    Column("subject", Text, primary_key=True),
    words("kind"),
    Column("customer_id", Text, ForeignKey("customer.customer_id"), nullable=False),
    words("opened_by"),
    words("standing"),
    instant("at"),
    CheckConstraint("standing IN ('opened', 'closed', 'approved', 'rejected')", name="standing"),
    # The rules tell an incident or a request by the name of its subject.
    CheckConstraint("kind = split_part(subject, '/', 1)", name="named_by_its_kind"),
    Index("ix_record_customer_id", "customer_id", "standing"),
    Index("ix_record_opened_by", "opened_by"),
)

visibility_grant = Table(
    "visibility_grant",
    metadata,
    Column("number", Integer, Identity(), primary_key=True),
    Column("person_id", Text, ForeignKey("person.person_id"), nullable=False),
    words("scope"),
    words("target"),
    words("granted_by"),
    instant("at"),
    instant("revoked_at", optional=True),
    CheckConstraint("scope IN ('company', 'group')", name="scope"),
    # What is granted holds once; what was revoked stays as evidence.
    Index(
        "uq_visibility_grant_holding",
        "person_id",
        "scope",
        "target",
        unique=True,
        postgresql_where=text("revoked_at IS NULL"),
    ),
)
