"""What the stack says while it works: a line a step, with the time it took."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDTH = 62


class Report:
    """Says lines to a person, for as long as he listens.

    Args:
        say: Takes one line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def say(self, text: str) -> None:
        """Say one line; a terminal that was closed meanwhile stops nothing."""
        with suppress(OSError):
            self._say(text)

    @contextmanager
    def step(self) -> Iterator[Callable[[str], None]]:
        """A step; what it is told at its end is said with the time since its beginning."""
        begun = time.monotonic()

        def done(text: str) -> None:
            self.say(f"  {text:<{_WIDTH}} {time.monotonic() - begun:5.1f} s")

        yield done
