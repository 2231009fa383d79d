"""The outbox: which notices are to be delivered, and what became of each (R88, R93; 7.4).

Business time says when a notice was written and sent. When its delivery is tried again is a matter
of machines and not of the business: `next_attempt_at` is the time of day, so that a mail server
that is down is left in peace for real minutes, however fast a rehearsal's clock runs.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from activities.store.pinning import policy_in_force
from activities.store.posts import post_of
from activities.store.processes import business_clock
from activities.store.schema import mailroom, notice
from activities.store.unit import UnitOfWork
from activities.store.working_hours import calendar_of
from domain.mailroom import ShiftDone
from domain.words import NoticeState
from domain.working_hours import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from domain.policy import NoticeRule
    from domain.posts import Post, SentLetter

_LONGEST_ERROR = 1_000


class ClaimedNotice:
    """A notice that nobody else can take until this transaction ends."""

    def __init__(self, unit: UnitOfWork, post: Post) -> None:
        self._unit = unit
        self.post = post

    def sent(self, real_now: datetime, letter: SentLetter | None = None) -> None:
        """Note that it was taken, with the business time of the instant and what it said."""
        self._note(
            state=NoticeState.SENT,
            attempts=self.post.attempts + 1,
            sent_at=business_clock(self._unit.connection).business(real_now),
            letter=letter.model_dump(mode="json") if letter else None,
        )

    def may_go(self, rule: NoticeRule, real_now: datetime) -> bool:
        """Whether its receiver is at work, as far as anybody knows his hours, or it is urgent.

        Otherwise the moment it waits for is noted, once; when that comes it goes. Only a letter
        that missed its moment, because nobody delivered or a server was down, is looked at again.
        """
        if self.post.template in rule.urgent:
            return True
        clock = business_clock(self._unit.connection)
        now = clock.business(real_now)
        grace = timedelta(minutes=rule.retry_minutes)
        waited_for = self.post.waits_until
        if waited_for and timedelta() <= clock.real(now - waited_for) <= grace:
            return True
        calendar = calendar_of(self._unit.connection, self.post.to, rule.calendar)
        waits = waiting(calendar, now) if calendar else None
        if waits:
            self._note(
                next_attempt_at=real_now + clock.real(waits.until - now),
                waits_until=waits.until,
                waits_for=waits.calendar,
            )
        return waits is None

    def failed(self, error: str) -> None:
        """Note that it is not tried again, and why."""
        self._note(
            state=NoticeState.FAILED,
            attempts=self.post.attempts + 1,
            last_error=error[:_LONGEST_ERROR],
        )

    def postponed(self, error: str, until: datetime, *, counts: bool) -> None:
        """Note that it is tried again.

        Args:
            error: Why it was not delivered.
            until: When it is tried again, in real time.
            counts: Whether this was one of the attempts that policy allows.
        """
        self._note(
            attempts=self.post.attempts + int(counts),
            next_attempt_at=until,
            last_error=error[:_LONGEST_ERROR],
        )

    def _note(self, **values: object) -> None:
        this = notice.c.notice_id == self.post.notice_id
        self._unit.connection.execute(update(notice).where(this).values(**values))
        self._unit.commit()


class Notices:
    """The notices that wait to leave the house."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rule(self, real_now: datetime) -> NoticeRule:
        """How notices leave the house by the policy that is in force."""
        with UnitOfWork(self._engine) as unit:
            at = business_clock(unit.connection).business(real_now)
            rule = policy_in_force(unit.connection, at).document.notices
            unit.commit()
        return rule

    def due(self, real_now: datetime, at_most: int) -> list[int]:
        """The notices to deliver now: new ones first, then those that are tried again."""
        with UnitOfWork(self._engine) as unit:
            found = unit.connection.scalars(
                select(notice.c.notice_id)
                .where(_is_due(real_now))
                .order_by(notice.c.next_attempt_at.nulls_first(), notice.c.notice_id)
                .limit(at_most)
            ).all()
            unit.commit()
        return list(found)

    @contextmanager
    def claim(self, notice_id: int, real_now: datetime) -> Iterator[ClaimedNotice | None]:
        """Take a notice, unless it was delivered, held or taken by somebody else meanwhile.

        It is let go again when the block ends, and also when this program is killed: a claim is a
        lock on its row and leaves no trace.
        """
        with UnitOfWork(self._engine) as unit:
            found = unit.connection.execute(
                select(notice)
                .where(notice.c.notice_id == notice_id, _is_due(real_now))
                .with_for_update(skip_locked=True)
            )
            row = found.mappings().first()
            yield ClaimedNotice(unit, post_of(unit.connection, row)) if row else None

    def standing(self) -> ShiftDone:
        """What lies in the outbox."""
        with UnitOfWork(self._engine) as unit:
            rows = unit.connection.execute(
                select(notice.c.state, func.count())
                .where(notice.c.state != NoticeState.SENT)
                .group_by(notice.c.state)
            )
            counts: dict[str, int] = {state: count for state, count in rows}  # noqa: C416 - rows are not pairs to mypy
            return ShiftDone(
                still_queued=counts.get(NoticeState.QUEUED, 0),
                still_held=counts.get(NoticeState.HELD, 0),
                still_failed=counts.get(NoticeState.FAILED, 0),
                house_held=bool(unit.connection.scalar(select(_house_is_held()))),
            )


def _is_due(real_now: datetime) -> ColumnElement[bool]:
    at = notice.c.next_attempt_at
    return (
        (notice.c.state == NoticeState.QUEUED)
        & or_(at.is_(None), at <= real_now)
        & ~_house_is_held()
    )


def _house_is_held() -> ColumnElement[bool]:
    return exists().where(mailroom.c.held)
