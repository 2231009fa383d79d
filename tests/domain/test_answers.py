"""The typed answers, and the JSON Schema by which a machine checks one before it sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.answers import ANSWERS, Costs, GoLiveChecklist, Money, Target, data_schema, needs_data
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.policy import QuestionName
from domain.words import Gate
from tests.domain.samples import COMPLETE

if TYPE_CHECKING:
    from pydantic import JsonValue


@pytest.mark.parametrize("name", list(ANSWERS))
def test_the_schema_of_an_answer_is_json_schema_and_names_every_field(name: QuestionName) -> None:
    schema = data_schema(name)
    assert schema is not None
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    described = schema["properties"]
    assert isinstance(described, dict)
    assert set(described) == set(ANSWERS[name].model_fields)


@pytest.mark.parametrize("name", list(COMPLETE))
def test_a_complete_answer_fits_its_schema_and_its_model(name: QuestionName) -> None:
    schema = data_schema(name)
    assert schema is not None
    assert list(Draft202012Validator(schema).iter_errors(COMPLETE[name])) == []
    checked(ANSWERS[name], COMPLETE[name])


@pytest.mark.parametrize("name", list(COMPLETE))
def test_every_part_of_a_complete_answer_is_needed(name: QuestionName) -> None:
    schema = data_schema(name)
    assert schema is not None
    for part in COMPLETE[name]:
        short = {key: value for key, value in COMPLETE[name].items() if key != part}
        assert not Draft202012Validator(schema).is_valid(short)
        with pytest.raises(InvalidInputError, match=f"^{part}: is required"):
            checked(ANSWERS[name], short)


def test_a_question_whose_outcome_is_enough_has_no_schema() -> None:
    assert data_schema(QuestionName.GO_LIVE_ACCEPTANCE) is None
    assert data_schema(QuestionName.POLICY_APPROVAL) is None


def test_every_gate_needs_an_answer_with_evidence() -> None:
    for gate in Gate:
        assert "evidence" in ANSWERS[QuestionName(gate.value)].model_fields


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ({"currency": "try"}, "currency"),
        ({"currency": "TRYY"}, "currency"),
        ({"minor_units": -1}, "minor_units"),
        ({"minor_units": 12.5}, "minor_units"),
    ],
    ids=["small letters", "four letters", "negative", "half a kuruş"],
)
def test_money_is_whole_minor_units_of_a_currency(part: dict[str, object], value: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(Money, {"minor_units": 12_500, "currency": "TRY", **part})
    assert refused.value.field == value


@given(minor_units=st.integers(0, 10**15))
def test_money_is_carried_to_the_last_unit(minor_units: int) -> None:
    money = Money(minor_units=minor_units, currency="TRY")
    assert Money.model_validate_json(money.model_dump_json()) == money


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan")], ids=str)
def test_a_service_level_is_more_than_nothing_and_can_be_measured(value: float) -> None:
    with pytest.raises(InvalidInputError, match=r"^value: "):
        checked(Target, {"name": "response", "value": value, "unit": "hours"})


@pytest.mark.parametrize("path", ["evidence", "items"])
def test_an_empty_list_proves_nothing(path: str) -> None:
    models: dict[str, tuple[QuestionName, dict[str, JsonValue]]] = {
        "evidence": (QuestionName.COSTS, COMPLETE[QuestionName.COSTS]),
        "items": (QuestionName.GO_LIVE_CHECKLIST, COMPLETE[QuestionName.GO_LIVE_CHECKLIST]),
    }
    name, whole = models[path]
    with pytest.raises(InvalidInputError, match=f"^{path}: .*must not be empty"):
        checked(ANSWERS[name], {**whole, path: []})


@given(done=st.lists(st.booleans(), min_size=1, max_size=8))
def test_the_items_that_are_not_done_are_found(done: list[bool]) -> None:
    item = {"item": "Monitoring is on", "evidence": "Dashboard of the service"}
    checklist = GoLiveChecklist.model_validate(
        {"items": [{**item, "done": one} for one in done], "back_out": "The old servers stay"}
    )
    assert [at not in checklist.undone for at in range(len(done))] == done


def test_an_answer_is_read_back_from_the_record() -> None:
    costs = Costs.model_validate(COMPLETE[QuestionName.COSTS])
    assert Costs.model_validate(costs.model_dump(mode="json")) == costs


def test_only_a_gate_and_its_like_are_never_answered_by_the_outcome_alone() -> None:
    assert {name for name in QuestionName if needs_data(name)} == {
        *(QuestionName(gate) for gate in Gate),
        QuestionName.GO_LIVE_CHECKLIST,
        QuestionName.DATA_RETURN,
    }


def test_an_amount_is_written_as_on_an_invoice_with_its_currency() -> None:
    typed = {**COMPLETE[QuestionName.COSTS], "build": "1200.50 TRY"}
    assert checked(Costs, typed).build == Money(minor_units=120_050, currency="TRY")


@pytest.mark.parametrize("amount", [1200.5, 1200, "1200.50", True, None, ["1200 TRY"]])
def test_an_amount_without_its_currency_is_refused_with_what_is_allowed(amount: object) -> None:
    with pytest.raises(InvalidInputError, match=r"such as 1200\.?5?0?0? TRY") as refused:
        checked(Costs, {**COMPLETE[QuestionName.COSTS], "build": amount})
    assert refused.value.field == "build"
