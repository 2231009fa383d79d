"""What becomes of work beyond the cap and outside service hours (R73, R74, R91)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.plans.priced import Interval
from domain.plans.pricing import price
from domain.plans.usage import Period
from domain.plans.words import RefusedBecause
from domain.worktime import Weekday
from tests.domain.plan_samples import (
    BLOCK,
    CAPPED,
    EXTRA,
    FLAG,
    MARCH,
    OUTSIDE,
    at,
    calendar,
    extra_cost,
    only,
    plan,
    priced,
    request,
    said,
    work,
)


@pytest.mark.parametrize(
    ("start", "hours", "lines"),
    [
        ("2026-03-02T17:00", 2, [(60, "1"), (60, "1.5")]),
        ("2026-03-06T21:00", 4, [(60, "1.5"), (120, "1.75"), (60, "2")]),
        ("2026-03-08T23:00", 2, [(60, "1.75"), (60, "2")]),
        ("2026-03-19T23:00", 2, [(60, "1.75"), (60, "2")]),
        ("2026-03-03T05:00", 5, [(60, "1"), (180, "1.5"), (60, "1.75")]),
    ],
)
def test_work_outside_service_hours_costs_what_its_band_says(
    start: str, hours: int, lines: list[tuple[int, str]]
) -> None:
    found = priced(plan(overtime=OUTSIDE), work("a", start, hours))
    assert [(one.quantity, str(one.multiplier)) for one in found.lines] == lines
    assert found.total_minor_units == sum(
        minutes * Decimal(multiplier) * 20_00 for minutes, multiplier in lines
    )


def test_a_line_says_which_band_it_is_in() -> None:
    found = priced(plan(overtime=OUTSIDE), work("a", "2026-03-02T23:00", 1))
    assert only(found).why == "outside service hours, nights; × 1.75"


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [("Europe/Berlin", "2026-03-29", 5 * 60), ("Europe/Berlin", "2026-10-25", 7 * 60),
     ("Europe/Istanbul", "2026-03-29", 6 * 60)],
)  # fmt: skip
def test_a_night_in_which_the_clocks_change_has_the_hours_it_really_has(
    zone: str, day: str, minutes: int
) -> None:
    nights = [{"name": "nights", "begins": "00:00", "ends": "06:00", "multiplier": 2}]
    given = plan(overtime={"outside_hours": {**EXTRA, "bands": nights}})
    month = date.fromisoformat(day).replace(day=1)
    whole = work("a", at(f"{day}T00:00", zone), 0, ended_at=at(f"{day}T12:00", zone))
    found = price(given, [whole], calendar(zone), Period(month, date(2026, month.month + 1, 1)))
    in_the_night = [one.quantity for one in found.lines if one.multiplier == 2]
    assert in_the_night == [minutes]


def test_work_is_flagged_where_the_plan_allows_it_and_costs_the_usual() -> None:
    found = priced(plan(overtime={"outside_hours": FLAG}), work("a", "2026-03-02T17:00", 2))
    assert [(one.quantity, one.flagged, one.amount_minor_units) for one in found.lines] == [
        (60, False, 1200_00),
        (60, True, 1200_00),
    ]
    assert found.lines[1].why == "outside service hours; allowed and flagged"


def test_blocked_work_is_refused_part_by_part_and_never_priced() -> None:
    found = priced(plan(overtime={"outside_hours": BLOCK}), work("a", "2026-03-02T17:00", 10))
    assert only(found).quantity == 60
    (refused,) = found.refused
    assert (refused.started_at, refused.ended_at) == (
        at("2026-03-02T18:00"),
        at("2026-03-03T03:00"),
    )
    assert refused.why == "outside service hours, which the plan blocks"


def test_the_cap_of_a_week_counts_over_all_technicians() -> None:
    found = priced(
        plan(**CAPPED),
        work("a", "2026-03-02T09:00", 6),
        work("b", "2026-03-03T09:00", 6, technician="deniz"),
        work("c", "2026-03-09T09:00", 6),
    )
    assert said(found) == [
        ("work of technician", 16 * 60, "1", 19_200_00),
        ("work of technician", 120, "1.5", 3600_00),
    ]
    assert found.lines[1].why == "beyond 10 hours a week; × 1.5"
    assert found.lines[1].usage[0].started_at == at("2026-03-03T13:00")


def test_two_who_work_at_once_use_the_cap_up_together() -> None:
    found = priced(
        plan(**CAPPED),
        work("a", "2026-03-02T09:00", 8),
        work("b", "2026-03-02T09:00", 8, technician="deniz"),
    )
    beyond = found.lines[1]
    assert (found.lines[0].quantity, beyond.quantity) == (600, 360)
    assert {one.started_at for one in beyond.usage} == {at("2026-03-02T14:00")}


@pytest.mark.parametrize(
    ("week_start", "beyond"), [(Weekday.MONDAY, 0), (Weekday.SATURDAY, 2 * 60)]
)
def test_a_week_begins_as_the_calendar_says(week_start: Weekday, beyond: int) -> None:
    usage = [work("a", "2026-03-07T09:00", 6), work("b", "2026-03-09T09:00", 6)]
    found = price(plan(**CAPPED), usage, calendar(week_start=week_start), MARCH)
    assert sum(one.quantity for one in found.lines if one.multiplier != 1) == beyond


def test_work_beyond_the_cap_is_refused_where_the_plan_blocks_it() -> None:
    given = plan(weekly_cap_hours=10, overtime={"beyond_cap": BLOCK})
    found = priced(given, work("a", "2026-03-02T09:00", 11))
    assert only(found).quantity == 600
    assert [(one.because, one.why) for one in found.refused] == [
        (RefusedBecause.BEYOND_CAP, "beyond 10 hours a week, which the plan blocks")
    ]


def test_blocked_hours_do_not_use_up_the_cap() -> None:
    given = plan(weekly_cap_hours=10, overtime={"beyond_cap": EXTRA, "outside_hours": BLOCK})
    found = priced(given, work("a", "2026-03-02T18:00", 8), work("b", "2026-03-03T09:00", 9))
    assert [(one.quantity, str(one.multiplier)) for one in found.lines] == [(540, "1")]


@pytest.mark.parametrize(("together", "times"), [("greater", "2"), ("product", "3.0")])
def test_work_beyond_the_cap_outside_hours_is_multiplied_as_the_plan_says(
    together: str, times: str
) -> None:
    given = plan(
        weekly_cap_hours=1, overtime={"beyond_cap": EXTRA, **OUTSIDE, "together": together}
    )
    found = priced(given, work("a", "2026-03-07T09:00", 2))
    assert [str(one.multiplier) for one in found.lines] == ["2", times][: len(found.lines)]
    assert found.total_minor_units == 2400_00 + int(Decimal(times) * 1200_00)


def test_a_week_that_two_months_share_has_one_cap() -> None:
    usage = [work("march", "2026-03-31T09:00", 8), work("april", "2026-04-01T09:00", 8)]
    in_march = priced(plan(**CAPPED), *usage)
    in_april = priced(plan(**CAPPED), *usage, period=Period(date(2026, 4, 1), date(2026, 5, 1)))
    assert [one.usage_id for one in in_march.elsewhere] == ["april"]
    assert [one.usage_id for one in in_april.elsewhere] == ["march"]
    assert [one.quantity for one in in_march.lines] == [480]
    assert [(one.quantity, str(one.multiplier)) for one in in_april.lines] == [
        (120, "1"),
        (360, "1.5"),
    ]


def test_refused_work_of_another_month_is_reported_there() -> None:
    given = plan(weekly_cap_hours=4, overtime={"beyond_cap": BLOCK, "outside_hours": BLOCK})
    usage = [work("march", "2026-03-31T17:00", 16)]
    found = priced(given, *usage)
    assert [one.because for one in found.refused] == [RefusedBecause.OUTSIDE_HOURS]
    assert found.refused[0].ended_at == at("2026-04-01T00:00")


def test_what_lies_in_another_month_is_named_and_not_priced() -> None:
    given = plan(technician_may={"extra_cost": True})
    usage = [request("a", "2026-04-01T09:00"), extra_cost("b", "2026-02-28T09:00", 5)]
    assert [one.usage_id for one in priced(given, *usage).elsewhere] == ["b", "a"]


def test_of_work_that_crosses_the_end_of_the_period_only_the_rest_lies_elsewhere() -> None:
    """The evening of 31 March is priced, the night of 1 April is named and belongs to April."""
    usage = [work("night", "2026-03-31T20:00", 5, added_minutes=30)]
    found = priced(plan(technician_may={"extra_time": True}), *usage)
    assert only(found).quantity == 4 * 60
    assert found.elsewhere == (
        Interval(
            usage_id="night",
            started_at=at("2026-04-01T00:00"),
            ended_at=at("2026-04-01T01:30"),
        ),
    )


def test_work_that_is_longer_than_the_period_lies_elsewhere_on_both_sides() -> None:
    day = Period(date(2026, 3, 3), date(2026, 3, 4))
    found = priced(plan(), work("long", "2026-03-02T22:00", 28), period=day)
    assert only(found).quantity == 24 * 60
    assert [(one.started_at, one.ended_at) for one in found.elsewhere] == [
        (at("2026-03-02T22:00"), at("2026-03-03T00:00")),
        (at("2026-03-04T00:00"), at("2026-03-04T02:00")),
    ]


def test_it_is_said_where_the_calendar_does_not_know_the_holidays() -> None:
    of = calendar().model_copy(
        update={"first_day": date(2026, 1, 1), "last_day": date(2026, 3, 31), "version": 4}
    )
    april = Period(date(2026, 3, 31), date(2026, 5, 1))
    known, unknown = (price(plan(), [], of, period) for period in (MARCH, april))
    assert (known.holidays_known, unknown.holidays_known) == (True, False)
    assert (known.calendar, known.calendar_version) == ("office", 4)
