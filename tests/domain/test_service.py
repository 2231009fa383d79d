"""A service goes through its stages and through no others, and is proposed in so many words."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checking import checked
from domain.errors import ConflictError, InvalidInputError
from domain.policy import QuestionName
from domain.service import (
    FINAL_STAGES,
    IN_CATALOGUE,
    LIFE,
    TRANSITIONS,
    DesignAnswers,
    Evidence,
    ImportedService,
    Measure,
    Move,
    ServiceFile,
    drawing,
    next_stage,
)
from domain.words import Gate, Stage
from tests.domain.samples import COMPLETE, proposal

LEADS_TO = {
    Stage.STRATEGY: {"offer": "design", "reject": "rejected", "withdraw": "withdrawn"},
    Stage.DESIGN: {"accept": "transition", "withdraw": "withdrawn"},
    Stage.TRANSITION: {"go_live": "operation", "redesign": "design", "withdraw": "withdrawn"},
    Stage.OPERATION: {"retire": "retirement"},
    Stage.RETIREMENT: {"end": "retired"},
}


@pytest.mark.parametrize(("stage", "move"), list(product(Stage, Move)))
def test_a_move_leads_where_the_policy_says_or_nowhere(stage: Stage, move: Move) -> None:
    possible = LEADS_TO.get(stage, {})
    if move in possible:
        assert next_stage(stage, move) == possible[move]
        return
    with pytest.raises(ConflictError, match=f"a service in {stage} cannot {move}") as refused:
        next_stage(stage, move)
    assert refused.value.field == "service"
    said = refused.value.message.partition("possible is ")[2]
    assert set(said.split(", ")) == (set(possible) or {"nothing more"})


def test_no_service_enters_design_without_an_offer_of_the_committee() -> None:
    into = {(stage, move) for (stage, move), after in TRANSITIONS.items() if after is Stage.DESIGN}
    assert into == {(Stage.STRATEGY, Move.OFFER), (Stage.TRANSITION, Move.REDESIGN)}


def test_a_final_stage_is_left_by_nothing_and_every_other_stage_can_end() -> None:
    assert FINAL_STAGES.isdisjoint(stage for stage, _ in TRANSITIONS)
    for start in set(Stage) - FINAL_STAGES:
        reached = {start}
        for _ in Stage:
            reached |= {after for (stage, _), after in TRANSITIONS.items() if stage in reached}
        assert not FINAL_STAGES.isdisjoint(reached)


def test_the_catalogue_shows_what_customers_can_use() -> None:
    assert {Stage.OPERATION, Stage.RETIREMENT} == IN_CATALOGUE


@pytest.mark.parametrize("stage", list(Stage))
def test_the_drawing_marks_the_present_stage_and_no_other(stage: Stage) -> None:
    drawn = drawing(stage).split(" → ")
    assert [word for word in drawn if word.startswith("[")] == [f"[{stage}]"]
    whole = LIFE if stage in LIFE else (Stage.STRATEGY, stage)
    assert [word.strip("[]") for word in drawn] == list(whole)


def test_one_text_or_several_say_what_customers_need() -> None:
    one = proposal(customers_needs="Mail that arrives", strategic_goals="Growth")
    assert one.customers_needs == ("Mail that arrives",)
    several = proposal(customers_needs=["Mail that arrives", "No spam"])
    assert several.customers_needs == ("Mail that arrives", "No spam")


@pytest.mark.parametrize("field", ["customers_needs", "strategic_goals"])
@pytest.mark.parametrize("nothing", [[], "", ["  "]], ids=["none", "empty", "spaces"])
def test_a_service_serves_customers_and_goals(field: str, nothing: object) -> None:
    raw = proposal().model_dump() | {field: nothing}
    with pytest.raises(InvalidInputError, match=f"^{field}"):
        checked(ServiceFile, raw)


def test_a_proposal_is_read_back_from_the_record() -> None:
    whole = proposal(id="e-mail", design={"costs": COMPLETE[QuestionName.COSTS]})
    assert ServiceFile.model_validate_json(whole.model_dump_json()) == whole


@given(known=st.sets(st.sampled_from(Gate)))
def test_the_gates_a_proposal_answers_are_given(known: set[Gate]) -> None:
    answers = {gate.value: COMPLETE[QuestionName(gate.value)] for gate in known}
    given_with_it = DesignAnswers.model_validate(answers).given()
    assert set(given_with_it) == known
    for gate, data in given_with_it.items():
        again = DesignAnswers.model_validate({gate.value: data})
        assert again.given() == {gate: data}


IMPORTED = {"since": "2021-05-01", "reason": "It has run since before the record"}


@pytest.mark.parametrize("stage", sorted(set(Stage) - FINAL_STAGES))
def test_a_living_service_is_imported_at_its_stage(stage: Stage) -> None:
    raw = proposal().model_dump() | IMPORTED | {"stage": stage.value}
    assert checked(ImportedService, raw).stage is stage


@pytest.mark.parametrize("stage", sorted(FINAL_STAGES))
def test_a_service_that_has_ended_is_not_imported(stage: Stage) -> None:
    raw = proposal().model_dump() | IMPORTED | {"stage": stage.value}
    allowed = "allowed are strategy, design, transition, operation, retirement"
    with pytest.raises(InvalidInputError, match=f"^stage: {stage} is an end.*{allowed}") as refused:
        checked(ImportedService, raw)
    assert refused.value.field == "stage"


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", "x"), ("since", "May 2021"), ("since", 2021), ("stage", "live")],
)
def test_an_import_says_since_when_and_why(field: str, value: object) -> None:
    raw = proposal().model_dump() | {"stage": "operation"} | IMPORTED | {field: value}
    with pytest.raises(InvalidInputError) as refused:
        checked(ImportedService, raw)
    assert refused.value.field == field


@given(year=st.integers(1000, 9999), month=st.integers(1, 12))
def test_a_measure_is_of_one_month(year: int, month: int) -> None:
    assert Measure(month=f"{year}-{month:02}", usage=0).month == f"{year}-{month:02}"


@pytest.mark.parametrize(
    "month", ["2026-00", "2026-13", "2026-1", "26-01", "٢٠٢٦-01", "2026-01-01"]
)
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^month"):
        checked(Measure, {"month": month, "usage": 0})


@pytest.mark.parametrize("field", ["usage", "revenue_minor_units"])
def test_nothing_is_used_or_earned_less_than_not_at_all(field: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{field}"):
        checked(Measure, {"month": "2026-01", "usage": 0, field: -1})


def test_evidence_of_a_later_release_is_read_without_what_is_new() -> None:
    assert Evidence.model_validate({"usage": 3, "complaints": 1}) == Evidence(usage=3)
