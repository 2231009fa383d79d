"""Contracts: their terms, their periods, who is told of what, and the figures prices follow."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from activities.store.schema.columns import instant, json, metadata, recorded, words

contract = Table(
    "contract",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("workflow_id", Text, ForeignKey("process.workflow_id"), nullable=False, unique=True),
    Column("customer_id", Text, ForeignKey("customer.customer_id"), nullable=False),
    words("type"),
    words("name"),
    words("description"),
    words("state"),
    Column("account_manager", Text, ForeignKey("person.person_id"), nullable=False),
    Column("answered_by", Text, ForeignKey("person.person_id"), nullable=True),
    Column("signed_on", Date, nullable=True),
    words("renewal"),
    json("term", optional=True),
    json("price_rule"),
    json("cut_off"),
    words("closed_day"),
    Column("notice_days", ARRAY(Integer), nullable=False),
    words("time_zone"),
    Column("calendar_id", Text, ForeignKey("calendar.calendar_id"), nullable=True),
    Column("plan_id", Text, ForeignKey("service_plan.plan_id"), nullable=True),
    Column("period", Integer, nullable=True),
    Column("ends_on", Date, nullable=True),
    Column("terminated_on", Date, nullable=True),
    instant("suspended_at", optional=True),
    instant("added_at"),
    instant("archived_at", optional=True),
    CheckConstraint("type IN ('sla', 'paid', 'other')", name="type"),
    CheckConstraint(
        "state IN ('draft', 'active', 'suspended', 'expired', 'cancelled')", name="state"
    ),
    CheckConstraint("renewal IN ('never', 'tacit', 'express')", name="renewal"),
    CheckConstraint("(state = 'suspended') = (suspended_at IS NOT NULL)", name="suspended"),
    CheckConstraint(
        "archived_at IS NULL OR state IN ('expired', 'cancelled')", name="archived_when_over"
    ),
    Index("ix_contract_customer_id", "customer_id"),
    Index("ix_contract_ends_on", "ends_on"),
)

contract_service = Table(
    "contract_service",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.contract_id"), nullable=False),
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    instant("since_at"),
    instant("until_at", optional=True),
    PrimaryKeyConstraint("contract_id", "service_id"),
    Index("ix_contract_service_service_id", "service_id"),
)

contract_recipient = Table(
    "contract_recipient",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.contract_id"), nullable=False),
    Column("person_id", Text, ForeignKey("person.person_id"), nullable=False),
    words("side"),
    instant("since_at"),
    instant("until_at", optional=True),
    PrimaryKeyConstraint("contract_id", "person_id"),
    CheckConstraint("side IN ('ours', 'customer')", name="side"),
)

contract_period = Table(
    "contract_period",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.contract_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("predecessor", Integer, nullable=True),
    words("origin"),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=True),
    Column("holds_until_on", Date, nullable=True),
    Column("cut_off_on", Date, nullable=True),
    Column("price_minor_units", BigInteger, nullable=True),
    words("price_currency", optional=True),
    json("price_proof", optional=True),
    words("plan_id", optional=True),
    Column("plan_version", Integer, nullable=True),
    words("calendar_id", optional=True),
    Column("calendar_version", Integer, nullable=True),
    Column("policy_version", Integer, nullable=True),
    json("notices"),
    words("renewal_state"),
    instant("opened_at"),
    instant("closed_at", optional=True),
    words("closed_as", optional=True),
    PrimaryKeyConstraint("contract_id", "number"),
    ForeignKeyConstraint(
        ["contract_id", "predecessor"], ["contract_period.contract_id", "contract_period.number"]
    ),
    ForeignKeyConstraint(
        ["plan_id", "plan_version"],
        ["service_plan_version.plan_id", "service_plan_version.version"],
    ),
    ForeignKeyConstraint(
        ["calendar_id", "calendar_version"],
        ["calendar_version.calendar_id", "calendar_version.version"],
    ),
    UniqueConstraint("contract_id", "predecessor"),
    UniqueConstraint("contract_id", "start_on"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(number = 1) = (predecessor IS NULL)", name="follows"),
    CheckConstraint("predecessor < number", name="predecessor"),
    CheckConstraint("end_on >= start_on", name="length"),
    CheckConstraint("(price_minor_units IS NULL) = (price_currency IS NULL)", name="price"),
    CheckConstraint("origin IN ('agreed', 'renewed', 'history')", name="origin"),
    CheckConstraint(
        "renewal_state IN ('none', 'notice_due', 'under_review', 'renewal_approved', "
        "'renewal_rejected', 'renewed')",
        name="renewal_state",
    ),
    CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name="closed"),
    CheckConstraint("closed_as IN ('renewed', 'expired', 'cancelled')", name="closed_as"),
    # One period holds at a time (R92).
    Index(
        "uq_contract_period_open",
        "contract_id",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
)

contract_notice = Table(
    "contract_notice",
    metadata,
    Column("contract_id", Text, nullable=False),
    Column("period", Integer, nullable=False),
    Column("offset_days", Integer, nullable=False),
    words("state"),
    Column("planned_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    instant("at"),
    words("event_key"),
    # Each notice once a period and offset, whatever happens (R93).
    PrimaryKeyConstraint("contract_id", "period", "offset_days"),
    ForeignKeyConstraint(
        ["contract_id", "period"], ["contract_period.contract_id", "contract_period.number"]
    ),
    CheckConstraint("state IN ('sent', 'passed_over', 'history')", name="state"),
)

price_index = Table(
    "price_index",
    metadata,
    words("index_name"),
    Column("month_on", Date, nullable=False),
    Column("figure", Numeric(16, 6), nullable=False),
    words("source"),
    words("recorded_by"),
    instant("at"),
    recorded(),
    PrimaryKeyConstraint("index_name", "month_on"),
    CheckConstraint("figure > 0", name="figure"),
    CheckConstraint("extract(day FROM month_on) = 1", name="month"),
)
