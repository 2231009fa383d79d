"""How long a command waits for each thing it needs, so that a person has his answer in time (R36).

What is sent and not answered in time is told as unknown, although it may be stored a moment later.
So a part of the time is kept for that answer: whatever comes before it, a turn or a connection, is
given up earlier, and then it is certain that nothing was sent.

A command that asks several processes one after the other, such as `contact passive --to`, waits
that long for each of them: many answers take longer than one, and none is told as unknown because
those before it were slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ANSWER_SECONDS = 10.0
_CONNECT_SECONDS = 4.0
_TURN_SECONDS = 4.0
_KEPT_FOR_THE_ANSWER = 0.35
_LEAST_SECONDS = 0.5
# A machine that took all the time for its own work is slow, and so is the answer it waits for.
_LEAST_FOR_THE_ANSWER_SECONDS = 1.5


class TimeLeft:
    """What is left of the time that a person waits for one answer, with all that comes before it.

    Args:
        patience: For how many seconds from now he waits; None where each thing may take its own.
        clock: Shows seconds that only go forward.
    """

    def __init__(self, patience: float | None, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = None if patience is None else clock() + patience
        self._kept = (patience or 0.0) * _KEPT_FOR_THE_ANSWER

    def for_a_turn(self) -> float:
        """For how many seconds the turn of a request is waited for."""
        return self._of(_TURN_SECONDS, kept=self._kept, least=_LEAST_SECONDS)

    def for_a_connection(self) -> float:
        """For how many seconds a connection is waited for."""
        return self._of(_CONNECT_SECONDS, kept=self._kept, least=_LEAST_SECONDS)

    def for_an_answer(self) -> float:
        """For how many seconds each answer is waited for, where the first is asked for now."""
        return self._of(_ANSWER_SECONDS, kept=0.0, least=_LEAST_FOR_THE_ANSWER_SECONDS)

    def _of(self, usual: float, *, kept: float, least: float) -> float:
        if self._until is None:
            return usual
        return max(min(usual, self._until - self._clock() - kept), least)
