"""Calendars as tests meet them: an office, a house that never closes, and any calendar at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.worktime import WEEKDAYS, Pause, SpecialDay, Week, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Sequence

ISTANBUL = ZoneInfo("Europe/Istanbul")
HOURS = ("09:00-12:30", "13:30-18:00")
ALL_DAY = ("00:00-24:00",)
WORKING_WEEK: dict[str, Sequence[str]] = dict.fromkeys(map(str, WEEKDAYS[:5]), HOURS)
REPUBLIC_EVE, REPUBLIC_DAY = date(2026, 10, 28), date(2026, 10, 29)
INVENTORY = date(2026, 10, 31)
SPECIAL = {
    REPUBLIC_EVE: {"name": "eve", "hours": ["09:00-12:30"]},
    REPUBLIC_DAY: {"name": "Cumhuriyet Bayramı"},
    INVENTORY: {"name": "stocktaking", "hours": ["10:00-14:00"]},
}

# Clocks that change by an hour, by half of one, at midnight, a minute after it, and by a whole day.
ZONES = (
    *("UTC", "Europe/Istanbul", "Europe/Berlin", "Asia/Tehran", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "America/St_Johns", "America/Havana", "Pacific/Apia"),
)
# Days on which some of them change.
CHANGES = [
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 4, 4, 12, tzinfo=UTC),
    datetime(2011, 3, 13, tzinfo=UTC),
    datetime(2011, 11, 6, tzinfo=UTC),
    datetime(2011, 12, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 20, tzinfo=UTC),
]


def office(**more: object) -> WorkCalendar:
    """An office in Istanbul with a half day, a holiday and a Saturday on which it counts stock."""
    return calendar(
        **{
            "time_zone": "Europe/Istanbul",
            "week": WORKING_WEEK,
            "exceptions": SPECIAL,
            "first_day": date(2026, 1, 1),
            "last_day": date(2026, 12, 31),
            **more,
        }
    )


def calendar(**entries: object) -> WorkCalendar:
    return WorkCalendar.model_validate(
        {"calendar_id": "some", "version": 1, "time_zone": "UTC", "week": {}, **entries}
    )


def at(text: str) -> datetime:
    """An instant by the clock of Istanbul."""
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


@st.composite
def hours(draw: st.DrawFn) -> list[str]:
    """The hours of a day: none, some ranges, or all of it."""
    marks = draw(st.lists(st.integers(0, 1440), unique=True, max_size=6).map(sorted))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs]


@st.composite
def calendars(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> WorkCalendar:
    """Any calendar that is open at some hour of each week."""
    week = {one: draw(hours()) for one in WEEKDAYS}
    week[draw(st.sampled_from(WEEKDAYS))] = draw(hours().filter(bool))
    around = draw(st.sampled_from(CHANGES)).date()
    special = draw(st.dictionaries(st.integers(-4, 4), hours(), max_size=4))
    return calendar(
        time_zone=draw(st.sampled_from(zones)),
        week=Week.model_validate(week),
        exceptions={
            around + timedelta(days=days): SpecialDay.model_validate({"name": "s", "hours": one})
            for days, one in special.items()
        },
    )


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """An instant at a whole second near one of the changes of the clocks."""
    return draw(st.sampled_from(CHANGES)) + timedelta(seconds=draw(st.integers(-300_000, 300_000)))


amounts = st.integers(1, 40 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    """Pauses in any order, which may overlap, end before they begin, or not have ended."""
    around = draw(instants())
    ends = st.none() | st.integers(-50_000, 200_000)
    drawn = draw(st.lists(st.tuples(st.integers(-200_000, 200_000), ends), max_size=5))
    return [
        Pause(
            start=around + timedelta(seconds=begins),
            end=None if lasts is None else around + timedelta(seconds=begins + lasts),
            reason=f"reason {number}",
        )
        for number, (begins, lasts) in enumerate(drawn)
    ]
