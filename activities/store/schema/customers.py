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


def _links(name: str, **ends: str) -> Table:
    """A list that records of one kind have of another: since when each stands in it, until when.

    Args:
        ends: The column of whose list it is, and that of what stands in it, each with what it
            refers to.
    """
    owner, target = ends
    return Table(
        name,
        metadata,
        *(_of(column, where) for column, where in ends.items()),
        instant("since_at"),
        instant("ended_at", optional=True),
        PrimaryKeyConstraint(owner, target),
        Index(f"ix_{name}_{target}", target),
    )


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

customer_group_member = _links(
    "customer_group_member", customer_id="customer.customer_id", group_id="customer_group.group_id"
)

customer_service = _links(
    "customer_service", customer_id="customer.customer_id", service_id="service.service_id"
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

technician_customer = _links(
    "technician_customer", person_id="technician.person_id", customer_id="customer.customer_id"
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

staff_role_member = _links(
    "staff_role_member", role_id="staff_role.role_id", person_id="person.person_id"
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

party_service = _links("party_service", party_id="party.party_id", service_id="service.service_id")
