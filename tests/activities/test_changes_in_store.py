"""The rows of a change follow what happens to it, and the database holds one at hand (R27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, update
from sqlalchemy.exc import IntegrityError

from activities.store import reading, schema
from activities.store.applying import apply
from activities.store.migrating import migrate
from activities.store.writing import ROWS_OF
from domain import change_facts as facts
from domain.answers import Money
from domain.service import DesignAnswers
from domain.steps import Noted
from domain.words import ChangeSize, ChangeState, Gate, Stage
from tests.activities.rows import A_DAY, NOON, put, put_service
from tests.workflows.company import GATES
from tests.workflows.record import put_policy

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from activities.store.reading import ServiceChange
    from domain.facts import AnyFact
    from tests.activities.house import House
    from tests.support.postgres import Database

COSTS = GATES["costs"][1]


def a_proposal(number: int = 1, **more: object) -> facts.ChangeProposed:
    usual: dict[str, object] = {
        "service_id": "crm",
        "number": number,
        "title": "Larger mailboxes",
        "proposer": "bob",
        "text": "Mailboxes of fifty gigabytes",
        "benefit": "Nobody deletes mail any more",
        "size": ChangeSize.MINOR,
        "person_days": 4,
    }
    return facts.ChangeProposed.model_validate(usual | more)


def happens(kind: type[facts.ChangeFact], number: int = 1, **more: object) -> AnyFact:
    named = {"service_id": "crm", "number": number, "title": "Larger mailboxes", "proposer": "bob"}
    return kind.model_validate({**named, **more})  # type: ignore[return-value]  # one of them


def opened(number: int, version: int) -> facts.VersionOpened:
    return facts.VersionOpened(service_id="crm", version=version, number=number)


def happened(house: House, *whole: AnyFact) -> None:
    """Write facts on a service in operation, one a day."""
    assert ROWS_OF
    with house.worker.begin() as connection:
        for days, fact in enumerate(whole):
            noted = Noted(fact=fact, key=f"k{days}", by="ada", at=NOON + days * A_DAY)
            apply(fact, noted, connection)


@pytest.fixture
def crm(house: House) -> House:
    """A house with a service in operation."""
    with house.worker.begin() as connection:
        put_service(connection, "crm", stage=Stage.OPERATION)
    return house


def change(house: House, number: int = 1) -> ServiceChange:
    return reading.changes(house.reader, "crm")[number - 1]


def test_a_change_is_kept_as_it_was_proposed(crm: House) -> None:
    cost = Money(minor_units=125, currency="TRY")
    happened(crm, a_proposal(cost=cost, request_id="r-1"))
    found = change(crm)
    assert (found.title, found.change) == ("Larger mailboxes", "Mailboxes of fifty gigabytes")
    assert (found.benefit, found.proposer) == ("Nobody deletes mail any more", "bob")
    assert (found.size, found.person_days, found.cost) == (ChangeSize.MINOR, 4, cost)
    assert (found.state, found.version, found.request_id) == (ChangeState.QUEUED, None, "r-1")
    assert (found.proposed_at, found.begun_at, found.ended_at) == (NOON, None, None)
    assert reading.service(crm.reader, "crm", NOON).changes == (found,)


def test_a_change_is_made_as_a_version_that_says_what_it_does(crm: House) -> None:
    happened(crm, a_proposal(), opened(1, 2))
    assert (change(crm).state, change(crm).version) == (ChangeState.MAKING, 2)
    assert change(crm).begun_at == NOON + A_DAY
    [version] = reading.service(crm.reader, "crm", NOON).versions
    assert (version.version, version.change) == (2, "Mailboxes of fifty gigabytes")


def test_a_version_of_an_earlier_release_says_it_by_itself(crm: House) -> None:
    happened(crm, facts.VersionOpened(service_id="crm", version=2, change="Larger mailboxes"))
    [version] = reading.service(crm.reader, "crm", NOON).versions
    assert version.change == "Larger mailboxes"
    assert reading.changes(crm.reader, "crm") == []


@pytest.mark.parametrize(
    ("fact", "state"),
    [
        (happens(facts.ChangeRejected), ChangeState.REJECTED),
        (happens(facts.ChangeWithdrawn), ChangeState.WITHDRAWN),
        (happens(facts.ChangeCancelled), ChangeState.CANCELLED),
        (happens(facts.ChangeLive, version=2), ChangeState.LIVE),
    ],
)
def test_a_change_that_is_live_or_over_says_since_when(
    crm: House, fact: AnyFact, state: ChangeState
) -> None:
    happened(crm, a_proposal(), fact)
    assert (change(crm).state, change(crm).ended_at) == (state, NOON + A_DAY)


def test_a_change_before_the_committee_is_put_off_to_a_day(crm: House) -> None:
    put_to = happens(facts.ChangePutToCommittee, size=ChangeSize.MAJOR)
    happened(crm, a_proposal(), put_to)
    assert change(crm).state is ChangeState.DECIDING
    happened(crm, happens(facts.ChangeDeferred, until="2026-09-01"))
    assert change(crm).state is ChangeState.DEFERRED
    assert str(change(crm).deferred_until_on) == "2026-09-01"
    happened(crm, put_to)
    assert change(crm).deferred_until_on is None


def test_a_correction_puts_a_change_back(crm: House) -> None:
    happened(
        crm,
        a_proposal(),
        opened(1, 2),
        happens(facts.ChangeLive, version=2),
        happens(facts.ChangeCorrected, state=ChangeState.MAKING, version=2),
    )
    found = change(crm)
    assert (found.state, found.version, found.ended_at) == (ChangeState.MAKING, 2, None)
    assert found.begun_at == NOON + A_DAY
    happened(crm, happens(facts.ChangeCorrected, state=ChangeState.QUEUED))
    found = change(crm)
    assert (found.state, found.version, found.begun_at) == (ChangeState.QUEUED, None, None)


def test_a_number_that_a_correction_took_back_is_given_out_again(crm: House) -> None:
    cancelled = happens(facts.ChangeCorrected, state=ChangeState.CANCELLED)
    happened(crm, a_proposal(), opened(1, 2), cancelled, a_proposal(title="Another"))
    found = change(crm)
    assert (found.title, found.state, found.ended_at) == ("Another", ChangeState.QUEUED, None)


def test_there_is_never_a_second_change_at_hand(crm: House) -> None:
    happened(crm, a_proposal(), opened(1, 2), a_proposal(2))
    with pytest.raises(IntegrityError, match="uq_service_change_at_hand"):
        happened(crm, opened(2, 3))


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"state": "live", "ended_at": NOON}, "made_as_a_version"),
        ({"state": "rejected"}, "ended"),
        ({"state": "deferred"}, "deferred"),
        ({"state": "lost"}, "state"),
        ({"size": "huge"}, "size"),
    ],
)
def test_a_change_that_could_not_be_is_refused(
    crm: House, wrong: dict[str, object], check: str
) -> None:
    happened(crm, a_proposal())
    with (
        pytest.raises(IntegrityError, match=f"ck_service_change_{check}"),
        crm.worker.begin() as connection,
    ):
        connection.execute(update(schema.service_change).values(wrong))


def test_gates_that_came_with_a_change_are_answered_for_its_version(crm: House) -> None:
    design = DesignAnswers.model_validate({"costs": COSTS})
    taken_over = facts.DesignTakenOver(service_id="crm", version=2, number=1, gates=(Gate.COSTS,))
    happened(crm, a_proposal(design=design), opened(1, 2), taken_over, taken_over)
    [answer] = reading.service(crm.reader, "crm", NOON).gates
    assert (answer.version, answer.gate, answer.answered_by) == (2, Gate.COSTS, "bob")
    assert answer.data == COSTS


VERSION, ENTRY = schema.service_version, schema.service_stage


def put_version(connection: Connection, service_id: str, version: int, *stages: Stage) -> None:
    """A version as release 0.1.0 left it: the stages it entered, the last one being its stage."""
    named = {"service_id": service_id, "version": version}
    stage = stages[-1] if stages else Stage.DESIGN
    row = {"stage": stage, "change": f"Change to {version}\nin full", "opened_at": NOON}
    put(connection, VERSION, **named, **row)
    for place, one in enumerate(stages, start=1):
        key = f"{service_id}/{version}/{place}"
        at = NOON + (10 * version + place) * A_DAY
        entry = {"position": place, "stage": one, "entered_at": at, "moved_by": "ada"}
        put(connection, ENTRY, **named, **entry, event_key=key)


def as_in_the_last_release(database: Database) -> None:
    """A database before there were changes, with services that were changed all the same."""
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "activities.store:migrations")
        config.attributes.update(connection=connection, noted=lambda **_: None)
        command.upgrade(config, "0005")
        put_policy(connection, 1, {})
        put_service(connection, "crm", stage=Stage.OPERATION, version=3)
        put_version(connection, "crm", 1, Stage.OPERATION, Stage.RETIRED)
        put_version(connection, "crm", 2, Stage.TRANSITION, Stage.OPERATION, Stage.RETIRED)
        put_version(connection, "crm", 3, Stage.TRANSITION, Stage.OPERATION)
        put_version(connection, "crm", 4)
        put_service(connection, "mail", stage=Stage.OPERATION)
        put_version(connection, "mail", 1, Stage.OPERATION)
        put_version(connection, "mail", 2, Stage.TRANSITION, Stage.WITHDRAWN)
        put_service(connection, "fax", stage=Stage.OPERATION)
        put_version(connection, "fax", 1, Stage.OPERATION)
        put_version(connection, "fax", 2, Stage.TRANSITION, Stage.OPERATION, Stage.TRANSITION)
    engine.dispose()


def test_each_version_of_the_last_release_counts_as_a_change(empty_database: Database) -> None:
    as_in_the_last_release(empty_database)
    migrate(empty_database.owner_url)
    engine = create_engine(empty_database.owner_url)
    of = schema.service_change.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(schema.service_change).order_by(of.service_id, of.number)
        ).all()
    engine.dispose()
    assert [(one.service_id, one.number, one.version, one.state) for one in rows] == [
        ("crm", 1, 2, "live"),
        ("crm", 2, 3, "live"),
        ("crm", 3, 4, "making"),
        ("fax", 1, 2, "making"),
        ("mail", 1, 2, "cancelled"),
    ]
    first = rows[0]
    assert (first.title, first.change, first.proposer) == (
        "Change to 2",
        "Change to 2\nin full",
        "ada",
    )
    assert (first.begun_at, first.ended_at) == (NOON, NOON + 22 * A_DAY)
