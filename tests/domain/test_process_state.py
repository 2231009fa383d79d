"""What a process carries on: its open tasks, its ordinals, and what can still be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.asking import Task, Verdict, open_task
from domain.ids import task_id
from domain.policy import QuestionName
from domain.process_state import ProcessState
from tests.domain.samples import NOW, question
from tests.domain.test_ballot import votes

if TYPE_CHECKING:
    from pydantic import JsonValue

BRIEF, COSTS, ACCEPTANCE = (
    QuestionName.BRIEF,
    QuestionName.COSTS,
    QuestionName.DESIGN_ACCEPTANCE,
)


def put(state: ProcessState, name: QuestionName) -> Task:
    """Ask a question with the step that is written next."""
    key = task_id("service/e-mail", name, state.next_ordinal(name))
    task = open_task(question(task_id=key, name=name), now=NOW, step=state.step + 1)
    state.tasks[key] = task
    return task


def settle(state: ProcessState, task: Task, outcome: str = "complete") -> str:
    """Answer a task; the step is written."""
    key = task.question.task_id
    verdict = Verdict(task_id=key, decision_id=f"{key}#1", outcome=outcome, by="ada", at=NOW)
    state.settle(task, verdict)
    state.step += 1
    return key


def asked(*names: QuestionName) -> tuple[ProcessState, list[Task]]:
    """A process whose first step asked some questions side by side."""
    state = ProcessState()
    tasks = [put(state, name) for name in names]
    state.step += 1
    return state, tasks


def test_an_answered_task_is_closed_and_the_next_one_counts_on() -> None:
    state, [brief] = asked(BRIEF)
    assert state.next_ordinal(BRIEF) == 1
    settle(state, brief)
    assert state.tasks == {}
    assert state.next_ordinal(BRIEF) == 2
    assert state.next_ordinal(COSTS) == 1


def test_answers_to_questions_that_stood_side_by_side_can_both_be_corrected() -> None:
    state, [brief, costs] = asked(BRIEF, COSTS)
    assert state.taken == {}
    first, second = settle(state, brief), settle(state, costs)
    assert set(state.taken) == {first, second}


def test_once_the_next_question_is_answered_the_answer_it_rests_on_is_beyond_correction() -> None:
    state, [brief] = asked(BRIEF)
    acceptance = open_task(
        question(task_id="service/e-mail/design_acceptance/1", name=ACCEPTANCE),
        now=NOW,
        step=state.step + 1,
    )
    first = settle(state, brief)
    assert set(state.taken) == {first}
    second = settle(state, acceptance, "accept")
    assert set(state.taken) == {second}


def test_a_decision_remembers_the_state_before_it_without_what_was_correctable_then() -> None:
    state, [brief, costs] = asked(BRIEF, COSTS)
    settle(state, brief)
    before: dict[str, JsonValue] = state.snapshot_before()
    key = settle(state, costs)
    assert state.taken[key].before == before
    assert "taken" not in before
    back = ProcessState.model_validate(before)
    assert set(back.tasks) == {key}
    assert back.counts == {BRIEF: 1}


def test_going_back_to_before_a_decision_keeps_the_earlier_ones_correctable() -> None:
    state, [brief, costs] = asked(BRIEF, COSTS)
    first, second = settle(state, brief), settle(state, costs)
    assert set(state.taken_before(state.taken[second])) == {first}
    assert state.taken_before(state.taken[first]) == {}


def test_the_votes_that_made_a_decision_stay_with_it_and_not_with_the_process() -> None:
    state, [ballot] = asked(QuestionName.COMMITTEE)
    key = ballot.question.task_id
    cast = votes("offer", "offer")
    state.votes[key], state.seats[key] = cast, ("ada", "bo", "cem")
    settle(state, ballot, "offer")
    assert state.taken[key].votes == cast
    assert (state.votes, state.seats) == ({}, {})
    back = ProcessState.model_validate(state.taken[key].before)
    assert (back.votes[key], back.seats[key]) == (cast, ("ada", "bo", "cem"))


def test_a_task_that_is_closed_is_forgotten_and_may_be_closed_again() -> None:
    state, [ballot] = asked(QuestionName.COMMITTEE)
    key = ballot.question.task_id
    state.votes[key], state.seats[key] = votes("offer"), ("ada",)
    state.drop(key)
    state.drop(key)
    assert (state.tasks, state.votes, state.seats) == ({}, {}, {})
    assert state.next_ordinal(QuestionName.COMMITTEE) == 1


def test_the_state_is_read_back_as_it_was_carried() -> None:
    state, [brief, _] = asked(BRIEF, COSTS)
    settle(state, brief)
    assert ProcessState.model_validate(state.snapshot()) == state
    later: dict[str, JsonValue] = {**state.snapshot(), "mood": "good"}
    assert ProcessState.model_validate(later) == state


def test_two_processes_share_nothing() -> None:
    first, _ = asked(BRIEF)
    assert first.tasks != {}
    assert ProcessState().tasks == {}
