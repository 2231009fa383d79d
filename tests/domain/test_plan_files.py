"""Usage as a file holds it, and periods as people name them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.people_import import Row
from domain.plans.periods import period_around, period_named
from domain.plans.usage import Period
from domain.plans.usage_file import usage_of
from domain.plans.words import BillingPeriod, UsageKind
from domain.worktime import Weekday
from tests.domain.plan_samples import calendar, plan

WORK = {"start": "2026-03-02 09:00", "minutes": "90", "role": "technician"}


def read(*rows: dict[str, Any], zone: str = "Europe/Istanbul") -> list[Any]:
    return usage_of([Row(line, raw) for line, raw in enumerate(rows, start=2)], plan(), zone)


def test_each_kind_of_entry_is_read_with_its_columns() -> None:
    work, request, cost = read(
        {**WORK, "id": "w-1", "added_minutes": "15", "technician": "burak", "request": "I-7"},
        {"kind": "request", "start": "2026-03-02T10:00Z", "request": "I-7"},
        {
            "kind": "extra_cost",
            "start": "2026-03-02 09:00",
            "amount": "350.5 TRY",
            "request": "I-7",
        },
    )
    assert (work.usage_id, work.kind, work.added_minutes) == ("w-1", UsageKind.WORK, 15)
    assert work.started_at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert work.ended_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert (request.usage_id, request.request_id) == ("line-3", "I-7")
    assert request.started_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (cost.amount_minor_units, cost.ended_at) == (350_50, None)


def test_a_row_that_is_no_mapping_is_refused_by_its_line() -> None:
    with pytest.raises(InvalidInputError, match="line 2, column file: has to be a mapping"):
        usage_of([Row(2, "w-1")], plan(), "UTC")


def test_work_may_name_its_end() -> None:
    (work,) = read({"start": "2026-03-02 23:00", "end": "2026-03-03 01:00", "role": "technician"})
    assert work.ended_at == datetime(2026, 3, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ({**WORK, "kind": "play"}, "kind", "'work', 'request' or 'extra_cost'"),
        ({"minutes": "5", "role": "technician"}, "start", "is required"),
        ({**WORK, "start": "yesterday"}, "start", "write it as 2026-03-02 09:00"),
        ({**WORK, "start": "2026-02-30 09:00"}, "start", "write it as"),
        ({**WORK, "start": "0001-01-01 09:00"}, "start", "write it as"),
        ({**WORK, "minutes": "0"}, "minutes", "has to be 1 or more"),
        ({**WORK, "minutes": "soon"}, "minutes", "has to be a whole number"),
        ({**WORK, "end": "2026-03-02 10:00"}, "end", "either end or minutes"),
        ({"start": "2026-03-02 09:00", "role": "technician"}, "end", "either end or minutes"),
        (
            {"start": "2026-03-02 09:00", "end": "2026-03-02 09:00", "role": "technician"},
            "end",
            "is after start",
        ),
        (
            {"start": "2026-03-02 09:00", "end": "2026-03-12 09:00", "role": "technician"},
            "end",
            "7 days at most",
        ),
        ({"start": "2026-03-02 09:00", "minutes": "5"}, "role", "is required for work"),
        ({**WORK, "role": "agent"}, "role", "hourly rate for technician, second_line only"),
        ({**WORK, "amount": "5"}, "amount", "is for extra_cost only, not for work"),
        ({**WORK, "added_minutes": "-1"}, "added_minutes", "has to be 0 or more"),
        ({**WORK, "kind": "request", "request": "I-7"}, "minutes", "is for work only"),
        ({"kind": "request", "start": "2026-03-02 09:00"}, "request", "is required for request"),
        ({"kind": "extra_cost", "start": "2026-03-02 09:00"}, "amount", "is required"),
        (
            {"kind": "extra_cost", "start": "2026-03-02 09:00", "amount": "1.001"},
            "amount",
            "more decimals than TRY, which has 2",
        ),
        (
            {"kind": "extra_cost", "start": "2026-03-02 09:00", "amount": "1.500"},
            "amount",
            "write it as 1200.00 TRY",
        ),
        (
            {"kind": "extra_cost", "start": "2026-03-02 09:00", "amount": "1.00 EUR"},
            "amount",
            "1.00 EUR is not in TRY, the currency of the plan",
        ),
        ({**WORK, "id": "a b"}, "id", "an id such as acme-1"),
    ],
)
def test_a_wrong_row_is_refused_by_line_and_column(
    row: dict[str, str], field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read(WORK, row)
    assert refused.value.field == field
    assert refused.value.message.startswith(f"line 3, column {field}: ")
    assert why in refused.value.message
    assert "more rows" not in refused.value.message


def test_it_is_said_how_many_more_rows_are_wrong() -> None:
    with pytest.raises(InvalidInputError, match=r"line 3, .* \(and 1 more rows are wrong\)"):
        read(WORK, {**WORK, "role": "agent"}, {**WORK, "minutes": "0"})


def test_an_id_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="line 3, column id: w stands there twice"):
        read({**WORK, "id": "w"}, {**WORK, "id": "w"})


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_time_that_clocks_show_never_or_twice_needs_its_offset(text: str) -> None:
    row = {**WORK, "start": text}
    with pytest.raises(InvalidInputError, match=r"column start: clocks in Europe/Berlin change"):
        read(row, zone="Europe/Berlin")
    (work,) = read({**row, "start": f"{text}+01:00"}, zone="Europe/Berlin")
    assert work.started_at.hour == 1


@pytest.mark.parametrize(
    ("name", "length", "first", "last"),
    [
        ("2026-W01", BillingPeriod.WEEKLY, date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-02", BillingPeriod.MONTHLY, date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-12", BillingPeriod.MONTHLY, date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q4", BillingPeriod.QUARTERLY, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", BillingPeriod.HALF_YEARLY, date(2026, 1, 1), date(2026, 6, 30)),
        ("2028", BillingPeriod.YEARLY, date(2028, 1, 1), date(2028, 12, 31)),
        ("2026-03-15..2026-04-14", BillingPeriod.MONTHLY, date(2026, 3, 15), date(2026, 4, 14)),
        ("2026-03-15..2026-03-15", BillingPeriod.CONTRACT, date(2026, 3, 15), date(2026, 3, 15)),
    ],
)
def test_a_period_is_named_as_its_length_is(
    name: str, length: BillingPeriod, first: date, last: date
) -> None:
    found = period_named(name, length, calendar())
    assert (found.first_on, found.last_on) == (first, last)


@pytest.mark.parametrize(
    ("name", "length", "why"),
    [
        ("2026-Q1", BillingPeriod.MONTHLY, "which bills monthly; write 2026-03, or 2026-03-01"),
        ("2026-13", BillingPeriod.MONTHLY, "period: '2026-13' is none of this plan, which bills"),
        ("2026-00", BillingPeriod.MONTHLY, "write 2026-03"),
        ("2026-W54", BillingPeriod.WEEKLY, "write 2026-W10"),
        ("0026", BillingPeriod.YEARLY, "write 2026"),
        ("2026", BillingPeriod.CONTRACT, r"bills contract; write 2026-03-01\.\."),
        ("2026-02-30..2026-03-01", BillingPeriod.MONTHLY, "day"),
        ("2026-03-02..2026-03-01", BillingPeriod.MONTHLY, "not before the first"),
        ("1026-03-02..2026-03-01", BillingPeriod.MONTHLY, "in 1900 to 2998"),
    ],
)
def test_a_period_of_another_length_is_refused(name: str, length: BillingPeriod, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why) as refused:
        period_named(name, length, calendar())
    assert refused.value.field == "period"


@pytest.mark.parametrize(
    ("begins", "first", "last"),
    [
        (Weekday.MONDAY, date(2026, 3, 2), date(2026, 3, 8)),
        (Weekday.THURSDAY, date(2026, 3, 5), date(2026, 3, 11)),
        (Weekday.FRIDAY, date(2026, 2, 27), date(2026, 3, 5)),
        (Weekday.SATURDAY, date(2026, 2, 28), date(2026, 3, 6)),
        (Weekday.SUNDAY, date(2026, 3, 1), date(2026, 3, 7)),
    ],
)
def test_a_week_is_called_by_the_number_of_its_thursday(
    begins: Weekday, first: date, last: date
) -> None:
    """Thursday 5 March 2026 lies in week 10."""
    found = period_named("2026-W10", BillingPeriod.WEEKLY, calendar(week_start=begins))
    assert (found.first_on, found.last_on) == (first, last)


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), begins=st.sampled_from(Weekday))
def test_a_week_has_one_name_and_is_the_one_that_needs_none(day: date, begins: Weekday) -> None:
    of = calendar(week_start=begins)
    around = period_around(day, day, BillingPeriod.WEEKLY, of)
    days = [around.first_on + timedelta(days=number) for number in range(7)]
    (thursday,) = (one for one in days if one.isoweekday() == 4)
    year, week, _ = thursday.isocalendar()
    assert period_named(f"{year}-W{week:02}", BillingPeriod.WEEKLY, of) == around


@pytest.mark.parametrize(
    ("length", "first", "end"),
    [
        (BillingPeriod.WEEKLY, date(2026, 5, 9), date(2026, 5, 16)),
        (BillingPeriod.MONTHLY, date(2026, 5, 1), date(2026, 6, 1)),
        (BillingPeriod.QUARTERLY, date(2026, 4, 1), date(2026, 7, 1)),
        (BillingPeriod.HALF_YEARLY, date(2026, 1, 1), date(2026, 7, 1)),
        (BillingPeriod.YEARLY, date(2026, 1, 1), date(2027, 1, 1)),
        (BillingPeriod.CONTRACT, date(2026, 5, 14), date(2026, 8, 2)),
    ],
)
def test_without_a_name_it_is_the_period_of_the_first_entry(
    length: BillingPeriod, first: date, end: date
) -> None:
    of = calendar(week_start=Weekday.SATURDAY)
    found = period_around(date(2026, 5, 14), date(2026, 8, 1), length, of)
    assert found == Period(first, end)
