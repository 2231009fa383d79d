"""The record of what happened, and the notices that told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from activities.store.readers.names import names_of
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.records import Event, Notice
from activities.store.readers.views import events as events_view
from activities.store.readers.views import notices as notices_view
from domain.errors import NotFoundError
from domain.visibility import TOLD_KINDS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from domain.words import NoticeState


def history(source: Source, subject: str, *, page: Page = FIRST_PAGE) -> list[Event]:
    """What happened to a record, in the order it was written (R37, R43).

    Args:
        subject: The record, as `service/<id>`, `person/<id>` or `policy/<id>`.
        page: Its `after` is an event's id.

    Raises:
        NotFoundError: nothing was ever recorded of it, so there is no such record.
    """
    view = events_view.c
    wanted = select(events_view).where(view.subject == subject)
    with connected(source) as connection:
        part = page.of(wanted, view.position, after=page.number_after())
        found = _events(connection, part)
        if not found and connection.execute(wanted.limit(1)).first() is None:
            message = f"there is no record {subject[:80]!r}"
            raise NotFoundError(message, field=subject.partition("/")[0])
    return found


def told_of(connection: Connection, subject: str, most: int) -> list[Event]:
    """What happened to a record and its customer is told of, the latest of it (R51, R89).

    Args:
        most: How many at most.
    """
    view = events_view.c
    told = view.subject == subject, view.kind.in_(sorted(TOLD_KINDS))
    latest = select(events_view).where(*told).order_by(view.position.desc()).limit(most)
    return _events(connection, latest)[::-1]


def _events(connection: Connection, wanted: Select[Any]) -> list[Event]:
    rows = connection.execute(wanted).mappings().all()
    names = names_of(connection, (row["actor"] for row in rows))
    return [Event.model_validate({**row, "actor_name": names.get(row["actor"])}) for row in rows]


def notices(
    source: Source, *, state: NoticeState | None = None, page: Page = FIRST_PAGE
) -> list[Notice]:
    """The notices in the order they were queued, those in one state or all (R93)."""
    view = notices_view.c
    wanted = select(notices_view)
    if state is not None:
        wanted = wanted.where(view.state == state)
    with connected(source) as connection:
        part = page.of(wanted, view.notice_id, after=page.number_after())
        return [Notice.model_validate(row) for row in connection.execute(part).mappings()]
