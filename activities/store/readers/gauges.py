"""What is measured of the house again and again: what is open, what is late, what lies about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from activities.store.readers.paging import Source, connected
from activities.store.readers.processes import stack_facts
from activities.store.readers.records import StackFacts
from activities.store.readers.views import events, inbox, notices
from activities.store.schema import mailroom
from domain.model import Value
from domain.words import NoticeState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class HouseGauges(Value):
    """How the house stands at one moment, as numbers.

    Args:
        oldest_notice_seconds: For how long the oldest notice of a state has been lying there, in
            real seconds; 0 where none does.
        newest_event_seconds: How long ago the newest event was written, in real seconds, which is
            the age of the heads of all chains; None before the first event.
        held: Whether an administrator holds all notices back.
    """

    facts: StackFacts
    open_tasks: int
    oldest_notice_seconds: dict[NoticeState, float]
    newest_event_seconds: float | None
    held: bool


def house_gauges(
    source: Source, *, now: datetime, real_now: datetime, patience_ms: int
) -> HouseGauges:
    """Measure the house.

    Args:
        now: The instant of business time that overdue tasks are overdue at.
        real_now: The same instant in real time.
        patience_ms: How long each question may take; a house that is busy is not made busier.
    """
    with connected(source) as connection:
        connection.execute(text(f"SET LOCAL statement_timeout = {patience_ms:d}"))
        return HouseGauges(
            facts=stack_facts(connection, now),
            open_tasks=connection.scalar(select(func.count()).select_from(inbox)) or 0,
            oldest_notice_seconds=_oldest(connection, real_now),
            newest_event_seconds=_newest(connection, real_now),
            held=bool(connection.scalar(select(func.bool_or(mailroom.c.held)))),
        )


def _oldest(connection: Connection, real_now: datetime) -> dict[NoticeState, float]:
    oldest = (
        select(notices.c.state, func.min(notices.c.recorded_at))
        .where(notices.c.state != NoticeState.SENT)
        .group_by(notices.c.state)
    )
    found = {NoticeState(state): at for state, at in connection.execute(oldest).tuples()}
    return {
        state: _seconds(found.get(state), real_now) or 0.0
        for state in NoticeState
        if state is not NoticeState.SENT
    }


def _newest(connection: Connection, real_now: datetime) -> float | None:
    """By the newest business time, which an index finds at once."""
    newest = select(events.c.recorded_at).order_by(events.c.at.desc()).limit(1)
    return _seconds(connection.scalar(newest), real_now)


def _seconds(since: datetime | None, until: datetime) -> float | None:
    return None if since is None else max(0.0, (until - since).total_seconds())
