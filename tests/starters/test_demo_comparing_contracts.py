"""What was meant to become of the contracts is compared with PostgreSQL, row by row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from activities.store import people, schema
from activities.store.engine import engine_for
from domain.policy import QuestionName
from domain.words import ProcessKind, Role, TaskState
from starters.demo.comparing import compare_all
from starters.demo.comparing_contracts import compare_contracts
from starters.demo.difference import Difference
from tests.activities.rows import (
    A_DAY,
    NOON,
    a_person,
    put,
    put_decision,
    put_process,
    put_service,
    put_task,
)
from tests.domain.contract_samples import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from tests.support.postgres import TestPostgres

LATER = NOON + 100 * A_DAY
MEANT: dict[str, Any] = {
    "registers": {"groups": 0, "customers": 1, "contacts": 1, "plans": 0, "calendars": 0},
    "contracts": {
        "k-1": {
            "customer": "acme",
            "state": "active",
            "renewal": "none",
            "price": "12960000 TRY",
            "holds": ["crm open"],
            "periods": ["agreed to 2026-03-31 renewed", "renewed to 2027-03-31 open"],
            "notices": ["1: -30 sent"],
            "decided": ["renewal renew by ada"],
        }
    },
}
DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def engine(postgres: TestPostgres) -> Iterator[Engine]:
    """A house with one contract that is as it was meant to be."""
    database = postgres.sibling("contracts_compared", template=postgres.name)
    one = engine_for(database.owner_url)
    with one.begin() as connection:
        everybody = [a_person("ada", Role.ACCOUNT_MANAGER), a_person("zehra", Role.CONTACT)]
        people.put(connection, everybody)
        put_service(connection, "crm")
        _put_customer(connection)
        _put_contract(connection)
        _put_periods(connection)
        _put_decision(connection)
    yield one
    one.dispose()


def _put_customer(connection: Connection) -> None:
    row = {"name": "Acme", "kind": "external", "basis": "agreement", "language": "en"}
    put(connection, schema.customer, customer_id="acme", time_zone="Europe/London", **row)
    put(
        connection,
        schema.contact,
        person_id="zehra",
        customer_id="acme",
        state="active",
        preferred_terms={},
    )


def _put_contract(connection: Connection) -> None:
    state = running().model_dump(mode="json")
    put_process(connection, "contract/k-1", kind=ProcessKind.CONTRACT, state=state)
    put(
        connection,
        schema.contract,
        contract_id="k-1",
        workflow_id="contract/k-1",
        customer_id="acme",
        type="paid",
        name="Acme",
        description="What was agreed",
        state="active",
        account_manager="ada",
        renewal="express",
        price_rule={"kind": "unchanged"},
        cut_off={"amount": 30, "unit": "days"},
        closed_day="stay",
        notice_days=[-30, 30],
        time_zone="Europe/London",
        period=2,
        added_at=NOON,
    )
    depends = {"kind": "contract", "dependent_id": "k-1", "name": "Acme", "opened_at": NOON}
    put(connection, schema.dependent, service_id="crm", **depends)


def _put_periods(connection: Connection) -> None:
    one = {"contract_id": "k-1", "opened_at": NOON, "price_currency": "TRY"}
    first = {"origin": "agreed", "start_on": date(2025, 4, 1), "end_on": date(2026, 3, 31)}
    ended = {"renewal_state": "renewed", "closed_at": NOON, "closed_as": "renewed"}
    dues = {"planned_on": "2026-03-01", "due_on": "2026-03-01", "at": "2026-03-01T09:00:00Z"}
    notices = [{"offset": -30, **dues}, {"offset": 30, **dues}]
    table, holds = schema.contract_period, {"holds_until_on": date(2026, 3, 31)}
    price = {"price_minor_units": 12000000, "notices": notices}
    put(connection, table, number=1, **one, **first, **holds, **ended, **price)
    second = {"origin": "renewed", "start_on": date(2026, 4, 1), "end_on": date(2027, 3, 31)}
    holds = {"holds_until_on": date(2027, 3, 31)}
    price = {"price_minor_units": 12960000, "notices": []}
    stands = {"renewal_state": "none", "predecessor": 1}
    put(connection, table, number=2, **one, **second, **holds, **stands, **price)
    notice = {"contract_id": "k-1", "period": 1, "offset_days": -30, "state": "sent"}
    at = {"planned_on": DAY, "due_on": DAY, "at": NOON, "event_key": "n-1"}
    put(connection, schema.contract_notice, **notice, **at)


def _put_decision(connection: Connection) -> None:
    task: dict[str, Any] = {
        "task_id": "contract/k-1/renewal/1",
        "workflow_id": "contract/k-1",
        "process": ProcessKind.CONTRACT,
        "subject": "contract/k-1",
        "outcomes": ["renew", "end"],
        "state": TaskState.COMPLETED,
        "closed_at": NOON,
        "closed_reason": "so it was",
    }
    put_task(connection, "crm", Role.ACCOUNT_MANAGER, name=QuestionName.RENEWAL, **task)
    put_decision(connection, "contract/k-1/renewal/1", 1, outcome="renew")


def found_after(engine: Engine, change: str) -> list[tuple[str, str, str, str]]:
    """What differs once one row was altered; afterwards it is as it was."""
    with engine.connect() as connection:
        assert connection.execute(text(change)).rowcount == 1
        differences = compare_contracts(connection, MEANT, LATER)
        connection.rollback()
    return [(one.record, one.what, one.meant, one.found) for one in differences]


def test_nothing_differs_where_all_is_as_it_was_meant_to_be(engine: Engine) -> None:
    assert compare_contracts(engine, MEANT, LATER) == []


ALTERED = [
    ("UPDATE contract SET state = 'expired'", "state", "active", "expired"),
    (
        "UPDATE contract_period SET renewal_state = 'notice_due' WHERE number = 2",
        "renewal",
        "none",
        "notice_due",
    ),
    (
        "UPDATE contract_period SET price_minor_units = 1 WHERE number = 2",
        "price",
        "12960000 TRY",
        "1 TRY",
    ),
    (
        (
            "UPDATE contract_period SET price_minor_units = NULL, price_currency = NULL "
            "WHERE number = 2"
        ),
        "price",
        "12960000 TRY",
        "none",
    ),
    (
        "UPDATE contract_period SET closed_as = 'expired' WHERE number = 1",
        "periods",
        "agreed to 2026-03-31 renewed, renewed to 2027-03-31 open",
        "agreed to 2026-03-31 expired, renewed to 2027-03-31 open",
    ),
    (
        "UPDATE contract_period SET holds_until_on = NULL WHERE number = 2",
        "periods",
        "agreed to 2026-03-31 renewed, renewed to 2027-03-31 open",
        "agreed to 2026-03-31 renewed, renewed to no end open",
    ),
    (
        "UPDATE dependent SET closed_at = now(), closed_reason = 'done'",
        "holds",
        "crm open",
        "crm closed",
    ),
    ("DELETE FROM dependent", "holds", "crm open", ""),
    ("UPDATE contract_notice SET state = 'history'", "notices", "1: -30 sent", "1: -30 history"),
    ("DELETE FROM contract_notice", "notices", "1: -30 sent", ""),
    (
        "UPDATE decision SET actor = 'policy'",
        "decided",
        "renewal renew by ada",
        "renewal renew by policy",
    ),
    ("DELETE FROM decision", "decided", "renewal renew by ada", ""),
]


@pytest.mark.parametrize(("change", "what", "meant", "found"), ALTERED)
def test_one_row_of_a_contract_that_is_altered_is_one_difference(
    engine: Engine, change: str, what: str, meant: str, found: str
) -> None:
    assert found_after(engine, change) == [("contract/k-1", what, meant, found)]


def test_a_contact_who_is_put_away_is_missed_in_the_registers(engine: Engine) -> None:
    change = "UPDATE contact SET archived_at = now()"
    assert found_after(engine, change) == [("registers", "contacts", "1", "0")]


def test_a_contract_that_is_missing_and_one_that_nobody_meant_are_differences(
    engine: Engine,
) -> None:
    meant = MEANT | {"contracts": {"k-2": MEANT["contracts"]["k-1"]}}
    assert compare_contracts(engine, meant, LATER) == [
        Difference(record="contract/k-1", what="exists", meant="no", found="yes"),
        Difference(record="contract/k-2", what="exists", meant="yes", found="no"),
    ]


def test_services_and_contracts_are_compared_together(engine: Engine) -> None:
    change = text("UPDATE contract SET state = 'cancelled'")
    meant = MEANT | {"services": {}, "dependents": {}, "yours": []}
    with engine.connect() as connection:
        connection.execute(change)
        records = [one.record for one in compare_all(connection, meant, LATER)]
        connection.rollback()
    assert records == ["service/crm", "contract/k-1"]
