"""What an invoice says for each kind of plan, in sentences of the policy (R69–R80, R91)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.errors import InvalidInputError
from domain.plans.hours import ALWAYS_OPEN
from domain.plans.pricing import price
from domain.plans.words import RefusedBecause
from tests.domain.plan_samples import (
    BLOCK,
    MARCH,
    OUTSIDE,
    at,
    extra_cost,
    only,
    plan,
    priced,
    request,
    said,
    work,
)


def test_an_hour_costs_what_the_role_of_whoever_worked_costs() -> None:
    found = priced(
        plan(),
        work("a", "2026-03-02T09:00", 2),
        work("b", "2026-03-02T09:00", 0.5, role="second_line"),
    )
    assert said(found) == [
        ("work of second_line", 30, "1", 900_00),
        ("work of technician", 120, "1", 2400_00),
    ]
    assert found.total_minor_units == 3300_00
    assert (found.first_on, found.last_on) == (date(2026, 3, 1), date(2026, 3, 31))


def test_a_line_names_the_intervals_behind_it() -> None:
    line = only(priced(plan(), work("a", "2026-03-02T09:00", 2), work("b", "2026-03-03T09:00", 1)))
    assert [(one.usage_id, one.started_at, one.ended_at) for one in line.usage] == [
        ("a", at("2026-03-02T09:00"), at("2026-03-02T11:00")),
        ("b", at("2026-03-03T09:00"), at("2026-03-03T10:00")),
    ]


def test_a_month_without_usage_costs_the_fixed_invoice() -> None:
    found = priced(plan(fixed_invoice="20000.50"))
    assert said(found) == [("fixed invoice", 1, "1", 20_000_50)]
    assert only(found).why == "whatever the usage, after the period"


@pytest.mark.parametrize(
    ("method", "due_on"), [("prepaid", date(2026, 3, 1)), ("postpaid", date(2026, 4, 1))]
)
def test_a_fixed_invoice_is_due_before_its_period_or_after_it(method: str, due_on: date) -> None:
    found = priced(plan(billing_method=method, fixed_invoice=5), work("a", "2026-03-02T09:00", 1))
    assert [one.due_on for one in found.lines] == [due_on, date(2026, 4, 1)]


def test_a_request_costs_its_price_and_its_work_is_in_it() -> None:
    given = plan(pricing_method="per_request", request_rate=750)
    found = priced(
        given,
        request("a", "2026-03-02T09:00"),
        request("b", "2026-03-03T21:00"),
        work("c", "2026-03-02T09:00", 3),
    )
    assert said(found) == [("requests", 2, "1", 1500_00), ("work of technician", 180, "1", 0)]
    assert found.lines[1].why == "as agreed; included in the price of a request"
    assert found.lines[1].rate_minor_units is None


def test_a_request_that_is_handed_in_twice_counts_once() -> None:
    given = plan(pricing_method="per_request", request_rate=750)
    twice = (request("a", "2026-03-02T09:00", "I-7"), request("b", "2026-03-01T09:00", "I-7"))
    assert said(priced(given, *twice)) == [("requests", 1, "1", 750_00)]
    assert only(priced(given, *twice)).usage[0].usage_id == "b"


@pytest.mark.parametrize("first", ["2026-03-02T22:00", "2026-02-27T22:00"])
def test_a_request_that_was_refused_first_counts_when_it_is_allowed(first: str) -> None:
    """An entry that the plan blocks is none that counts, in this period or in an earlier one."""
    given = plan(
        pricing_method="per_request",
        request_rate="100.00",
        overtime={"outside_hours": {"behaviour": "block"}},
    )
    usage = [
        request("a", first, "R-1"),
        request("b", "2026-03-03T10:00", "R-1"),
        request("c", "2026-03-03T11:00", "R-1"),
    ]
    found = priced(given, *usage)
    assert said(found) == [("requests", 1, "1", 100_00)]
    assert [one.usage_id for one in only(found).usage] == ["b"]
    not_priced = [one.usage_id for one in found.refused] + [one.usage_id for one in found.elsewhere]
    assert not_priced == ["a"]


def test_a_request_that_was_allowed_in_an_earlier_period_is_not_charged_again() -> None:
    given = plan(pricing_method="per_request", request_rate="100.00")
    usage = [request("a", "2026-02-27T10:00", "R-1"), request("b", "2026-03-03T10:00", "R-1")]
    assert priced(given, *usage).total_minor_units == 0


def test_a_request_outside_service_hours_bears_the_extra_charge_and_its_work_does_not() -> None:
    given = plan(pricing_method="per_request", request_rate=100, overtime=OUTSIDE)
    usage = [request("a", "2026-03-07T09:00"), work("c", "2026-03-07T09:00", 1)]
    found = priced(given, *usage, request("b", "2026-03-06T09:00"))
    assert said(found) == [
        ("requests", 1, "1", 100_00),
        ("requests", 1, "2", 200_00),
        ("work of technician", 60, "1", 0),
    ]


def test_a_request_outside_service_hours_is_refused_where_the_plan_blocks_it() -> None:
    given = plan(pricing_method="per_request", request_rate=100, overtime={"outside_hours": BLOCK})
    found = priced(given, request("a", "2026-03-07T09:00"))
    assert (found.lines, found.total_minor_units) == ((), 0)
    assert [(one.usage_id, one.because) for one in found.refused] == [
        ("a", RefusedBecause.OUTSIDE_HOURS)
    ]


def test_requests_of_a_plan_by_the_hour_are_shown_and_cost_nothing() -> None:
    found = priced(plan(overtime={"outside_hours": BLOCK}), request("a", "2026-03-07T09:00"))
    assert said(found) == [("requests", 1, "1", 0)]
    assert only(found).why == "as agreed; not charged by the hour"


def test_a_flat_fee_has_all_agreed_work_in_it() -> None:
    given = plan(pricing_method="flat_fee", fixed_invoice=9000)
    found = priced(given, work("a", "2026-03-02T09:00", 40))
    assert said(found) == [("fixed invoice", 1, "1", 9000_00), ("work of technician", 2400, "1", 0)]
    assert found.lines[1].why == "as agreed; included in the flat fee"


def test_a_flat_fee_with_an_allowance_charges_what_is_beyond_it() -> None:
    given = plan(
        pricing_method="flat_fee",
        fixed_invoice=9000,
        allowance={"unit": "minutes", "quantity": 120},
    )
    found = priced(given, work("a", "2026-03-02T09:00", 3))
    assert said(found)[1:] == [("work of technician", 180, "1", 1200_00)]
    assert found.lines[1].why == "as agreed; 120 minutes paid by credits"


def test_a_flat_fee_does_not_have_extra_work_in_it() -> None:
    given = plan(pricing_method="flat_fee", fixed_invoice=9000, overtime=OUTSIDE)
    found = priced(given, work("a", "2026-03-07T09:00", 1))
    assert said(found)[1:] == [("work of technician", 60, "2", 2400_00)]


def test_a_technician_adds_time_where_he_may() -> None:
    given = plan(technician_may={"extra_time": True})
    found = priced(given, work("a", "2026-03-02T09:00", 1, added_minutes=30))
    assert only(found).quantity == 90


def test_time_he_may_not_add_is_refused() -> None:
    found = priced(plan(), work("a", "2026-03-02T09:00", 1, added_minutes=30))
    assert only(found).quantity == 60
    (refused,) = found.refused
    assert refused.because is RefusedBecause.NO_EXTRA_TIME
    assert refused.started_at == at("2026-03-02T10:00")


def test_a_technician_enters_an_extra_cost_where_he_may() -> None:
    usage = extra_cost("taxi", "2026-03-02T09:00", 350_00)
    allowed = priced(plan(technician_may={"extra_cost": True}), usage)
    assert said(allowed) == [("extra cost taxi", 1, "1", 350_00)]
    refused = priced(plan(), usage)
    assert (refused.total_minor_units, refused.refused[0].because) == (
        0,
        RefusedBecause.NO_EXTRA_COST,
    )


@pytest.mark.parametrize(
    ("rounding", "minutes"),
    [
        ({"minutes": 15}, 30),
        ({"minutes": 15, "per": "entry"}, 45),
        ({"minutes": 15, "how": "down"}, 15),
        ({"minutes": 15, "how": "nearest"}, 30),
        ({"minutes": 15, "how": "nearest", "per": "entry"}, 30),
        ({"minutes": 1}, 24),
    ],
)
def test_time_is_billed_in_the_steps_of_the_plan(rounding: dict[str, Any], minutes: int) -> None:
    usage = [
        work("a", "2026-03-02T09:00", 8 / 60),
        work("b", "2026-03-03T09:00", 10 / 60),
        work("c", "2026-03-04T09:00", 6 / 60),
    ]
    found = priced(plan(time_rounding=rounding), *usage)
    assert only(found).quantity == minutes


@pytest.mark.parametrize(("how", "amount"), [("up", 34), ("down", 33), ("half_up", 33)])
def test_an_amount_is_rounded_once_a_line(how: str, amount: int) -> None:
    given = plan(hourly_rates={"technician": "1.00"}, money_rounding=how)
    assert only(priced(given, work("a", "2026-03-02T09:00", 20 / 60))).amount_minor_units == amount


def test_work_in_a_role_without_a_price_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match=r"role: a: .* hourly rate for technician, second_"):
        priced(plan(), work("a", "2026-03-02T09:00", 1, role="agent"))
    with pytest.raises(InvalidInputError, match="hourly cost for second_line only"):
        priced(plan(hourly_costs={"second_line": 5}), work("a", "2026-03-02T09:00", 1))


def test_an_entry_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="id: a stands there twice"):
        priced(plan(), request("a", "2026-03-02T09:00"), request("a", "2026-03-02T09:00"))


def test_without_a_calendar_every_hour_is_a_service_hour() -> None:
    found = price(plan(overtime=OUTSIDE), [work("a", "2026-03-07T23:00", 4)], ALWAYS_OPEN, MARCH)
    assert [(one.quantity, one.why) for one in found.lines] == [(240, "as agreed")]
