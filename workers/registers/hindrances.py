"""How it is said what stands in the way of something, however much it is (R46, R87, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_NAMED = 20


def some_of(ids: Sequence[str]) -> str:
    """The first of some ids, and how many more there are, so that what to do next is still read."""
    more = f" and {len(ids) - _MOST_NAMED:,} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more
