"""The ledger of credits: its balance is provable on any day (R76, R90)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ConflictError, InvalidInputError
from domain.plans.credits import (
    CreditEntry,
    balance,
    booked,
    closed,
    consumed,
    granted,
    lots,
    opened,
)
from domain.plans.paying import in_words, opening_credits
from domain.plans.words import CreditKind, CreditUnit
from tests.domain.plan_samples import plan

if TYPE_CHECKING:
    from domain.plans.plan import Plan

JANUARY = date(2026, 1, 1)
ACME = "acme-2026"


def with_credits(
    quantity: int = 600, *, cap: int | None = 300, periods: int = 2, unit: str = "minutes"
) -> Plan:
    """A plan with an allowance; without a cap nothing rolls over."""
    over: dict[str, Any] = {"allowed": False}
    if cap is not None:
        over = {"allowed": True, "unit": unit, "cap": cap, "expires_after_periods": periods}
    return plan(allowance={"unit": unit, "quantity": quantity}, rollover=over)


def first_of(period: int) -> date:
    return date(2026 + (period - 1) // 12, (period - 1) % 12 + 1, 1)


def spending(period: int, amount: int, unit: CreditUnit = CreditUnit.MINUTES) -> CreditEntry:
    return CreditEntry(
        contract_id=ACME,
        period=period,
        lot=period,
        kind=CreditKind.CONSUMED,
        amount=Decimal(amount),
        unit=unit,
        booked_on=first_of(period) + timedelta(days=10),
        key="",
    )


def lived(given: Plan, spent: list[int]) -> list[CreditEntry]:
    """The ledger after so many periods, in each of which so much was spent as there was."""
    entries: list[CreditEntry] = []
    for period, wanted in enumerate(spent, start=1):
        entries += granted(given, ACME, period, first_of(period))
        there = balance(entries, CreditUnit.MINUTES)
        if amount := min(wanted, int(there)):
            entries += consumed(entries, spending(period, amount), by="invoice")
        entries += closed(entries, given, ACME, period, first_of(period + 1))
    return entries


def told(entries: list[CreditEntry] | tuple[CreditEntry, ...]) -> list[tuple[int, int, str, int]]:
    return [(one.period, one.lot, str(one.kind), int(one.amount)) for one in entries]


def test_each_period_is_granted_its_allowance() -> None:
    (entry,) = granted(with_credits(), ACME, 3, date(2026, 3, 1))
    assert (entry.period, entry.lot, entry.booked_on) == (3, 3, date(2026, 3, 1))
    assert entry.amount == 600
    assert entry.key == "acme-2026/3/granted/minutes/3"
    assert granted(plan(), ACME, 3, date(2026, 3, 1)) == ()


def test_money_credits_are_minor_units() -> None:
    (entry,) = granted(with_credits(1500, unit="money"), ACME, 1, JANUARY)
    assert entry.amount == 150_000
    assert entry.unit is CreditUnit.MONEY


def test_the_oldest_credits_are_consumed_first() -> None:
    entries = [*granted(with_credits(), ACME, 1, JANUARY)]
    entries += closed(entries, with_credits(), ACME, 1, first_of(2))
    entries += granted(with_credits(), ACME, 2, first_of(2))
    taken = consumed(entries, spending(2, 400), by="invoice")
    assert told(taken) == [(2, 1, "consumed", 300), (2, 2, "consumed", 100)]
    assert lots([*entries, *taken], CreditUnit.MINUTES) == {2: Decimal(500)}


def test_what_one_invoice_consumed_is_not_consumed_again() -> None:
    entries = [*granted(with_credits(), ACME, 1, JANUARY)]
    entries += consumed(entries, spending(1, 100), by="invoice")
    assert consumed(entries, spending(1, 100), by="invoice") == ()
    entries += consumed(entries, spending(1, 50), by="invoice/correction")
    assert told(entries[-1:]) == [(1, 1, "consumed", 50)]
    assert entries[-1].key == "acme-2026/1/consumed/minutes/invoice/correction/1"
    assert consumed(entries[:1] + entries[-1:], spending(1, 7), by="invoice") != ()


def test_more_than_there_is_cannot_be_consumed() -> None:
    entries = [*granted(with_credits(), ACME, 1, JANUARY)]
    with pytest.raises(ConflictError, match="acme-2026 has 600 minutes left, not 601"):
        consumed(entries, spending(1, 601), by="invoice")


def test_a_late_invoice_does_not_take_the_credits_of_the_next_period() -> None:
    entries = [*granted(with_credits(), ACME, 1, JANUARY)]
    entries += granted(with_credits(), ACME, 2, first_of(2))
    with pytest.raises(ConflictError, match="600 minutes left"):
        consumed(entries, spending(1, 700), by="invoice")


def test_without_rollover_what_is_left_expires() -> None:
    entries = lived(with_credits(cap=None), [100])
    assert told(entries) == [
        (1, 1, "granted", 600),
        (1, 1, "consumed", 100),
        (2, 1, "expired", 500),
    ]
    assert balance(entries, CreditUnit.MINUTES) == 0


def test_what_rolls_over_is_capped_and_the_rest_expires() -> None:
    assert told(lived(with_credits(), [100])[2:]) == [
        (2, 1, "expired", 200),
        (2, 1, "rolled_over", 300),
    ]


def test_the_youngest_credits_go_on_for_the_oldest_would_expire_next() -> None:
    given = with_credits(cap=700, periods=3)
    assert told(lived(given, [0, 0])[-3:]) == [
        (3, 1, "expired", 500),
        (3, 1, "rolled_over", 100),
        (3, 2, "rolled_over", 600),
    ]


def test_credits_expire_after_as_many_periods_as_the_plan_says() -> None:
    entries = lived(with_credits(100, cap=1000, periods=2), [0, 0, 0])
    assert (4, 1, "expired", 100) in told(entries)
    assert lots(entries, CreditUnit.MINUTES) == {2: Decimal(100), 3: Decimal(100)}


def test_ending_a_period_twice_changes_nothing() -> None:
    entries = lived(with_credits(), [100])
    assert closed(entries, with_credits(), ACME, 1, first_of(2)) == ()


def test_credits_of_a_unit_the_plan_no_longer_has_expire() -> None:
    entries = [*granted(with_credits(), ACME, 1, JANUARY)]
    now_money = with_credits(1000, unit="money")
    assert told(closed(entries, now_money, ACME, 1, first_of(2))) == [(2, 1, "expired", 600)]


def test_credits_brought_along_count_as_granted_beside_the_allowance() -> None:
    entries = [
        *opened(ACME, 1, Decimal(90), CreditUnit.MINUTES, JANUARY),
        *granted(with_credits(), ACME, 1, JANUARY),
    ]
    assert len({one.key for one in entries}) == 2
    assert balance(entries, CreditUnit.MINUTES) == 690


def test_the_balance_of_a_day_counts_what_was_booked_until_then() -> None:
    entries = lived(with_credits(), [100, 0])
    shown = {
        on: int(balance(entries, CreditUnit.MINUTES, on))
        for on in (date(2025, 12, 31), JANUARY, date(2026, 1, 11), date(2026, 2, 1))
    }
    assert list(shown.values()) == [0, 600, 500, 900]
    lines = list(booked(reversed(entries), date(2026, 1, 31)))
    assert [int(one.balance) for one in lines] == [600, 500]


@given(
    quantity=st.integers(1, 500),
    cap=st.none() | st.integers(0, 900),
    periods=st.integers(1, 4),
    spent=st.lists(st.integers(0, 900), min_size=1, max_size=10),
)
@settings(deadline=None, max_examples=60)
def test_the_balance_is_the_same_however_it_is_proved(
    quantity: int, cap: int | None, periods: int, spent: list[int]
) -> None:
    entries = lived(with_credits(quantity, cap=cap, periods=periods), spent)
    assert len({one.key for one in entries}) == len(entries)
    for one in booked(entries):
        assert one.balance >= 0
    last = first_of(len(spent) + 1)
    for day in (first_of(at) for at in range(1, len(spent) + 2)):
        there = lots(entries, CreditUnit.MINUTES, day)
        assert all(left > 0 for left in there.values())
        assert sum(there.values()) == balance(entries, CreditUnit.MINUTES, day)
    carried = [one for one in entries if one.kind is CreditKind.ROLLED_OVER]
    for period in range(2, len(spent) + 2):
        over = sum(one.amount for one in carried if one.period == period)
        assert over <= (cap or 0)
        assert all(one.period - one.lot <= periods for one in carried)
    left = sum(one.amount for one in carried if one.period == len(spent) + 1)
    assert balance(entries, CreditUnit.MINUTES, last) == left


@pytest.mark.parametrize(
    ("written", "unit", "credits"),
    [("90", "minutes", 90), ("12.5", "money", 1250), ("0", "minutes", 0)],
)
def test_credits_are_written_as_on_an_invoice(written: str, unit: str, credits: int) -> None:  # noqa: A002 - the word of the field
    assert opening_credits(written, with_credits(unit=unit)) == credits


def test_credits_that_cannot_be_are_refused() -> None:
    for written, of, why in (
        ("-5", with_credits(), "not below 0"),
        ("many", with_credits(), "write a number"),
        ("1.005", with_credits(unit="money"), "more decimals than TRY"),
        ("5", plan(), "the plan has no allowance"),
    ):
        with pytest.raises(InvalidInputError, match=why) as refused:
            opening_credits(written, of)
        assert refused.value.field == "credits"
    assert opening_credits("0", plan()) == 0


def test_credits_are_said_in_their_unit() -> None:
    assert in_words(Decimal(150000), CreditUnit.MONEY, "TRY") == "1500.00 TRY"
    assert in_words(Decimal("600.50"), CreditUnit.MINUTES, "TRY") == "600.5 minutes"
    assert in_words(Decimal(600), CreditUnit.REQUESTS, "TRY") == "600 requests"
