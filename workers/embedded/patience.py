"""How often a part that dies is started again, and after which pause."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DEATHS = 6
_WITHIN_SECONDS = 60.0
_FIRST_PAUSE_SECONDS = 0.5


class Patience:
    """Counts the deaths of one part.

    The first death is answered at once, each further one within a minute after twice the pause; the
    sixth within a minute is one too many.

    Args:
        first_pause: Seconds of the pause after the second death.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        *,
        first_pause: float = _FIRST_PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first_pause = first_pause
        self._clock = clock
        self._deaths: deque[float] = deque(maxlen=_DEATHS)

    def after_a_death(self) -> float | None:
        """Note a death.

        Returns:
            Seconds to pause before the next start; None when there shall be none.
        """
        now = self._clock()
        self._deaths.append(now)
        recent = sum(1 for death in self._deaths if now - death < _WITHIN_SECONDS)
        if recent >= _DEATHS:
            return None
        return 0.0 if recent == 1 else self._first_pause * 2.0 ** (recent - 2)
