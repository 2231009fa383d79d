"""What is written for the rules: the records of customers, and what contacts were granted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from activities.store import records_of_customers, visibility
from activities.store.copying import put_rows
from activities.store.readers.visibility import records
from activities.store.reading import read_as
from activities.store.schema import person, record, visibility_grant
from domain.visibility import CustomerRecord, Scope, Standing, VisibilityGrant
from tests.activities.rows import NOON, a_person
from tests.visibility.rules import seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

LATER = NOON + timedelta(hours=1)
NEW = CustomerRecord(
    subject="contract/new", kind="contract", customer_id="acme", opened_by="acme-own"
)
GRANT = VisibilityGrant(person_id="acme-own", scope=Scope.COMPANY, target="acme")


@pytest.fixture
def writing(worker: Engine) -> Iterator[Connection]:
    """A transaction of the worker, undone at its end."""
    with worker.connect() as connection:
        yield connection


def since(connection: Connection) -> object:
    return connection.scalar(select(record.c.at).where(record.c.subject == NEW.subject))


def test_a_record_is_written_once_and_moved_when_it_stands_elsewhere(writing: Connection) -> None:
    records_of_customers.put(writing, NEW, NOON)
    records_of_customers.put(writing, NEW, LATER)
    assert (records_of_customers.of(writing, NEW.subject), since(writing)) == (NEW, NOON)
    closed = NEW.model_copy(update={"standing": Standing.CLOSED, "opened_by": "bolt-own"})
    records_of_customers.put(writing, closed, LATER)
    kept = closed.model_copy(update={"opened_by": "acme-own"})
    assert (records_of_customers.of(writing, NEW.subject), since(writing)) == (kept, LATER)


def test_a_subject_that_belongs_to_no_customer_has_no_record(writing: Connection) -> None:
    assert records_of_customers.of(writing, "service/crm") is None


def test_a_record_belongs_to_a_customer_that_is_there(writing: Connection) -> None:
    nobodys = NEW.model_copy(update={"customer_id": "nobody"})
    with pytest.raises(IntegrityError, match="customer"):
        records_of_customers.put(writing, nobodys, NOON)


def test_a_grant_is_new_once_until_it_is_revoked_and_its_row_stays(writing: Connection) -> None:
    granted = [visibility.grant(writing, GRANT, by="adm", at=NOON) for _ in range(2)]
    assert granted == [True, False]
    assert visibility.held_by(writing, "acme-own") == [GRANT]
    of_it = ("acme-own", Scope.COMPANY, "acme")
    revoked = [visibility.revoke(writing, *of_it, at=LATER) for _ in range(2)]
    assert revoked == [True, False]
    assert visibility.held_by(writing, "acme-own") == []
    assert visibility.grant(writing, GRANT, by="adm", at=LATER)
    rows = select(visibility_grant.c.revoked_at).where(visibility_grant.c.person_id == "acme-own")
    assert sorted(writing.scalars(rows), key=str) == [LATER, None]


def test_what_is_held_comes_companies_first(writing: Connection) -> None:
    assert [one.scope for one in visibility.held_by(writing, "acme-both")] == ["company", "group"]


def test_a_grant_works_from_the_moment_it_is_given_to_the_moment_it_is_revoked(
    worker: Engine, reader: Engine, owner: Engine
) -> None:
    own = read_as(reader, "delta-own")
    mine = VisibilityGrant(person_id="delta-own", scope=Scope.COMPANY, target="delta")
    before = len(records(own))
    try:
        with worker.begin() as connection:
            visibility.grant(connection, mine, by="adm", at=NOON)
        assert len(records(own)) == len(seen("delta-boss")["record"] | seen("delta-own")["record"])
    finally:
        with worker.begin() as connection:
            visibility.revoke(connection, "delta-own", Scope.COMPANY, "delta", at=LATER)
        after = len(records(own))
        with owner.begin() as connection:
            revoked = delete(visibility_grant).where(visibility_grant.c.person_id == "delta-own")
            assert connection.execute(revoked).rowcount == 1
    assert after == before == len(seen("delta-own")["record"])


def test_very_many_rows_are_written_at_once_under_the_rules_of_their_table(
    writing: Connection,
) -> None:
    many = [a_person(f"many-{one}").model_dump(mode="json") for one in range(12_000)]
    put_rows(writing, person, many)
    counted = text("SELECT count(*) FROM person WHERE person_id LIKE 'many-%'")
    assert writing.scalar(counted) == len(many)
    kept = writing.execute(select(person).where(person.c.person_id == "many-7")).mappings().one()
    assert dict(kept) == {**many[7], "archived_at": None}
