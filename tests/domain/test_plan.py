"""What a plan may say, and how it is refused: the field is named, and what is allowed there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.plans.changes import differences
from domain.plans.plan import ACTUAL_MINUS_PLANNED, Plan, Term
from domain.plans.rules import Meter, charges_work, meter_of, parse_plan, parse_plan_file
from tests.domain.plan_samples import BLOCK, EXTRA, FLAG, GIVEN, plan, written

if TYPE_CHECKING:
    from domain.plans.plan import Overtime

BAND = {"name": "nights", "begins": "22:00", "ends": "06:00", "multiplier": 2}
MINUTES = {"unit": "minutes", "quantity": 600}
ROLLOVER = {"allowed": True, "unit": "minutes", "cap": 300, "expires_after_periods": 3}

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"title": None}, "title", "is required"),
    ({"title": ""}, "title", "must not be empty"),
    ({"description": None}, "description", "is required"),
    ({"currency": "lira"}, "currency", "three capital letters"),
    ({"pricing_method": "by_mood"}, "pricing_method", "'hourly', 'per_request' or 'flat_fee'"),
    ({"billing_method": "later"}, "billing_method", "'prepaid' or 'postpaid'"),
    ({"billing_period": "daily"}, "billing_period", "'weekly', 'monthly'"),
    ({"fixed_invoice": "-1"}, "fixed_invoice", "not below 0"),
    ({"fixed_invoice": "ten"}, "fixed_invoice", "write a number"),
    ({"fixed_invoice": True}, "fixed_invoice", "write a number"),
    ({"fixed_invoice": "1.005"}, "fixed_invoice", "than TRY, which has 2: write it as 1200.00 TRY"),
    ({"fixed_invoice": 1e300}, "fixed_invoice", "write a number"),
    ({"pricing_method": "flat_fee"}, "fixed_invoice", "required and above 0"),
    ({"billing_method": "prepaid"}, "fixed_invoice", "prepaid"),
    ({"billing_method": "prepaid", "fixed_invoice": 0}, "fixed_invoice", "above 0"),
    ({"hourly_rates": {}}, "hourly_rates", "name an hourly rate"),
    ({"hourly_rates": {"a b": 1}}, "hourly_rates.a b", "an id such as acme-1"),
    ({"hourly_rates": {"technician": "1.001"}}, "hourly_rates.technician", "than TRY, which has 2"),
    ({"hourly_costs": {"technician": "x"}}, "hourly_costs.technician", "write a number"),
    ({"pricing_method": "per_request"}, "request_rate", "is required"),
    ({"request_rate": "0.001"}, "request_rate", "than TRY, which has 2"),
    ({"allowance": {"unit": "hours", "quantity": 1}}, "allowance.unit", "'minutes', 'requests'"),
    ({"allowance": {"unit": "requests", "quantity": 1}}, "allowance.unit", "minutes, money"),
    ({"allowance": {"unit": "minutes", "quantity": 0}}, "allowance.quantity", "above 0"),
    ({"allowance": {"unit": "minutes", "quantity": "1.5"}}, "allowance.quantity", "whole number"),
    (
        {"allowance": {"unit": "money", "quantity": "1.001"}},
        "allowance.quantity",
        "than TRY, which has 2",
    ),
    ({"weekly_cap_hours": 40}, "overtime.beyond_cap", "is required"),
    ({"overtime": {"beyond_cap": BLOCK}}, "weekly_cap_hours", "is required"),
    (
        {"weekly_cap_hours": "0.01", "overtime": {"beyond_cap": BLOCK}},
        "weekly_cap_hours",
        "whole number of minutes",
    ),
    (
        {"weekly_cap_hours": 40, "overtime": {"beyond_cap": {"behaviour": "shout"}}},
        "overtime.beyond_cap.behaviour",
        "'block', 'charge_extra' or 'allow_and_flag'",
    ),
    (
        {"overtime": {"outside_hours": {"behaviour": "charge_extra"}}},
        "overtime.outside_hours.multiplier",
        "is required",
    ),
    (
        {"overtime": {"outside_hours": {**FLAG, "multiplier": 2}}},
        "overtime.outside_hours.multiplier",
        "charge_extra only",
    ),
    (
        {"overtime": {"outside_hours": {**EXTRA, "multiplier": 101}}},
        "overtime.outside_hours.multiplier",
        "100 or less",
    ),
    (
        {"overtime": {"outside_hours": {**BLOCK, "bands": [BAND]}}},
        "overtime.outside_hours.bands",
        "charge_extra only",
    ),
    (
        {"overtime": {"outside_hours": {**EXTRA, "bands": [{**BAND, "begins": "25:00"}]}}},
        "overtime.outside_hours.bands.0.begins",
        "a time of day such as 09:00 or 24:00",
    ),
    (
        {"overtime": {"outside_hours": {**EXTRA, "bands": [{**BAND, "begins": "24:00"}]}}},
        "overtime.outside_hours.bands.0.begins",
        "begins at 00:00",
    ),
    (
        {"overtime": {"outside_hours": {**EXTRA, "bands": [BAND, {**BAND, "ends": "22:00"}]}}},
        "overtime.outside_hours.bands.1.ends",
        "ends at 24:00",
    ),
    (
        {"overtime": {"outside_hours": {**EXTRA, "bands": [{**BAND, "days": ["payday"]}]}}},
        "overtime.outside_hours.bands.0.days.0",
        "'working_day', 'rest_day', 'holiday'",
    ),
    ({"overtime": {"together": "sum"}}, "overtime.together", "'greater' or 'product'"),
    ({"rollover": {"allowed": True}}, "rollover.allowed", "allowance"),
    ({"rollover": {"allowed": False, "cap": 5}}, "rollover.cap", "allowed"),
    ({"allowance": MINUTES, "rollover": {"allowed": True}}, "rollover.unit", "is required"),
    (
        {"allowance": MINUTES, "rollover": {**ROLLOVER, "cap": None}},
        "rollover.cap",
        "is required",
    ),
    (
        {"allowance": MINUTES, "rollover": {**ROLLOVER, "expires_after_periods": 0}},
        "rollover.expires_after_periods",
        "1 or more",
    ),
    (
        {"allowance": MINUTES, "rollover": {**ROLLOVER, "unit": "money"}},
        "rollover.unit",
        "that of the allowance, minutes",
    ),
    (
        {"allowance": MINUTES, "rollover": {**ROLLOVER, "cap": "0.5"}},
        "rollover.cap",
        "whole number of minutes",
    ),
    ({"technician_may": {"extra_cost": "perhaps"}}, "technician_may.extra_cost", "true or false"),
    ({"cost": {"basis": "guess"}}, "cost.basis", "'fixed' or 'difference'"),
    ({"cost": {"basis": "fixed"}}, "cost.amount", "is required"),
    ({"cost": {"basis": "fixed", "amount": 5, "planned": 5}}, "cost.planned", "not for"),
    ({"cost": {"basis": "fixed", "amount": "0.001"}}, "cost.amount", "than TRY, which has 2"),
    ({"cost": {"basis": "difference"}}, "cost.planned", "is required"),
    ({"cost": {"basis": "difference", "planned": 5}}, "hourly_costs", "actual_cost"),
    (
        {"cost": {"basis": "difference", "planned": 5, "formula": []}},
        "cost.formula",
        "must not be empty",
    ),
    (
        {
            "cost": {
                "basis": "difference",
                "planned": 5,
                "formula": [{"take": "profit", "sign": "plus"}],
            }
        },
        "cost.formula.0.take",
        "'actual_cost', 'planned_cost'",
    ),
    ({"time_rounding": {"minutes": 0}}, "time_rounding.minutes", "1 or more"),
    ({"time_rounding": {"how": "fairly"}}, "time_rounding.how", "'up', 'nearest' or 'down'"),
    ({"time_rounding": {"per": "day"}}, "time_rounding.per", "'entry' or 'line'"),
    ({"money_rounding": "bankers"}, "money_rounding", "'half_up', 'half_even'"),
    ({"discount": 5}, "discount", "is not known; allowed are title, description"),
]


@pytest.mark.parametrize(("more", "field", "allowed"), REFUSED, ids=lambda one: str(one)[:60])
def test_a_plan_is_refused_by_the_name_of_its_field(
    more: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_plan(written(**more))
    assert refused.value.field == field
    assert allowed in refused.value.message
    assert refused.value.message.startswith(f"{field}: ")


def test_every_field_of_a_plan_is_refused_somewhere() -> None:
    refused = {field.partition(".")[0] for _, field, _ in REFUSED}
    assert refused - {"discount"} == set(Plan.model_fields)


def test_a_plan_comes_back_from_the_record_as_it_was_written() -> None:
    given = plan(
        fixed_invoice="1500.50",
        allowance=MINUTES,
        rollover=ROLLOVER,
        weekly_cap_hours=37.5,
        hourly_costs={"technician": 400, "second_line": 600.25},
        overtime={"beyond_cap": EXTRA, "outside_hours": {**EXTRA, "bands": [BAND]}},
        cost={"basis": "difference", "planned": 8000},
    )
    assert Plan.model_validate(given.model_dump(mode="json")) == given
    assert parse_plan(given.model_dump(mode="json")) == given
    assert given.model_dump(mode="json")["fixed_invoice"] == "1500.5"


@given(text=st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,2})?", fullmatch=True))
def test_a_number_is_exactly_what_is_written_as_text_or_as_a_number_of_yaml(text: str) -> None:
    as_text = plan(fixed_invoice=text).fixed_invoice
    as_number = plan(fixed_invoice=float(text)).fixed_invoice
    assert as_text == as_number == Decimal(text)


def test_a_difference_is_actual_minus_planned_unless_the_plan_says_otherwise() -> None:
    cost = plan(hourly_costs={"a": 1}, cost={"basis": "difference", "planned": 5}).cost
    assert cost is not None
    assert [(one.sign, one.take) for one in cost.formula] == [
        ("plus", "actual_cost"),
        ("minus", "planned_cost"),
    ]
    assert cost.formula == ACTUAL_MINUS_PLANNED
    assert checked(Term, {"take": "extra_cost", "sign": "plus"}).times == 1


@pytest.mark.parametrize(
    ("more", "meter", "charged"),
    [
        ({}, Meter.WORK, True),
        ({"pricing_method": "per_request", "request_rate": 5}, Meter.REQUESTS, False),
        ({"pricing_method": "flat_fee", "fixed_invoice": 5}, Meter.NOTHING, False),
        (
            {"pricing_method": "flat_fee", "fixed_invoice": 5, "allowance": MINUTES},
            Meter.WORK,
            True,
        ),
        (
            {
                "pricing_method": "flat_fee",
                "fixed_invoice": 5,
                "request_rate": 5,
                "allowance": {"unit": "requests", "quantity": 3},
            },
            Meter.REQUESTS,
            False,
        ),
        (
            {
                "pricing_method": "flat_fee",
                "fixed_invoice": 5,
                "overtime": {"outside_hours": EXTRA},
            },
            Meter.NOTHING,
            True,
        ),
        (
            {
                "pricing_method": "per_request",
                "request_rate": 5,
                "overtime": {"outside_hours": EXTRA},
            },
            Meter.REQUESTS,
            False,
        ),
    ],
)
def test_a_plan_measures_what_it_is_paid_by(
    more: dict[str, Any],
    meter: Meter,
    charged: bool,  # noqa: FBT001 - a column of a table
) -> None:
    found = plan(**more)
    assert (meter_of(found), charges_work(found)) == (meter, charged)


def test_a_file_of_a_plan_names_its_id() -> None:
    given = parse_plan_file({"id": "gold", **GIVEN})
    assert (given.id, given.plan()) == ("gold", plan())
    with pytest.raises(InvalidInputError, match="id: is required"):
        parse_plan_file(GIVEN)


def test_a_new_version_shows_each_field_it_changes_by_its_path() -> None:
    before = plan(overtime={"outside_hours": {**EXTRA, "bands": [BAND]}})
    after = plan(
        title="Platinum",
        hourly_rates={"technician": 1300},
        overtime={"outside_hours": {**EXTRA, "bands": [{**BAND, "multiplier": 3}]}},
    )
    assert [(one.field, one.before, one.after) for one in differences(before, after)] == [
        ("title", "Gold support", "Platinum"),
        ("hourly_rates.technician", "1200", "1300"),
        ("overtime.outside_hours.bands.0.multiplier", "2", "3"),
        ("hourly_rates.second_line", "1800", None),
    ]
    assert differences(before, before) == ()


def test_without_a_rule_overtime_is_work_as_any_other() -> None:
    overtime: Overtime = plan().overtime
    assert (overtime.beyond_cap, overtime.outside_hours) == (None, None)
