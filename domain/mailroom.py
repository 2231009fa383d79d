"""How the mailroom works: in shifts, each of which says what became of the notices it took."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.model import Value

_USUAL_SECONDS = 60
_USUAL_NOTICES = 1_000
_USUAL_PAGE = 4_000


class Shift(Value):
    """How long the mailroom works at a stretch, in real time, and on how many notices at most."""

    seconds: Annotated[int, Field(ge=1, le=240)] = _USUAL_SECONDS
    notices: Annotated[int, Field(ge=1)] = _USUAL_NOTICES


class ShiftDone(Value):
    """What a shift did, and what lay in the outbox when it ended.

    Args:
        postponed: Notices that are tried again: their delivery failed, or their receiver is not at
            work.
        house_held: Whether nothing leaves the house at all.
    """

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    still_queued: int = 0
    still_held: int = 0
    still_failed: int = 0
    house_held: bool = False


class MailroomBook(Value):
    """What one run of the mailroom hands to the next.

    Args:
        since: When the mailroom was opened.
        sent: How many notices it has delivered since then.
        last: The shift that ended last.
        page: Events of a run after which the next run begins.
    """

    since: datetime | None = None
    sent: int = 0
    last: ShiftDone = ShiftDone()
    shift: Shift = Shift()
    page: Annotated[int, Field(ge=20)] = _USUAL_PAGE

    def after(self, done: ShiftDone) -> MailroomBook:
        """The book after one more shift."""
        return self.model_copy(update={"sent": self.sent + done.sent, "last": done})
