from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from domain.worktime import Pause, Why, between, explained, worked
from tests.domain.calendar_samples import at, calendars, instants, office, pauses

if TYPE_CHECKING:
    from domain.worktime import WorkCalendar

HOUR = timedelta(hours=1)
START, END = at("2026-10-27T16:00"), at("2026-10-30T11:00")
ASKED = Pause(start=at("2026-10-28T10:00"), end=at("2026-10-30T09:30"), reason="asked Acme")


def told(*given_pauses: Pause) -> list[tuple[str, str, Why, str]]:
    return [
        (f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}", one.why, one.name)
        for one in explained(office(), START, END, given_pauses)
    ]


def test_paused_clock_does_not_count_the_holiday() -> None:
    assert worked(office(), START, END) == 7.5 * HOUR
    # Of the two days the pause lasts, three hours were open.
    assert worked(office(), START, END, [ASKED]) == 4.5 * HOUR


def test_every_interval_says_why_it_counts_or_does_not() -> None:
    assert told(ASKED) == [
        ("27 13:00", "27 15:00", Why.OPEN, ""),
        ("27 15:00", "27 21:00", Why.OUTSIDE_HOURS, ""),
        ("27 21:00", "28 06:00", Why.OUTSIDE_HOURS, "eve"),
        ("28 06:00", "28 07:00", Why.OPEN, "eve"),
        ("28 07:00", "28 09:30", Why.PAUSED, "asked Acme"),
        ("28 09:30", "28 21:00", Why.OUTSIDE_HOURS, "eve"),
        ("28 21:00", "29 21:00", Why.CLOSED_DAY, "Cumhuriyet Bayramı"),
        ("29 21:00", "30 06:00", Why.OUTSIDE_HOURS, ""),
        ("30 06:00", "30 06:30", Why.PAUSED, "asked Acme"),
        ("30 06:30", "30 08:00", Why.OPEN, ""),
    ]


def test_a_weekend_is_days_off_and_what_is_beyond_the_frozen_years_is_marked() -> None:
    lines = explained(office(), at("2026-12-31T17:00"), at("2027-01-04T10:00"))
    assert [(one.why, one.covered) for one in lines] == [
        (Why.OPEN, True),
        (Why.OUTSIDE_HOURS, True),
        (Why.OUTSIDE_HOURS, False),
        (Why.OPEN, False),
        (Why.OUTSIDE_HOURS, False),
        (Why.OPEN, False),
        (Why.OUTSIDE_HOURS, False),
        (Why.DAY_OFF, False),
        (Why.OUTSIDE_HOURS, False),
        (Why.OPEN, False),
    ]


def test_pauses_that_overlap_take_away_once_and_name_each_reason() -> None:
    both = [ASKED, ASKED.model_copy(update={"reason": "waits for a part"}), ASKED]
    assert worked(office(), START, END, both) == worked(office(), START, END, [ASKED])
    paused = [one.name for one in explained(office(), START, END, both) if one.why is Why.PAUSED]
    assert set(paused) == {"asked Acme; waits for a part"}


def test_a_pause_without_a_reason_and_without_an_end_stands_to_the_last() -> None:
    standing = Pause(start=at("2026-10-28T10:00"))
    assert worked(office(), START, END, [standing]) == 3 * HOUR
    assert told(standing)[-1] == ("30 06:00", "30 08:00", Why.PAUSED, "")


def test_pauses_outside_the_time_or_that_end_before_they_begin_change_nothing() -> None:
    idle = [
        Pause(start=END, end=END + HOUR),
        Pause(start=START - HOUR, end=START),
        Pause(start=START + HOUR, end=START),
        Pause(start=END + HOUR),
    ]
    assert worked(office(), START, END, idle) == worked(office(), START, END)
    assert explained(office(), START, END, idle) == explained(office(), START, END)


def test_time_that_runs_backwards_has_no_intervals() -> None:
    assert explained(office(), END, START, [ASKED]) == ()
    assert worked(office(), END, START, [ASKED]) == timedelta()


@given(some=calendars(), marks=st.tuples(instants(), instants()), some_pauses=pauses())
def test_what_is_told_is_all_of_the_time_and_adds_up_to_what_was_worked(
    some: WorkCalendar, marks: tuple[datetime, datetime], some_pauses: list[Pause]
) -> None:
    start, end = sorted(marks)
    end = min(end, start + timedelta(days=30))
    lines = explained(some, start, end, some_pauses)
    edges = [start, *(one.end for one in lines)]
    assert [(one.start, one.end) for one in lines] == list(pairwise(edges))
    assert edges[-1] == end
    total = sum((one.counted for one in lines), timedelta())
    assert total == worked(some, start, end, some_pauses)


@given(some=calendars(), start=instants(), some_pauses=pauses(), draw=st.data())
def test_neither_order_nor_repetition_of_pauses_matters_and_nothing_is_negative(
    some: WorkCalendar, start: datetime, some_pauses: list[Pause], draw: st.DataObject
) -> None:
    end = start + timedelta(days=5)
    found = worked(some, start, end, some_pauses)
    assert timedelta() <= found <= between(some, start, end)
    shuffled = draw.draw(st.permutations([*some_pauses, *some_pauses]))
    assert worked(some, start, end, shuffled) == found
    assert explained(some, start, end, shuffled) == explained(some, start, end, some_pauses)


@given(some=calendars(), start=instants(), some_pauses=pauses(), cut=st.integers(0, 432_000))
def test_two_parts_of_a_time_with_pauses_add_up_to_it(
    some: WorkCalendar, start: datetime, some_pauses: list[Pause], cut: int
) -> None:
    end = start + timedelta(days=5)
    ended = [one.model_copy(update={"end": one.end or end}) for one in some_pauses]
    middle = start + timedelta(seconds=cut)
    whole = worked(some, start, end, ended)
    assert whole == worked(some, start, middle, ended) + worked(some, middle, end, ended)


@given(some=calendars(), start=instants(), some_pauses=pauses())
def test_a_pause_more_never_lets_more_count(
    some: WorkCalendar, start: datetime, some_pauses: list[Pause]
) -> None:
    end = start + timedelta(days=5)
    counts = [worked(some, start, end, some_pauses[:n]) for n in range(len(some_pauses) + 1)]
    assert counts == sorted(counts, reverse=True)


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    start, end = START.astimezone(UTC), END.astimezone(UTC)
    assert worked(office(), start, end) == worked(office(), START, END)
