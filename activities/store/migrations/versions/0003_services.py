"""Services: where they stand, gates, the catalogue, measures and dependents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "service",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("workflow_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "customers_needs", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "strategic_goals", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deferred_until_on", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('strategy', 'design', 'transition', 'operation', 'retirement', 'retired', "
            "'rejected', 'withdrawn')",
            name=op.f("ck_service_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["process.workflow_id"], name=op.f("fk_service_workflow_id")
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service")),
        sa.UniqueConstraint("workflow_id", name=op.f("uq_service_workflow_id")),
    )
    op.create_table(
        "service_version",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_service_version_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "version", name=op.f("pk_service_version")),
    )
    op.create_table(
        "service_stage",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.Text(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_service_stage_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "version", "position", name=op.f("pk_service_stage")),
        sa.UniqueConstraint("event_key", name=op.f("uq_service_stage_event_key")),
    )
    op.create_table(
        "gate",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_gate_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "version", "gate", name=op.f("pk_gate")),
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("service_levels", JSONB(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= published_at",
            name=op.f("ck_catalogue_entry_half_open"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_catalogue_entry_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "published_at", name=op.f("pk_catalogue_entry")),
    )
    op.create_index(
        "uq_catalogue_entry_current",
        "catalogue_entry",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "measure",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("usage", sa.BigInteger(), nullable=False),
        sa.Column("revenue_minor_units", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_measure_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "month_on", "currency", name=op.f("pk_measure")),
    )
    op.create_table(
        "dependent",
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dependent_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_reason IS NULL)",
            name=op.f("ck_dependent_closed_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["person.person_id"], name=op.f("fk_dependent_contact")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_dependent_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "kind", "dependent_id", name=op.f("pk_dependent")),
    )
