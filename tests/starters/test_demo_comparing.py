"""The demo compares what was meant to happen with PostgreSQL, and every difference is found."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from activities.store import people, schema
from activities.store.engine import engine_for
from domain.policy import QuestionName
from domain.words import Gate, Role, Stage, TaskState
from starters.demo.comparing import Difference, compare
from tests.activities.rows import (
    A_DAY,
    NOON,
    a_person,
    put,
    put_decision,
    put_service,
    put_task,
    put_vote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from tests.support.postgres import TestPostgres

LATER = NOON + 100 * A_DAY
MEANT: dict[str, Any] = {
    "services": {
        "crm": {
            "owner": "ada",
            "stage": "operation",
            "version": 1,
            "in_catalogue": True,
            "gates": 1,
            "went": ["strategy", "operation"],
            "voted": ["ada offer"],
            "decided": ["committee offer", "design_acceptance accept"],
        }
    },
    "dependents": {"crm": {"contract K-1": "closed"}},
    "yours": ["portal"],
    "contracts": {},
}


@pytest.fixture(scope="module")
def engine(postgres: TestPostgres) -> Iterator[Engine]:
    """A house in which all is as it was meant to be."""
    one = engine_for(postgres.sibling("compared", template=postgres.name).owner_url)
    with one.begin() as connection:
        people.put(connection, [a_person("ada", Role.COMMITTEE_MEMBER)])
        put_service(connection, "crm", stage=Stage.OPERATION)
        put_service(connection, "portal")
        _put_what_was_decided(connection)
        _put_what_hangs_on_it(connection)
    yield one
    one.dispose()


def _put_what_was_decided(connection: Connection) -> None:
    closed: dict[str, Any] = {
        "state": TaskState.COMPLETED,
        "closed_at": NOON,
        "closed_reason": "so it was",
    }
    committee = put_task(connection, "crm", Role.COMMITTEE_MEMBER, **closed)
    put_vote(connection, committee, "ada")
    put_decision(connection, committee, 1)
    answers = {QuestionName.DESIGN_ACCEPTANCE: "accept", QuestionName.BRIEF: "complete"}
    for days, (name, outcome) in enumerate(answers.items(), start=2):
        task_id = put_task(connection, "crm", Role.SERVICE_OWNER, name=name, **closed)
        put_decision(connection, task_id, 1, outcome=outcome, at=NOON + days * A_DAY)


def _put_what_hangs_on_it(connection: Connection) -> None:
    crm = {"service_id": "crm", "version": 1}
    gate = {"gate": Gate.BRIEF, "data": {}, "answered_by": "ada", "at": NOON}
    put(connection, schema.gate, **crm, **gate)
    for position, stage in enumerate((Stage.STRATEGY, Stage.OPERATION), start=1):
        entry = {"position": position, "stage": stage, "entered_at": NOON + position * A_DAY}
        more = {"moved_by": "ada", "event_key": f"entered-{position}"}
        put(connection, schema.service_stage, **crm, **entry, **more)
    shown = {"name": "CRM", "description": "Customers", "published_at": NOON}
    put(connection, schema.catalogue_entry, **crm, **shown)
    contract = {"service_id": "crm", "kind": "contract", "dependent_id": "K-1", "name": "K-1"}
    closed = {"opened_at": NOON, "closed_at": NOON, "closed_reason": "done"}
    put(connection, schema.dependent, **contract, **closed)


def found_after(engine: Engine, change: str) -> list[tuple[str, str, str]]:
    """What differs once one row was altered; afterwards it is as it was."""
    with engine.connect() as connection:
        assert connection.execute(text(change)).rowcount == 1
        differences = compare(connection, MEANT, LATER)
        connection.rollback()
    return [(one.what, one.meant, one.found) for one in differences]


def test_nothing_differs_where_all_is_as_it_was_meant_to_be(engine: Engine) -> None:
    assert compare(engine, MEANT, LATER) == []


@pytest.mark.parametrize(
    ("change", "what", "meant", "found"),
    [
        ("UPDATE service SET owner = 'bob' WHERE service_id = 'crm'", "owner", "ada", "bob"),
        (
            "UPDATE service SET stage = 'retired' WHERE service_id = 'crm'",
            "stage",
            "operation",
            "retired",
        ),
        (
            "UPDATE catalogue_entry SET withdrawn_at = published_at",
            "in_catalogue",
            "True",
            "False",
        ),
        (
            "UPDATE catalogue_entry SET published_at = '2028-01-01 00:00Z'",
            "in_catalogue",
            "True",
            "False",
        ),
        ("DELETE FROM catalogue_entry", "in_catalogue", "True", "False"),
        ("DELETE FROM gate", "gates", "1", "0"),
        (
            "UPDATE service_stage SET stage = 'design' WHERE position = 1",
            "went",
            "strategy, operation",
            "design, operation",
        ),
        ("UPDATE vote SET outcome = 'reject'", "voted", "ada offer", "ada reject"),
        ("DELETE FROM vote", "voted", "ada offer", ""),
        (
            "UPDATE decision SET outcome = 'rework' WHERE outcome = 'accept'",
            "decided",
            "committee offer, design_acceptance accept",
            "committee offer, design_acceptance rework",
        ),
        (
            "UPDATE decision SET at = at - interval '9 days' WHERE outcome = 'accept'",
            "decided",
            "committee offer, design_acceptance accept",
            "design_acceptance accept, committee offer",
        ),
        (
            "UPDATE dependent SET closed_at = NULL, closed_reason = NULL",
            "dependents",
            "{'contract K-1': 'closed'}",
            "{'contract K-1': 'open'}",
        ),
        ("DELETE FROM dependent", "dependents", "{'contract K-1': 'closed'}", "{}"),
    ],
)
def test_one_row_that_is_altered_is_one_difference(
    engine: Engine, change: str, what: str, meant: str, found: str
) -> None:
    assert found_after(engine, change) == [(what, meant, found)]


def test_another_version_is_not_the_one_in_the_catalogue(engine: Engine) -> None:
    change = "UPDATE service SET version = 2 WHERE service_id = 'crm'"
    assert found_after(engine, change) == [
        ("version", "1", "2"),
        ("in_catalogue", "True", "False"),
    ]


def test_a_service_that_is_missing_and_one_that_nobody_meant_are_differences(
    engine: Engine,
) -> None:
    meant = deepcopy(MEANT)
    meant["services"]["mail"] = meant["services"]["crm"]
    meant["yours"] = []
    assert compare(engine, meant, LATER) == [
        Difference(record="service/portal", what="exists", meant="no", found="yes"),
        Difference(record="service/mail", what="exists", meant="yes", found="no"),
    ]


def test_what_depends_as_a_contract_is_compared_with_the_contract(engine: Engine) -> None:
    meant = MEANT | {"contracts": {"K-1": {}}, "dependents": {}}
    assert compare(engine, meant, LATER) == []


def test_what_was_answered_at_a_gate_is_counted_and_not_compared(engine: Engine) -> None:
    change = "UPDATE decision SET reason = 'else' WHERE outcome = 'complete'"
    assert found_after(engine, change) == []
