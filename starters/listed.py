"""Put one id into a list of a record, or take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.registers.record import Entry
    from starters.desk import Desk
    from workers.registers.writing import Pen


def change_list(
    desk: Desk,
    pen: Pen,
    record_id: str,
    field: str,
    *,
    put: str | None = None,
    take: str | None = None,
) -> Entry:
    """Put an id into a list of a record, or take it out; twice is as good as once.

    Raises:
        InvalidInputError: there is no record of this id that could stand in the list.
        NotFoundError: there is no such record.
    """
    from workers.registers.entries import change_entry

    def changed(held: list[str]) -> list[str]:
        return [*(one for one in held if one != take), *([put] if put else [])]

    return change_entry(desk.writer, pen, record_id, field, changed)
