"""Service plans in every version, and the ledger of their credits (R67, R81, R90).

Rows of `service_plan_version` and `credit_entry` are never changed or deleted: the grants refuse
it to the roles of the house, a trigger to everybody else.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from activities.store.schema.columns import instant, json, metadata, recorded, words

service_plan = Table(
    "service_plan",
    metadata,
    Column("plan_id", Text, primary_key=True),
    words("name"),
    instant("archived_at", optional=True),
)

service_plan_version = Table(
    "service_plan_version",
    metadata,
    Column("plan_id", Text, ForeignKey("service_plan.plan_id"), nullable=False),
    Column("version", Integer, nullable=False),
    json("document"),
    words("by"),
    instant("at"),
    recorded(),
    PrimaryKeyConstraint("plan_id", "version"),
    CheckConstraint("version > 0", name="version"),
)

credit_entry = Table(
    "credit_entry",
    metadata,
    Column("entry_id", BigInteger, Identity(), primary_key=True),
    words("contract_id"),
    Column("period", Integer, nullable=False),
    Column("lot", Integer, nullable=False),
    words("kind"),
    Column("amount", Numeric(24, 4), nullable=False),
    words("unit"),
    Column("booked_on", Date, nullable=False),
    words("key"),
    instant("at"),
    recorded(),
    UniqueConstraint("key"),
    CheckConstraint("kind IN ('granted', 'consumed', 'rolled_over', 'expired')", name="kind"),
    CheckConstraint("unit IN ('minutes', 'requests', 'money')", name="unit"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("lot > 0 AND lot <= period", name="lot"),
    Index("ix_credit_entry_contract_id", "contract_id", "entry_id"),
)
