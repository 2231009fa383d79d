"""One period of a contract, laid out: every day and instant on which something falls due in it.

It is laid out once, when it opens, and carried: a calendar, a plan or a time zone that changes
later changes nothing in a period that runs (R92, R93).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import JsonValue

from domain.answers import Money
from domain.contracts.billing import Billing
from domain.contracts.rule import ContractRule
from domain.contracts.spans import ONE_DAY, start_of
from domain.contracts.terms import Terms
from domain.contracts.words import ClosedDay, Origin, Renewal
from domain.errors import ConflictError
from domain.model import Value
from domain.worktime.days import Roll, shift

if TYPE_CHECKING:
    from domain.contracts.pricing import Priced
    from domain.worktime.calendar import WorkCalendar


class PlannedNotice(Value):
    """One notice of a period.

    Args:
        offset: Days from the last day of the period; negative before it.
        planned_on: The day it falls on.
        due_on: The working day it goes on.
        at: When it goes.
    """

    offset: int
    planned_on: date
    due_on: date
    at: datetime


class PeriodEnd(Value):
    """How a period ends; a contract without an end date has none.

    Args:
        end_on: Its last day.
        holds_until_on: The day until which the contract holds where no period follows.
        ends_at: The instant it ends, where another one follows.
        closes_at: The instant the contract ends, where none follows.
        cut_off_on: The last day on which it can be terminated to its end.
        cut_off_at: When that day is over.
        asks_at: When it is asked whether the contract goes on; None where nobody is asked.
    """

    end_on: date
    holds_until_on: date
    ends_at: datetime
    closes_at: datetime
    cut_off_on: date
    cut_off_at: datetime
    asks_at: datetime | None = None


class Period(Value):
    """A period of a contract.

    Args:
        start_on: Its first day.
        begins_at: The instant it begins.
        end: How it ends; None where it has no end.
        plan_version: The version of the service plan it is pinned to.
        calendar_version: The version of the working calendar it is pinned to.
        billing: How its credits come; None where its plan has none.
    """

    number: int
    origin: Origin = Origin.AGREED
    start_on: date
    begins_at: datetime
    end: PeriodEnd | None = None
    price: Money | None = None
    proof: dict[str, JsonValue] | None = None
    plan_version: int | None = None
    calendar_version: int | None = None
    billing: Billing | None = None
    notices: tuple[PlannedNotice, ...] = ()

    @property
    def end_on(self) -> date | None:
        """Its last day; None where it has no end."""
        return self.end.end_on if self.end else None

    @property
    def its_end(self) -> PeriodEnd:
        """How it ends.

        Raises:
            ConflictError: it has no end.
        """
        if self.end is None:
            message = f"period {self.number} has no end"
            raise ConflictError(message, field="contract")
        return self.end


class PeriodWanted(Value):
    """A period to lay out.

    Args:
        terms: The terms it runs by.
        rule: What policy says of contracts.
        plan_version: The version of the plan to keep; None takes the newest.
        calendar_version: The version of the calendar to keep; None takes the newest.
        quiet_until: Nobody is asked before this instant, for the contract comes over from
            elsewhere.
    """

    number: int
    origin: Origin
    start_on: date
    end_on: date | None
    price: Money | None = None
    proof: dict[str, JsonValue] | None = None
    terms: Terms
    rule: ContractRule
    plan_version: int | None = None
    calendar_version: int | None = None
    quiet_until: datetime | None = None


def lay_out(
    wanted: PeriodWanted,
    calendar: WorkCalendar | None,
    plan_version: int | None,
    billing: Billing | None = None,
) -> Period:
    """Find every day and instant of a period.

    Args:
        calendar: The working calendar it is pinned to; None where it has none: then every day
            counts as a working day.
        plan_version: The version of the plan it is pinned to.
        billing: How the credits of that plan come, where it has any.
    """
    zone, end_on = wanted.terms.time_zone, wanted.end_on
    period = Period(
        number=wanted.number,
        origin=wanted.origin,
        start_on=wanted.start_on,
        begins_at=start_of(wanted.start_on, zone),
        price=wanted.price,
        proof=wanted.proof,
        plan_version=plan_version,
        calendar_version=calendar.version if calendar else None,
        billing=billing,
    )
    return period if end_on is None else _with_end(period, wanted, calendar, end_on)


def _with_end(
    period: Period, wanted: PeriodWanted, calendar: WorkCalendar | None, end_on: date
) -> Period:
    terms, boundary = wanted.terms, end_on + ONE_DAY
    holds_until = end_on
    if calendar is not None and terms.closed_day is ClosedDay.NEXT:
        holds_until = shift(calendar, end_on, Roll.NEXT)
    past_cut_off = max(terms.cut_off.before(boundary), wanted.start_on)
    end = PeriodEnd(
        end_on=end_on,
        holds_until_on=holds_until,
        ends_at=start_of(boundary, terms.time_zone),
        closes_at=start_of(holds_until + ONE_DAY, terms.time_zone),
        cut_off_on=past_cut_off - ONE_DAY,
        cut_off_at=start_of(past_cut_off, terms.time_zone),
        asks_at=_asks_at(wanted, boundary, past_cut_off),
    )
    notices = tuple(
        _notice(one, holds_until if one > 0 else end_on, wanted, calendar)
        for one in terms.notices.offsets()
    )
    return period.model_copy(update={"end": end, "notices": notices})


def _asks_at(wanted: PeriodWanted, boundary: date, past_cut_off: date) -> datetime | None:
    """When it is asked: before the cut-off where silence renews, else before the end."""
    rule, terms = wanted.rule, wanted.terms
    if terms.renewal is Renewal.NEVER:
        return None
    if terms.renewal is Renewal.TACIT:
        day = past_cut_off - timedelta(days=rule.tacit_lead_days)
    else:
        day = boundary - timedelta(days=rule.express_lead_days)
    at = start_of(max(day, wanted.start_on), terms.time_zone)
    return max(at, wanted.quiet_until) if wanted.quiet_until else at


def _notice(
    offset: int, last_day: date, wanted: PeriodWanted, calendar: WorkCalendar | None
) -> PlannedNotice:
    """A notice is never later than promised before the end, and never sooner after it."""
    planned = due = last_day + timedelta(days=offset)
    if calendar is not None and wanted.rule.notices_on_working_days:
        due = shift(calendar, planned, Roll.NEXT if offset > 0 else Roll.PREVIOUS)
    at = start_of(due, wanted.terms.time_zone, hour=wanted.rule.notice_hour)
    return PlannedNotice(offset=offset, planned_on=planned, due_on=due, at=at)


def following(period: Period, end_on: date, terms: Terms, rule: ContractRule) -> PeriodWanted:
    """The period after one, as it is to be laid out; it takes up what policy lets it take up.

    Args:
        end_on: Its last day.
    """
    kept_plan = terms.plan_version or (None if rule.adopt_plan else period.plan_version)
    return PeriodWanted(
        number=period.number + 1,
        origin=Origin.RENEWED,
        start_on=period.its_end.end_on + ONE_DAY,
        end_on=end_on,
        terms=terms,
        rule=rule,
        plan_version=kept_plan,
        calendar_version=None if rule.adopt_calendar else period.calendar_version,
    )


def at_price(wanted: PeriodWanted, found: Priced) -> PeriodWanted:
    """The period with its price, and the proof of it."""
    return wanted.model_copy(update={"price": found.price, "proof": found.proof})
