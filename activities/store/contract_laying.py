"""What a contract's process reads: the versions a period is pinned to, figures, services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store import calendars, plans
from activities.store.contract_services import leaving
from activities.store.schema import price_index
from domain.contracts.billing import Billing
from domain.contracts.periods import lay_out
from domain.contracts.pricing import IndexFigures
from domain.contracts.protocol import ServicesLeaving
from domain.contracts.spans import add_months
from domain.worktime.calendar import Weekday

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from activities.store.plans import PlanVersion
    from domain.contracts.periods import Period
    from domain.contracts.protocol import IndexWanted, LayoutWanted
    from domain.worktime.calendar import WorkCalendar

_YEAR = 12


def laid_out(connection: Connection, wanted: LayoutWanted) -> Period:
    """A period with every day and instant of it, by the versions it is pinned to (R66, R92)."""
    terms, pinned = wanted.period.terms, wanted.period
    plan = calendar = None
    if terms.plan_id is not None:
        plan = _plan(connection, terms.plan_id, pinned.plan_version)
    if terms.calendar_id is not None:
        calendar = _calendar(connection, terms.calendar_id, pinned.calendar_version)
    version = plan.version if plan else pinned.plan_version
    return lay_out(pinned, calendar, version, _billing(plan, calendar) if plan else None)


def figures(connection: Connection, wanted: IndexWanted) -> IndexFigures | None:
    """The figures of an index for a month and for the same of the year before (R65)."""
    now = _figure(connection, wanted.index, wanted.month_on)
    before = _figure(connection, wanted.index, add_months(wanted.month_on, -_YEAR))
    if now is None or before is None:
        return None
    return IndexFigures(month_on=wanted.month_on, figure=now, year_before=before)


def services_leaving(connection: Connection, contract_id: str) -> ServicesLeaving:
    """The services of a contract that are being retired (R38)."""
    return ServicesLeaving(services=leaving(connection, contract_id))


def _plan(connection: Connection, plan_id: str, version: int | None) -> PlanVersion | None:
    if version is None:
        return plans.newest(connection, plan_id)
    return plans.at_version(connection, plan_id, version)


def _billing(plan: PlanVersion, calendar: WorkCalendar | None) -> Billing | None:
    """How the credits of a plan come; one without an allowance has none."""
    if plan.document.allowance is None:
        return None
    return Billing(
        plan_id=plan.plan_id,
        plan_version=plan.version,
        every=plan.document.billing_period,
        week_start=calendar.week_start if calendar else Weekday.MONDAY,
    )


def _calendar(connection: Connection, calendar_id: str, version: int | None) -> WorkCalendar | None:
    if version is None:
        return calendars.newest(connection, calendar_id)
    return calendars.at_version(connection, calendar_id, version)


def _figure(connection: Connection, index: str, month_on: date) -> Decimal | None:
    return connection.scalar(
        select(price_index.c.figure).where(
            price_index.c.index_name == index, price_index.c.month_on == month_on
        )
    )
