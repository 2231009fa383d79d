"""What people are called, for whoever reads: an id says little to a customer (R51, R89)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store.readers.paging import Source, connected
from activities.store.readers.views import names as names_view

if TYPE_CHECKING:
    from collections.abc import Iterable


def names_of(source: Source, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of those whose names the reader may be told, by id.

    Args:
        ids: Whoever is named in what is shown; ids of nobody have no name.
    """
    wanted = sorted({one for one in ids if one is not None})
    view = names_view.c
    found = select(view.person_id, view.name).where(view.person_id == func.any(wanted))
    with connected(source) as connection:
        return {person_id: name for person_id, name in connection.execute(found)}  # noqa: C416 - rows are not pairs to mypy
