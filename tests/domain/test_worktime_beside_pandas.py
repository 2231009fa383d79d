"""Our working time beside pandas, where pandas can say the same.

`CustomBusinessHour` knows several ranges of the same hours on every weekday, and closed days; numpy
knows working days. Neither knows half days, make-up days, hours of their own a weekday, or clocks
that change, so these are held against the minutes of a wall clock in `test_worktime`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pandas import Timestamp
from pandas.tseries.offsets import CustomBusinessHour

from domain.worktime import WEEKDAYS, WorkCalendar, add, add_working_days, is_working_day, next_open
from tests.domain.calendar_samples import calendar

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

RANGES = st.sampled_from(
    [["09:00-18:00"], ["09:00-12:30", "13:30-18:00"], ["06:00-08:00", "10:00-11:00", "20:00-23:00"]]
)
WORKED = st.sets(st.integers(0, 6), min_size=1)
CLOSED = st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20)
MINUTES = st.integers(0, 364 * 24 * 60)


def ours(ranges: list[str], worked: AbstractSet[int], closed: AbstractSet[date]) -> WorkCalendar:
    return calendar(
        week={WEEKDAYS[one]: ranges for one in worked},
        exceptions={day: {"name": "closed"} for day in closed},
    )


def mask(worked: AbstractSet[int]) -> str:
    return "".join("1" if day in worked else "0" for day in range(7))


@given(ranges=RANGES, worked=WORKED, closed=CLOSED, start=MINUTES, hours=st.integers(1, 60))
def test_hours_are_added_as_pandas_adds_them(
    ranges: list[str],
    worked: AbstractSet[int],
    closed: AbstractSet[date],
    start: int,
    hours: int,
) -> None:
    parts = [one.split("-") for one in ranges]
    theirs = CustomBusinessHour(
        hours,
        start=[opens for opens, _ in parts],
        end=[closes for _, closes in parts],
        weekmask=mask(worked),
        holidays=sorted(closed),
    )
    begins = datetime(2026, 1, 1) + timedelta(minutes=start)  # noqa: DTZ001 - pandas reckons without a zone
    expected = (Timestamp(begins) + theirs).to_pydatetime().replace(tzinfo=UTC)
    found = add(ours(ranges, worked, closed), begins.replace(tzinfo=UTC), timedelta(hours=hours))
    # Where we say the close, pandas says the next opening.
    assert expected in {found, next_open(ours(ranges, worked, closed), found)}


@given(
    worked=WORKED,
    closed=CLOSED,
    day=st.dates(date(2026, 2, 1), date(2026, 11, 1)),
    count=st.integers(1, 40),
)
def test_working_days_are_counted_as_numpy_counts_them(
    worked: AbstractSet[int], closed: AbstractSet[date], day: date, count: int
) -> None:
    some = ours(["09:00-18:00"], worked, closed)
    theirs = np.busdaycalendar(weekmask=mask(worked), holidays=sorted(closed))
    expected = np.busday_offset(day, count, roll="backward", busdaycal=theirs)
    assert add_working_days(some, day, count) == expected.item()
    assert is_working_day(some, day) is bool(np.is_busday(day, busdaycal=theirs))
