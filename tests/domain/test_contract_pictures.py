"""How a contract shows itself to an operator: where it stands, and what it waits for (R57, R92)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.contracts.crediting import with_the_period
from domain.contracts.opening import drawing, picture_of, renewable_until
from domain.contracts.rule import BEFORE_CONTRACTS
from domain.contracts.words import ContractMove, ContractState, RenewalState
from tests.domain.contract_samples import LAST, at, credited, ending, period, run, running, terms

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun


def waits(one: ContractRun) -> str:
    return picture_of(one, BEFORE_CONTRACTS).waits


def beside(one: ContractRun) -> str:
    return picture_of(one, BEFORE_CONTRACTS).beside


def test_a_picture_says_where_it_stands_and_what_it_waits_for() -> None:
    draft, signed = run(), run(signed=True)
    assert waits(draft) == "to be activated"
    assert waits(signed) == "until it begins on 2027-01-01"
    assert beside(signed) == "Its first period begins on 2027-01-01."
    one = running(terms=terms(notices={"before": [7]}, renewal="express"))
    assert waits(one) == "until it ends on 2027-12-31, or for the notice on 2027-12-24"
    one.advance(RenewalState.RENEWAL_APPROVED)
    assert waits(one).startswith("until its next period begins on the day after")
    assert "Renewal express (renewal approved)." in beside(one)
    assert "To be terminated until 2027-12-01." in beside(one)
    one.terminated = ending(LAST)
    assert beside(one).endswith("Terminated to 2027-12-31.")
    endless = running(first=(date(2027, 1, 1), None))
    assert waits(endless) == "until somebody terminates it"
    assert beside(endless) == "Period 1: 2027-01-01 without an end."
    over = run(stage="cancelled")
    assert waits(over) == "some days for a correction before it closes"
    assert picture_of(over, BEFORE_CONTRACTS).marks["Outcome"] == "cancelled"


def test_a_contract_that_expired_says_until_when_it_may_be_renewed() -> None:
    one = running(terms=terms(notices={"after": [3]}))
    one.move(ContractMove.EXPIRE, at(date(2028, 1, 1)))
    assert waits(one) == (
        "until 2028-03-31, to which day it may still be renewed, or for the notice on 2028-01-03"
    )
    one.entered_at = None
    assert renewable_until(one, BEFORE_CONTRACTS) == date(2028, 3, 31)


def test_what_never_renews_shows_no_price_of_a_new_period_and_no_cut_off() -> None:
    one = running()
    assert beside(one) == "Period 1: 2027-01-01 to 2027-12-31. It is not renewed."
    one.advance(RenewalState.RENEWAL_APPROVED)
    assert "To be terminated until" in beside(one)
    priced = running(terms=terms(renewal="tacit"))
    priced.period = period(price={"minor_units": 100_000, "currency": "TRY"})
    assert "Renewal tacit (none); price then: unchanged: 1,000.00 TRY." in beside(priced)


def test_the_next_billing_period_stands_where_the_other_days_do() -> None:
    one = credited("monthly")
    list(with_the_period(one))
    assert "The next billing period begins on 2027-02-01." in beside(one)
    assert waits(one).endswith("for its next billing period on 2027-02-01")


def test_the_drawing_marks_the_present_state() -> None:
    assert drawing(ContractState.ACTIVE) == "draft → **[active]** → expired"
    assert drawing(ContractState.SUSPENDED) == "draft → active → **[suspended]** → expired"
