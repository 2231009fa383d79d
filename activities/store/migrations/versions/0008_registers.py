"""Customers, contacts, groups, technicians, staff roles, absences, assets, parties (R44-R56)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _customers()
    _people()
    _parties()


def _customers() -> None:
    op.create_table(
        "customer_group",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_customer_group")),
    )
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("account_manager", sa.Text(), nullable=True),
        sa.Column("project_manager", sa.Text(), nullable=True),
        sa.Column("business_profile", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("form_of_address", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Text(), nullable=True),
        sa.Column("reviews_a_year", sa.Integer(), nullable=True),
        sa.Column(
            "reviews_agreed_by", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("reviews_agreed_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("basis IN ('agreement', 'sporadic')", name=op.f("ck_customer_basis")),
        sa.CheckConstraint("kind IN ('external', 'internal')", name=op.f("ck_customer_kind")),
        sa.CheckConstraint(
            "language IN ('tr', 'en', 'zh', 'fa')", name=op.f("ck_customer_language")
        ),
        sa.CheckConstraint("reviews_a_year > 0", name=op.f("ck_customer_reviews_a_year")),
        sa.CheckConstraint(
            "reviews_a_year IS NULL OR cardinality(reviews_agreed_by) > 0",
            name=op.f("ck_customer_reviews_are_agreed"),
        ),
        sa.ForeignKeyConstraint(
            ["account_manager"], ["person.person_id"], name=op.f("fk_customer_account_manager")
        ),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendar.calendar_id"], name=op.f("fk_customer_calendar_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_manager"], ["person.person_id"], name=op.f("fk_customer_project_manager")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer")),
    )
    op.create_index("ix_customer_account_manager", "customer", ["account_manager"])
    op.create_table(
        "customer_group_member",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.customer_id"],
            name=op.f("fk_customer_group_member_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["customer_group.group_id"],
            name=op.f("fk_customer_group_member_group_id"),
        ),
        sa.PrimaryKeyConstraint("customer_id", "group_id", name=op.f("pk_customer_group_member")),
    )
    op.create_index("ix_customer_group_member_group_id", "customer_group_member", ["group_id"])
    op.create_table(
        "customer_service",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.customer_id"], name=op.f("fk_customer_service_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_customer_service_service_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "service_id", name=op.f("pk_customer_service")),
    )
    op.create_index("ix_customer_service_service_id", "customer_service", ["service_id"])
    op.create_table(
        "need",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('met', 'planned', 'declined')", name=op.f("ck_need_outcome")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (outcome IS NULL)",
            name=op.f("ck_need_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.customer_id"], name=op.f("fk_need_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "number", name=op.f("pk_need")),
    )


def _people() -> None:
    op.create_table(
        "contact",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("form_of_address", sa.Text(), nullable=True),
        sa.Column("preferred_terms", JSONB(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('active', 'passive')", name=op.f("ck_contact_state")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.customer_id"], name=op.f("fk_contact_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_contact_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"])
    op.create_table(
        "technician",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_technician_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_technician")),
    )
    op.create_table(
        "technician_customer",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.customer_id"],
            name=op.f("fk_technician_customer_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["technician.person_id"], name=op.f("fk_technician_customer_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "customer_id", name=op.f("pk_technician_customer")),
    )
    op.create_index("ix_technician_customer_customer_id", "technician_customer", ["customer_id"])
    op.create_table(
        "staff_role",
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "permissions", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("only_authorised_customers", sa.Boolean(), nullable=False),
        sa.Column("hourly_cost_minor_units", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(hourly_cost_minor_units IS NULL) = (currency IS NULL)",
            name=op.f("ck_staff_role_cost_has_a_currency"),
        ),
        sa.CheckConstraint("hourly_cost_minor_units >= 0", name=op.f("ck_staff_role_hourly_cost")),
        sa.PrimaryKeyConstraint("role_id", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "staff_role_member",
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_staff_role_member_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["staff_role.role_id"], name=op.f("fk_staff_role_member_role_id")
        ),
        sa.PrimaryKeyConstraint("role_id", "person_id", name=op.f("pk_staff_role_member")),
    )
    op.create_index("ix_staff_role_member_person_id", "staff_role_member", ["person_id"])
    op.create_table(
        "absence",
        sa.Column("absence_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_on < back_on", name=op.f("ck_absence_lasts")),
        sa.CheckConstraint("person_id <> substitute", name=op.f("ck_absence_somebody_else")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_absence_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["substitute"], ["person.person_id"], name=op.f("fk_absence_substitute")
        ),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_absence")),
    )
    op.create_index(
        "ix_absence_person_id",
        "absence",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "ix_absence_substitute",
        "absence",
        ["substitute"],
        unique=False,
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def _parties() -> None:
    op.create_table(
        "asset",
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("serial_number", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.customer_id"], name=op.f("fk_asset_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_asset_service_id")
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_asset")),
    )
    op.create_index("ix_asset_customer_id", "asset", ["customer_id"])
    op.create_table(
        "party",
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("delivers", sa.Text(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('supplier', 'authorised_provider', 'other')", name=op.f("ck_party_kind")
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_party")),
    )
    op.create_table(
        "party_service",
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.party_id"], name=op.f("fk_party_service_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.service_id"], name=op.f("fk_party_service_service_id")
        ),
        sa.PrimaryKeyConstraint("party_id", "service_id", name=op.f("pk_party_service")),
    )
    op.create_index("ix_party_service_service_id", "party_service", ["service_id"])
