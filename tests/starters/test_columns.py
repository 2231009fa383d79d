"""What the columns of a spreadsheet are told to be is what an import takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from domain.checking import checked
from domain.contracts.line import contract_of
from domain.plans.simple import plan_of
from domain.registers.entries import Line, plain_values
from domain.registers.sheet import sheet_of
from starters.column_examples import EXAMPLES, NOT_TOGETHER
from starters.column_words import about
from starters.columns import kinds, told
from starters.main import cli

if TYPE_CHECKING:
    from domain.registers.kind import Kind

KINDS = kinds()


def line_of(kind: Kind, cells: dict[str, str]) -> dict[str, object]:
    found = sheet_of(kind, list(cells)).line(2, list(cells.values()))
    assert isinstance(found, Line), found
    return dict(found.raw)


def together(plural: str) -> dict[str, str]:
    """An example without the columns that stand in the place of another one."""
    left_out = NOT_TOGETHER.get(plural, frozenset())
    return {name: cell for name, cell in EXAMPLES[plural].items() if name not in left_out}


def test_every_kind_has_an_example_of_every_column_and_of_no_other() -> None:
    assert {name: list(kind.columns) for name, kind in KINDS.items()} == {
        name: list(cells) for name, cells in EXAMPLES.items()
    }


@pytest.mark.parametrize("plural", [one for one in KINDS if one not in {"plans", "contracts"}])
def test_the_example_of_a_register_is_taken(plural: str) -> None:
    kind = KINDS[plural]
    raw = line_of(kind, together(plural))
    assert raw.keys() == kind.columns.keys()
    checked(kind.model, raw)


def test_the_example_of_a_plan_is_taken() -> None:
    kind = KINDS["plans"]
    line = checked(kind.model, line_of(kind, together("plans")))
    assert plan_of(plain_values(line), None).weekly_cap_hours == 12


def test_the_example_of_a_contract_is_taken_and_so_are_the_columns_in_the_place_of_others() -> None:
    kind, cells = KINDS["contracts"], together("contracts")
    written = contract_of(line_of(kind, cells))
    assert written.price is not None
    in_months = {name: one for name, one in EXAMPLES["contracts"].items() if name != "term"}
    del in_months["price_percent"]
    assert contract_of(line_of(kind, in_months)) == written
    by_percent = {name: one for name, one in cells.items() if not name.startswith("price_")}
    by_percent |= {"price_rule": "percent", "price_percent": EXAMPLES["contracts"]["price_percent"]}
    assert contract_of(line_of(kind, by_percent)).price_rule.kind == "percent"
    by_request = {
        **together("plans"),
        "pricing_method": "per_request",
        "allowance_unit": "requests",
    }
    by_request["request_rate"] = EXAMPLES["plans"]["request_rate"]
    checked(KINDS["plans"].model, line_of(KINDS["plans"], by_request))


@pytest.mark.parametrize("plural", list(KINDS))
def test_a_file_needs_just_the_columns_that_are_called_required(plural: str) -> None:
    kind = KINDS[plural]
    required = [one.column for one in told(kind) if one.required]
    assert sheet_of(kind, required).fields == tuple(required)
    for missing in required:
        with pytest.raises(Exception, match=f"missing column '{missing}'"):
            sheet_of(kind, [one for one in required if one != missing])


@pytest.mark.parametrize("plural", list(KINDS))
def test_everything_is_said_of_each_column(plural: str) -> None:
    assert about(KINDS[plural])
    for one in told(KINDS[plural]):
        assert one.allowed, one.column
        assert "R4" not in one.meaning
        assert "Args" not in about(KINDS[plural])


def test_each_shape_of_a_column_is_told_in_words() -> None:
    said = {
        f"{plural}.{one.column}": one.allowed
        for plural, kind in KINDS.items()
        for one in told(kind)
    }
    assert said["plans.pricing_method"] == "`hourly`, `per_request`, `flat_fee`"
    assert said["plans.fixed_invoice"] == "an amount, such as `1200.00` or `1200.00 TRY`"
    assert said["plans.hourly_rates"] == "`staff role=amount`, with `;` between"
    assert said["plans.weekly_cap_hours"] == "a number, such as `37.5`"
    assert said["plans.rollover"] == "`yes` or `no`"
    assert said["contracts.price"] == "an amount with its currency, such as `1200.00 TRY`"
    assert said["contracts.start_on"] == "a day, as `YYYY-MM-DD`"
    assert said["contracts.term"] == "a span: `12 months`, `1 year`, `30 days`"
    assert said["contracts.price_percent"] == "a percentage, such as `12.5`"
    assert said["contracts.credits_left"] == "a number, such as `75.0`"
    assert said["contracts.notices_before"] == "whole numbers from 0 to 3,650, with `;` between"
    assert said["contracts.services"] == "ids, with `;` between"
    assert said["customers.reviews_a_year"] == "a whole number from 1 to 52"
    assert said["customers.account_manager"] == "an id of a person"
    assert said["customers.time_zone"].startswith("a time zone")
    assert said["customers.business_profile"] == "text, 20,000 letters at most"
    assert said["contacts.preferred_terms"] == "`ours=theirs`, with `;` between"
    assert said["people.email"].startswith("an address")
    assert said["people.roles"].startswith("some of `committee_member`")
    assert said["groups.id"].startswith("an id: 1 to 64")


def test_the_command_tells_one_kind_or_all_and_refuses_another() -> None:
    def typed(*words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, ["columns", *words])
        return done.exit_code, done.stdout, done.stderr

    code, out, _ = typed("plans", "--json")
    found = json.loads(out)
    assert (code, list(found)) == (0, ["plans"])
    assert found["plans"][0]["column"] == "id"
    assert [one["required"] for one in found["plans"]] == [True] * 7 + [False] * 18
    code, out, _ = typed("plans")
    assert code == 0
    assert "pricing_method" in out
    assert "`" not in out.partition("\n\n")[2]
    assert list(json.loads(typed("--json")[1])) == list(KINDS)
    assert typed()[1].count("needed") == len(KINDS)
    code, _, err = typed("ships")
    assert (code, "allowed are people, groups" in err) == (2, True)
