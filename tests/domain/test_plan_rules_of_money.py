"""Rules of money that hold for every plan and every usage (R69–R80)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.plans.priced import Interval
from domain.plans.pricing import price
from domain.plans.words import LineKind, UsageKind
from tests.domain.plan_strategies import CALENDARS, MARCH, QUICK, plans, usages

if TYPE_CHECKING:
    from domain.plans.plan import Plan
    from domain.plans.priced import Priced, Refused
    from domain.plans.usage import Usage
    from domain.worktime import WorkCalendar


def priced(
    plan: Plan, usage: list[Usage], of: WorkCalendar, opening: Decimal = Decimal(0)
) -> Priced:
    return price(plan, usage, of, MARCH, opening)


def charged(found: Priced) -> list[tuple[str, int, Decimal, Decimal, int]]:
    """What the lines charge, whatever entries lie behind them."""
    return [
        (one.text + one.why, one.quantity, one.multiplier, one.covered, one.amount_minor_units)
        for one in found.lines
    ]


@given(plan=plans(), usage=usages(), of=CALENDARS, opening=st.integers(0, 500))
@QUICK
def test_the_total_is_the_sum_of_the_lines_and_none_is_below_zero(
    plan: Plan, usage: list[Usage], of: WorkCalendar, opening: int
) -> None:
    found = priced(plan, usage, of, Decimal(opening) if plan.allowance else Decimal(0))
    assert found.total_minor_units == sum(one.amount_minor_units for one in found.lines)
    assert all(one.amount_minor_units >= 0 and one.covered >= 0 for one in found.lines)
    assert [one.number for one in found.lines] == [*range(1, len(found.lines) + 1)]


@given(plan=plans(), usage=usages(), of=CALENDARS, data=st.data())
@QUICK
def test_the_order_of_the_entries_changes_nothing(
    plan: Plan, usage: list[Usage], of: WorkCalendar, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(usage))
    assert priced(plan, other, of) == priced(plan, usage, of)


@given(plan=plans(per="line"), usage=usages(), of=CALENDARS, data=st.data())
@QUICK
def test_an_entry_that_is_split_costs_the_same(
    plan: Plan, usage: list[Usage], of: WorkCalendar, data: st.DataObject
) -> None:
    whole = charged(priced(plan, usage, of))
    assert charged(priced(plan, split(usage, data), of)) == whole


@given(plan=plans(per="entry"), usage=usages(), of=CALENDARS, data=st.data())
@QUICK
def test_where_entries_are_rounded_a_split_changes_a_line_by_less_than_a_step_a_part(
    plan: Plan, usage: list[Usage], of: WorkCalendar, data: st.DataObject
) -> None:
    whole, parts = priced(plan, usage, of), priced(plan, split(usage, data), of)
    of_work = [
        {(one.text, one.why.partition(" paid")[0][:30]): one.quantity for one in found.lines
         if one.kind is LineKind.WORK and not plan.allowance}
        for found in (whole, parts)
    ]  # fmt: skip
    assert of_work[0].keys() == of_work[1].keys()
    for name, minutes in of_work[0].items():
        assert abs(minutes - of_work[1][name]) <= plan.time_rounding.minutes * 2


@given(plan=plans(), usage=usages(), of=CALENDARS)
@QUICK
def test_every_minute_of_work_is_priced_or_refused_or_lies_elsewhere(
    plan: Plan, usage: list[Usage], of: WorkCalendar
) -> None:
    found = priced(plan, usage, of)
    priced_parts = [part for line in found.lines for part in line.usage]
    parts = [*priced_parts, *map(as_interval, found.refused), *found.elsewhere]
    for one in usage:
        if one.kind is not UsageKind.WORK:
            continue
        assert one.ended_at is not None
        whole = one.ended_at + one.added - one.started_at
        spent = [part.ended_at - part.started_at for part in parts if part.usage_id == one.usage_id]
        assert sum(spent, timedelta()) == whole


@given(plan=plans(), usage=usages(), of=CALENDARS)
@QUICK
def test_every_request_is_priced_once_or_refused_each_time_or_lies_elsewhere(
    plan: Plan, usage: list[Usage], of: WorkCalendar
) -> None:
    found = priced(plan, usage, of)
    named = {one.usage_id: one.request_id for one in usage if one.kind is UsageKind.REQUEST}
    counted = [
        named[part.usage_id]
        for line in found.lines
        for part in line.usage
        if named.get(part.usage_id)
    ]
    assert len(counted) == len(set(counted))
    refused = {one.usage_id for one in found.refused}
    elsewhere = {named.get(one.usage_id) for one in found.elsewhere}
    for name in {*named.values()} - {"", *counted} - elsewhere:
        assert {one for one, request_id in named.items() if request_id == name} <= refused


@given(plan=plans(), usage=usages(), of=CALENDARS)
@QUICK
def test_nothing_that_is_refused_is_priced(
    plan: Plan, usage: list[Usage], of: WorkCalendar
) -> None:
    found = priced(plan, usage, of)
    for line in found.lines:
        for one in line.usage:
            for no in found.refused:
                overlap = no.started_at < one.ended_at and one.started_at < no.ended_at
                assert one.usage_id != no.usage_id or not overlap


@given(plan=plans(), usage=usages(), of=CALENDARS)
@QUICK
def test_no_more_than_the_cap_of_a_week_is_agreed(
    plan: Plan, usage: list[Usage], of: WorkCalendar
) -> None:
    if plan.weekly_cap_hours is None:
        return
    weeks: dict[date, timedelta] = {}
    for line in priced(plan, usage, of).lines:
        if line.kind is LineKind.WORK and "hours a week" not in line.why:
            for one in line.usage:
                for day, spent in by_day(one.started_at, one.ended_at, of):
                    week = of.week_of(day)
                    weeks[week] = weeks.get(week, timedelta()) + spent
    most = timedelta(hours=float(plan.weekly_cap_hours))
    assert all(one <= most for one in weeks.values())


@given(
    plan=plans(),
    usage=usages(),
    of=CALENDARS,
    opening=st.integers(0, 2_000),
    more=st.integers(1, 500),
)
@QUICK
def test_more_credits_never_cost_more(
    plan: Plan, usage: list[Usage], of: WorkCalendar, opening: int, more: int
) -> None:
    if plan.allowance is None or plan.cost is not None:
        return
    fewer = priced(plan, usage, of, Decimal(opening))
    richer = priced(plan, usage, of, Decimal(opening + more))
    assert richer.total_minor_units <= fewer.total_minor_units + len(fewer.lines)
    for found, there in ((fewer, opening), (richer, opening + more)):
        left = found.credits
        assert left is not None
        assert left.opening + left.granted == there + left.granted
        assert left.consumed + left.rolled_over + left.expired == left.opening + left.granted


@given(plan=plans(), usage=usages(), of=CALENDARS)
@QUICK
def test_an_amount_is_the_exact_product_rounded_by_less_than_a_minor_unit(
    plan: Plan, usage: list[Usage], of: WorkCalendar
) -> None:
    for line in priced(plan, usage, of).lines:
        if line.kind is LineKind.WORK and not line.covered and line.rate_minor_units is not None:
            exact = Fraction(line.multiplier) * line.quantity * line.rate_minor_units / 60
            assert abs(line.amount_minor_units - exact) < 1


def as_interval(one: Refused) -> Interval:
    return Interval(usage_id=one.usage_id, started_at=one.started_at, ended_at=one.ended_at)


def split(usage: list[Usage], data: st.DataObject) -> list[Usage]:
    """The usage with one entry of work handed in as two."""
    at = data.draw(st.sampled_from([n for n, one in enumerate(usage) if one.ended_at]))
    whole = usage[at]
    assert whole.ended_at is not None
    length = int((whole.ended_at - whole.started_at).total_seconds())
    middle = whole.started_at + timedelta(seconds=data.draw(st.integers(1, length - 1)))
    before = whole.model_copy(update={"ended_at": middle, "added_minutes": 0})
    after = whole.model_copy(update={"started_at": middle, "usage_id": "the-rest"})
    return [*usage[:at], before, *usage[at + 1 :], after]


def by_day(start: datetime, end: datetime, of: WorkCalendar) -> list[tuple[date, timedelta]]:
    """How much of an interval lies on each day of the calendar's clock."""
    zone = ZoneInfo(of.time_zone)
    found = []
    while start < end:
        day = start.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        found.append((day, min(midnight, end) - start))
        start = midnight
    return found
