"""A contract that comes over keeps the day in the month on which its periods began elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.opening import state_of
from domain.contracts.periods import lay_out
from domain.contracts.spans import ONE_DAY, Span, add_months, anchor_of, counted_from
from domain.contracts.words import Unit
from tests.domain.contract_samples import begun, wanted
from tests.domain.samples import policy

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun

# Most days lie at the end of their month, which is where a day in the month is lost.
DAYS = st.builds(
    lambda year, month, back: add_months(date(year, month, 1), 1) - timedelta(days=back),
    *(st.integers(2000, 2060), st.integers(1, 12), st.integers(1, 4) | st.integers(5, 28)),
)
Days = tuple[date, date]


def came_over(*periods: Days, months: int) -> ContractRun:
    """A contract in its last period, as its file says it, with those before as history."""
    *earlier, (start_on, end_on) = periods
    added = begun(
        policy(),
        earlier=[{"start_on": first, "end_on": last} for first, last in earlier],
        start_on=start_on,
        end_on=end_on,
        renewal="express",
        term={"amount": months, "unit": "months"},
    )
    run = state_of(added)
    laid = wanted(number=run.first_number, terms=run.terms, start_on=start_on, end_on=end_on)
    run.begin(lay_out(laid, None, None))
    return run


@pytest.mark.parametrize(
    ("periods", "months", "next_end_on"),
    [
        pytest.param(
            [
                (date(2024, 2, 29), date(2025, 2, 27)),
                (date(2025, 2, 28), date(2026, 2, 27)),
                (date(2026, 2, 28), date(2027, 2, 27)),
            ],
            *(12, date(2028, 2, 28)),
            id="a leap day comes again",
        ),
        pytest.param(
            [
                (date(2026, 8, 31), date(2026, 11, 29)),
                (date(2026, 11, 30), date(2027, 2, 27)),
            ],
            *(3, date(2027, 5, 30)),
            id="the last of August is the last of May",
        ),
        pytest.param(
            [
                (date(2024, 2, 10), date(2024, 2, 28)),
                (date(2024, 2, 29), date(2025, 2, 27)),
                (date(2025, 2, 28), date(2026, 2, 27)),
            ],
            *(24, date(2028, 2, 28)),
            id="a first period of odd length is counted from its end",
        ),
        pytest.param(
            [
                (date(2024, 2, 29), date(2025, 2, 27)),
                (date(2025, 2, 28), date(2026, 3, 14)),
                (date(2026, 3, 15), date(2027, 3, 14)),
            ],
            *(12, date(2028, 3, 14)),
            id="a present period off their boundaries counts from its own first day",
        ),
        pytest.param(
            [
                (date(2024, 2, 29), date(2025, 2, 27)),
                (date(2025, 2, 28), date(2026, 2, 27)),
                (date(2026, 2, 28), date(2026, 9, 9)),
            ],
            *(12, date(2027, 9, 9)),
            id="one that only begins on them is counted from its end",
        ),
        pytest.param(
            [(date(2026, 2, 28), date(2027, 2, 27))],
            *(12, date(2028, 2, 27)),
            id="without earlier periods the present one is the first",
        ),
    ],
)
def test_a_contract_that_comes_over_is_renewed_to_the_day_it_began_on(
    periods: list[Days], months: int, next_end_on: date
) -> None:
    assert came_over(*periods, months=months).next_end_on() == next_end_on


@given(start=DAYS, months=st.integers(1, 24), before=st.integers(0, 20), after=st.integers(1, 8))
def test_a_contract_that_comes_over_ends_its_periods_as_one_that_was_here_from_its_first_day(
    start: date, months: int, before: int, after: int
) -> None:
    starts = [add_months(start, months * number) for number in range(before + after + 1)]
    periods = [(first, then - ONE_DAY) for first, then in pairwise(starts)]
    *earlier, (start_on, end_on) = periods[: before + 1]
    here = anchor_of(counted_from(earlier, start_on, end_on), end_on)
    for _, last in periods[before + 1 :]:
        here = here.after(Span(amount=months, unit=Unit.MONTHS))
        assert here.boundary - ONE_DAY == last
