"""The questions of a service are put in business words, each with the outcomes it offers."""

from __future__ import annotations

import pytest

from domain.contracts.questions import OUTCOMES as OF_CONTRACTS
from domain.policy import DECIDED_BY_SILENCE, QuestionName
from domain.service_questions import CHAIR_OF, service_question
from domain.words import ChangeState, Gate
from tests.domain.samples import change, policy, service_state

ASKED = sorted(set(QuestionName) - {QuestionName.POLICY_APPROVAL, *OF_CONTRACTS})
OFFER_OR_NOT = ("offer", "reject", "defer")
APPROVE_OR_NOT = ("approve", "reject", "defer")
RETIRE_OR_NOT = ("retire", "keep", "defer")


@pytest.mark.parametrize("name", ASKED)
def test_a_question_names_the_service_and_obeys_its_entry_of_the_policy(name: QuestionName) -> None:
    put = service_question(name, service_state(), policy(), version=2, requester="ada")
    assert "E-mail" in put.text
    assert "{" not in put.text
    assert put.text.endswith("?")
    assert put.rule == policy().rule(name)
    assert (put.name, put.requester, put.subject) == (name, "ada", "service/e-mail")


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        (QuestionName.COMMITTEE, OFFER_OR_NOT),
        (QuestionName.COMMITTEE_CHAIR, OFFER_OR_NOT),
        (QuestionName.DESIGN_ACCEPTANCE, ("accept", "rework")),
        (QuestionName.GO_LIVE_CHECKLIST, ("ready",)),
        (QuestionName.GO_LIVE_ACCEPTANCE, ("accept", "rework", "redesign")),
        (QuestionName.IMPROVEMENT_CYCLE, ("keep", "change", "retire")),
        (QuestionName.CHANGE_COMMITTEE, APPROVE_OR_NOT),
        (QuestionName.CHANGE_CHAIR, APPROVE_OR_NOT),
        (QuestionName.RETIREMENT, RETIRE_OR_NOT),
        (QuestionName.RETIREMENT_CHAIR, RETIRE_OR_NOT),
        (QuestionName.DATA_RETURN, ("returned_and_erased", "nothing_held")),
        *((QuestionName(gate.value), ("complete",)) for gate in Gate),
    ],
)
def test_a_question_offers_its_outcomes(name: QuestionName, outcomes: tuple[str, ...]) -> None:
    put = service_question(name, service_state(), policy(), version=1, requester=None)
    assert put.outcomes == outcomes
    assert set(DECIDED_BY_SILENCE.get(name, ())) <= set(outcomes)


@pytest.mark.parametrize(("answered", "ordinal"), [(0, 1), (1, 2), (9, 10)])
def test_a_question_that_is_put_again_has_the_next_ordinal(answered: int, ordinal: int) -> None:
    state = service_state(counts={QuestionName.COMMITTEE: answered})
    put = service_question(QuestionName.COMMITTEE, state, policy(), version=1, requester=None)
    assert put.task_id == f"service/e-mail/committee/{ordinal}"


def test_only_the_committee_votes_and_its_chair_is_asked_the_same() -> None:
    for name in ASKED:
        put = service_question(name, service_state(), policy(), version=1, requester=None)
        assert put.ballot is (name in CHAIR_OF)
    assert {
        QuestionName.COMMITTEE: QuestionName.COMMITTEE_CHAIR,
        QuestionName.RETIREMENT: QuestionName.RETIREMENT_CHAIR,
        QuestionName.CHANGE_COMMITTEE: QuestionName.CHANGE_CHAIR,
    } == CHAIR_OF


def test_usage_and_revenue_are_shown_to_whoever_may_retire_or_change_a_service() -> None:
    shown = {
        name
        for name in ASKED
        if service_question(name, service_state(), policy(), version=1, requester=None).evidence
    }
    retiring = {name for name in ASKED if "retire" in offered(name)}
    assert shown == retiring | {QuestionName.CHANGE_COMMITTEE, QuestionName.CHANGE_CHAIR}


def test_the_committee_is_asked_about_the_change_at_hand() -> None:
    state = service_state()
    state.changes.propose(change(title="Archive {name}"))
    first = state.changes.propose(change(title="Larger {mailboxes}"))
    state.changes.put(first, ChangeState.DECIDING)
    put = service_question(
        QuestionName.CHANGE_COMMITTEE, state, policy(), version=1, requester="mehmet"
    )
    assert put.text == "Shall we change E-mail, a minor change: Larger {mailboxes}?"
    assert put.change == "Larger {mailboxes}"
    committee = service_question(
        QuestionName.COMMITTEE, state, policy(), version=1, requester="mehmet"
    )
    assert committee.change == ""


def offered(name: QuestionName) -> tuple[str, ...]:
    return service_question(name, service_state(), policy(), version=1, requester=None).outcomes


@pytest.mark.parametrize("name", ["{version}", "50% {0} %s", "Ağrı {name}"])
def test_the_name_of_a_service_is_shown_as_it_is(name: str) -> None:
    state = service_state(name=name)
    put = service_question(QuestionName.COMMITTEE, state, policy(), version=1, requester=None)
    assert put.text == f"Shall we offer {name}?"
