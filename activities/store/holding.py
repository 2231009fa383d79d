"""Holding notices back and letting them go: one of them, or everything in the house (R93; 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.outbox import CHANNEL
from activities.store.schema import mailroom, notice
from domain.errors import ConflictError, NotFoundError
from domain.words import NoticeState

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


def hold(connection: Connection, notice_id: int) -> bool:
    """Keep a notice in the house until it is released; one on its way out is waited for.

    Returns:
        Whether it was not held before.

    Raises:
        NotFoundError: there is no such notice.
        ConflictError: it has left the house, or has failed for good.
    """
    state = _state(lock(connection, notice_id))
    if state is NoticeState.HELD:
        return False
    if state is not NoticeState.QUEUED:
        message = f"notice {notice_id} is {state}; only a queued one can be held"
        raise ConflictError(message, field="notice")
    _put(connection, notice_id, state=NoticeState.HELD)
    return True


def release(connection: Connection, notice_id: int) -> bool:
    """Let a held notice go, or try a failed one again with all its attempts.

    Returns:
        Whether it was held or had failed before.

    Raises:
        NotFoundError: there is no such notice.
        ConflictError: it has left the house.
    """
    state = _state(lock(connection, notice_id))
    if state is NoticeState.QUEUED:
        return False
    if state is NoticeState.SENT:
        message = f"notice {notice_id} was sent; it cannot be released again"
        raise ConflictError(message, field="notice")
    attempts = {"attempts": 0} if state is NoticeState.FAILED else {}
    _put(connection, notice_id, state=NoticeState.QUEUED, next_attempt_at=None, **attempts)
    _ring(connection)
    return True


def hold_house(connection: Connection) -> bool:
    """Let nothing leave the house.

    Returns:
        Whether anything could until now.
    """
    return _put_house(connection, held=True)


def release_house(connection: Connection) -> bool:
    """Let notices leave the house again; those that are held one by one stay.

    Returns:
        Whether the house was held.
    """
    changed = _put_house(connection, held=False)
    if changed:
        _ring(connection)
    return changed


def lock(connection: Connection, notice_id: int) -> RowMapping:
    """A notice, kept as it is until the transaction ends.

    Raises:
        NotFoundError: there is no such notice.
    """
    found = connection.execute(
        select(notice).where(notice.c.notice_id == notice_id).with_for_update()
    )
    row = found.mappings().first()
    if row is None:
        message = f"there is no notice {notice_id}; `servicecycle notices list` lists them"
        raise NotFoundError(message, field="notice")
    return row


def _state(row: RowMapping) -> NoticeState:
    return NoticeState(row["state"])


def _put(connection: Connection, notice_id: int, **values: object) -> None:
    connection.execute(update(notice).where(notice.c.notice_id == notice_id).values(**values))


def _put_house(connection: Connection, *, held: bool) -> bool:
    connection.execute(insert(mailroom).values(held=False).on_conflict_do_nothing())
    other = mailroom.c.held.is_distinct_from(held)
    return bool(connection.execute(update(mailroom).where(other).values(held=held)).rowcount)


def _ring(connection: Connection) -> None:
    connection.execute(select(func.pg_notify(CHANNEL, "")))
