"""Tell: notices leave the outbox one by one, each as a letter that carries its key (R88, R93; 7.4).

Sending and noting that it was sent are one activity here, the only exception to the rule that an
external call and a write never share one: whatever is killed between the server's word and our
commit repeats the same Message-ID, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from temporalio import activity

from activities.mail.letters import UnwritableError, as_read, write_letter
from activities.mail.pace import Pace
from activities.mail.transports import Deferred, Delivered, Refused, Unreachable
from domain.mailroom import Shift, ShiftDone
from domain.words import NoticeState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import EmailMessage

    from activities.mail.transports import Handed, Transport
    from activities.store.bell import Bell, Ear
    from activities.store.notices import ClaimedNotice, Notices
    from domain.policy import NoticeRule
    from domain.posts import Post

_HANDFUL = 50
_LOOK_AGAIN_SECONDS = 1.0
_SIGN_EVERY = timedelta(milliseconds=500)

_log = structlog.get_logger(__name__)


class Delivery:
    """Delivers what lies in the outbox.

    Args:
        notices: The outbox.
        bell: Rings when a notice is put there.
        transport: Takes the letters.
        sender: The address they come from.
        real_now: The time of day.
    """

    def __init__(
        self,
        notices: Notices,
        bell: Bell,
        transport: Transport,
        *,
        sender: str,
        real_now: Callable[[], datetime],
    ) -> None:
        self._notices = notices
        self._bell = bell
        self._transport = transport
        self._sender = sender
        self._real_now = real_now
        self._pace = Pace()
        self._signs_at = real_now()

    @activity.defn(name="mailroom.deliver")
    def deliver(self, shift: Shift) -> ShiftDone:
        """Deliver notices as they come, until the shift is over or the worker stops.

        Idempotent by: the key of each notice, which is its letter's Message-ID.
        """
        # A cancellation in the middle of a letter would leave it unknown whether it was sent.
        with activity.shield_thread_cancel_exception(), self._bell.listen() as ear:
            done = self._work(shift, ear)
        return self._notices.standing().model_copy(
            update={
                "sent": done[NoticeState.SENT],
                "postponed": done[NoticeState.QUEUED],
                "failed": done[NoticeState.FAILED],
            }
        )

    def _work(self, shift: Shift, ear: Ear) -> Counter[NoticeState]:
        done: Counter[NoticeState] = Counter()
        ends_at = self._real_now() + timedelta(seconds=shift.seconds)

        def over() -> bool:
            self._sign_of_life()
            asked = activity.is_worker_shutdown() or activity.is_cancelled()
            return asked or self._real_now() >= ends_at or done.total() >= shift.notices

        while not over():
            if not self._deliver_handful(done, over):
                ear.wait(_LOOK_AGAIN_SECONDS)
        return done

    def _sign_of_life(self) -> None:
        """Tell the engine now and then that this goes on; once a letter would be too often."""
        now = self._real_now()
        if now >= self._signs_at:
            self._signs_at = now + _SIGN_EVERY
            activity.heartbeat()

    def _deliver_handful(self, done: Counter[NoticeState], over: Callable[[], bool]) -> bool:
        """Deliver some of what is due; tell whether there was anything to do."""
        due = self._notices.due(self._real_now(), _HANDFUL)
        if not due:
            return False
        rule = self._notices.rule(self._real_now())
        before = done.total()
        for notice_id in due:
            if not self._may_go(over):
                break
            with self._notices.claim(notice_id, self._real_now()) as claimed:
                if claimed is not None:
                    state = self._handle(claimed, rule)
                    done[state] += 1
                    _log.info("notice_handled", notice_key=claimed.post.notice_key, state=state)
        return done.total() > before

    def _may_go(self, over: Callable[[], bool]) -> bool:
        """Wait until policy lets the next letter go, or the shift is over."""
        while not over():
            rest = self._pace.rest(self._real_now()).total_seconds()
            if not rest:
                return True
            activity.wait_for_worker_shutdown_sync(min(rest, _LOOK_AGAIN_SECONDS))
        return False

    def _handle(self, claimed: ClaimedNotice, rule: NoticeRule) -> NoticeState:
        """Deliver one notice, or leave it until its receiver is at work."""
        told_nothing = _told_nothing(claimed.post)
        if told_nothing:
            claimed.failed(told_nothing)
            return NoticeState.FAILED
        if not claimed.may_go(rule, self._real_now()):
            return NoticeState.QUEUED
        self._pace.take(self._real_now(), rule.per_minute)
        return self._settle(claimed, rule)

    def _settle(self, claimed: ClaimedNotice, rule: NoticeRule) -> NoticeState:
        """Deliver one notice and note what became of it."""
        post = claimed.post
        letter, handed = self._hand_over(post)
        now = self._real_now()
        again_at = now + timedelta(minutes=rule.retry_minutes)
        match handed:
            case Delivered():
                claimed.sent(now, as_read(letter, post.to.language) if letter else None)
                return NoticeState.SENT
            case Deferred(error) if post.attempts + 1 < rule.attempts:
                claimed.postponed(error, again_at, counts=True)
                return NoticeState.QUEUED
            case Unreachable(error):
                claimed.postponed(error, again_at, counts=False)
                return NoticeState.QUEUED
            case Refused(error) | Deferred(error):
                claimed.failed(error)
                return NoticeState.FAILED

    def _hand_over(self, post: Post) -> tuple[EmailMessage | None, Handed]:
        try:
            letter = write_letter(post, sender=self._sender)
        except UnwritableError as error:
            return None, Refused(error.why)
        return letter, self._transport.deliver(letter)


def _told_nothing(post: Post) -> str | None:
    """Why a receiver is told nothing any more; None where he is told (R88)."""
    person = post.to.person_id
    if not post.to.is_active:
        return f"{person} is archived and is told nothing any more"
    if post.is_passive:
        return f"{person} is a passive contact and is told nothing any more"
    return None
