"""Whether a service is used and of value, computed from the records (R26, R38)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store.schema import dependent, measure
from domain.service import Evidence

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def evidence_of(connection: Connection, service_id: str, now: datetime) -> Evidence:
    """Usage and revenue of the last twelve months, and what depends on the service now.

    Source: R26, R38.
    """
    a_year_ago = date(now.year - 1, now.month, 1)
    recent = (measure.c.service_id == service_id) & (measure.c.month_on > a_year_ago)
    used = (
        select(measure.c.month_on, func.max(measure.c.usage).label("usage"))
        .where(recent)
        .group_by(measure.c.month_on)
        .subquery()
    )
    months, usage = connection.execute(
        select(func.count(), func.coalesce(func.sum(used.c.usage), 0)).select_from(used)
    ).one()
    earned = connection.execute(
        select(measure.c.currency, func.sum(measure.c.revenue_minor_units))
        .where(recent)
        .group_by(measure.c.currency)
        .order_by(measure.c.currency)
    ).all()
    return Evidence(
        months=months,
        usage=int(usage),
        revenue={currency: int(amount) for currency, amount in earned},
        open_dependents=open_dependents(connection, service_id),
        computed_at=now.isoformat(),
    )


def open_dependents(connection: Connection, service_id: str) -> dict[str, int]:
    """How many records still depend on a service, by kind; a kind nobody knows counts as well."""
    rows = connection.execute(
        select(dependent.c.kind, func.count())
        .where(dependent.c.service_id == service_id, dependent.c.closed_at.is_(None))
        .group_by(dependent.c.kind)
        .order_by(dependent.c.kind)
    ).all()
    return {kind: count for kind, count in rows}  # noqa: C416 - rows are not pairs to mypy
