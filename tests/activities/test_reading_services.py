from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from activities.store import dependents, documents, measures, reading, schema
from activities.store.reading import Page
from domain.dependents import Dependent
from domain.documents import File
from domain.errors import NotFoundError
from domain.service import Measure
from domain.words import Gate, Role, Stage, TaskState
from tests.activities.rows import (
    A_DAY,
    NOON,
    put,
    put_decision,
    put_service,
    put_task,
    put_vote,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.activities.house import House

LEVELS = {"service_hours": "24/7"}


def put_entry(connection: Connection, service_id: str, **more: object) -> None:
    usual: dict[str, object] = {
        "service_id": service_id,
        "version": 1,
        "name": service_id.upper(),
        "description": "For customers",
        "service_levels": LEVELS,
        "published_at": NOON,
    }
    put(connection, schema.catalogue_entry, **usual | more)


def test_services_come_in_the_order_of_their_ids_page_by_page_and_by_stage(house: House) -> None:
    with house.worker.begin() as connection:
        for service_id in ("mail", "crm", "backup"):
            put_service(connection, service_id)
        put_service(connection, "dns", stage=Stage.OPERATION)

    def ids(stage: Stage | None = None, page: Page = reading.FIRST_PAGE) -> list[str]:
        return [one.service_id for one in reading.services(house.reader, stage=stage, page=page)]

    assert ids() == ["backup", "crm", "dns", "mail"]
    assert ids(page=Page(limit=2, after="backup")) == ["crm", "dns"]
    assert ids(Stage.OPERATION) == ["dns"]


def test_a_service_in_the_list_says_what_it_waits_for(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        put_task(connection, "crm", Role.SERVICE_OWNER, due_at=NOON + 2 * A_DAY)
        put_task(connection, "crm", Role.SERVICE_OWNER, ordinal=2, due_at=NOON + A_DAY)
    (crm,) = reading.services(house.reader)
    assert (crm.open_tasks, crm.next_due_at) == (2, NOON + A_DAY)


def test_the_names_of_a_service_are_those_other_systems_rely_on(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm", deferred_until_on=date(2026, 9, 1))
    (crm,) = reading.services(house.reader)
    shown = crm.model_dump(mode="json")
    promised = {
        "service_id": "crm",
        "name": "CRM",
        "stage": "strategy",
        "version": 1,
        "workflow_id": "service/crm",
        "owner": "ada",
        "entered_at": "2026-03-02T12:00:00Z",
        "deferred_until_on": "2026-09-01",
        "policy_version": 1,
    }
    assert {name: shown[name] for name in promised} == promised


CONTRACT = Dependent(
    service_id="crm", kind="contract", dependent_id="K-1", name="Acme", opened_at=NOON
)
JUNE = Measure(month="2026-06", usage=7, revenue_minor_units=100, currency="TRY")


def put_designed_service(connection: Connection) -> tuple[str, str]:
    """A service in design; returns its decided and its open task."""
    put_service(connection, "crm", stage=Stage.DESIGN)
    version = {"service_id": "crm", "version": 1}
    put(connection, schema.service_version, **version, stage="design", change="", opened_at=NOON)
    for place, stage in enumerate((Stage.STRATEGY, Stage.DESIGN), start=1):
        entry = {"stage": stage, "moved_by": "ada", "event_key": f"k{place}"}
        at = NOON + place * A_DAY
        put(connection, schema.service_stage, **version, position=place, entered_at=at, **entry)
    answered = {"gate": Gate.BRIEF, "data": {"purpose": "growth"}, "answered_by": "ada"}
    put(connection, schema.gate, **version, **answered, at=NOON)
    closed: dict[str, Any] = {"state": TaskState.COMPLETED, "closed_at": NOON, "ballot": True}
    decided = put_task(connection, "crm", Role.COMMITTEE_MEMBER, **closed)
    put_vote(connection, decided, "bob")
    put_decision(connection, decided, 1)
    return decided, put_task(connection, "crm", Role.SERVICE_OWNER, ordinal=2, due_at=NOON)


def test_one_service_shows_everything_that_hangs_on_it(house: House) -> None:
    report = File("report.txt", b"evidence")
    with house.worker.begin() as connection:
        decided, waiting = put_designed_service(connection)
        dependents.put(connection, CONTRACT)
        measures.put(connection, "crm", JUNE)
        documents.attach(connection, report, "service/crm", by="ada", at=NOON)
        documents.attach(connection, report, decided, by="bob", at=NOON + A_DAY)
    crm = reading.service(house.reader, "crm", NOON + A_DAY)
    assert [one.version for one in crm.versions] == [1]
    assert [one.stage for one in crm.stages] == [Stage.STRATEGY, Stage.DESIGN]
    assert [(one.gate, one.data) for one in crm.gates] == [(Gate.BRIEF, {"purpose": "growth"})]
    assert [(one.outcome, len(one.votes)) for one in crm.decisions] == [("offer", 1)]
    assert [(one.task_id, one.overdue) for one in crm.tasks] == [(waiting, True)]
    assert (crm.dependents, crm.measures) == ((CONTRACT,), (JUNE,))
    assert [(one.subject, one.name) for one in crm.attachments] == [
        ("service/crm", "report.txt"),
        (decided, "report.txt"),
    ]


def test_a_service_that_does_not_exist_is_an_error(house: House) -> None:
    with pytest.raises(NotFoundError, match="there is no service 'crm'") as error:
        reading.service(house.reader, "crm", NOON)
    assert error.value.field == "service"
    with pytest.raises(NotFoundError, match="there is no service 'crm'"):
        reading.stage_of(house.reader, "crm")


def test_where_a_service_stands_is_read_without_all_that_hangs_on_it(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm", stage=Stage.DESIGN)
    assert reading.stage_of(house.reader, "crm") is Stage.DESIGN


def test_the_catalogue_can_be_shown_as_it_stood_on_any_day(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        put_service(connection, "mail")
        put_entry(connection, "crm", withdrawn_at=NOON + 2 * A_DAY)
        put_entry(connection, "crm", version=2, published_at=NOON + 2 * A_DAY, name="CRM 2")
        put_entry(connection, "mail", published_at=NOON + A_DAY, withdrawn_at=NOON + 3 * A_DAY)

    def names(days: int) -> list[str]:
        return [one.name for one in reading.catalogue(house.reader, NOON + days * A_DAY)]

    assert [names(day) for day in (-1, 0, 1, 2, 3)] == [
        [],
        ["CRM"],
        ["CRM", "MAIL"],
        ["CRM 2", "MAIL"],
        ["CRM 2"],
    ]
    (first,) = reading.catalogue(house.reader, NOON)
    assert (first.owner, first.service_levels, first.version) == ("ada", LEVELS, 1)


def test_open_dependents_stand_before_closed_ones(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        for number in (1, 2):
            dependents.put(
                connection,
                Dependent(
                    service_id="crm",
                    kind="contract",
                    dependent_id=f"K-{number}",
                    name="Acme",
                    opened_at=NOON,
                ),
            )
        first = dependents.by_key(connection, "crm", "contract", "K-1")
        assert first is not None
        dependents.close(connection, first, reason="It ended.", at=NOON)
    found = reading.dependents(house.reader, "crm")
    assert [(one.dependent_id, one.is_open) for one in found] == [("K-2", True), ("K-1", False)]
