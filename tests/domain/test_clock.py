"""One clock: business time is the engine's time, and only a rehearsal speeds it up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.clock import BusinessClock
from tests.domain.samples import NOW

instants = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone.
rates = st.sampled_from([0.5, 1.0, 60.0, 86_400.0, 1_000_000.0])
clocks = st.builds(BusinessClock, epoch=instants, rate=rates, started_at=instants)
hours = st.timedeltas(timedelta(0), timedelta(hours=1))
MICROSECOND = timedelta(microseconds=1)


@given(engine=instants)
def test_business_time_is_the_time_of_day_where_nothing_else_is_said(engine: datetime) -> None:
    clock = BusinessClock()
    assert clock.business(engine) == engine


@given(clock=clocks)
def test_the_clock_starts_at_its_epoch(clock: BusinessClock) -> None:
    assert clock.business(clock.started_at) == clock.epoch


@given(clock=clocks, spans=st.tuples(hours, hours))
def test_business_time_never_runs_backwards(
    clock: BusinessClock, spans: tuple[timedelta, timedelta]
) -> None:
    earlier, later = (clock.started_at + span for span in sorted(spans))
    assert clock.business(earlier) <= clock.business(later)


def test_a_day_of_business_takes_a_second_at_a_rate_of_86400() -> None:
    clock = BusinessClock(epoch=NOW, rate=86_400, started_at=datetime(2026, 11, 21, tzinfo=UTC))
    assert clock.real(timedelta(days=1)) == timedelta(seconds=1)
    assert clock.business(clock.started_at + timedelta(seconds=90)) == NOW + timedelta(days=90)


def test_a_fast_clock_that_is_left_running_stands_still_at_the_end_of_the_calendar() -> None:
    clock = BusinessClock(epoch=NOW, rate=1_000_000, started_at=NOW)
    end = clock.business(NOW + timedelta(days=10))
    assert end > NOW + timedelta(days=365 * 1_000)
    assert clock.business(NOW + timedelta(days=11)) == end
    almost_at_the_end = timedelta(days=(9_500 - NOW.year) * 365) / clock.rate
    assert clock.business(NOW + almost_at_the_end) == end
    assert end.tzinfo is UTC


@pytest.mark.parametrize("rate", [0, -1, float("inf"), float("nan")], ids=str)
def test_time_always_goes_forward_at_a_finite_rate(rate: float) -> None:
    with pytest.raises(ValidationError):
        BusinessClock(rate=rate)


@pytest.mark.parametrize("field", ["epoch", "started_at"])
def test_an_instant_without_its_zone_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="timezone"):
        BusinessClock.model_validate({field: "2027-03-01T09:30:00"})
