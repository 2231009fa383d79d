from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.answers import ANSWERS, data_schema
from domain.errors import InvalidInputError
from domain.policy import QuestionName
from starters.answer_data import check_data, given_data
from starters.answer_money import AS_AN_AMOUNT, with_amounts
from starters.task_page import fields_of
from tests.workflows.company import ACCEPTANCE, CHECKLIST, DATA_RETURN, GATES, Data

if TYPE_CHECKING:
    from pydantic import JsonValue

GOOD: dict[QuestionName, Data] = {
    **{QuestionName(gate): data for gate, (_, data) in GATES.items()},
    QuestionName.COMMITTEE: {"until": "2027-01-01"},
    QuestionName.DESIGN_ACCEPTANCE: ACCEPTANCE,
    QuestionName.GO_LIVE_CHECKLIST: CHECKLIST,
    QuestionName.IMPROVEMENT_CYCLE: {"findings": "all is well with it"},
    QuestionName.DATA_RETURN: DATA_RETURN,
}

BUILD = {"minor_units": 5, "currency": "TRY"}


def schema(name: QuestionName) -> dict[str, object]:
    found = data_schema(name)
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("name", list(GOOD))
def test_schema_takes_every_answer_that_the_process_takes(name: QuestionName) -> None:
    check_data(GOOD[name], schema(name))
    ANSWERS[name].model_validate(GOOD[name])


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        (QuestionName.COSTS, {"build": {**BUILD, "minor_units": "5"}}, "data.build.minor_units"),
        (QuestionName.COSTS, {"build": {**BUILD, "currency": "lira"}}, "data.build.currency"),
        (QuestionName.COSTS, {"build": {"minor_units": 5}}, "data.build.currency"),
        (QuestionName.COSTS, {"tax": 1}, "data.tax"),
        (QuestionName.CONTINUITY, {"recovery_time_hours": -1}, "data.recovery_time_hours"),
        (QuestionName.SERVICE_LEVELS, {"targets": [{"name": "x"}]}, "data.targets.0.value"),
        (QuestionName.SERVICE_LEVELS, {"targets": []}, "data.targets"),
        (QuestionName.COMMITTEE, {"until": "soon"}, "data.until"),
        (QuestionName.DESIGN_ACCEPTANCE, {"again": ["roof"]}, "data.again.0"),
        (QuestionName.GO_LIVE_CHECKLIST, {"items": "all"}, "data.items"),
    ],
)  # fmt: skip
def test_wrong_answer_names_its_field(
    name: QuestionName, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_data({**GOOD[name], **changes}, schema(name))
    assert refused.value.field == field


@pytest.mark.parametrize("name", list(GOOD))
def test_each_field_of_an_answer_is_explained(name: QuestionName) -> None:
    fields = list(fields_of(schema(name)))
    assert fields != []
    assert all(path and kind for path, kind, _, _ in fields)


def test_values_get_the_type_the_schema_wants() -> None:
    wanted = schema(QuestionName.CONTINUITY)
    changes = ["recovery_time_hours=4", "continuity_plan=4", "evidence=a", "evidence=b"]
    assert given_data(None, changes, wanted) == {
        "recovery_time_hours": 4,
        "continuity_plan": "4",
        "evidence": ["a", "b"],
    }


def test_places_below_lists_and_mappings_are_made_on_the_way() -> None:
    wanted = schema(QuestionName.GO_LIVE_CHECKLIST)
    changes = ["items.0.item=backup", "items.0.done=true", "items.1.item=alarms", "items.1.done=no"]
    assert given_data(None, changes, wanted) == {
        "items": [{"item": "backup", "done": True}, {"item": "alarms", "done": "no"}]
    }


def test_whole_list_and_whole_mapping_may_be_given_as_json() -> None:
    costs = schema(QuestionName.COSTS)
    build = '{"minor_units": 5, "currency": "TRY"}'
    assert given_data(None, [f"build={build}"], costs) == {
        "build": {"minor_units": 5, "currency": "TRY"}
    }
    acceptance = schema(QuestionName.DESIGN_ACCEPTANCE)
    assert given_data(None, ['again=["costs", "brief"]'], acceptance) == {
        "again": ["costs", "brief"]
    }


def test_an_amount_is_written_as_on_an_invoice_and_handed_over_in_minor_units() -> None:
    costs, renewal = schema(QuestionName.COSTS), schema(QuestionName.RENEWAL)
    found = given_data(None, ["build=1200.50 TRY", "yearly=5 JPY", "funded_by=reserve"], costs)
    assert found == {
        "build": {"minor_units": 120_050, "currency": "TRY"},
        "yearly": {"minor_units": 5, "currency": "JPY"},
        "funded_by": "reserve",
    }
    assert given_data(None, ["price=9000 EUR"], renewal) == {
        "price": {"minor_units": 900_000, "currency": "EUR"}
    }
    (explained,) = fields_of(renewal)
    assert explained[:2] == ["price", "amount"]
    assert explained[3].endswith(AS_AN_AMOUNT)


@pytest.mark.parametrize("amount", ["1200.50", "1.200 TRY", "12.000,00 TRY", "lots"])
def test_what_is_no_amount_is_refused_by_its_field(amount: str) -> None:
    with pytest.raises(InvalidInputError, match=r"(such|it) as [0-9.]+ TRY") as refused:
        given_data(None, [f"price={amount}"], schema(QuestionName.RENEWAL))
    assert refused.value.field == "data.price"


def test_amounts_are_found_in_lists_and_mappings_and_nothing_else_is_touched() -> None:
    money = {"$ref": "#/$defs/Money"}
    wanted = {
        "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}}},
        "$defs": {
            "Part": {"properties": {"cost": {"anyOf": [money, {"type": "null"}]}}},
            "Money": {"properties": {"minor_units": {}, "currency": {}}},
        },
    }
    typed: dict[str, JsonValue] = {
        "parts": [{"cost": "1 TRY", "name": "1 TRY"}, {"cost": None}],
        "more": "1 TRY",
    }
    assert with_amounts(typed, wanted, "data") == {
        "parts": [
            {"cost": {"minor_units": 100, "currency": "TRY"}, "name": "1 TRY"},
            {"cost": None},
        ],
        "more": "1 TRY",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("until", "set"),
        ("=2027-01-01", "set"),
        ("until.0=1", None),
        ("until=bell\x07", "data.until"),
    ],
)
def test_change_that_cannot_be_made_is_refused(change: str, field: str | None) -> None:
    wanted = schema(QuestionName.COMMITTEE)
    if field is None:
        with pytest.raises(InvalidInputError):
            check_data(given_data(None, [change], wanted), wanted)
        return
    with pytest.raises(InvalidInputError) as refused:
        given_data(None, [change], wanted)
    assert refused.value.field == field


def test_place_beside_the_end_of_a_list_is_refused() -> None:
    wanted = schema(QuestionName.GO_LIVE_CHECKLIST)
    with pytest.raises(InvalidInputError, match="no place"):
        given_data(None, ["items.5.item=backup"], wanted)
    with pytest.raises(InvalidInputError, match="no place"):
        given_data(None, ["back_out=x", "back_out.more=y"], wanted)


def test_nothing_given_is_no_data() -> None:
    assert given_data(None, [], None) is None
