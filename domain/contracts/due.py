"""When something falls due in the present period of a contract, and what follows its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts.words import ContractState, Prospect, Renewal, RenewalState

if TYPE_CHECKING:
    from datetime import date, datetime

    from domain.contracts.state import ContractRun

_PROSPECTS = {
    Renewal.NEVER: Prospect.ENDS,
    Renewal.TACIT: Prospect.RENEWS_ITSELF,
    Renewal.EXPRESS: Prospect.IS_ASKED,
}


def over_at(run: ContractRun) -> datetime | None:
    """When the present period is over: where another follows at its end, else at the close.

    It runs on until the price of the one that follows is known.
    """
    if run.period is None or not run.runs:
        return None
    terminated = run.terminated.at if run.terminated else None
    followed = run.renewal is RenewalState.RENEWAL_APPROVED
    if run.period.end is None or (followed and run.priced is None):
        return terminated
    ends = run.period.end.ends_at if followed else run.period.end.closes_at
    return min(ends, terminated) if terminated else ends


def awaits_its_price(run: ContractRun, now: datetime) -> bool:
    """Whether the present period runs on beyond its end until the next one has a price."""
    is_priced = run.renewal is not RenewalState.RENEWAL_APPROVED or run.priced is not None
    end = run.period.end if run.period and run.runs else None
    return end is not None and not is_priced and end.ends_at <= now


def silence_at(run: ContractRun) -> datetime | None:
    """When silence renews it: at the cut-off of a tacit contract that nobody terminated."""
    is_tacit = run.terms.renewal is Renewal.TACIT and run.is_undecided
    if run.period is None or not (run.runs and is_tacit):
        return None
    return run.period.its_end.cut_off_at


def asked_until(run: ContractRun) -> datetime | None:
    """Until when it can be said whether a period follows; None for a contract without an end.

    After the cut-off of a tacit contract, or the close of any other, silence has decided.
    """
    return silence_at(run) or over_at(run)


def prospect(run: ContractRun, *, while_suspended: bool = False) -> Prospect:
    """What happens at the end of the period, as it stands.

    Args:
        while_suspended: Whether policy lets silence renew a suspended contract.
    """
    terminated_at = run.terminated.at if run.terminated else None
    ends = terminated_at is not None and terminated_at <= run.present.its_end.ends_at
    if ends or run.renewal is RenewalState.RENEWAL_REJECTED:
        return Prospect.ENDS
    if run.renewal is RenewalState.RENEWAL_APPROVED:
        return Prospect.GOES_ON
    suspended = run.stage is ContractState.SUSPENDED and not while_suspended
    itself = run.terms.renewal is Renewal.TACIT
    return Prospect.ENDS if itself and suspended else _PROSPECTS[run.terms.renewal]


def last_day_told(run: ContractRun, follows: Prospect) -> date:
    """The day that people are told as the last one of the period.

    Where another period follows, it is the day before that one begins; else the one until which
    the contract holds.
    """
    end = run.present.its_end
    another = follows in {Prospect.GOES_ON, Prospect.RENEWS_ITSELF}
    last = end.end_on if another else held_until(run)
    return min(last, end.holds_until_on)


def ending_of(run: ContractRun) -> date | None:
    """The day to which it is settled that it ends; None where it goes on, as things stand."""
    rejected = run.renewal is RenewalState.RENEWAL_REJECTED
    return held_until(run) if run.terminated is not None or rejected else None


def held_until(run: ContractRun) -> date:
    """The day until which it holds if none follows: of a day off it may be the next."""
    if run.terminated is not None:
        return run.terminated.on
    return run.present.its_end.holds_until_on
