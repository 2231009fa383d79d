"""What the stack says while it works: a line a step, with the time it took."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDTH = 62


class Report:
    """Says lines to a person.

    Args:
        say: Takes one line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long all of it has taken so far."""
        return time.monotonic() - self._begun

    @contextmanager
    def step(self) -> Iterator[Callable[[str], None]]:
        """A step; what it is told at its end is said with the time since its beginning."""
        begun = time.monotonic()

        def done(text: str) -> None:
            self.say(f"  {text:<{_WIDTH}} {time.monotonic() - begun:5.1f} s")

        yield done
