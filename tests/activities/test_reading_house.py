from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store import people, reading, schema
from activities.store.reading import Page
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.identity import Actor
from domain.words import NoticeState, PolicyState, ProcessKind, Role, Stage, TaskState
from tests.activities.rows import (
    A_DAY,
    NOON,
    a_person,
    put,
    put_decision,
    put_event,
    put_notice,
    put_process,
    put_service,
    put_task,
    put_vote,
)
from workers.registers.documents import Upload, attach

if TYPE_CHECKING:
    from tests.activities.house import House

ADA = Actor(person="ada", roles=(Role.ADMINISTRATOR,))


def test_the_history_of_a_record_comes_in_the_order_it_was_written(house: House) -> None:
    with house.worker.begin() as connection:
        for number in range(1, 6):
            put_event(connection, f"e{number}", reason="Because." if number == 1 else "")
        put_event(connection, "elsewhere", subject="service/mail")
    found = reading.history(house.reader, "service/crm", page=Page(limit=2))
    assert [one.event_id for one in found] == ["service/crm#1", "service/crm#2"]
    assert [one.reason for one in found] == ["Because.", None]
    rest = reading.history(house.reader, "service/crm", page=Page(after="service/crm#2"))
    assert [one.event_id for one in rest] == [f"service/crm#{n}" for n in (3, 4, 5)]
    assert reading.history(house.reader, "service/crm", page=Page(after="service/crm#5")) == []


def test_a_record_nothing_was_written_of_is_an_error_and_so_is_a_strange_event_id(
    house: House,
) -> None:
    with pytest.raises(NotFoundError, match="there is no record 'service/crm'") as missing:
        reading.history(house.reader, "service/crm")
    assert missing.value.field == "service"
    with pytest.raises(InvalidInputError, match="is no such id") as wrong:
        reading.history(house.reader, "service/crm", page=Page(after="service/crm#last"))
    assert wrong.value.field == "after"


def test_the_names_of_an_event_are_those_other_systems_rely_on(house: House) -> None:
    with house.worker.begin() as connection:
        put_event(
            connection,
            "e1",
            reason="It fits.",
            workflow_id="service/crm",
            run_id="run-1",
            policy_version=1,
            clauses=["8.2.2"],
        )
    (event,) = reading.history(house.reader, "service/crm")
    shown = event.model_dump(mode="json")
    promised = {
        "event_id": "service/crm#1",
        "at": "2026-03-02T12:00:00Z",
        "kind": "service_proposed",
        "actor": "bob",
        "reason": "It fits.",
        "subject": "service/crm",
        "workflow_id": "service/crm",
        "run_id": "run-1",
        "policy_version": 1,
        "clauses": ["8.2.2"],
    }
    assert {name: shown[name] for name in promised} == promised
    assert shown["recorded_at"].endswith("Z")


