"""Contracts: terms, periods, recipients, notices and the index figures prices follow (R57–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CONTRACTS = """
    CREATE VIEW contracts WITH (security_invoker = true) AS
    SELECT c.contract_id, c.name, c.customer_id, c.type, c.state, c.workflow_id, c.description,
        c.account_manager, c.answered_by, c.signed_on, c.renewal, c.term, c.price_rule, c.cut_off,
        c.closed_day, c.notice_days, c.time_zone, c.calendar_id, c.plan_id, c.period, c.ends_on,
        c.terminated_on, c.suspended_at, c.added_at, c.archived_at,
        ARRAY(SELECT s.service_id FROM contract_service s
            WHERE s.contract_id = c.contract_id AND s.until_at IS NULL
            ORDER BY s.service_id) AS services,
        q.start_on, q.cut_off_on, q.renewal_state, q.plan_version, q.calendar_version,
        q.price_minor_units, q.price_currency, p.policy_version,
        coalesce(p.opened_at, c.added_at) AS opened_at, p.closed_at,
        (SELECT count(*)::integer FROM inbox i WHERE i.workflow_id = c.workflow_id) AS open_tasks,
        (SELECT min(i.due_at) FROM inbox i WHERE i.workflow_id = c.workflow_id) AS next_due_at
    FROM contract c
    LEFT JOIN process p ON p.workflow_id = c.workflow_id
    LEFT JOIN contract_period q ON q.contract_id = c.contract_id AND q.number = c.period"""


def upgrade() -> None:
    """Make the tables, and the view that lists read."""
    for name, parts in (
        ("contract", _contract()),
        ("contract_service", _service()),
        ("contract_recipient", _recipient()),
        ("contract_period", _period()),
        ("contract_notice", _notice()),
        ("price_index", _index()),
    ):
        op.create_table(name, *parts)
    op.create_index("ix_contract_customer_id", "contract", ["customer_id"])
    op.create_index("ix_contract_ends_on", "contract", ["ends_on"])
    op.create_index("ix_contract_service_service_id", "contract_service", ["service_id"])
    op.create_index(
        "uq_contract_period_open",
        "contract_period",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.execute(_CONTRACTS)


def _contract() -> Sequence[sa.schema.SchemaItem]:
    return (
        _words("contract_id"),
        _words("workflow_id"),
        _words("customer_id"),
        _words("type"),
        _words("name"),
        _words("description"),
        _words("state"),
        _words("account_manager"),
        _words("answered_by", optional=True),
        _day("signed_on", optional=True),
        _words("renewal"),
        sa.Column("term", JSONB(), nullable=True),
        sa.Column("price_rule", JSONB(), nullable=False),
        sa.Column("cut_off", JSONB(), nullable=False),
        _words("closed_day"),
        sa.Column("notice_days", sa.ARRAY(sa.Integer()), nullable=False),
        _words("time_zone"),
        _words("calendar_id", optional=True),
        _words("plan_id", optional=True),
        _number("period", optional=True),
        _day("ends_on", optional=True),
        _day("terminated_on", optional=True),
        _instant("suspended_at", optional=True),
        _instant("added_at"),
        _instant("archived_at", optional=True),
        _check("contract", "type", "type IN ('sla', 'paid', 'other')"),
        _check(
            "contract",
            "state",
            "state IN ('draft', 'active', 'suspended', 'expired', 'cancelled')",
        ),
        _check("contract", "renewal", "renewal IN ('never', 'tacit', 'express')"),
        _check("contract", "suspended", "(state = 'suspended') = (suspended_at IS NOT NULL)"),
        _check(
            "contract",
            "archived_when_over",
            "archived_at IS NULL OR state IN ('expired', 'cancelled')",
        ),
        _refers("contract", ["workflow_id"], ["process.workflow_id"]),
        _refers("contract", ["customer_id"], ["customer.customer_id"]),
        _refers("contract", ["account_manager"], ["person.person_id"]),
        _refers("contract", ["answered_by"], ["person.person_id"]),
        _refers("contract", ["calendar_id"], ["calendar.calendar_id"]),
        _refers("contract", ["plan_id"], ["service_plan.plan_id"]),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_contract")),
        sa.UniqueConstraint("workflow_id", name=op.f("uq_contract_workflow_id")),
    )


def _service() -> Sequence[sa.schema.SchemaItem]:
    return (
        _words("contract_id"),
        _words("service_id"),
        _instant("since_at"),
        _instant("until_at", optional=True),
        _refers("contract_service", ["contract_id"], ["contract.contract_id"]),
        _refers("contract_service", ["service_id"], ["service.service_id"]),
        sa.PrimaryKeyConstraint("contract_id", "service_id", name=op.f("pk_contract_service")),
    )


def _recipient() -> Sequence[sa.schema.SchemaItem]:
    return (
        _words("contract_id"),
        _words("person_id"),
        _words("side"),
        _instant("since_at"),
        _instant("until_at", optional=True),
        _refers("contract_recipient", ["contract_id"], ["contract.contract_id"]),
        _refers("contract_recipient", ["person_id"], ["person.person_id"]),
        sa.PrimaryKeyConstraint("contract_id", "person_id", name=op.f("pk_contract_recipient")),
        _check("contract_recipient", "side", "side IN ('ours', 'customer')"),
    )


def _period() -> Sequence[sa.schema.SchemaItem]:
    table = "contract_period"
    return (
        _words("contract_id"),
        _number("number"),
        _number("predecessor", optional=True),
        _words("origin"),
        _day("start_on"),
        _day("end_on", optional=True),
        _day("holds_until_on", optional=True),
        _day("cut_off_on", optional=True),
        sa.Column("price_minor_units", sa.BigInteger(), nullable=True),
        _words("price_currency", optional=True),
        sa.Column("price_proof", JSONB(), nullable=True),
        _words("plan_id", optional=True),
        _number("plan_version", optional=True),
        _words("calendar_id", optional=True),
        _number("calendar_version", optional=True),
        _number("policy_version", optional=True),
        sa.Column("notices", JSONB(), nullable=False),
        _words("renewal_state"),
        _instant("opened_at"),
        _instant("closed_at", optional=True),
        _words("closed_as", optional=True),
        _refers(table, ["contract_id"], ["contract.contract_id"]),
        _refers(
            table,
            ["contract_id", "predecessor"],
            ["contract_period.contract_id", "contract_period.number"],
        ),
        _refers(
            table,
            ["plan_id", "plan_version"],
            ["service_plan_version.plan_id", "service_plan_version.version"],
        ),
        _refers(
            table,
            ["calendar_id", "calendar_version"],
            ["calendar_version.calendar_id", "calendar_version.version"],
        ),
        sa.PrimaryKeyConstraint("contract_id", "number", name=op.f("pk_contract_period")),
        sa.UniqueConstraint(
            "contract_id", "predecessor", name=op.f("uq_contract_period_contract_id_predecessor")
        ),
        sa.UniqueConstraint(
            "contract_id", "start_on", name=op.f("uq_contract_period_contract_id_start_on")
        ),
        *_rules_of_periods(table),
    )


def _rules_of_periods(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        _check(table, "number", "number > 0"),
        _check(table, "follows", "(number = 1) = (predecessor IS NULL)"),
        _check(table, "predecessor", "predecessor < number"),
        _check(table, "length", "end_on >= start_on"),
        _check(table, "price", "(price_minor_units IS NULL) = (price_currency IS NULL)"),
        _check(table, "origin", "origin IN ('agreed', 'renewed', 'history')"),
        _check(
            table,
            "renewal_state",
            "renewal_state IN ('none', 'notice_due', 'under_review', 'renewal_approved', "
            "'renewal_rejected', 'renewed')",
        ),
        _check(table, "closed", "(closed_at IS NULL) = (closed_as IS NULL)"),
        _check(table, "closed_as", "closed_as IN ('renewed', 'expired', 'cancelled')"),
    )


def _notice() -> Sequence[sa.schema.SchemaItem]:
    table = "contract_notice"
    return (
        _words("contract_id"),
        _number("period"),
        _number("offset_days"),
        _words("state"),
        _day("planned_on"),
        _day("due_on"),
        _instant("at"),
        _words("event_key"),
        _refers(
            table,
            ["contract_id", "period"],
            ["contract_period.contract_id", "contract_period.number"],
        ),
        sa.PrimaryKeyConstraint(
            "contract_id", "period", "offset_days", name=op.f("pk_contract_notice")
        ),
        _check(table, "state", "state IN ('sent', 'passed_over', 'history')"),
    )


def _index() -> Sequence[sa.schema.SchemaItem]:
    return (
        _words("index_name"),
        _day("month_on"),
        sa.Column("figure", sa.Numeric(16, 6), nullable=False),
        _words("source"),
        _words("recorded_by"),
        _instant("at"),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("index_name", "month_on", name=op.f("pk_price_index")),
        _check("price_index", "figure", "figure > 0"),
        _check("price_index", "month", "extract(day FROM month_on) = 1"),
    )


def _words(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=optional)


def _day(name: str, *, optional: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _instant(name: str, *, optional: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, columns: list[str], to: list[str]) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns, to, name=op.f(f"fk_{table}_{'_'.join(columns)}"))
