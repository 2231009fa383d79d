"""Customers, their people and what is theirs; technicians, staff roles, absences and parties.

A contact and a technician are people of the register with a row of their own here. A link that
ended keeps its row with the instant of its end, for nothing is ever deleted.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from activities.store.schema.columns import instant, json, lists, metadata, words


def _of(name: str, where: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(where), nullable=optional)


customer_group = Table(
    "customer_group",
    metadata,
    Column("group_id", Text, primary_key=True),
    words("name"),
    words("description", optional=True),
    instant("archived_at", optional=True),
)

customer = Table(
    "customer",
    metadata,
    Column("customer_id", Text, primary_key=True),
    words("name"),
    words("kind"),
    words("basis"),
    _of("account_manager", "person.person_id", optional=True),
    _of("project_manager", "person.person_id", optional=True),
    words("business_profile", optional=True),
    words("language"),
    words("form_of_address", optional=True),
    words("time_zone"),
    _of("calendar_id", "calendar.calendar_id", optional=True),
    Column("reviews_a_year", Integer, nullable=True),
    lists("reviews_agreed_by"),
    Column("reviews_agreed_on", Date, nullable=True),
    instant("archived_at", optional=True),
    CheckConstraint("kind IN ('external', 'internal')", name="kind"),
    CheckConstraint("basis IN ('agreement', 'sporadic')", name="basis"),
    CheckConstraint("language IN ('tr', 'en', 'zh', 'fa')", name="language"),
    CheckConstraint("reviews_a_year > 0", name="reviews_a_year"),
    CheckConstraint(
        "reviews_a_year IS NULL OR cardinality(reviews_agreed_by) > 0", name="reviews_are_agreed"
    ),
    Index("ix_customer_account_manager", "account_manager"),
)

customer_group_member = Table(
    "customer_group_member",
    metadata,
    _of("customer_id", "customer.customer_id"),
    _of("group_id", "customer_group.group_id"),
    instant("since_at"),
    instant("ended_at", optional=True),
    PrimaryKeyConstraint("customer_id", "group_id"),
    Index("ix_customer_group_member_group_id", "group_id"),
)

customer_service = Table(
    "customer_service",
    metadata,
    _of("customer_id", "customer.customer_id"),
    _of("service_id", "service.service_id"),
    instant("since_at"),
    instant("ended_at", optional=True),
    PrimaryKeyConstraint("customer_id", "service_id"),
    Index("ix_customer_service_service_id", "service_id"),
)

need = Table(
    "need",
    metadata,
    _of("customer_id", "customer.customer_id"),
    Column("number", Integer, nullable=False),
    words("need"),
    words("stated_by"),
    instant("stated_at"),
    words("answer", optional=True),
    words("outcome", optional=True),
    words("answered_by", optional=True),
    instant("answered_at", optional=True),
    PrimaryKeyConstraint("customer_id", "number"),
    CheckConstraint("outcome IN ('met', 'planned', 'declined')", name="outcome"),
    CheckConstraint(
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (outcome IS NULL)",
        name="answered",
    ),
)

contact = Table(
    "contact",
    metadata,
    Column("person_id", Text, ForeignKey("person.person_id"), primary_key=True),
    _of("customer_id", "customer.customer_id"),
    words("state"),
    words("job", optional=True),
    words("phone", optional=True),
    words("form_of_address", optional=True),
    json("preferred_terms"),
    instant("archived_at", optional=True),
    CheckConstraint("state IN ('active', 'passive')", name="state"),
    Index("ix_contact_customer_id", "customer_id"),
)

technician = Table(
    "technician",
    metadata,
    Column("person_id", Text, ForeignKey("person.person_id"), primary_key=True),
    words("team", optional=True),
    instant("archived_at", optional=True),
)

technician_customer = Table(
    "technician_customer",
    metadata,
    _of("person_id", "technician.person_id"),
    _of("customer_id", "customer.customer_id"),
    instant("since_at"),
    instant("ended_at", optional=True),
    PrimaryKeyConstraint("person_id", "customer_id"),
    Index("ix_technician_customer_customer_id", "customer_id"),
)

staff_role = Table(
    "staff_role",
    metadata,
    Column("role_id", Text, primary_key=True),
    words("name"),
    lists("permissions"),
    Column("only_authorised_customers", Boolean, nullable=False),
    Column("hourly_cost_minor_units", BigInteger, nullable=True),
    words("currency", optional=True),
    instant("archived_at", optional=True),
    CheckConstraint("hourly_cost_minor_units >= 0", name="hourly_cost"),
    CheckConstraint(
        "(hourly_cost_minor_units IS NULL) = (currency IS NULL)", name="cost_has_a_currency"
    ),
)

staff_role_member = Table(
    "staff_role_member",
    metadata,
    _of("role_id", "staff_role.role_id"),
    _of("person_id", "person.person_id"),
    instant("since_at"),
    instant("ended_at", optional=True),
    PrimaryKeyConstraint("role_id", "person_id"),
    Index("ix_staff_role_member_person_id", "person_id"),
)

absence = Table(
    "absence",
    metadata,
    Column("absence_id", Text, primary_key=True),
    _of("person_id", "person.person_id"),
    _of("substitute", "person.person_id"),
    Column("from_on", Date, nullable=False),
    Column("back_on", Date, nullable=False),
    instant("archived_at", optional=True),
    CheckConstraint("from_on < back_on", name="lasts"),
    CheckConstraint("person_id <> substitute", name="somebody_else"),
    Index("ix_absence_person_id", "person_id", postgresql_where=text("archived_at IS NULL")),
    Index("ix_absence_substitute", "substitute", postgresql_where=text("archived_at IS NULL")),
)

asset = Table(
    "asset",
    metadata,
    Column("asset_id", Text, primary_key=True),
    _of("customer_id", "customer.customer_id"),
    words("name"),
    words("kind"),
    words("serial_number", optional=True),
    words("location", optional=True),
    _of("service_id", "service.service_id", optional=True),
    instant("archived_at", optional=True),
    Index("ix_asset_customer_id", "customer_id"),
)

party = Table(
    "party",
    metadata,
    Column("party_id", Text, primary_key=True),
    words("name"),
    words("kind"),
    words("delivers", optional=True),
    words("contact_name", optional=True),
    words("email", optional=True),
    words("phone", optional=True),
    instant("archived_at", optional=True),
    CheckConstraint("kind IN ('supplier', 'authorised_provider', 'other')", name="kind"),
)

party_service = Table(
    "party_service",
    metadata,
    _of("party_id", "party.party_id"),
    _of("service_id", "service.service_id"),
    instant("since_at"),
    instant("ended_at", optional=True),
    PrimaryKeyConstraint("party_id", "service_id"),
    Index("ix_party_service_service_id", "service_id"),
)
