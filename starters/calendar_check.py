"""How an answer in working time is asked for and told, line by line (R30, R91)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from domain.errors import InvalidInputError
from domain.problem_words import words_for
from domain.worktime import FIRST_YEAR, LAST_YEAR, WorkAmount
from starters.output import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.worktime import Counted, CountedDay, Reckoned, WorkCalendar

_AT = "%Y-%m-%d %H:%M"
_GAP = " " * 2
_SHOWN = 80


def amount_of(text: str) -> WorkAmount:
    """An amount of working time as a person writes it.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return WorkAmount.model_validate(text)
    except ValidationError as wrong:
        said = words_for(wrong.errors()[0])
        raise InvalidInputError(f"add: {said}", field="add") from None


def instant_of(text: str, calendar: WorkCalendar) -> datetime:
    """An instant as a person writes it, by the calendar's clock where he names no time zone.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        message = f"from: {text[:_SHOWN]!r} is no instant such as 2026-10-27T16:00"
        raise InvalidInputError(message, field="from") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        message = f"from: {text[:_SHOWN]!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise InvalidInputError(message, field="from")
    return at.replace(tzinfo=ZoneInfo(calendar.time_zone)) if at.tzinfo is None else at


def reckoned_lines(found: Reckoned, calendar: WorkCalendar) -> Iterator[str]:
    """What was counted, what was not and why, and what comes of it."""
    zone = ZoneInfo(calendar.time_zone)
    rows = [_interval(one, zone) for one in found.intervals] + [_day(one) for one in found.days]
    yield from columns_of(rows) if rows else ()
    start, end = found.start.astimezone(zone), found.end.astimezone(zone)
    unit = f"{found.amount.working_days} business days" if found.days else str(found.amount)
    yield f"{unit} after {start:{_AT}} is {end:{_AT}} in {calendar.time_zone}"
    yield f"{_GAP}that is {found.end:{_AT}} UTC, by version {found.version} of {found.calendar_id}"
    if not found.covered:
        known = f"{calendar.first_day} to {calendar.last_day}"
        yield f"mind  holidays are known from {known} only; beyond, the hours of the week count"


def _interval(one: Counted, zone: ZoneInfo) -> list[str]:
    start, end = one.start.astimezone(zone), one.end.astimezone(zone)
    return [f"{start:%a {_AT}}", f"{end:%a {_AT}}", _length(one.counted), *_why(one.why, one.name)]


def _day(one: CountedDay) -> list[str]:
    number = f"day {one.number}" if one.number else "-"
    return [f"{one.on:%a %Y-%m-%d}", number, *_why(one.kind, one.name)]


def _why(word: str, name: str) -> list[str]:
    return [word.replace("_", " "), name]


def _length(of: timedelta) -> str:
    seconds = int(of.total_seconds())
    if not seconds:
        return "-"
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
