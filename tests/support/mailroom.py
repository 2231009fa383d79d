"""A mailroom at work on a test's outbox, and the accidents that befall it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from temporalio.testing import ActivityEnvironment

from activities.mail.smtp import SmtpTransport
from activities.mailroom import Delivery
from activities.store.bell import Bell
from activities.store.notices import Notices
from domain.mailroom import Shift, ShiftDone
from tests.support.posts import SENDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from activities.mail.transports import Handed, Transport
    from tests.support.mail_server import Sink
    from tests.support.outbox import Outbox

ONE = Shift(notices=1)
LONG = Shift(seconds=240)


def real_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def delivery(box: Outbox, transport: Transport, now: Callable[[], datetime] = real_now) -> Delivery:
    """The activity as a worker builds it."""
    return Delivery(Notices(box.engine), Bell(box.engine), transport, sender=SENDER, real_now=now)


def smtp(sink: Sink) -> SmtpTransport:
    """The way to a test's mail server."""
    return SmtpTransport("127.0.0.1", sink.port, timeout_seconds=5)


def work(worker: Delivery, shift: Shift = ONE) -> ShiftDone:
    """Let it work for a shift."""
    return ActivityEnvironment().run(worker.deliver, shift)


class Killed(BaseException):
    """The process is gone: nothing more is done, nothing is tidied up."""


@dataclass(frozen=True)
class KilledAfterwards:
    """A transport whose process is killed between the server's word and our commit."""

    transport: Transport

    def deliver(self, letter: EmailMessage) -> Handed:
        self.transport.deliver(letter)
        raise Killed


@dataclass(frozen=True)
class Cancelling:
    """A transport in the middle of whose work the mailroom is cancelled."""

    transport: Transport
    environment: ActivityEnvironment

    def deliver(self, letter: EmailMessage) -> Handed:
        self.environment.cancel()
        return self.transport.deliver(letter)
