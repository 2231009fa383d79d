"""The amounts of a plan are in its one currency, which may stand beside each (R67)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.checking import examined
from domain.errors import InvalidInputError
from domain.plans.paying import opening_credits
from domain.plans.rules import parse_plan
from domain.plans.simple import PlanLine
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
        ({"cost": {"basis": "fixed", "amount": "8000 EUR"}}, "cost.amount"),
    ],
)
def test_an_amount_in_another_currency_than_the_plan_is_refused(
    more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError, match="EUR is not in TRY, the currency of") as refused:
        parse_plan(written(**more))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"fixed_invoice": "1.500"}, "fixed_invoice"),
        ({"fixed_invoice": "1.500 TRY"}, "fixed_invoice"),
        ({"hourly_rates": {"technician": "1.500"}}, "hourly_rates.technician"),
        ({"request_rate": "1.500"}, "request_rate"),
        ({"cost": {"basis": "fixed", "amount": "1.500"}}, "cost.amount"),
        ({"cost": {"basis": "difference", "planned": "1.500"}}, "cost.planned"),
        ({"allowance": {"unit": "money", "quantity": "1.500"}}, "allowance.quantity"),
    ],
)
def test_an_amount_with_more_decimals_than_its_currency_is_refused_whatever_its_value(
    more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError, match="than TRY, which has 2: write it as") as refused:
        parse_plan(written(**more))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        (
            {"allowance": {"unit": "minutes", "quantity": "1.000"}},
            "allowance.quantity",
            "write 1000 or 1; separators of thousands are not taken",
        ),
        ({"weekly_cap_hours": "1.125"}, "weekly_cap_hours", "write 1125 or 1.1250"),
    ],
)
def test_a_number_that_could_be_taken_for_thousands_is_refused(
    more: dict[str, Any], field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as refused:
        parse_plan(written(**more))
    assert refused.value.field == field


def test_a_currency_with_three_decimals_takes_them_and_reads_them_from_the_record() -> None:
    given = plan(
        currency="KWD",
        fixed_invoice="1.200",
        hourly_rates={"technician": "1.234"},
        allowance={"unit": "money", "quantity": "1.234"},
        overtime={"outside_hours": {"behaviour": "charge_extra", "multiplier": "1.125"}},
    )
    recorded = given.model_dump(mode="json")
    assert (recorded["fixed_invoice"], recorded["allowance"]["quantity"]) == ("1.2", "1.234")
    assert parse_plan(recorded) == given


def test_a_line_of_a_spreadsheet_is_refused_by_the_same_spelling() -> None:
    line = {
        "id": "gold",
        **{name: written()[name] for name in ("title", "description", "currency")},
        "pricing_method": "hourly",
        "billing_method": "postpaid",
        "billing_period": "monthly",
        "fixed_invoice": "1.500",
        "weekly_cap_hours": "37.500",
        "allowance_unit": "minutes",
        "allowance_quantity": "1.000",
    }
    found = examined(PlanLine, line)
    assert isinstance(found, tuple)
    assert [one.field for one in found] == [
        "fixed_invoice",
        "allowance_quantity",
        "weekly_cap_hours",
    ]


@pytest.mark.parametrize(
    ("unit", "credits", "why"),
    [("minutes", "1.500", "write 1500 or 1.5"), ("money", "1.500", "more decimals than TRY")],
)
def test_credits_that_could_be_taken_for_thousands_are_refused(
    unit: str,
    credits: str,  # noqa: A002 - the word of the field
    why: str,
) -> None:
    given = plan(allowance={"unit": unit, "quantity": 600})
    with pytest.raises(InvalidInputError, match=why):
        opening_credits(credits, given)


def test_where_the_currency_is_wrong_nothing_is_said_of_the_decimals_of_its_amounts() -> None:
    credits_in_money = {"unit": "money", "quantity": "1.500"}
    with pytest.raises(InvalidInputError) as refused:
        parse_plan(written(currency="lira", allowance=credits_in_money))
    assert refused.value.field == "currency"
