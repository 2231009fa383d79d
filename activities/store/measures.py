"""What services were used for and earned, month by month (R38, 9.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import measure
from domain.service import Measure

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


def first_day(month: str) -> date:
    """The first day of a month that is written as YYYY-MM."""
    return date.fromisoformat(f"{month}-01")


def hold(connection: Connection, service_id: str) -> None:
    """Let nobody else measure this service until the transaction ends."""
    turn = func.hashtextextended(f"measure/{service_id}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(turn)))


def of_month(connection: Connection, service_id: str, month: str, currency: str) -> Measure | None:
    """What is on record for one month and currency."""
    row = (
        connection.execute(
            select(measure).where(
                measure.c.service_id == service_id,
                measure.c.month_on == first_day(month),
                measure.c.currency == currency,
            )
        )
        .mappings()
        .first()
    )
    return measure_in(row) if row else None


def put(connection: Connection, service_id: str, one: Measure) -> None:
    """Record a month, or correct it; its usage is one figure, in whatever currency it earned.

    Idempotent by: service, month and currency.
    """
    statement = insert(measure).values(
        service_id=service_id,
        month_on=first_day(one.month),
        currency=one.currency,
        usage=one.usage,
        revenue_minor_units=one.revenue_minor_units,
    )
    latest = {name: statement.excluded[name] for name in ("usage", "revenue_minor_units")}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["service_id", "month_on", "currency"], set_=latest
        )
    )
    connection.execute(
        update(measure)
        .where(measure.c.service_id == service_id, measure.c.month_on == first_day(one.month))
        .values(usage=one.usage)
    )


def measure_in(row: RowMapping) -> Measure:
    """The measure a row holds."""
    return Measure(
        month=f"{row['month_on']:%Y-%m}",
        usage=row["usage"],
        revenue_minor_units=row["revenue_minor_units"],
        currency=row["currency"],
    )
