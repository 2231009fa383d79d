"""The records of customers, and who may see a record and why (R51, R52, R56, R89)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from activities.store.readers.names import names_of
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.people import person as known_person
from activities.store.schema import record
from domain.errors import NotFoundError
from domain.model import Value
from domain.visibility import Sight, Standing
from domain.visibility import sight as told

if TYPE_CHECKING:
    from sqlalchemy import Connection

_EVERYBODY = text("SELECT person_id, reader, rule FROM who_sees(:subject)")
_LOOK_AS = text("SELECT set_config('servicecycle.reader', :person, true)")
_ONE = text("SELECT reader_state() AS reader, sight_of(:subject) AS rule")


class Record(Value):
    """A record of a customer as his people follow it.

    Args:
        opened_by_name: What whoever opened it is called; None where nobody of the register did.
    """

    subject: str
    kind: str
    customer_id: str
    opened_by: str
    opened_by_name: str | None
    standing: Standing
    at: datetime


def records(
    source: Source,
    *,
    standing: Standing | None = None,
    customer: str | None = None,
    page: Page = FIRST_PAGE,
) -> list[Record]:
    """The records of customers that the reader may see, in the order of their names.

    Args:
        standing: Only those that stand so: the toggle of R52.
        customer: Only those of one customer.
    """
    wanted = select(record)
    if standing is not None:
        wanted = wanted.where(record.c.standing == standing)
    if customer is not None:
        wanted = wanted.where(record.c.customer_id == customer)
    with connected(source) as connection:
        rows = connection.execute(page.of(wanted, record.c.subject)).mappings().all()
        names = names_of(connection, (row["opened_by"] for row in rows))
    return [
        Record.model_validate({**row, "opened_by_name": names.get(row["opened_by"])})
        for row in rows
    ]


def who_sees(source: Source, subject: str) -> list[Sight]:
    """Everybody the reader may know of, and by which rule each sees a record, if by any.

    The rules are those by which the database answers everything else, asked for one after another.

    Raises:
        NotFoundError: there is no such record, or the reader may not see it.
    """
    with connected(source) as connection:
        _check_seen(connection, subject)
        found = connection.execute(_EVERYBODY, {"subject": subject}).tuples()
        return [told(*row) for row in found]


def sight(source: Source, subject: str, person_id: str) -> Sight:
    """Whether one person sees a record, and why or why not.

    Raises:
        NotFoundError: there is no such record or person, or the reader may not see it.
    """
    with connected(source) as connection:
        _check_seen(connection, subject)
        try:
            known_person(connection, person_id)
        except NotFoundError as unknown:
            raise NotFoundError(unknown.message, field="to") from None
        # The last that this transaction reads: with its end the reader is who he was.
        connection.execute(_LOOK_AS, {"person": person_id})
        reader, rule = connection.execute(_ONE, {"subject": subject}).tuples().one()
    return told(person_id, reader, rule)


def _check_seen(connection: Connection, subject: str) -> None:
    if connection.scalar(select(func.sight_of(subject))) is None:
        raise NotFoundError(f"there is no record {subject[:80]!r}", field="record")
