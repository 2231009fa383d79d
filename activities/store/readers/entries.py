"""The records of the registers: customers, contacts, groups, technicians and the others (R44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.registers.places import KEEPERS, is_known
from activities.store.registers.tables import TableKeeper
from domain.errors import NotFoundError
from domain.registers.entries import shown
from domain.registers.record import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.store.registers.keeping import Held

_NO_FILTER: Mapping[str, str] = {}


def entries(
    source: Source,
    kind: str,
    *,
    filters: Mapping[str, str] = _NO_FILTER,
    archived: bool = False,
    page: Page = FIRST_PAGE,
) -> list[Entry]:
    """The records of a kind that lie in a table, in the order of their ids.

    Args:
        filters: What some fields say; of a field that is a list, what stands in it.
        archived: Also those that take no part any more.
    """
    keeper = _keeper(kind)
    with connected(source) as connection:
        wanted = page.of(keeper.chosen(filters, archived=archived), keeper.key)
        ids = list(connection.scalars(wanted))
        held = keeper.held(connection, ids)
    return [entry_of(held[one]) for one in ids if one in held]


def check_known(source: Source, kind: str, record_id: str, *, field: str) -> None:
    """Refuse to list what belongs to a record that is not there, or that the reader may not see.

    Raises:
        NotFoundError: naming the field by which was asked.
    """
    with connected(source) as connection:
        if is_known(connection, kind, record_id):
            return
    message = f"{field}: there is no {kind} {record_id[:80]!r}"
    raise NotFoundError(message, field=field)


def entry(source: Source, kind: str, record_id: str) -> Entry:
    """One record of a kind, archived or not.

    Raises:
        NotFoundError: there is none of this id.
    """
    with connected(source) as connection:
        held = KEEPERS[kind].held(connection, [record_id]).get(record_id)
    if held is None:
        message = f"there is no {kind} {record_id[:80]!r}; `{kind} list` lists them"
        raise NotFoundError(message, field=kind)
    return entry_of(held)


def entry_of(held: Held) -> Entry:
    """A record as it is shown."""
    values = {name: shown(value) for name, value in held.values.items()}
    return Entry.model_validate({**values, "archived_at": held.archived_at})


def _keeper(kind: str) -> TableKeeper:
    keeper = KEEPERS[kind]
    if not isinstance(keeper, TableKeeper):
        message = f"records of the kind {kind} are listed by their own reading"
        raise TypeError(message)
    return keeper
