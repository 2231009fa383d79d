"""Service plans in every version, and the ledger of their credits (R67, R81, R90)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFUSE = """
    CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END $$"""

_KEPT = ("service_plan_version", "credit_entry")


def upgrade() -> None:
    """Make the tables, and let nobody rewrite what is append-only."""
    _make_plans()
    _make_ledger()
    op.execute(_REFUSE)
    for table in _KEPT:
        op.execute(
            f"CREATE TRIGGER never_rewritten BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
        )


def _make_plans() -> None:
    op.create_table(
        "service_plan",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_service_plan")),
    )
    op.create_table(
        "service_plan_version",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_service_plan_version_version")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["service_plan.plan_id"], name=op.f("fk_service_plan_version_plan_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_service_plan_version")),
    )


def _make_ledger() -> None:
    op.create_table(
        "credit_entry",
        sa.Column("entry_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(24, 4), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('granted', 'consumed', 'rolled_over', 'expired')",
            name=op.f("ck_credit_entry_kind"),
        ),
        sa.CheckConstraint(
            "unit IN ('minutes', 'requests', 'money')", name=op.f("ck_credit_entry_unit")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_credit_entry_amount")),
        sa.CheckConstraint("lot > 0 AND lot <= period", name=op.f("ck_credit_entry_lot")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_credit_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_credit_entry_key")),
    )
    op.create_index("ix_credit_entry_contract_id", "credit_entry", ["contract_id", "entry_id"])
