"""A working day closes when its last open time is really over, also where the clocks change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.worktime import WEEKDAYS, close_of_business, open_ranges
from tests.domain.calendar_samples import ALL_DAY, calendar, hours

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY_HOUR = dict.fromkeys(map(str, WEEKDAYS), ALL_DAY)
# Days that clocks going forward and back end or begin; those of the last two lines at two o'clock.
CHANGED = [
    *(("Africa/Cairo", date(2026, 4, 23)), ("Africa/Cairo", date(2026, 10, 29))),
    *(("Asia/Beirut", date(2026, 3, 28)), ("Asia/Beirut", date(2026, 10, 24))),
    *(("America/Santiago", date(2026, 9, 5)), ("America/Santiago", date(2026, 4, 4))),
    *(("America/Havana", date(2026, 3, 7)), ("America/Havana", date(2026, 10, 31))),
    *(("America/St_Johns", date(2011, 3, 13)), ("America/St_Johns", date(2010, 11, 6))),
    *(("America/St_Johns", date(2026, 3, 8)), ("America/St_Johns", date(2026, 11, 1))),
    *(("Europe/Berlin", date(2026, 3, 29)), ("Europe/Berlin", date(2026, 10, 25))),
]


@pytest.mark.parametrize(
    ("zone", "start", "hours", "expected"),
    [
        pytest.param(
            *("Africa/Cairo", "2026-04-22T12:00", ALL_DAY, "2026-04-24T01:00+03:00"),
            id="the midnight at which clocks go forward is one o'clock",
        ),
        pytest.param(
            *("America/Santiago", "2026-09-04T12:00", ALL_DAY, "2026-09-06T01:00-03:00"),
            id="so it is in the south",
        ),
        pytest.param(
            *("America/Havana", "2026-10-30T12:00", ALL_DAY, "2026-11-01T00:00-04:00"),
            id="of a midnight that comes twice it is the first",
        ),
        pytest.param(
            *("America/St_Johns", "2010-11-05T12:00", ALL_DAY, "2010-11-07T00:00-03:30"),
            id="where clocks go back at a minute past it is the second",
        ),
        pytest.param(
            *("Europe/Berlin", "2026-03-28T12:00", ("00:00-02:00",), "2026-03-29T03:00+02:00"),
            id="two o'clock is three where it is left out",
        ),
        pytest.param(
            *("Europe/Berlin", "2026-03-28T12:00", ("02:00-02:30",), "2026-03-30T00:00+02:00"),
            id="where all open time is left out the day ends at midnight",
        ),
        pytest.param(
            *("Pacific/Apia", "2011-12-29T12:00", ALL_DAY, "2011-12-31T00:00+14:00"),
            id="a day that is left out ends at the leap",
        ),
    ],
)
def test_a_closing_is_when_the_day_is_really_over(
    zone: str, start: str, hours: Sequence[str], expected: str
) -> None:
    some = calendar(time_zone=zone, week=dict.fromkeys(map(str, WEEKDAYS), hours))
    begins = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    assert close_of_business(some, begins, 1) == datetime.fromisoformat(expected)


@given(
    changes=st.sampled_from(CHANGED),
    hours=hours().filter(bool) | st.sampled_from([ALL_DAY, ("00:00-02:00",), ("18:00-24:00",)]),
    beside=st.integers(-2, 2),
)
def test_around_a_change_of_the_clocks_a_day_closes_with_its_last_open_range(
    changes: tuple[str, date], hours: Sequence[str], beside: int
) -> None:
    """In spring and in autumn; nothing is open between the closing and the end of the day."""
    zone, changed_on = changes
    some = calendar(time_zone=zone, week=dict.fromkeys(map(str, WEEKDAYS), hours))
    day = changed_on + timedelta(days=beside)
    noon_before = datetime.combine(day - timedelta(days=1), time(12), ZoneInfo(zone))
    closes = close_of_business(some, noon_before, 1)
    if ranges := open_ranges(some, day):
        assert closes == ranges[-1].end
    else:
        assert closes == open_ranges(calendar(time_zone=zone, week=EVERY_HOUR), day)[-1].end


def test_a_closing_in_a_year_in_which_nobody_has_business_is_refused() -> None:
    """The count goes nowhere, so nothing else looked at the year."""
    last = datetime(9999, 12, 31, 12, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(InvalidInputError, match="9999 lies outside"):
        close_of_business(calendar(week=EVERY_HOUR), last, 0)
