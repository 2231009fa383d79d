"""What a contract says is checked as a whole, and its days and prices are found by its rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Money
from domain.checking import checked
from domain.contracts.pricing import (
    ByIndex,
    ByPercent,
    IndexFigures,
    Negotiated,
    Unchanged,
    amount,
    changed,
    kept,
    priced,
)
from domain.contracts.spans import ONE_DAY, Anchor, Span, add_months, anchor_of, start_of
from domain.contracts.terms import ContractFile, Edit
from domain.contracts.words import Unit
from domain.errors import InvalidInputError

YEAR = Span(amount=12, unit=Unit.MONTHS)
MONTH = Span(amount=1, unit=Unit.MONTHS)
LIRAS = Money(minor_units=1_000, currency="TRY")
days = st.dates(date(1990, 1, 1), date(2150, 12, 31))


def written(**said: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a person writes
    usual = {
        "id": "acme-backup",
        "customer": "acme",
        "type": "paid",
        "name": "Managed backup",
        "services": ["managed-backup"],
        "start_on": "2027-01-01",
        "end_on": "2027-12-31",
    }
    return {**usual, **said}


TACIT = {"renewal": "tacit", "term": {"amount": 12, "unit": "months"}}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"end_on": "2026-12-31"}, "end_on is the last day and must not come before start_on"),
        ({"end_on": None, "notices": {"before": [30]}}, "this contract has no end date"),
        ({"end_on": None, "notices": {"after": [3]}}, "this contract has no end date"),
        ({"term": {"amount": 1, "unit": "months"}}, "term is only for a contract that is renewed"),
        ({"end_on": None, **TACIT}, "is not renewed, so renewal cannot be tacit"),
        ({"renewal": "express"}, "term is required where renewal is express"),
        (
            {"renewal": "tacit", "term": {"amount": 0, "unit": "days"}},
            "term is required where renewal is tacit",
        ),
        ({**TACIT, "price_rule": {"kind": "negotiated"}}, "price_rule needs a price"),
        ({**TACIT, "cut_off": {"amount": 12, "unit": "months"}}, "could never be terminated"),
        ({**TACIT, "cut_off": {"amount": 340, "unit": "days"}}, "could never be terminated"),
        (
            {
                "renewal": "tacit",
                "term": {"amount": 60, "unit": "days"},
                "cut_off": {"amount": 2, "unit": "months"},
            },
            "could never be terminated",
        ),
        ({"services": ["a", "a"]}, "services names one of them twice"),
        ({"plan_version": 2}, "plan_version needs a plan"),
        ({"notices": {"before": [7, 7]}}, "before names a day twice"),
        ({"recipients": {"ours": ["elif"], "customer": ["elif"]}}, "elif stands among them twice"),
        (
            {"earlier": [{"start_on": "2025-01-01", "end_on": "2025-12-31"}]},
            "earlier: a period has to begin on the day after 2025-12-31",
        ),
        (
            {"earlier": [{"start_on": "2026-02-01", "end_on": "2026-01-31"}]},
            "must not come before start_on, 2026-02-01",
        ),
    ],
)
def test_a_contract_that_does_not_hold_together_is_refused(said: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        checked(ContractFile, written(**said))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"end_on": None},
        {**TACIT, "cut_off": {"amount": 2, "unit": "months"}},
        {**TACIT, "cut_off": {"amount": 30, "unit": "days"}},
        {"earlier": [{"start_on": "2026-01-01", "end_on": "2026-12-31"}]},
        {"plan": "gold", "plan_version": 2},
    ],
)
def test_a_contract_that_holds_together_is_taken(said: dict[str, Any]) -> None:
    assert checked(ContractFile, written(**said)).id == "acme-backup"


def test_an_edit_says_what_changes() -> None:
    with pytest.raises(InvalidInputError, match="say what changes: description, recipients"):
        checked(Edit, {})


def test_notices_stand_in_the_order_of_their_days() -> None:
    file = checked(ContractFile, written(notices={"before": [7, 60, 0], "after": [14, 1]}))
    assert file.notices.offsets() == (-60, -7, 0, 1, 14)


def test_a_leap_day_does_not_drift() -> None:
    anchor = anchor_of(date(2024, 2, 29), date(2025, 2, 27))
    found = []
    for _ in range(4):
        found.append(anchor.boundary)
        anchor = anchor.after(YEAR)
    assert found == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_the_last_day_of_a_month_does_not_drift() -> None:
    anchor = anchor_of(date(2027, 1, 31), date(2027, 2, 27))
    following = [anchor.after(MONTH).boundary, anchor.after(MONTH).after(MONTH).boundary]
    assert (anchor.boundary, *following) == (
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    )


def test_a_first_period_of_odd_length_is_counted_from_its_end() -> None:
    anchor = anchor_of(date(2027, 1, 10), date(2027, 3, 4))
    assert anchor == Anchor(on=date(2027, 3, 5))
    assert anchor.after(YEAR).boundary == date(2028, 3, 5)


def test_a_term_of_days_is_added_to_the_boundary() -> None:
    anchor = Anchor(on=date(2027, 1, 31), months=1).after(Span(amount=90, unit=Unit.DAYS))
    assert anchor.boundary == date(2027, 5, 29)


@given(days, st.integers(1, 48), st.integers(0, 40))
def test_every_boundary_has_the_day_of_the_first_or_is_the_last_of_its_month(
    start: date, months: int, renewals: int
) -> None:
    anchor = anchor_of(start, add_months(start, months) - ONE_DAY)
    for _ in range(renewals):
        anchor = anchor.after(Span(amount=months, unit=Unit.MONTHS))
    is_last = (anchor.boundary + ONE_DAY).day == 1
    assert anchor.boundary.day == start.day or (is_last and anchor.boundary.day < start.day)
    assert anchor.boundary == add_months(start, months * (renewals + 1))


@pytest.mark.parametrize(
    ("span", "said", "before"),
    [
        (Span(amount=2, unit=Unit.MONTHS), "2 months", date(2027, 11, 1)),
        (Span(amount=1, unit=Unit.DAYS), "1 day", date(2027, 12, 31)),
    ],
)
def test_a_span_is_said_and_counted_back(span: Span, said: str, before: date) -> None:
    assert (str(span), span.before(date(2028, 1, 1))) == (said, before)


def test_a_day_whose_midnight_the_clock_leaps_over_begins_at_the_leap() -> None:
    leap = datetime(2022, 3, 21, 20, 30, tzinfo=UTC)
    assert start_of(date(2022, 3, 22), "Asia/Tehran") == leap
    assert start_of(date(2027, 1, 1), "Europe/Istanbul", hour=9) == datetime(
        2027, 1, 1, 6, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("price", "percent", "costs"),
    [(1_000, "10", 1_100), (1_005, "10", 1_106), (333, "0.15", 333), (1_000, "-5", 950)],
)
def test_a_share_of_a_minor_unit_is_rounded_half_up(price: int, percent: str, costs: int) -> None:
    assert changed(Money(minor_units=price, currency="TRY"), Decimal(percent)).minor_units == costs


def index(cap: str | None = None) -> ByIndex:
    most = Decimal(cap) if cap else None
    return ByIndex(kind="index", index="TUFE", month=10, cap_percent=most)


def figures(now: str, before: str) -> IndexFigures:
    return IndexFigures(
        month_on=date(2026, 10, 1), figure=Decimal(now), year_before=Decimal(before)
    )


@pytest.mark.parametrize(
    ("rule", "now", "costs", "percent"),
    [
        (index(), "332.87", 1_332, "33.15"),
        (index("25"), "332.87", 1_250, "25"),
        (index("50"), "332.87", 1_332, "33.15"),
        (index(), "240", 1_000, "0"),
    ],
)
def test_a_price_follows_its_index_up_to_the_cap_and_never_falls(
    rule: ByIndex, now: str, costs: int, percent: str
) -> None:
    found = priced(rule, LIRAS, figures=figures(now, "250"))
    assert found is not None
    assert found.price == Money(minor_units=costs, currency="TRY")
    assert found.proof["percent"] == percent
    assert found.proof["month"] == "2026-10"


@pytest.mark.parametrize(
    ("start_on", "month_on"),
    [
        (date(2027, 1, 1), date(2026, 10, 1)),
        (date(2026, 11, 1), date(2026, 10, 1)),
        (date(2026, 10, 31), date(2025, 10, 1)),
    ],
)
def test_the_figure_is_that_of_the_last_such_month_that_is_over(
    start_on: date, month_on: date
) -> None:
    assert index().month_before(start_on) == month_on


def test_a_price_is_found_by_its_rule_or_has_to_be_said() -> None:
    agreed = Money(minor_units=5, currency="EUR")
    unchanged, percent = Unchanged(kind="unchanged"), ByPercent(kind="percent", percent=Decimal(5))
    assert priced(unchanged, LIRAS) == kept(LIRAS, "x").model_copy(
        update={"proof": {"rule": "unchanged"}}
    )
    risen = priced(percent, LIRAS)
    assert risen is not None
    assert risen.price == Money(minor_units=1_050, currency="TRY")
    assert priced(Negotiated(kind="negotiated"), LIRAS) is None
    assert priced(index(), LIRAS) is None
    said = priced(Negotiated(kind="negotiated"), LIRAS, agreed=agreed)
    assert said is not None
    assert said.price == agreed
    free = priced(unchanged, None)
    assert free is not None
    assert free.price is None


def test_rules_and_amounts_are_said_in_words() -> None:
    rules = (
        Unchanged(kind="unchanged"),
        ByPercent(kind="percent", percent=Decimal("-2.5")),
        index(),
        index("40"),
        Negotiated(kind="negotiated"),
    )
    assert [one.words() for one in rules] == [
        "unchanged",
        "-2.5 %",
        "by the index TUFE of month 10",
        "by the index TUFE of month 10, at most 40 %",
        "negotiated",
    ]
    assert (amount(None), amount(Money(minor_units=1_234_567, currency="TRY"))) == (
        "none",
        "12,345.67 TRY",
    )
    assert timedelta(days=1) == ONE_DAY