def test_notices_are_listed_by_state_and_page_by_page(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada")])
        for number, state in enumerate(NoticeState):
            put_notice(connection, f"n{number}", state)
    every = reading.notices(house.reader)
    assert [one.state for one in every] == list(NoticeState)
    assert reading.notices(house.reader, page=Page(limit=1, after="2")) == [every[2]]
    assert reading.notices(house.reader, state=NoticeState.HELD) == [every[1]]


def test_a_process_is_found_and_what_it_carries_can_be_read_to_resume_it(house: House) -> None:
    with house.worker.begin() as connection:
        put_process(connection, "service/crm", state={"step": 3, "name": "CRM"})
        put_process(connection, "service/old", closed_at=NOON, closed_reason="retired")
    assert [one.workflow_id for one in reading.processes_open(house.reader)] == ["service/crm"]
    assert reading.process(house.reader, "service/old").closed_reason == "retired"
    assert reading.process_state(house.reader, "service/crm") == {"step": 3, "name": "CRM"}
    for read in (reading.process, reading.process_state):
        with pytest.raises(NotFoundError, match="there is no process 'service/x'"):
            read(house.reader, "service/x")


def test_the_facts_of_the_house_are_what_status_shows(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada")])
        put_service(connection, "crm")
        put_service(connection, "mail")
        put_service(connection, "dns", stage=Stage.OPERATION)
        put_process(connection, "policy/p1", kind=ProcessKind.POLICY, stage="draft", stray="lost")
        put_task(connection, "crm", Role.SERVICE_OWNER, due_at=NOON)
        put_task(connection, "crm", Role.SERVICE_OWNER, ordinal=2)
        put_notice(connection, "n1", NoticeState.SENT)
        put_notice(connection, "n2", NoticeState.QUEUED)
        put_notice(connection, "n3", NoticeState.FAILED)
    facts = reading.stack_facts(house.reader, NOON + A_DAY / 2)
    assert [(one.kind, one.stage, one.count) for one in facts.open_processes] == [
        (ProcessKind.POLICY, "draft", 1),
        (ProcessKind.SERVICE, "operation", 1),
        (ProcessKind.SERVICE, "strategy", 2),
    ]
    assert facts.overdue_tasks == 1
    assert facts.undelivered_notices == {NoticeState.FAILED: 1, NoticeState.QUEUED: 1}
    assert [one.workflow_id for one in facts.strays] == ["policy/p1"]
    assert facts.policy_version == 1


def test_a_house_without_a_policy_says_so(empty_house: House) -> None:
    assert reading.stack_facts(empty_house.reader, NOON).policy_version is None


def test_counts_say_how_many_records_of_each_kind_are_in_which_state(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada"), a_person("eda", archived_at=NOON)])
        put_service(connection, "crm")
        put_process(
            connection, "policy/p1", kind=ProcessKind.POLICY, closed_at=NOON, closed_reason="x"
        )
        task_id = put_task(connection, "crm", state=TaskState.COMPLETED, closed_at=NOON)
        put_decision(connection, task_id, 1)
        put_vote(connection, task_id, "ada")
        put_notice(connection, "n1", NoticeState.SENT)
    attach(house.worker, ADA, Upload("service/crm", "a.txt", b"evidence"), NOON)
    assert reading.counts(house.reader) == {
        "services": {"strategy": 1},
        "tasks": {"completed": 1},
        "decisions": {"offer": 1},
        "votes": {"offer": 1},
        "events": {"document_attached": 1, "policy_published": 1},
        "notices": {"sent": 1},
        "processes": {"PolicyPublication/closed": 1, "ServiceLifecycle/open": 1},
        "people": {"active": 1, "archived": 1},
        "policies": {"published": 1},
        "documents": {"stored": 1},
        "dependents": {},
        "catalogue": {},
        "customers": {},
        "contacts": {},
        "plans": {},
        "contracts": {},
        "contract_periods": {},
        "contract_notices": {},
    }


def test_people_are_listed_without_the_archived_ones_unless_they_are_asked_for(
    house: House,
) -> None:
    with house.worker.begin() as connection:
        people.put(
            connection, [a_person("eda", archived_at=NOON), a_person("ada"), a_person("bob")]
        )
    assert [one.person_id for one in reading.people(house.reader)] == ["ada", "bob"]
    everybody = reading.people(house.reader, include_archived=True, page=Page(after="ada"))
    assert [one.person_id for one in everybody] == ["bob", "eda"]
    assert not reading.person(house.reader, "eda").is_active
    with pytest.raises(NotFoundError, match="nobody is called 'x'") as error:
        reading.person(house.reader, "x")
    assert error.value.field == "person"


def test_policies_are_listed_with_their_versions_and_what_they_say(house: House) -> None:
    (default,) = reading.policies(house.reader)
    assert (default.policy_id, default.version, default.state) == (
        "default",
        1,
        PolicyState.PUBLISHED,
    )
    with house.worker.begin() as connection:
        draft = {"policy_id": "d-1", "document": {"title": "T", "effective_on": "2030-01-01"}}
        more = {"source": "", "author": "ada", "state": "draft", "drafted_at": default.drafted_at}
        put(connection, schema.policy_draft, **draft, **more)
    listed = [one.policy_id for one in reading.policies(house.reader)]
    assert sorted(listed) == ["d-1", "default"]
    assert [
        one.policy_id for one in reading.policies(house.reader, page=Page(after=listed[0]))
    ] == [listed[1]]
    said = reading.policy_document(house.reader, 1)
    assert said.document == reading.policy_in_force(house.reader, NOON).document
    assert said.source.startswith("# The default service management policy")
    with pytest.raises(NotFoundError, match="no policy version 2"):
        reading.policy_document(house.reader, 2)


def test_a_document_is_found_by_the_first_digits_of_its_digest(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
    kept = attach(house.worker, ADA, Upload("service/crm", "a.txt", b"evidence"), NOON)
    attach(house.worker, ADA, Upload("service/crm", "b.txt", b"evidence"), NOON)
    found = reading.document(house.reader, kept.sha256[:8].upper())
    assert (found.content, found.names, found.size) == (b"evidence", ("a.txt", "b.txt"), 8)
    assert [one.name for one in reading.documents(house.reader, "service/crm")] == [
        "a.txt",
        "b.txt",
    ]
    with pytest.raises(NotFoundError, match="there is no document 00000000"):
        reading.document(house.reader, "00000000")
    with pytest.raises(InvalidInputError, match="the first 8"):
        reading.document(house.reader, kept.sha256[:7])


def test_a_beginning_that_several_documents_share_is_a_conflict(house: House) -> None:
    with house.worker.begin() as connection:
        for last in "ab":
            digest = "0" * 63 + last
            put(connection, schema.document, sha256=digest, content=b"x", size=1)
    with pytest.raises(ConflictError, match="several documents begin with 00000000"):
        reading.document(house.reader, "0" * 63)
    assert reading.document(house.reader, "0" * 63 + "b").content == b"x"


def test_a_request_is_known_by_its_id(house: House) -> None:
    asked = {"request_id": "r1", "command": "decide", "fingerprint": "f", "subject": "service/crm"}
    with house.worker.begin() as connection:
        put(connection, schema.request, **asked)
    found = reading.request(house.reader, "r1")
    assert found is not None
    assert found.model_dump(exclude={"recorded_at"}) == {**asked, "workflow_id": None}
    assert reading.request(house.reader, "r2") is None
