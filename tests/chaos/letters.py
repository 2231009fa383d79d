"""The mail server of the chaos: it counts each delivery, and says which repeats a kill explains."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.support.mail_server import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiosmtpd.smtp import SMTP, Envelope, Session

# A letter is on its way for a moment only; what was killed before that did not interrupt it.
_ON_ITS_WAY = timedelta(seconds=5)


@dataclass(frozen=True)
class Delivery:
    """One letter as the server took it."""

    message_id: str
    at: datetime


@dataclass
class Postbox(Sink):
    """Takes every letter; one that comes while a trap is laid costs its sender the life."""

    deliveries: list[Delivery] = field(default_factory=list)
    sprung: threading.Event = field(default_factory=threading.Event)
    trap: Callable[[], None] | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        said = await super().handle_DATA(server, session, envelope)
        self.deliveries.append(Delivery(self.message_ids[-1], datetime.now(UTC)))
        trap, self.trap = self.trap, None
        if trap is not None:
            trap()
            self.sprung.set()
        return said

    @property
    def repeated(self) -> Counter[str]:
        """How often each letter came beyond the first time."""
        counted = Counter(one.message_id for one in self.deliveries)
        return Counter({name: times - 1 for name, times in counted.items() if times > 1})


def unexplained(deliveries: Sequence[Delivery], kills: Sequence[datetime]) -> list[Delivery]:
    """The repeats which no kill explains.

    A delivery may be repeated if it was interrupted between the server's word and our commit: a
    kill fell while it was on its way, after the letter before it and before the letter after it. A
    kill interrupts one letter, for they leave one by one.

    Args:
        deliveries: All of them, in the order they came.
        kills: When the worker or PostgreSQL was killed.
    """
    latest: dict[str, int] = {}
    left, found = sorted(kills), []
    for place, one in enumerate(deliveries):
        first = latest.get(one.message_id)
        latest[one.message_id] = place
        if first is None:
            continue
        kill = next((at for at in left if _interrupts(at, deliveries, first)), None)
        if kill is None:
            found.append(one)
        else:
            left.remove(kill)
    return found


def _interrupts(kill: datetime, deliveries: Sequence[Delivery], place: int) -> bool:
    at = deliveries[place].at
    before = deliveries[place - 1].at if place else at - _ON_ITS_WAY
    return max(before, at - _ON_ITS_WAY) <= kill <= deliveries[place + 1].at
