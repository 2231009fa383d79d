"""To which day a contract can be terminated, and what a correction takes back (R92)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.contracts.terminating import is_early, regular_end
from domain.contracts.words import (
    ContractMove,
    ContractState,
    Renewal,
    RenewalState,
)
from domain.errors import ConflictError, InvalidInputError
from tests.domain.contract_samples import (
    LAST,
    at,
    ending,
    period,
    run,
    running,
    terms,
)

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun

TODAY, LATE = date(2027, 11, 1), date(2027, 12, 10)


@pytest.mark.parametrize(
    ("renewal", "approved", "today", "to"),
    [
        (Renewal.TACIT, False, TODAY, LAST),
        (Renewal.TACIT, False, LATE, date(2028, 12, 31)),
        (Renewal.EXPRESS, False, LATE, LAST),
        (Renewal.EXPRESS, True, TODAY, LAST),
        (Renewal.EXPRESS, True, LATE, date(2028, 12, 31)),
        (Renewal.NEVER, False, LATE, LAST),
    ],
)
def test_after_the_cut_off_the_next_possible_date_is_the_end_of_the_next_period(
    renewal: Renewal, approved: object, today: date, to: date
) -> None:
    one = running(terms=terms(renewal=renewal))
    if approved:
        one.advance(RenewalState.RENEWAL_APPROVED)
    assert regular_end(one, at(today), today) == to


@pytest.mark.parametrize(
    ("unit", "to"), [("days", date(2027, 12, 1)), ("months", date(2030, 5, 1))]
)
def test_without_an_end_notice_is_counted_from_the_day_it_is_given(unit: str, to: date) -> None:
    endless = running(
        first=(date(2027, 1, 1), None), terms=terms(cut_off={"amount": 30, "unit": unit})
    )
    assert regular_end(endless, at(TODAY), TODAY) == to
    assert not is_early(endless, date(2040, 1, 1), at(TODAY), TODAY)
    assert is_early(endless, date(2027, 11, 2), at(TODAY), TODAY)


def refused(one: ContractRun, on: date, why: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=why):
        is_early(one, on, at(TODAY), TODAY)


def test_a_day_to_which_it_cannot_be_terminated_is_refused() -> None:
    refused(run(), LAST, "it has not begun", InvalidInputError)
    refused(running(), date(2026, 12, 31), "is past", InvalidInputError)
    next_year = running(first=(date(2028, 1, 1), date(2028, 12, 31)))
    next_year.begin(period(start_on=date(2028, 1, 1), end_on=date(2028, 12, 31)))
    refused(next_year, date(2027, 12, 31), "began on 2028-01-01", InvalidInputError)
    refused(running(), date(2028, 1, 1), "can be terminated to 2027-12-31", InvalidInputError)
    terminated = running()
    terminated.terminated = ending(LAST)
    refused(terminated, LAST, "terminated to 2027-12-31 already", ConflictError)
    assert is_early(terminated, date(2027, 12, 1), at(TODAY), TODAY)


def test_a_correction_takes_back_what_was_decided_and_nothing_else() -> None:
    back, now = running(), running()
    now.handle((*period(terms=terms(notices={"before": [7]})).notices,))
    now.advance(RenewalState.RENEWAL_APPROVED)
    now.move(ContractMove.SUSPEND, at(TODAY))
    now.step = 9
    back.keep_what_happened_since(now)
    assert (back.handled, back.stage, back.renewal, back.step) == (
        (-7,),
        ContractState.SUSPENDED,
        RenewalState.NONE,
        0,
    )


def test_a_contract_that_comes_over_is_quiet_until_its_day() -> None:
    one = run(quiet_until=at(TODAY))
    assert (one.is_quiet(at(TODAY) - timedelta(days=1)), one.is_quiet(at(TODAY))) == (True, False)
    assert not run().is_quiet(at(TODAY))


def test_a_contract_is_over_once_it_is_cancelled_or_nothing_can_follow() -> None:
    assert [run(stage="cancelled").is_over, run(settled=True).is_over, run().is_over] == [
        True,
        True,
        False,
    ]
