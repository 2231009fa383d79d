"""How a calendar is shown to a person: its year month by month, and what a new version changes."""

from __future__ import annotations

import calendar as months
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from domain.calendars import Years
from domain.errors import InvalidInputError
from domain.problem_words import words_for
from domain.worktime import WEEKDAYS, DayKind
from starters.output import columns_of, heading, instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from activities.store.reading import FrozenCalendar
    from domain.worktime import OpenRange, WorkCalendar
    from workers.registers.calendars import Freezing

_ABREAST = 3
_GAP = " " * 3
_DAY_WIDTH = 4
_MONTH_WIDTH = 7 * _DAY_WIDTH
# A mark as well as a colour, for a pipe has no colours and not every eye sees them.
_MARKS = {
    DayKind.CLOSED: ("x", "red"),
    DayKind.HALF_DAY: ("/", "yellow"),
    DayKind.MAKE_UP: ("+", "green"),
    DayKind.OTHER_HOURS: ("~", "cyan"),
}


def years_of(text: str | None) -> Years | None:
    """The years a person names; None where he names none.

    Raises:
        InvalidInputError: they are none.
    """
    if text is None:
        return None
    try:
        return Years.model_validate(text)
    except ValidationError as wrong:
        said = words_for(wrong.errors()[0])
        raise InvalidInputError(f"years: {said}", field="years") from None


def of_year(found: FrozenCalendar, year: int | None) -> FrozenCalendar:
    """A calendar with the special days of one year only; with all of them for none."""
    if year is None:
        return found
    special = {day: one for day, one in found.calendar.exceptions.items() if day.year == year}
    calendar = found.calendar.model_copy(update={"exceptions": special})
    return found.model_copy(update={"calendar": calendar})


def freezing_lines(done: Freezing) -> Iterator[str]:
    """What was frozen, and what the new version says otherwise."""
    rows = [[one.what, one.before, "becomes", one.after] for one in done.differences]
    yield from columns_of(rows) if rows else ()
    name, version = done.calendar_id, done.version
    said = {
        "added": f"{name} is added; its first version holds",
        "new_version": f"version {version} of {name} holds; what pinned an earlier one keeps it",
        "unchanged": f"version {version} of {name} says the same; nothing is changed",
        "shown": f"nothing is changed yet: --apply makes version {version} of {name}",
        "brought_back": f"{name} can be taken again; its version {version} holds",
    }
    edition = f" ({done.edition})" if done.edition else ""
    yield f"{said[done.outcome]}{edition}"


def calendar_page(found: FrozenCalendar, year: int) -> Iterator[str]:
    """A calendar with the picture of one year and the table of its special days."""
    calendar = found.calendar
    yield heading(f"{found.name} ({calendar.calendar_id}), version {calendar.version}")
    yield from columns_of(list(_card(found)))
    yield ""
    yield from _picture(calendar, year)
    yield "  ".join(
        click.style(f"{mark} {kind.replace('_', ' ')}", fg=colour)
        for kind, (mark, colour) in _MARKS.items()
    )
    special = [day for day in calendar.exceptions if day.year == year]
    if special:
        yield ""
        yield from columns_of([_row(calendar, day) for day in special])
    if not (calendar.covers(date(year, 1, 1)) and calendar.covers(date(year, 12, 31))):
        yield f"mind  the holidays of {year} are not frozen; the hours of the week hold there"


def _card(found: FrozenCalendar) -> Iterator[list[str]]:
    calendar = found.calendar
    yield ["time zone", calendar.time_zone]
    for weekday in WEEKDAYS:
        yield [weekday.value, _hours(calendar.week.on(weekday)) or "off"]
    yield ["week begins", calendar.week_start.value]
    if calendar.first_day is not None:
        yield ["holidays", f"{calendar.first_day} to {calendar.last_day}: {found.source.edition}"]
    yield ["frozen", f"{instant(found.frozen_at)} UTC by {found.frozen_by}"]
    if found.archived_at is not None:
        yield ["archived", f"{instant(found.archived_at)} UTC"]


def _row(calendar: WorkCalendar, day: date) -> list[str]:
    kind, special = calendar.kind(day), calendar.exceptions[day]
    hours = _hours(special.hours)
    return [f"{day:%Y-%m-%d %a}", kind.replace("_", " "), hours, special.name]


def _hours(hours: Sequence[OpenRange]) -> str:
    return ", ".join(str(one) for one in hours)


def _picture(calendar: WorkCalendar, year: int) -> Iterator[str]:
    pictures = [list(_month(calendar, year, month)) for month in range(1, 13)]
    for first in range(0, len(pictures), _ABREAST):
        abreast = pictures[first : first + _ABREAST]
        for line in zip_longest(*abreast, fillvalue=" " * _MONTH_WIDTH):
            yield _GAP.join(line).rstrip()
        yield ""


def _month(calendar: WorkCalendar, year: int, month: int) -> Iterator[str]:
    first = WEEKDAYS.index(calendar.week_start)
    title = f"{months.month_name[month]} {year}"
    yield title.center(_MONTH_WIDTH).replace(title, heading(title))
    names = [*WEEKDAYS[first:], *WEEKDAYS[:first]]
    yield "".join(f" {one[:2].title()} " for one in names)
    for week in months.Calendar(first).monthdatescalendar(year, month):
        yield "".join(_cell(calendar, day) if day.month == month else "    " for day in week)


def _cell(calendar: WorkCalendar, day: date) -> str:
    kind = calendar.kind(day)
    mark, colour = _MARKS.get(kind, (" ", None))
    number = f"{day.day:2}"
    dim = True if kind is DayKind.OFF else None
    return f" {click.style(number, fg=colour, dim=dim)}{mark}"
