"""A decision may be corrected until a later step of a person rests on it (R43)."""

from __future__ import annotations

import pytest

from domain.asking import Answer, Task, open_task
from domain.correcting import correct, correctable, verdict_of, verdict_of_body
from domain.errors import ConflictError
from domain.policy import QuestionName
from domain.service_state import ServiceState
from domain.words import COMMITTEE
from tests.domain.samples import NOW, TASK, actor, policy, question, service_state
from tests.domain.test_ballot import HALF, SEATS, votes

BRIEF = "service/e-mail/brief/1"


def says(task_id: str, outcome: str) -> Answer:
    return Answer(
        task_id=task_id, outcome=outcome, reason="Misread it", request_id="c-1", corrects=True
    )


def put(state: ServiceState, task_id: str, name: QuestionName, *, ballot: bool = False) -> Task:
    asked = question(task_id=task_id, name=name, ballot=ballot, rule=policy().rule(name))
    state.tasks[task_id] = open_task(asked, now=NOW, step=state.step + 1)
    return state.tasks[task_id]


def answered() -> ServiceState:
    """A service whose brief was just answered by Ada."""
    state = service_state()
    task = put(state, BRIEF, QuestionName.BRIEF)
    state.step = 1
    state.settle(task, verdict_of(says(BRIEF, "complete"), actor("ada"), at=NOW))
    return state


def voted(*outcomes: str, seats: int) -> ServiceState:
    """A service whose committee has just decided by these votes."""
    state = service_state()
    task = put(state, TASK, QuestionName.COMMITTEE, ballot=True)
    state.step = 1
    state.votes[TASK], state.seats[TASK] = votes(*outcomes), SEATS[:seats]
    state.settle(task, verdict_of_body(TASK, votes(*outcomes)[0]))
    return state


def test_a_decision_that_nothing_rests_on_can_be_corrected() -> None:
    assert correctable(answered(), BRIEF, "ada").question.task_id == BRIEF


def test_what_was_not_decided_or_has_been_built_on_can_not() -> None:
    for state in (service_state(), ServiceState.model_validate(answered().snapshot_before())):
        with pytest.raises(ConflictError, match="make a new decision instead") as refused:
            correctable(state, BRIEF, "ada")
        assert refused.value.field == "correct"


def test_only_a_seat_that_voted_corrects_its_vote() -> None:
    state = voted("offer", "offer", seats=3)
    assert correctable(state, TASK, "bo").question.ballot
    with pytest.raises(ConflictError, match="the seat of cem cast no vote") as refused:
        correctable(state, TASK, "cem")
    assert refused.value.field == "correct"


def test_a_correction_goes_back_to_before_the_decision_and_counts_on() -> None:
    state = answered()
    corrected = correct(state, says(BRIEF, "complete"), actor("bo"), at=NOW, rule=HALF)
    assert set(corrected.back.tasks) == {BRIEF}
    assert corrected.back.counts == {}
    assert corrected.back.taken == {}
    assert corrected.vote is None
    assert corrected.verdict is not None
    assert (corrected.verdict.decision_id, corrected.verdict.by) == (f"{BRIEF}#2", "bo")
    corrected.back.settle(state.taken[BRIEF].task, corrected.verdict)
    again = correct(corrected.back, says(BRIEF, "complete"), actor("bo"), at=NOW, rule=HALF)
    assert again.verdict is not None
    assert again.verdict.decision_id == f"{BRIEF}#3"


def test_a_corrected_vote_may_turn_the_decision_of_a_body() -> None:
    state = voted("offer", "offer", "reject", seats=3)
    corrected = correct(state, says(TASK, "reject"), actor("bo"), at=NOW, rule=HALF)
    assert corrected.verdict is not None
    assert (corrected.verdict.outcome, corrected.verdict.by) == ("reject", COMMITTEE)
    assert corrected.verdict.decision_id == f"{TASK}#2"
    assert corrected.vote is not None
    assert [one.seat for one in corrected.back.votes[TASK]] == ["ada", "cem", "bo"]


def test_a_body_that_no_longer_agrees_goes_on_voting() -> None:
    state = voted("offer", "offer", seats=3)
    corrected = correct(state, says(TASK, "reject"), actor("x", stands_for="bo"), at=NOW, rule=HALF)
    assert corrected.verdict is None
    assert corrected.vote is not None
    assert (corrected.vote.seat, corrected.vote.voter) == ("bo", "x")
    assert {one.outcome for one in corrected.back.votes[TASK]} == {"offer", "reject"}


def test_a_verdict_says_who_answered_and_for_whom() -> None:
    verdict = verdict_of(says(BRIEF, "complete"), actor("bo", stands_for="ada"), at=NOW)
    assert (verdict.by, verdict.stands_for) == ("bo", "ada")
    assert verdict.decision_id == f"{BRIEF}#1"


def test_the_verdict_of_a_body_has_the_reason_of_the_vote_that_carries_it() -> None:
    carrying = votes("offer")[0].model_copy(update={"reason": "Customers ask for it"})
    verdict = verdict_of_body(TASK, carrying)
    assert (verdict.by, verdict.reason) == (COMMITTEE, "Customers ask for it")
