"""The register of people."""

from __future__ import annotations

from sqlalchemy import select

from activities.store import people as people_register
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.schema import person as person_table
from domain.errors import NotFoundError
from domain.people import Person


def people(
    source: Source, *, include_archived: bool = False, page: Page = FIRST_PAGE
) -> list[Person]:
    """The people of the register in the order of their ids."""
    wanted = select(person_table)
    if not include_archived:
        wanted = wanted.where(person_table.c.archived_at.is_(None))
    with connected(source) as connection:
        part = page.of(wanted, person_table.c.person_id)
        return [Person.model_validate(row) for row in connection.execute(part).mappings()]


def person(source: Source, person_id: str) -> Person:
    """One person, archived or not.

    Raises:
        NotFoundError: nobody has this id.
    """
    with connected(source) as connection:
        found = people_register.by_id(connection, person_id)
    if found is None:
        message = f"nobody is called {person_id[:80]!r}; `people list` lists everybody"
        raise NotFoundError(message, field="person")
    return found
