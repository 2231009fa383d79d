"""To which day a contract can be terminated from a day on, and what sooner takes (R92)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.contracts.spans import ONE_DAY, Span, add_months
from domain.contracts.words import Renewal, RenewalState, Unit
from domain.errors import ConflictError, InvalidInputError

if TYPE_CHECKING:
    from datetime import datetime

    from domain.contracts.state import ContractRun


def regular_end(run: ContractRun, now: datetime, today: date) -> date | None:
    """The first day to which it can be terminated from today on.

    The end of its period while that is not renewed and cannot be by silence, or until its cut-off;
    afterwards the end of the next period. A contract without an end: as long from today as its
    cut-off says.

    Args:
        today: The day it is on the contract's own clock.

    Returns:
        None where there is no such day: its period ends by itself and none follows.
    """
    period = run.period
    if period is None:
        return None
    if period.end is None:
        return _notice_from(today, run.terms.cut_off)
    is_renewed = run.renewal is RenewalState.RENEWAL_APPROVED
    may_renew_itself = run.terms.renewal is Renewal.TACIT and run.is_undecided
    if now < period.end.cut_off_at or not (is_renewed or may_renew_itself):
        return period.end.end_on
    return run.next_end_on()


def is_early(run: ContractRun, on: date, now: datetime, today: date) -> bool:
    """Whether a day is sooner than the contract can be terminated, so that somebody has to agree.

    Raises:
        InvalidInputError: the day lies before the contract began, or beyond the day it ends on.
        ConflictError: it is terminated to that day or an earlier one already.
    """
    regular, period = regular_end(run, now, today), run.period
    if regular is None or period is None:
        message = "it has not begun; terminate it without --on to take it back"
        raise InvalidInputError(message, field="on")
    if on < today:
        message = f"on: {on} is past; it is {today} on the contract's own clock"
        raise InvalidInputError(message, field="on")
    if on < period.start_on:
        message = f"on: the present period began on {period.start_on}"
        raise InvalidInputError(message, field="on")
    if run.terminated is not None and run.terminated.on <= on:
        message = f"it is terminated to {run.terminated.on} already"
        raise ConflictError(message, field="contract")
    if on > regular and period.end_on is not None:
        message = f"on: it can be terminated to {regular}; a later day when its time has come"
        raise InvalidInputError(message, field="on")
    return on < regular


def leaves_time(run: ContractRun, term: Span) -> bool:
    """Whether a period of a term is long enough to be terminated in time where silence renews."""
    if run.anchor is None or term.amount < 1:
        return False
    if run.terms.renewal is not Renewal.TACIT:
        return True
    return run.terms.cut_off.before(run.anchor.after(term).boundary) > run.anchor.boundary


def _notice_from(today: date, span: Span) -> date:
    """The last day of a contract without an end that is terminated today."""
    first_day_of_notice = today + ONE_DAY
    if span.unit is Unit.MONTHS:
        return add_months(first_day_of_notice, span.amount) - ONE_DAY
    return first_day_of_notice + timedelta(days=span.amount) - ONE_DAY
