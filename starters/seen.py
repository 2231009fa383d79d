"""How a person is told of records that he changed and may not see all of (R89).

A right to change one record may reach others: those he sees are named, the others are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from activities.store import reading
from domain.errors import NotFoundError
from domain.ids import contract_workflow_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starters.desk import Desk


class Seen(NamedTuple):
    """Records of one kind, as one person is told of them.

    Args:
        kind: What one of them is called.
        named: The ids of those he sees.
        others: How many he does not see.
    """

    kind: str
    named: list[str]
    others: int

    @property
    def there(self) -> bool:
        """Whether there is any."""
        return bool(self.named or self.others)

    def __str__(self) -> str:
        """Say them one after the other, in words."""
        many = f"{self.others:,} {self.kind}{'' if self.others == 1 else 's'} that you do not see"
        names = ", ".join(self.named)
        return " and ".join(one for one in (names, many if self.others else "") if one)


def tasks_seen(desk: Desk, ids: Iterable[str]) -> Seen:
    """Tasks, as whoever acts is told of them."""
    now = desk.now()
    return _seen("task", ids, lambda one: reading.task(desk.reader, one, now))


def contracts_seen(desk: Desk, ids: Iterable[str]) -> Seen:
    """Contracts, as whoever acts is told of them."""
    return _seen(
        "contract", ids, lambda one: reading.process(desk.reader, contract_workflow_id(one))
    )


def _seen(kind: str, ids: Iterable[str], look: Callable[[str], object]) -> Seen:
    named, others = [], 0
    for one in ids:
        try:
            look(one)
        except NotFoundError:
            others += 1
        else:
            named.append(one)
    return Seen(kind, named, others)
