"""A file of calendars: one of them, or a list (R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendars import CalendarFile
from domain.checking import checked
from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from pydantic import JsonValue


def calendars_of(document: JsonValue) -> list[CalendarFile]:
    """The calendars that a file describes.

    Raises:
        InvalidInputError: naming the field that is wrong, in a list with its position before it.
    """
    if not isinstance(document, list):
        return [checked(CalendarFile, document)]
    if not document:
        raise InvalidInputError("file: it lists no calendar", field="file")
    found = [checked(CalendarFile, one, field=str(at)) for at, one in enumerate(document)]
    ids = [one.id for one in found]
    for at, one in enumerate(ids):
        if one in ids[:at]:
            message = f"{at}.id: {one} stands in the file twice"
            raise InvalidInputError(message, field=f"{at}.id")
    return found
