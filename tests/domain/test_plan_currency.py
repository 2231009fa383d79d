"""The amounts of a plan are in its one currency, which may stand beside each (R67)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import InvalidInputError
from domain.plans.rules import parse_plan
from tests.domain.plan_samples import plan, written


def test_an_amount_may_have_the_currency_of_the_plan_beside_it() -> None:
    beside = plan(
        fixed_invoice="1500.50 TRY",
        hourly_rates={"technician": "1200 try", "second_line": "1800.00 TRY"},
        hourly_costs={"technician": "400 TRY", "second_line": "600 TRY"},
        cost={"basis": "difference", "planned": "8000.00 TRY"},
    )
    bare = plan(
        fixed_invoice="1500.50",
        hourly_rates={"technician": "1200", "second_line": "1800.00"},
        hourly_costs={"technician": "400", "second_line": "600"},
        cost={"basis": "difference", "planned": "8000.00"},
    )
    assert beside == bare


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"fixed_invoice": "1500.50 EUR"}, "fixed_invoice"),
        ({"hourly_rates": {"technician": "1200 EUR"}}, "hourly_rates.technician"),
        ({"cost": {"basis": "fixed", "amount": "8000 EUR"}}, "cost"),
    ],
)
def test_an_amount_in_another_currency_than_the_plan_is_refused(
    more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError, match="EUR is not in TRY, the currency of") as refused:
        parse_plan(written(**more))
    assert refused.value.field == field
