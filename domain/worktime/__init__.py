"""Working time over a frozen calendar: pure, exact, and the same wherever and whenever asked (R91).

Nothing here reads a clock, a file of holidays or the database. Days beyond the years a calendar was
frozen for have the hours of their weekday, and `WorkCalendar.covers` tells whoever asks.
"""

from domain.worktime.amounts import WorkAmount
from domain.worktime.answering import CountedDay, Reckoned, reckoned
from domain.worktime.calendar import (
    WEEKDAYS,
    DayKind,
    Hours,
    OpenRange,
    SpecialDay,
    Week,
    Weekday,
    WorkCalendar,
)
from domain.worktime.days import (
    Roll,
    add_working_days,
    close_of_business,
    is_working_day,
    next_working_day,
    previous_working_day,
    shift,
)
from domain.worktime.pausing import Counted, Pause, Why, explained, worked
from domain.worktime.reckoning import Interval, add, between, is_open, next_open, open_ranges
from domain.worktime.timetable import FIRST_YEAR, LAST_YEAR

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "WEEKDAYS",
    "Counted",
    "CountedDay",
    "DayKind",
    "Hours",
    "Interval",
    "OpenRange",
    "Pause",
    "Reckoned",
    "Roll",
    "SpecialDay",
    "Week",
    "Weekday",
    "Why",
    "WorkAmount",
    "WorkCalendar",
    "add",
    "add_working_days",
    "between",
    "close_of_business",
    "explained",
    "is_open",
    "is_working_day",
    "next_open",
    "next_working_day",
    "open_ranges",
    "previous_working_day",
    "reckoned",
    "shift",
    "worked",
]
