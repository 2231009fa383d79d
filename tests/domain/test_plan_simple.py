"""A simple plan as a line of a spreadsheet (R67)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.plans.simple import PLAN, PlanLine, column_of, line_of, plan_of
from domain.policy import Command
from domain.registers.entries import plain_values
from domain.registers.labels import folded
from domain.words import Role
from tests.domain.plan_samples import CREDITS, EXTRA, LINE, plan, written
from tests.domain.plan_strategies import QUICK, plans
from tests.domain.samples import policy

if TYPE_CHECKING:
    from domain.plans.plan import Plan


def line(**more: object) -> dict[str, object]:
    return plain_values(checked(PlanLine, {**LINE, **more}))


def test_a_line_is_a_plan_with_what_its_columns_say() -> None:
    found = plan_of(
        line(
            **CREDITS,
            weekly_cap_hours="37.5",
            beyond_cap="charge_extra",
            beyond_cap_multiplier="1.5",
            outside_hours="block",
            rollover="true",
            rollover_cap="100",
            rollover_periods="2",
            extra_cost="true",
            round_to_minutes="15",
        ),
        None,
    )
    assert found == plan(
        title="Silver support",
        description="Five hours a month",
        hourly_rates={"technician": 1200},
        allowance={"unit": "minutes", "quantity": 300},
        weekly_cap_hours=37.5,
        overtime={"beyond_cap": EXTRA, "outside_hours": {"behaviour": "block"}},
        rollover={"allowed": True, "unit": "minutes", "cap": 100, "expires_after_periods": 2},
        technician_may={"extra_cost": True},
        time_rounding={"minutes": 15},
    )


def test_what_no_column_says_of_a_plan_stays() -> None:
    bands = [{"name": "nights", "begins": "22:00", "ends": "06:00", "multiplier": 2}]
    before = plan(
        overtime={"outside_hours": {**EXTRA, "bands": bands}},
        cost={"basis": "fixed", "amount": 5},
    )
    after = plan_of({**line_of("gold", before), "title": "Golden support"}, before)
    assert after == before.model_copy(update={"title": "Golden support"})


@given(given=plans())
@QUICK
def test_every_plan_has_a_line_that_means_it(given: Plan) -> None:
    said = line_of("any", given)
    assert plain_values(checked(PlanLine, said)) == said
    assert plan_of(said, given) == given


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"pricing_method": "flat_fee"}, "fixed_invoice"),
        ({"hourly_rates": {}}, "hourly_rates"),
        ({"allowance_unit": "minutes"}, "allowance_quantity"),
        ({"allowance_quantity": "5"}, "allowance_unit"),
        ({"allowance_unit": "requests", "allowance_quantity": "5"}, "allowance_unit"),
        ({"weekly_cap_hours": "40"}, "beyond_cap"),
        ({"beyond_cap_multiplier": "2"}, "beyond_cap"),
        ({"outside_hours": "charge_extra"}, "outside_hours_multiplier"),
        ({**CREDITS, "rollover": "true"}, "rollover_cap"),
        ({**CREDITS, "rollover_cap": "5"}, "rollover_cap"),
        ({"rollover": "true"}, "rollover_cap"),
    ],
)
def test_a_line_that_is_no_sound_plan_is_refused_by_its_column(
    more: dict[str, Any], column: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        plan_of(line(**more), None)
    if more == {"rollover": "true"}:
        column = "rollover"
    assert column_of(refused.value.field) == column


def test_a_field_that_no_column_holds_is_named_by_none() -> None:
    assert column_of("overtime.outside_hours.bands.0.ends") is None
    assert column_of(None) is None


def test_an_amount_of_a_line_is_the_number_it_says() -> None:
    assert line()["hourly_rates"] == {"technician": "1200"}
    with pytest.raises(InvalidInputError, match="fixed_invoice: write a number"):
        line(fixed_invoice="much")


def test_a_policy_of_an_earlier_release_lets_the_account_manager_keep_plans() -> None:
    now = policy()
    access = {one: roles for one, roles in now.access.items() if not one.startswith("plan ")}
    earlier = now.model_copy(update={"access": access})
    for command in (Command.PLAN_ADD, Command.PLAN_EDIT, Command.PLAN_ARCHIVE):
        assert earlier.granted(command) == earlier.granted(Command.DEPENDENT_ADD)
        assert earlier.may((Role.ACCOUNT_MANAGER,), command)
        assert not earlier.may((Role.TECHNICIAN,), command)


def test_every_column_may_be_headed_in_turkish() -> None:
    assert all(one.labels for one in PLAN.columns.values())
    assert PLAN.headers[folded("FAZLA MESAİ DAVRANIŞI")] == "beyond_cap"
    assert set(written()) < set(PLAN.columns)


def test_an_amount_of_a_line_may_have_the_currency_of_the_plan_beside_it() -> None:
    rates = {"technician": "1200.00 TRY"}
    found = line(hourly_rates=rates, fixed_invoice="500 try", request_rate="1.50TRY")
    bare = line(hourly_rates={"technician": "1200.00"}, fixed_invoice="500", request_rate="1.50")
    assert found == bare
    for field, other in (
        ("fixed_invoice", "500 EUR"),
        ("hourly_rates.technician", {"technician": "1200 EUR"}),
    ):
        with pytest.raises(InvalidInputError, match="is not in TRY, the currency of the plan"):
            line(**{field.partition(".")[0]: other})
