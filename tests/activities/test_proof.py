"""Whoever rewrites the record is found, and words that were erased leave it whole (R43, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.store import reading
from activities.store.log import NewEvent, append
from activities.store.proof import check_record, ends_of_chains, how_many_events
from domain.errors import InvalidInputError
from domain.proof import Flaw, RecordCheck
from tests.activities.rows import NOON, put_decision, put_event, put_service, put_task

if TYPE_CHECKING:
    from activities.store.proof import Ends
    from tests.activities.house import House

CRM = "service/crm"

FORGERIES = [
    "INSERT INTO event SELECT (e).* FROM (SELECT e FROM event e LIMIT 1) one",
    "INSERT INTO chain VALUES ('service/other', 1, 'x')",
    "UPDATE chain SET position = 0",
    "DELETE FROM chain",
    "TRUNCATE chain",
    "UPDATE event SET hash = 'x'",
    "TRUNCATE event_text",
    "UPDATE event_text SET erased_by = 'person/ada#1', salt = NULL, reason = NULL",
    "ALTER TABLE event DISABLE TRIGGER move_end_of_chain",
    "DROP TRIGGER move_end_of_chain ON event",
    "ALTER TABLE chain OWNER TO CURRENT_USER",
    "GRANT UPDATE ON event TO CURRENT_USER",
    "GRANT DELETE ON event TO PUBLIC",
    "CREATE OR REPLACE FUNCTION erase_words(text, integer) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role = replica",
]


@pytest.fixture
def written(house: House) -> House:
    """A house in which something happened to a service, in the words of people."""
    with house.worker.begin() as connection:
        put_event(connection, "crm/1", data={"service_id": "crm", "proposal": {"name": "CRM"}})
        put_event(connection, "crm/2", kind="task_decided", reason="We need it.")
        put_event(connection, "crm/3", kind="stage_entered", data={"stage": "design"})
        put_event(connection, "mail/1", subject="service/mail")
    return house


def check(house: House, kept: Ends | None = None) -> RecordCheck:
    with house.reader.connect() as connection:
        return check_record(connection, lambda _number: None, kept)


def as_owner(house: House, *statements: str) -> None:
    with house.owner.begin() as connection:
        for one in statements:
            connection.execute(text(one))


def flaws(house: House) -> list[tuple[str, int | None, Flaw]]:
    return [(one.subject, one.position, one.flaw) for one in check(house).broken]


def test_a_record_that_nobody_touched_is_whole(written: House) -> None:
    found = check(written)
    with written.reader.connect() as connection:
        assert found.events == how_many_events(connection)
    assert (found.texts, found.erased, found.broken, found.broken_in_all) == (2, 0, (), 0)


def test_what_people_wrote_lies_beside_the_event_and_is_read_as_one(written: House) -> None:
    with written.reader.connect() as connection:
        kept = connection.scalars(text("SELECT data FROM event WHERE subject = 'service/crm'"))
        assert kept.all() == [{"service_id": "crm"}, {}, {"stage": "design"}]
    (first, second, _) = reading.history(written.reader, CRM)
    assert first.data == {"service_id": "crm", "proposal": {"name": "CRM"}}
    assert second.reason == "We need it."


@pytest.mark.parametrize(
    ("statement", "flaw", "position"),
    [
        ("UPDATE event SET actor = 'eve' WHERE position = 2", Flaw.HASH, 2),
        ("UPDATE event SET at = at + interval '1 s' WHERE position = 2", Flaw.HASH, 2),
        ("UPDATE event SET form = 1 WHERE position = 2", Flaw.HASH, 2),
        ("DELETE FROM event WHERE position = 2", Flaw.POSITION, 3),
        ("DELETE FROM event WHERE position = 3", Flaw.END, 3),
        ("UPDATE event_text SET reason = 'No.' WHERE position = 2", Flaw.WORDS, 2),
        ("UPDATE event_text SET data = '{}' WHERE position = 1", Flaw.WORDS, 1),
        ("DELETE FROM event_text WHERE position = 1", Flaw.WORDS, 1),
        ("UPDATE chain SET hash = 'x' WHERE subject = 'service/crm'", Flaw.END, 3),
        (
            "UPDATE event_text SET salt = NULL, data = NULL, erased_by = 'x#1' WHERE position = 1",
            Flaw.WORDS,
            1,
        ),
    ],
)
def test_whatever_is_rewritten_is_named(
    written: House, statement: str, flaw: Flaw, position: int
) -> None:
    where = " AND " if "WHERE" in statement else " WHERE "
    as_owner(written, f"{statement}{where}subject = 'service/crm'")
    assert flaws(written) == [(CRM, position, flaw)]


def test_a_rewritten_hash_breaks_the_event_and_the_one_after_it(written: House) -> None:
    as_owner(written, "UPDATE event SET hash = 'x' WHERE subject = 'service/crm' AND position = 1")
    assert flaws(written) == [(CRM, 1, Flaw.HASH), (CRM, 2, Flaw.PREVIOUS_HASH)]


def test_what_the_owner_rewrites_as_a_whole_is_found_by_what_was_noted_outside(
    written: House,
) -> None:
    with written.reader.connect() as connection:
        noted = ends_of_chains(connection)
    assert check(written, noted).broken == ()
    as_owner(written, "DELETE FROM event WHERE subject = 'service/mail'", "DELETE FROM chain")
    as_owner(written, "DELETE FROM event", "DELETE FROM event_text", "DELETE FROM chain")
    with written.worker.begin() as connection:
        for number in (1, 2, 3):
            put_event(connection, f"crm/{number}", kind="another_story")
    found = check(written, noted)
    assert {(one.subject, one.flaw) for one in found.broken} == {
        (subject, Flaw.KEPT) for subject in noted
    }


def test_a_decision_that_no_event_tells_of_is_named(written: House) -> None:
    with written.worker.begin() as connection:
        put_service(connection, "crm")
        task = put_task(connection, "crm")
        put_decision(connection, task, 1)
        put_decision(connection, task, 2)
        put_event(connection, f"{task}#2", actor="ada", data={"outcome": "reject"})
    assert [(one.subject, one.said) for one in check(written).broken] == [
        (f"{task}#1", "no event says so"),
        (f"{task}#2", "its event says otherwise"),
    ]


@pytest.mark.parametrize("statement", FORGERIES)
def test_worker_and_reader_can_forge_no_end_and_loosen_no_right(
    written: House, statement: str
) -> None:
    for engine in (written.worker, written.reader):
        with engine.connect() as connection:
            before = connection.scalar(text("SELECT count(*) FROM event"))
            try:
                connection.execute(text(statement))
            except DBAPIError:
                connection.rollback()
            assert connection.scalar(text("SELECT count(*) FROM event")) == before
    assert check(written).broken == ()
    with written.owner.connect() as connection:
        for role in ("servicecycle_worker", "servicecycle_reader"):
            for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
                for table in ("event", "event_text", "chain"):
                    asked = text("SELECT has_table_privilege(:role, :table, :right)")
                    given = {"role": role, "table": table, "right": right}
                    assert connection.scalar(asked, given) is False


def test_an_event_that_follows_no_other_is_not_taken(written: House) -> None:
    forged = text("""
        INSERT INTO event (subject, position, event_key, kind, actor, data, at, previous_hash, hash)
        VALUES ('service/crm', :position, 'forged', 'x', 'eve', '{}', now(), :previous, 'x')""")
    with written.worker.connect() as connection:
        last = connection.scalar(text("SELECT hash FROM chain WHERE subject = 'service/crm'"))
    for position, previous in ((5, last), (4, "another"), (4, "0" * 64)):
        with (
            written.worker.connect() as connection,
            pytest.raises(DBAPIError, match="has to follow"),
        ):
            connection.execute(forged, {"position": position, "previous": previous})


@pytest.mark.parametrize(
    "number", [1.0, 4.5, -0.0, 1e16, 1e22, 1e300, 0.1 + 0.2, 1.5e-7, 5e-324, 10**300, -(2**63)]
)
def test_a_number_of_any_form_is_read_back_as_it_was_hashed(house: House, number: float) -> None:
    with house.worker.begin() as connection:
        put_event(connection, "crm/1", data={"usage": number, "data": {"value": [number]}})
    assert check(house).broken == ()
    [event] = reading.history(house.reader, CRM)
    assert event.data == {"usage": number, "data": {"value": [number]}}


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**308])
def test_a_number_that_could_not_be_read_back_is_refused(house: House, number: float) -> None:
    event = NewEvent(
        subject=CRM, key="crm/1", kind="x", actor="ada", at=NOON, data={"usage": number}
    )
    with house.worker.begin() as connection, pytest.raises(InvalidInputError, match="a number"):
        append(connection, [event])


def test_the_first_thousand_broken_places_are_named_and_all_are_counted(house: House) -> None:
    with house.worker.begin() as connection:
        for number in range(1001):
            put_event(connection, f"crm/{number}")
    as_owner(house, "UPDATE event SET actor = 'eve' WHERE subject = 'service/crm'")
    found = check(house)
    assert (len(found.broken), found.broken_in_all) == (1000, 1001)
