"""Services: where they stand, what design delivered, the catalogue, what depends on them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from activities.store.schema.columns import instant, json, lists, metadata, words

service = Table(
    "service",
    metadata,
    Column("service_id", Text, primary_key=True),
    Column("workflow_id", Text, ForeignKey("process.workflow_id"), nullable=False, unique=True),
    words("name"),
    words("description"),
    words("owner"),
    words("proposer"),
    words("stage"),
    Column("version", Integer, nullable=False),
    lists("customers_needs"),
    lists("strategic_goals"),
    instant("entered_at"),
    Column("deferred_until_on", Date, nullable=True),
    instant("ends_at", optional=True),
    CheckConstraint(
        "stage IN ('strategy', 'design', 'transition', 'operation', 'retirement', 'retired', "
        "'rejected', 'withdrawn')",
        name="stage",
    ),
)

service_version = Table(
    "service_version",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("version", Integer, nullable=False),
    words("stage"),
    words("change"),
    instant("opened_at"),
    PrimaryKeyConstraint("service_id", "version"),
)

service_change = Table(
    "service_change",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("number", Integer, nullable=False),
    words("title"),
    words("change"),
    words("benefit"),
    words("proposer"),
    words("size"),
    Column("person_days", Integer, nullable=True),
    json("cost", optional=True),
    json("design"),
    words("state"),
    Column("version", Integer, nullable=True),
    Column("deferred_until_on", Date, nullable=True),
    instant("proposed_at"),
    instant("begun_at", optional=True),
    instant("ended_at", optional=True),
    words("request_id", optional=True),
    PrimaryKeyConstraint("service_id", "number"),
    UniqueConstraint("request_id"),
    CheckConstraint("size IN ('minor', 'normal', 'major')", name="size"),
    CheckConstraint(
        "state IN ('queued', 'deciding', 'deferred', 'making', 'live', 'rejected', 'withdrawn', "
        "'cancelled')",
        name="state",
    ),
    CheckConstraint(
        "(ended_at IS NOT NULL) = (state IN ('live', 'rejected', 'withdrawn', 'cancelled'))",
        name="ended",
    ),
    CheckConstraint(
        "state NOT IN ('making', 'live') OR version IS NOT NULL", name="made_as_a_version"
    ),
    CheckConstraint("(state = 'deferred') = (deferred_until_on IS NOT NULL)", name="deferred"),
    # One open change a service: the others wait (R27).
    Index(
        "uq_service_change_at_hand",
        "service_id",
        unique=True,
        postgresql_where=text("state IN ('deciding', 'making')"),
    ),
)

service_stage = Table(
    "service_stage",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    words("stage"),
    instant("entered_at"),
    words("moved_by"),
    words("event_key"),
    PrimaryKeyConstraint("service_id", "version", "position"),
    UniqueConstraint("event_key"),
)

gate = Table(
    "gate",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("version", Integer, nullable=False),
    words("gate"),
    json("data"),
    words("answered_by"),
    instant("at"),
    PrimaryKeyConstraint("service_id", "version", "gate"),
)

catalogue_entry = Table(
    "catalogue_entry",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("version", Integer, nullable=False),
    words("name"),
    words("description"),
    json("service_levels", optional=True),
    instant("published_at"),
    instant("withdrawn_at", optional=True),
    PrimaryKeyConstraint("service_id", "published_at"),
    CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= published_at", name="half_open"),
    Index(
        "uq_catalogue_entry_current",
        "service_id",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)

measure = Table(
    "measure",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    Column("month_on", Date, nullable=False),
    words("currency"),
    Column("usage", BigInteger, nullable=False),
    Column("revenue_minor_units", BigInteger, nullable=False),
    PrimaryKeyConstraint("service_id", "month_on", "currency"),
)

dependent = Table(
    "dependent",
    metadata,
    Column("service_id", Text, ForeignKey("service.service_id"), nullable=False),
    words("kind"),
    words("dependent_id"),
    words("name"),
    Column("contact", Text, ForeignKey("person.person_id"), nullable=True),
    instant("opened_at"),
    instant("closed_at", optional=True),
    words("closed_reason", optional=True),
    PrimaryKeyConstraint("service_id", "kind", "dependent_id"),
    CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
)
