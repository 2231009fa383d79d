"""The files of the demo fit together, and its people answer in turn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from activities.store.reading import Service, Task
from domain.asking import Answer
from domain.checking import checked
from domain.contracts.questions import OUTCOMES
from domain.people import PersonFile
from domain.policy import Command, QuestionName
from domain.replies import check_reply
from domain.service import ImportedService, ServiceFile
from domain.service_questions import service_question
from domain.words import CUSTOMER_ROLES, Role, Stage
from starters.demo.story import Reply, Story, shipped
from tests.domain.samples import policy, service_state

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TELLER = Story()
STORY = shipped("story.yaml")
EVIDENCE = shipped("evidence.yaml")
EXPECTED = shipped("expected.yaml")
PEOPLE = {one["id"]: checked(PersonFile, one) for one in shipped("people.yaml")}
PROPOSED = {one["id"]: checked(ServiceFile, one) for one in shipped("catalogue.yaml")}
RUNNING = {one["id"]: checked(ImportedService, one) for one in shipped("running.yaml")}
YOURS = {one["id"]: checked(ServiceFile, one) for one in shipped("yours.yaml")}
SERVICES = PROPOSED | RUNNING
BESIDE = {
    "measure": Command.SERVICE_MEASURE,
    "depend": Command.DEPENDENT_ADD,
    "release": Command.DEPENDENT_CLOSE,
    "change": Command.SERVICE_CHANGE,
    "retire": Command.SERVICE_RETIRE,
    "withdraw": Command.SERVICE_WITHDRAW,
}
# Only a tie or a due date that nobody kept asks the chair; the committee of the demo keeps its own.
NOT_ASKED = {
    QuestionName.RETIREMENT_CHAIR,
    QuestionName.CHANGE_CHAIR,
    QuestionName.POLICY_APPROVAL,
}
OF_CONTRACTS = {QuestionName(name) for name in shipped("agreements.yaml")["answers"]}
OF_SERVICES = {*QuestionName} - NOT_ASKED - OF_CONTRACTS


def said() -> list[tuple[QuestionName, str, int, str, str]]:
    """Every answer of the story: to which question, of which service, in which turn, who and what.

    What holds for every service is said of each that has no line of its own.
    """
    return [
        (QuestionName(question), service, turn, person, outcome)
        for question, lines in STORY["answers"].items()
        for service in SERVICES
        for turn, answers in enumerate(lines.get(service) or lines.get("*", []), start=1)
        for person, outcome in answers.items()
    ]


def who(person: str, service: str) -> str:
    return SERVICES[service].owner if person == "owner" else person


def a_task(question: str, turn: int, service: str) -> Task:
    read: dict[str, Any] = {"task_id": f"service/{service}/{question}/{turn}", "name": question}
    return Task.model_construct(**read)


def a_service(service: str) -> Service:
    file = SERVICES[service]
    read: dict[str, Any] = {"service_id": service, "name": file.name, "owner": file.owner}
    return Service.model_construct(**read)


def replies(question: str, turn: int, service: str) -> list[Reply]:
    return TELLER.replies(a_task(question, turn, service), a_service(service), NOW)


def answers(question: str, turn: int, service: str) -> list[tuple[str, str]]:
    return [(one.person, one.outcome) for one in replies(question, turn, service)]


def test_what_becomes_of_every_service_was_written_down() -> None:
    assert SERVICES.keys() == EXPECTED["services"].keys()
    assert YOURS.keys() == set(EXPECTED["yours"])
    assert not SERVICES.keys() & YOURS.keys()
    assert len(SERVICES) >= 8
    assert EXPECTED["dependents"].keys() <= SERVICES.keys()


def test_the_same_is_written_down_of_every_service_and_its_owner_is_the_one_who_proposed_it() -> (
    None
):
    names = {frozenset(one) for one in EXPECTED["services"].values()}
    assert len(names) == 1
    for service, meant in EXPECTED["services"].items():
        assert meant["owner"] == SERVICES[service].owner
        assert meant["went"][-1] == Stage(meant["stage"])
    assert isinstance(EXPECTED["ends_on"], date)


def test_services_have_an_owner_who_may_propose() -> None:
    for file in (SERVICES | YOURS).values():
        roles = PEOPLE[file.owner].roles
        assert Role.SERVICE_OWNER in roles
        assert policy().may(roles, Command.SERVICE_PROPOSE)


def test_the_story_shows_every_way_a_service_may_go() -> None:
    stages = [one["stage"] for one in EXPECTED["services"].values()]
    assert {"operation", "rejected", "retired", "withdrawn"} == set(stages)
    decided = [line for one in EXPECTED["services"].values() for line in one["decided"]]
    assert {"committee defer", "committee_chair offer", "design_acceptance rework"} <= set(decided)


def test_every_question_of_a_service_has_an_answer() -> None:
    assert {*STORY["answers"]} == OF_SERVICES
    assert {question for question, *_ in said()} == OF_SERVICES


def test_every_question_of_a_contract_is_asked() -> None:
    assert {*OUTCOMES} == OF_CONTRACTS


def test_every_line_of_the_story_is_about_a_service_of_the_company() -> None:
    named = {name for lines in STORY["answers"].values() for name in lines}
    named |= {name for lines in STORY["beside_the_inbox"].values() for name in lines}
    assert named - {"*"} <= SERVICES.keys()


def test_everybody_who_answers_is_there_and_may_answer_that_question() -> None:
    for question, service, _, person, _ in said():
        rule = policy().rule(question)
        answers_it = who(person, service)
        assert set(PEOPLE[answers_it].roles) & set(rule.roles), (question, answers_it)
        if rule.four_eyes:
            assert answers_it != SERVICES[service].owner, (question, service)


def test_everybody_who_acts_beside_the_inbox_is_there_and_may() -> None:
    assert STORY["beside_the_inbox"].keys() == BESIDE.keys()
    for what in STORY["beside_the_inbox"]:
        for lines in TELLER.beside_the_inbox(what).values():
            for line in lines:
                assert policy().may(PEOPLE[line["by"]].roles, BESIDE[what])
                assert Stage(line["stage"])


def test_a_service_is_changed_twice_and_only_one_change_needs_the_committee() -> None:
    [lines] = TELLER.beside_the_inbox("change").values()
    changes = [TELLER.change(line["file"]) for line in lines]
    sizes = [policy().change.size_of(one.person_days, one.cost) for one in changes]
    assert [policy().change.needs_committee(size) for size in sizes] == [True, False]
    assert EXPECTED["services"]["service-desk"]["changes"] == [f"{size} live" for size in sizes]
    assert {line["file"] for line in lines} == shipped("changes.yaml").keys()


def test_who_is_told_of_a_retirement_is_a_customer() -> None:
    customers = {one for one, person in PEOPLE.items() if set(person.roles) & CUSTOMER_ROLES}
    assert {"acme-it", "tekstil-bt"} <= customers


def test_every_answer_of_the_story_would_stand_in_the_record() -> None:
    for question, service, turn, _, _ in said():
        for reply in replies(question, turn, service):
            asked = service_question(question, service_state(), policy(), version=1, requester=None)
            given = Answer(
                task_id=reply.task_id,
                outcome=reply.outcome,
                reason=reply.reason,
                data=reply.data,
                request_id="r-1",
            )
            check_reply(asked, given, now=NOW, policy=policy())


def test_nothing_was_written_for_an_outcome_that_nobody_chooses() -> None:
    chosen = {(question.value, outcome) for question, _, _, _, outcome in said()}
    assert {(name, one) for name, outcomes in EVIDENCE.items() for one in outcomes} <= chosen


def test_a_service_without_a_line_of_its_own_is_answered_as_all_are() -> None:
    assert answers("committee", 1, "managed-backup") == [("elif", "offer"), ("murat", "offer")]
    assert answers("committee", 1, "blockchain-notary") == [("elif", "reject"), ("grace", "reject")]


def test_a_question_that_comes_again_is_answered_in_turn_and_then_no_more() -> None:
    assert answers("committee", 1, "support-assistant") == [("elif", "defer"), ("murat", "defer")]
    assert answers("committee", 2, "support-assistant") == [("murat", "offer"), ("grace", "offer")]
    assert answers("committee", 3, "support-assistant") == []


def test_the_owner_answers_in_person() -> None:
    assert answers("brief", 1, "service-desk") == [("kemal", "complete")]
    assert answers("improvement_cycle", 1, "endpoint-protection") == [("deniz", "change")]


@pytest.mark.parametrize("question", ["retirement", "retirement_chair", "policy_approval"])
def test_nobody_answers_where_the_story_has_no_line(question: str) -> None:
    assert answers(question, 1, "managed-backup") == []


def test_only_a_due_date_that_passed_asks_what_the_story_does_not_foresee() -> None:
    def foreseen(question: str, service: str) -> bool:
        return TELLER.foresees(a_task(question, 1, service), a_service(service))

    assert foreseen("committee_chair", "shop-hosting")
    assert not foreseen("committee_chair", "managed-backup")
    assert foreseen("retirement", "fax-gateway")
    assert not foreseen("retirement_chair", "fax-gateway")


def test_a_deferral_names_the_day_on_which_the_committee_is_asked_again() -> None:
    (first, _) = replies("committee", 1, "support-assistant")
    assert first.data == {"until": "2026-05-01"}


def test_what_is_written_names_the_service() -> None:
    (brief,) = replies("brief", 1, "remote-access")
    assert brief.reason == "Secure remote access: complete, as the meeting found"
    data: dict[str, Any] = brief.data or {}
    assert data["purpose"].startswith("Secure remote access answers needs")
    assert data["evidence"] == ["Brief of Secure remote access, accepted in the product board"]


def test_an_outcome_that_speaks_for_itself_carries_no_data() -> None:
    assert [one.data for one in replies("committee", 1, "managed-backup")] == [None, None]
