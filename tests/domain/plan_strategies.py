"""Any plan, any usage, any calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from domain.plans.rules import parse_plan
from domain.plans.usage import Period, Usage
from domain.plans.words import UsageKind
from domain.worktime import Weekday
from tests.domain.plan_samples import calendar, written

if TYPE_CHECKING:
    from domain.plans.plan import Plan

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
FIRST = datetime(2026, 2, 27, tzinfo=UTC)
AMOUNTS = st.integers(0, 500_000).map(lambda units: str(Decimal(units) / 100))
MULTIPLIERS = st.sampled_from(["0.5", "1", "1.25", "1.5", "2", "1.3333"])
BEHAVIOURS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"behaviour": "block"}),
    st.just({"behaviour": "allow_and_flag"}),
    MULTIPLIERS.map(lambda times: {"behaviour": "charge_extra", "multiplier": times}),
)
CLOCKS = st.sampled_from(["00:00", "06:00", "08:30", "18:00", "22:15"])


@st.composite
def bands(draw: st.DrawFn) -> dict[str, Any]:
    begins, ends = draw(CLOCKS), draw(CLOCKS)
    days = draw(st.lists(st.sampled_from(["working_day", "rest_day", "sunday"]), max_size=2))
    return {
        "name": "a band",
        "begins": begins,
        "ends": "24:00" if ends == begins else ends,
        "days": days,
        "multiplier": draw(MULTIPLIERS),
    }


@st.composite
def overtimes(draw: st.DrawFn) -> dict[str, Any]:
    outside: dict[str, Any] | None = draw(st.none() | BEHAVIOURS)
    if outside is not None and "multiplier" in outside:
        outside = {**outside, "bands": draw(st.lists(bands(), max_size=3))}
    cap = draw(st.none() | st.integers(0, 60))
    beyond = None if cap is None else draw(BEHAVIOURS)
    together = draw(st.sampled_from(["greater", "product"]))
    rules = {"outside_hours": outside, "beyond_cap": beyond, "together": together}
    return {
        "weekly_cap_hours": cap,
        "overtime": {name: one for name, one in rules.items() if one is not None},
    }


@st.composite
def plans(draw: st.DrawFn, *, per: str | None = None) -> Plan:
    """Any plan; `per` fixes what its time is rounded by."""
    method = draw(st.sampled_from(["hourly", "per_request", "flat_fee"]))
    units = {"hourly": ["minutes", "money"], "per_request": ["requests", "money"]}
    unit = draw(st.sampled_from([None, *units.get(method, ["minutes", "requests"])]))
    allowance = {
        "unit": unit,
        "quantity": draw(st.integers(1, 3000)),
        "covers_overtime": draw(st.booleans()),
    }
    rounding = {
        "minutes": draw(st.sampled_from([1, 15])),
        "how": draw(st.sampled_from(["up", "nearest", "down"])),
        "per": per or draw(st.sampled_from(["entry", "line"])),
    }
    cost = draw(st.sampled_from([None, {"basis": "difference", "planned": 500}]))
    return parse_plan(
        written(
            pricing_method=method,
            fixed_invoice="100.10",
            request_rate=draw(AMOUNTS),
            hourly_rates={"technician": draw(AMOUNTS), "second_line": draw(AMOUNTS)},
            hourly_costs={"technician": draw(AMOUNTS), "second_line": draw(AMOUNTS)},
            allowance=None if unit is None else allowance,
            technician_may={"extra_time": draw(st.booleans()), "extra_cost": draw(st.booleans())},
            cost=cost,
            time_rounding=rounding,
            money_rounding=draw(st.sampled_from(["half_up", "half_even", "up", "down"])),
            **draw(overtimes()),
        )
    )


@st.composite
def works(draw: st.DrawFn, usage_id: str) -> Usage:
    start = FIRST + timedelta(minutes=draw(st.integers(0, 35 * 24 * 60)))
    return Usage(
        usage_id=usage_id,
        kind=UsageKind.WORK,
        started_at=start,
        ended_at=start + timedelta(minutes=draw(st.integers(1, 2000))),
        added_minutes=draw(st.sampled_from([0, 0, 30])),
        role=draw(st.sampled_from(["technician", "second_line"])),
    )


@st.composite
def usages(draw: st.DrawFn) -> list[Usage]:
    found = [draw(works(f"work-{at}")) for at in range(draw(st.integers(1, 6)))]
    for at in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from([UsageKind.REQUEST, UsageKind.EXTRA_COST]))
        found.append(
            Usage(
                usage_id=f"other-{at}",
                kind=kind,
                started_at=FIRST + timedelta(minutes=draw(st.integers(0, 35 * 24 * 60))),
                request_id=draw(st.sampled_from(["", "I-1", "I-2"])),
                amount_minor_units=draw(st.integers(0, 10_000)),
            )
        )
    return found


CALENDARS = st.builds(
    lambda zone, begins: calendar(zone, week_start=begins),
    st.sampled_from(["Europe/Istanbul", "Europe/Berlin", "Asia/Tehran", "America/New_York"]),
    st.sampled_from([Weekday.MONDAY, Weekday.SATURDAY]),
)
QUICK = settings(deadline=None, max_examples=25)
