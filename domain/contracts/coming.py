"""What follows the present period of a contract: its days and its price (R65, R92)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.answers import Money
from domain.contracts.pricing import Negotiated, amount, priced
from domain.contracts.spans import Span
from domain.contracts.terms import Notices
from domain.contracts.words import ContractState, Renewal, RenewalState
from domain.model import Value

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun

NO_PRICE = "none"
"""The price of a contract that nobody pays for, in words."""


class ComingPeriod(Value):
    """The period after the present one, by its first day and its last one.

    Args:
        agreed: Whether it is settled that it follows; else it does so as things stand.
        term: What is added, where the contract or whoever renewed it says so.
        price: What it costs, where that is known already; None also where nobody pays.
        price_agreed: Whether that price was agreed for it, and does not follow from the rule.
        price_words: The price and how it comes about, for people.
        notices: On which days before and after its end people are told.
    """

    number: int
    agreed: bool
    start_on: date
    end_on: date
    term: Span | None
    price: Money | None
    price_agreed: bool
    price_words: str
    notices: Notices


def coming(run: ContractRun, *, while_suspended: bool = False) -> ComingPeriod | None:
    """The period that follows as things stand; None where none does, or nobody can know it.

    Args:
        while_suspended: Whether policy lets silence renew a suspended contract.
    """
    end_on, agreed = run.next_end_on(), run.renewal is RenewalState.RENEWAL_APPROVED
    ends = run.ends_here or run.renewal is RenewalState.RENEWAL_REJECTED
    stays = _renews_by_silence(run) and not while_suspended
    ends = ends or (stays and run.stage is ContractState.SUSPENDED)
    if run.period is None or run.anchor is None or end_on is None or ends or not may_follow(run):
        return None
    found = _found(run)
    return ComingPeriod(
        number=run.period.number + 1,
        agreed=agreed,
        start_on=run.anchor.boundary,
        end_on=end_on,
        term=run.term_agreed or run.terms.term,
        price=found,
        price_agreed=found is not None and _is_agreed(run),
        price_words=price_words(run),
        notices=run.terms.notices,
    )


def _is_agreed(run: ContractRun) -> bool:
    return run.agreed is not None or isinstance(run.terms.price_rule, Negotiated)


def _renews_by_silence(run: ContractRun) -> bool:
    return run.terms.renewal is Renewal.TACIT and run.renewal is not RenewalState.RENEWAL_APPROVED


def may_follow(run: ContractRun) -> bool:
    """Whether another period may follow: the contract renews, or somebody renewed it after all."""
    return run.terms.renewal is not Renewal.NEVER or run.renewal is RenewalState.RENEWAL_APPROVED


def price_words(run: ContractRun) -> str:
    """The rule of the price, and the price it leads to where that is known already."""
    rule, price = run.terms.price_rule, run.period.price if run.period else None
    found = _found(run)
    if run.agreed is not None:
        return f"agreed: {amount(found)}"
    if price is None:
        return NO_PRICE
    said = rule.words()
    return said if found is None else f"{said}: {amount(found)}"


def _found(run: ContractRun) -> Money | None:
    present = run.period.price if run.period else None
    found = run.priced or priced(run.terms.price_rule, present, agreed=run.agreed)
    return found.price if found else None
