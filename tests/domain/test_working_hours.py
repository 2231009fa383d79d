"""A letter that is not urgent goes out in the working hours of whoever reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_hours import Waiting, waiting
from domain.worktime import SpecialDay, Week, WorkCalendar, is_open

OFFICE = ("09:00-12:00", "13:00-18:00")
ISTANBUL = WorkCalendar(
    calendar_id="acme",
    version=3,
    time_zone="Europe/Istanbul",
    week=Week.model_validate(
        dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), OFFICE)
    ),
    exceptions={date(2026, 10, 29): SpecialDay(name="Cumhuriyet Bayramı")},
)
NEVER = ISTANBUL.model_copy(update={"week": Week(), "exceptions": {}})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-10-27T00:00:00+03:00", "2026-10-27T09:00:00+03:00"),
        ("2026-10-27T12:00:00+03:00", "2026-10-27T13:00:00+03:00"),
        ("2026-10-28T18:00:00+03:00", "2026-10-30T09:00:00+03:00"),
        ("2026-10-30T17:59:59+03:00", None),
        ("2026-10-30T18:00:00+03:00", "2026-11-02T09:00:00+03:00"),
        ("2026-10-27T09:00:00+03:00", None),
    ],
)
def test_a_letter_waits_for_the_next_open_moment(now: str, until: str | None) -> None:
    found = waiting(ISTANBUL, at(now))
    assert found == (Waiting(until=at(until), calendar="acme@3") if until else None)


@pytest.mark.parametrize("now", ["2026-10-27T00:00:00+03:00", "1805-01-01T00:00:00+00:00"])
def test_a_calendar_that_never_opens_keeps_nobody_waiting(now: str) -> None:
    assert waiting(NEVER, at(now)) is None


@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - made aware below
def test_whatever_the_hour_the_moment_waited_for_is_open_and_waits_no_longer(now: datetime) -> None:
    aware = now.replace(tzinfo=UTC)
    found = waiting(ISTANBUL, aware)
    if found is None:
        assert is_open(ISTANBUL, aware)
    else:
        assert aware < found.until <= aware + timedelta(days=5)
        assert waiting(ISTANBUL, found.until) is None
