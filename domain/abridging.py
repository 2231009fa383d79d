"""How ids, names and files are told, however many they are (R46, R87, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def some_of(names: Sequence[str], *, most: int = 20) -> str:
    """The first of some names, and how many more there are, so that what follows is still read."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
