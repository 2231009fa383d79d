"""What credits pay for, and what is invoiced beside the usage (R76, R79, R80, R90)."""

from __future__ import annotations

import pytest

from domain.plans.words import LineKind
from tests.domain.plan_samples import (
    COSTS,
    OUTSIDE,
    extra_cost,
    plan,
    priced,
    request,
    said,
    work,
)


def test_credits_pay_for_agreed_work_before_anything_is_charged() -> None:
    given = plan(allowance={"unit": "minutes", "quantity": 60}, overtime=OUTSIDE)
    found = priced(given, work("a", "2026-03-02T17:00", 2), opening=30)
    assert [(str(one.covered), one.amount_minor_units) for one in found.lines] == [
        ("60", 0),
        ("0", 1800_00),
    ]
    assert found.credits is not None
    assert [found.credits.consumed, found.credits.expired] == [60, 30]


def test_credits_pay_for_extra_work_by_its_multiplier_where_they_may() -> None:
    given = plan(
        allowance={"unit": "minutes", "quantity": 120, "covers_overtime": True}, overtime=OUTSIDE
    )
    found = priced(given, work("a", "2026-03-02T17:00", 3))
    agreed, extra = found.lines
    assert [agreed.covered, extra.covered] == [60, 60]
    assert extra.amount_minor_units == 2 * 1800_00 - 1200_00
    assert extra.why == "outside service hours; × 1.5; 60 minutes paid by credits"


def test_money_credits_pay_for_whatever_was_used() -> None:
    given = plan(allowance={"unit": "money", "quantity": 1500}, technician_may={"extra_cost": True})
    found = priced(
        given, work("a", "2026-03-02T09:00", 1), extra_cost("taxi", "2026-03-02T09:00", 500_00)
    )
    assert [one.amount_minor_units for one in found.lines] == [0, 200_00]
    assert found.lines[0].why == "as agreed; 1200.00 TRY paid by credits"


def test_request_credits_pay_for_requests_only() -> None:
    given = plan(
        pricing_method="per_request",
        request_rate=100,
        allowance={"unit": "requests", "quantity": 1},
        technician_may={"extra_cost": True},
    )
    found = priced(
        given,
        request("a", "2026-03-02T09:00"),
        request("b", "2026-03-02T09:00"),
        extra_cost("taxi", "2026-03-02T09:00", 500),
    )
    assert [one.amount_minor_units for one in found.lines] == [100_00, 500]


def test_unused_credits_go_on_as_far_as_the_plan_lets_them() -> None:
    given = plan(
        allowance={"unit": "minutes", "quantity": 600},
        rollover={"allowed": True, "unit": "minutes", "cap": 300, "expires_after_periods": 1},
    )
    found = priced(given, work("a", "2026-03-02T09:00", 2), opening=60).credits
    assert found is not None
    assert [found.opening, found.granted, found.consumed] == [60, 600, 120]
    assert [found.rolled_over, found.expired] == [300, 240]


def test_a_fixed_cost_is_a_line_of_its_own() -> None:
    given = plan(cost={"basis": "fixed", "amount": "750.25"})
    assert said(priced(given)) == [("fixed cost", 1, "1", 750_25)]


@pytest.mark.parametrize(("planned", "amount"), [(400, 600_00), (1000, 0), (5000, 0)])
def test_the_difference_is_what_the_period_cost_more_than_planned(
    planned: int, amount: int
) -> None:
    given = plan(hourly_costs=COSTS, cost={"basis": "difference", "planned": planned})
    found = priced(given, work("a", "2026-03-02T09:00", 2))
    line = found.lines[-1]
    assert (line.kind, line.amount_minor_units) == (LineKind.DIFFERENCE_COST, amount)
    assert line.why.startswith(f"plus actual_cost 1000.00 minus planned_cost {planned}.00")
    assert ("nothing is charged" in line.why) == (planned > 1000)
    assert found.cost_minor_units == 1000_00


def test_a_formula_takes_any_of_its_figures_with_its_sign() -> None:
    terms = [
        {"take": "usage_charge", "sign": "plus"},
        {"take": "extra_cost", "sign": "plus", "times": "1.1"},
        {"take": "fixed_invoice", "sign": "minus"},
    ]
    given = plan(
        fixed_invoice=1000,
        technician_may={"extra_cost": True},
        cost={"basis": "difference", "planned": 0, "formula": terms},
    )
    found = priced(
        given, work("a", "2026-03-02T09:00", 1), extra_cost("b", "2026-03-02T09:00", 100_00)
    )
    assert found.lines[-1].amount_minor_units == 1200_00 + 110_00 - 1000_00
    assert found.lines[-1].why == (
        "plus usage_charge 1200.00 plus extra_cost 100.00 × 1.1 minus fixed_invoice 1000.00"
    )
    assert found.cost_minor_units is None
