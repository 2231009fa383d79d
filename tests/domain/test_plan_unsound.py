"""Everything that is wrong with a plan in a spreadsheet is told at once, and nothing falsely."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checking import examined
from domain.errors import InvalidInputError
from domain.plans.plan import Plan
from domain.plans.rules import broken_rules, parse_plan
from domain.plans.simple import PLAN, PlanLine, in_columns, line_of
from domain.plans.unsound import wrong_in
from domain.plans.words import BillingMethod, CreditUnit, OvertimeBehaviour, PricingMethod
from domain.registers.entries import plain_values
from tests.domain.plan_samples import CREDITS, EXTRA, LINE, plan, written
from tests.domain.plan_strategies import QUICK, plans

MONEY = {"allowance_unit": "money", "allowance_quantity": "300.00"}
BAND = {"name": "nights", "begins": "22:00", "ends": "06:00", "multiplier": 2}


def line(**more: object) -> dict[str, Any]:
    """A line as a reader of spreadsheets hands it over, with what is not said in it."""
    nothing = {name: one.default for name, one in PlanLine.model_fields.items()}
    return {**nothing, **LINE, **more}


def told(*wrong: str, before: Plan | None = None, **more: object) -> dict[str, str]:
    found = list(wrong_in(line(**more), before, wrong))
    return {one.field: one.message for one in found}


def test_every_rule_that_a_line_breaks_is_told_and_none_hides_another() -> None:
    found = told(
        billing_method="prepaid",
        hourly_rates={},
        allowance_unit="requests",
        allowance_quantity="0",
        weekly_cap_hours="37.51",
        outside_hours="charge_extra",
        rollover=True,
        rollover_periods=2,
    )
    assert found == {
        "fixed_invoice": "fixed_invoice: is required and above 0 where billing_method is prepaid",
        "hourly_rates": "hourly_rates: name an hourly rate for each staff role whose work is "
        "charged",
        "allowance_unit": "allowance_unit: where pricing_method is hourly allowed are minutes, "
        "money",
        "allowance_quantity": "allowance_quantity: is above 0; leave the allowance out where "
        "there is none",
        "rollover_cap": "rollover_cap: is required where it is allowed",
        "weekly_cap_hours": "weekly_cap_hours: is a whole number of minutes, such as 40 or 37.5",
        "beyond_cap": "beyond_cap: is required where there is a weekly_cap_hours",
        "outside_hours_multiplier": "outside_hours_multiplier: is required where behaviour is "
        "charge_extra",
    }


def test_a_plan_in_a_file_says_how_many_more_rules_it_breaks() -> None:
    with pytest.raises(InvalidInputError, match=r"^hourly_rates: .*charged \(and 2 more\)$"):
        parse_plan(written(hourly_rates={}, weekly_cap_hours="40", rollover={"allowed": True}))


def test_two_rules_that_one_cell_breaks_are_both_told() -> None:
    found = list(wrong_in(line(pricing_method="flat_fee", billing_method="prepaid"), None))
    assert [one.field for one in found] == ["fixed_invoice", "fixed_invoice"]
    assert ["flat_fee" in one.message for one in found] == [True, False]


@pytest.mark.parametrize(
    ("wrong", "more", "columns"),
    [
        ("currency", {"fixed_invoice": "5.00 USD", "weekly_cap_hours": "40"}, {"beyond_cap"}),
        ("currency", {"hourly_rates": {}}, {"hourly_rates"}),
        ("currency", {**CREDITS, "weekly_cap_hours": "40"}, {"beyond_cap"}),
        ("currency", {**MONEY, "billing_method": "prepaid"}, {"fixed_invoice"}),
        ("currency", {**MONEY, "rollover": True, "rollover_cap": "5"}, set()),
        ("pricing_method", {"hourly_rates": {}, "rollover": True}, {"rollover"}),
        ("billing_method", {"hourly_rates": {}}, {"hourly_rates"}),
        ("title", {"billing_method": "prepaid"}, {"fixed_invoice"}),
        ("allowance_unit", {**CREDITS, "rollover": True}, set()),
        ("allowance_quantity", {"allowance_unit": "minutes", "rollover": True}, set()),
        ("allowance_quantity", {**CREDITS, "hourly_rates": {}}, {"hourly_rates"}),
        ("rollover_cap", {**CREDITS, "rollover": True}, {"rollover_periods"}),
        ("rollover", {**CREDITS, "rollover_cap": "5", "weekly_cap_hours": "4"}, {"beyond_cap"}),
        ("beyond_cap", {"weekly_cap_hours": "4", "beyond_cap_multiplier": "2"}, set()),
        ("weekly_cap_hours", {"beyond_cap": "block"}, set()),
        ("outside_hours", {"outside_hours_multiplier": "2", "rollover": True}, {"rollover"}),
        ("round_to_minutes", {"rollover": True}, {"rollover"}),
    ],
)
def test_of_what_depends_on_a_wrong_cell_nothing_is_said_and_all_else_is(
    wrong: str, more: dict[str, Any], columns: set[str]
) -> None:
    assert set(told(wrong, **more)) == columns


def test_a_part_that_is_no_part_and_a_broken_rule_are_told_at_once() -> None:
    found = told(allowance_quantity="5", beyond_cap_multiplier="2", billing_method="prepaid")
    assert set(found) == {"allowance_unit", "beyond_cap", "fixed_invoice"}
    assert found["allowance_unit"].startswith("allowance_unit: has to be one of 'minutes'")


def test_what_no_column_holds_is_told_once_by_its_own_name_beside_the_cells() -> None:
    before = plan(
        cost={"basis": "fixed", "amount": "0.125"},
        currency="KWD",
        overtime={"outside_hours": {**EXTRA, "bands": [BAND]}},
    )
    after = {**line_of("silver", before), "currency": "TRY", "beyond_cap_multiplier": "2"}
    found = list(wrong_in(after, before))
    assert [one.field for one in found] == ["beyond_cap", "cost.amount"]
    blocked = {**line_of("silver", before), "outside_hours": "block"}
    blocked["outside_hours_multiplier"] = None
    (bands,) = wrong_in(blocked, before)
    assert bands.field == "overtime.outside_hours.bands"
    assert bands.message == f"{bands.field}: are for the behaviour charge_extra only"


def of_a_fixed_cost(currency: str) -> tuple[Plan, dict[str, Any]]:
    """A plan with a cost that has three decimals, and its line, which breaks one rule."""
    before = plan(cost={"basis": "fixed", "amount": "0.125"}, currency="KWD")
    return before, {**line_of("silver", before), "currency": currency, "weekly_cap_hours": "40"}


def test_what_no_column_holds_hides_no_rule_that_does_not_read_it() -> None:
    before, after = of_a_fixed_cost("TRY")
    assert [one.field for one in wrong_in(after, before)] == ["cost.amount", "beyond_cap"]


def test_of_a_cost_that_no_column_holds_nothing_is_said_beside_a_wrong_currency() -> None:
    before, after = of_a_fixed_cost("lira")
    assert [one.field for one in wrong_in(after, before, ["currency"])] == ["beyond_cap"]


def test_what_stands_in_a_list_or_in_nothing_can_be_left_out_as_well() -> None:
    before = plan(overtime={"outside_hours": {**EXTRA, "bands": [BAND]}})
    after = {**line_of("silver", before), "weekly_cap_hours": "40"}
    for wrong in ("overtime.outside_hours.bands.0.begins", "cost.planned"):
        assert [one.field for one in wrong_in(after, before, [wrong])] == ["beyond_cap"]


def test_where_there_is_no_plan_without_what_is_wrong_nothing_more_is_said() -> None:
    before, after = of_a_fixed_cost("KWD")
    assert [one.field for one in wrong_in(after, before)] == ["beyond_cap"]
    assert not list(wrong_in(after, before, ["cost.basis"]))


def test_a_rule_names_the_columns_and_not_the_fields_of_the_plan() -> None:
    assert told(beyond_cap="block")["weekly_cap_hours"] == (
        "weekly_cap_hours: is required where beyond_cap is given"
    )
    assert in_columns("title", "title: is required") == "title: is required"


@given(one=plans())
@QUICK
def test_nothing_is_wrong_with_the_line_of_a_sound_plan(one: Plan) -> None:
    assert not list(wrong_in(line_of("any", one), one))


CHOICES: dict[str, list[Any]] = {
    "pricing_method": list(PricingMethod),
    "billing_method": list(BillingMethod),
    "allowance_unit": [None, *CreditUnit],
    "beyond_cap": [None, *OvertimeBehaviour],
    "outside_hours": [None, *OvertimeBehaviour],
    "rollover": [False, True],
}
LINES = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(values) for name, values in CHOICES.items()},
        "fixed_invoice": st.sampled_from([None, "0", "50.00 TRY"]),
        "hourly_rates": st.sampled_from([{}, {"technician": "1200.00"}]),
        "request_rate": st.sampled_from([None, "5"]),
        "allowance_quantity": st.sampled_from([None, "0", "0.5", "300"]),
        "weekly_cap_hours": st.sampled_from([None, "0.0010", "40"]),
        "beyond_cap_multiplier": st.sampled_from([None, "1.5"]),
        "outside_hours_multiplier": st.sampled_from([None, "1.5"]),
        "rollover_cap": st.sampled_from([None, "0.5", "5"]),
        "rollover_periods": st.sampled_from([None, 2]),
    }
)


MEANT: dict[str, list[Any]] = {**CHOICES, "currency": ["TRY", "KWD", "JPY"]}
CREDIT_CELLS = {"allowance_unit", "allowance_quantity", "rollover", "rollover_cap"}
AMOUNTS = {"fixed_invoice", "hourly_rates", "request_rate"}
NOT_JUDGED_BESIDE = {
    "currency": CREDIT_CELLS | AMOUNTS | {"rollover_periods"},
    "allowance_unit": CREDIT_CELLS | {"rollover_periods"},
    "rollover": {"rollover_cap", "rollover_periods"},
}
"""The cells of which nothing is said beside a wrong one."""


@given(said=LINES, wrong=st.sampled_from(list(MEANT)))
def test_what_is_told_beside_a_wrong_cell_is_wrong_whatever_that_cell_was_meant_to_say(
    said: dict[str, Any], wrong: str
) -> None:
    beside = {(one.field, one.message) for one in wrong_in(line(**said), None, [wrong])}
    for meant in MEANT[wrong]:
        whole = {**line(**said), wrong: meant}
        assert beside <= {(one.field, one.message) for one in wrong_in(whole, None)}


@given(said=LINES, wrong=st.sampled_from(list(MEANT)))
def test_what_is_wrong_whatever_a_wrong_cell_was_meant_to_say_is_told_beside_it(
    said: dict[str, Any], wrong: str
) -> None:
    each = [
        {(one.field, one.message) for one in wrong_in({**line(**said), wrong: meant}, None)}
        for meant in MEANT[wrong]
    ]
    beside = {(one.field, one.message) for one in wrong_in(line(**said), None, [wrong])}
    hidden = {one for one, _message in set.intersection(*each) - beside}
    assert hidden <= NOT_JUDGED_BESIDE.get(wrong, set()) | {wrong}


@given(said=LINES)
def test_a_line_is_refused_exactly_where_it_is_no_sound_plan(said: dict[str, Any]) -> None:
    found = examined(PlanLine, {name: one for name, one in line(**said).items() if one is not None})
    assert not isinstance(found, tuple)
    values = plain_values(found)
    allowance = {"unit": values["allowance_unit"], "quantity": values["allowance_quantity"]}
    over: dict[str, Any] = {
        "allowed": values["rollover"],
        "unit": values["allowance_unit"] if values["rollover"] else None,
        "cap": values["rollover_cap"],
        "expires_after_periods": values["rollover_periods"],
    }
    overtime = {
        name: {"behaviour": values[name], "multiplier": values[f"{name}_multiplier"]}
        for name in ("beyond_cap", "outside_hours")
        if values[name] or values[f"{name}_multiplier"]
    }
    names = ("pricing_method", "billing_method", "fixed_invoice", "hourly_rates", "request_rate")
    meant = written(
        **{name: values[name] for name in names},
        currency="TRY",
        allowance=allowance if any(allowance.values()) else None,
        rollover=over,
        overtime=overtime,
        weekly_cap_hours=values["weekly_cap_hours"],
    )
    whole = examined(Plan, meant)
    is_sound = isinstance(whole, Plan) and not list(broken_rules(whole))
    assert is_sound == (not list(wrong_in(values, None)))


def test_every_column_of_a_plan_can_be_left_out() -> None:
    for name in PLAN.columns:
        assert not told(name)
