"""How long a million additions of working time take, beside plain ones and beside pandas."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from pandas import Timestamp
from pandas.tseries.offsets import CustomBusinessHour

from bench.measures import Measure, in_rounds
from domain.worktime import WEEKDAYS, SpecialDay, Week, WorkCalendar, add

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LIMIT_SECONDS = 10.0
_COUNT = 1_000_000
_DRAWN = 1_000
_YEAR_MINUTES = 364 * 24 * 60
_RANGES = ("09:00-12:30", "13:30-18:00")
_CLOSED = tuple(date(2026, month, 1) for month in range(1, 13))

Addition = tuple[datetime, timedelta]


def measure(rounds: int, say: Callable[[str], None]) -> Measure:
    """Measure a million additions; the floor adds to the clock, the peer does a thousandth."""
    draw = Random(1)  # noqa: S311 - the same instants in every run
    drawn = [
        (
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(_YEAR_MINUTES)),
            timedelta(hours=draw.randrange(1, 60)),
        )
        for _ in range(_DRAWN)
    ]
    calendar = _calendar()
    ours: list[float] = []
    floor: list[float] = []
    peer: list[float] = []
    for number in range(1, rounds + 1):
        floor.append(_timed(lambda start, amount: start + amount, drawn, _COUNT))
        ours.append(_timed(lambda start, amount: add(calendar, start, amount), drawn, _COUNT))
        peer.append(_timed(_theirs, drawn, _DRAWN) * (_COUNT / _DRAWN))
        said = f"ours {ours[-1]:.1f} s, plain {floor[-1]:.2f} s, pandas {peer[-1]:.0f} s"
        say(f"a million additions of working time, round {number} of {rounds}: {said}")
    found = in_rounds(
        "a million additions of working time", "seconds", ours=ours, floor=floor, peer=peer
    )
    return replace(found, aim=f"under {_LIMIT_SECONDS:.0f} s", met=found.ours < _LIMIT_SECONDS)


def _calendar() -> WorkCalendar:
    return WorkCalendar(
        calendar_id="office",
        version=1,
        time_zone="Europe/Berlin",
        week=Week.model_validate(dict.fromkeys(WEEKDAYS[:5], _RANGES)),
        exceptions={day: SpecialDay(name="closed") for day in _CLOSED},
    )


def _theirs(start: datetime, amount: timedelta) -> object:
    hours = CustomBusinessHour(
        amount // timedelta(hours=1),
        start=[one.partition("-")[0] for one in _RANGES],
        end=[one.partition("-")[2] for one in _RANGES],
        holidays=list(_CLOSED),
    )
    return Timestamp(start.replace(tzinfo=None)) + hours


def _timed(
    adding: Callable[[datetime, timedelta], object], drawn: Sequence[Addition], count: int
) -> float:
    begun = time.perf_counter()
    for _ in range(count // len(drawn)):
        for start, amount in drawn:
            adding(start, amount)
    return time.perf_counter() - begun
