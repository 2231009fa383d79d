"""What a cut-over means for a contract that runs: what is history, and what comes (R92, R93).

From the day of the cut-over this house writes to people. What falls before it is history: the house
that kept the contract until then wrote, or nobody did; nothing is written twice or too late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.contracts.periods import PlannedNotice
from domain.contracts.spans import start_of
from domain.contracts.words import ContractState, Renewal
from domain.errors import InvalidInputError
from domain.model import Value
from domain.registers.report import ImportReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.contracts.periods import Period, PeriodEnd
    from domain.contracts.protocol import ContractInput

_LONGEST_AGO = timedelta(days=31)
_LONGEST_AHEAD = timedelta(days=366)


class ComesOver(Value):
    """A contract as it comes in.

    Args:
        line: The line it stands in.
        state: A draft until its first day, or until it is activated where it is not signed.
        period: The number of its present period.
        earlier: How many periods ran before.
        history: Its notices that are past by the cut-over; nobody is told.
        ahead: Those that are given, the first one first; after its end only where no period
            follows.
        time_zone: Whose midnight begins and ends it.
        asks_at: When it is asked whether it goes on; None where nobody is asked.
        renews_unasked: Whether its cut-off is over before anybody can be asked, so that it renews
            by silence.
        ends_unseen: Whether its present period is over before the cut-over.
        credits_left: The credits it brings along; None where the plan grants them.
    """

    line: int
    id: str
    state: ContractState
    period: int
    start_on: date
    end_on: date | None
    earlier: int
    history: tuple[PlannedNotice, ...] = ()
    ahead: tuple[PlannedNotice, ...] = ()
    time_zone: str = "UTC"
    asks_at: datetime | None = None
    renews_unasked: bool = False
    ends_unseen: bool = False
    credits_left: Decimal | None = None


class ContractsReport(ImportReport):
    """What became of a file of contracts.

    Args:
        cut_over: The first day on which this house writes.
        contracts: The first of the new ones, and what the cut-over means for each.
    """

    cut_over: date
    contracts: tuple[ComesOver, ...] = ()


def check_cut_over(day: date, today: date) -> None:
    """Refuse a day that can only be a slip.

    A day that has passed is fine for a month, so that an import that was interrupted can be
    finished; what fell due since is history all the same.

    Raises:
        InvalidInputError: it is long past, or more than a year ahead.
    """
    if today - _LONGEST_AGO <= day <= today + _LONGEST_AHEAD:
        return
    message = (
        f"cut_over: {day} is too far from today, {today}; allowed is from "
        f"{today - _LONGEST_AGO} to {today + _LONGEST_AHEAD}"
    )
    raise InvalidInputError(message, field="cut_over")


def quiet_until(cut_over: date, time_zone: str) -> datetime:
    """The instant from which people are written to: the midnight the contract itself lives by.

    Args:
        time_zone: That of the contract.
    """
    return start_of(cut_over, time_zone)


def comes_over(line: int, begun: ContractInput, period: Period, now: datetime) -> ComesOver:
    """What the cut-over means for a contract.

    Args:
        line: The line it stands in.
        begun: How its process begins.
        period: Its present period, laid out.
    """
    added = begun.added
    signed = added is not None and added.signed_on is not None
    known = ComesOver(
        line=line,
        id=begun.contract_id,
        state=ContractState.ACTIVE if signed and period.begins_at <= now else ContractState.DRAFT,
        period=period.number,
        start_on=period.start_on,
        end_on=period.end_on,
        earlier=period.number - 1,
        credits_left=begun.credits_left,
        time_zone=added.terms.time_zone if added else "UTC",
    )
    if not signed or added is None or period.end is None:
        return known
    is_tacit = added.terms.renewal is Renewal.TACIT
    begins = max(period.begins_at, now, begun.quiet_until or now)
    return _with_its_end(known, period, period.end, begins, is_tacit=is_tacit)


def _with_its_end(
    known: ComesOver, period: Period, end: PeriodEnd, begins: datetime, *, is_tacit: bool
) -> ComesOver:
    """What is past and what comes, seen from the instant from which people are written to."""
    renews_unasked = is_tacit and end.cut_off_at <= begins
    asks_at = None if renews_unasked or end.asks_at is None else max(end.asks_at, begins)
    in_order = sorted(period.notices, key=lambda one: one.at)
    return known.model_copy(
        update={
            "history": tuple(one for one in in_order if one.at < begins),
            "ahead": tuple(one for one in in_order if one.at >= begins),
            "asks_at": asks_at,
            "renews_unasked": renews_unasked,
            "ends_unseen": end.ends_at <= begins,
        }
    )


def words_of(one: ComesOver) -> Iterator[str]:
    """What the cut-over means for a contract, for a person."""
    end = f"to {one.end_on}" if one.end_on else "without an end"
    earlier = f", {one.earlier} before it are history" if one.earlier else ""
    yield f"period {one.period}, {one.start_on} {end}{earlier}; comes in {one.state}"
    if one.credits_left is not None:
        yield f"opens with {one.credits_left:f} credits of its plan"
    if one.history:
        yield f"history, nobody is told: {_days(one.history)}"
    if one.ahead:
        yield f"to come: {_days(one.ahead)}"
    if one.asks_at:
        on = one.asks_at.astimezone(ZoneInfo(one.time_zone)).date()
        yield f"asked on {on} ({one.time_zone}) whether it goes on"
    if one.renews_unasked:
        yield "its cut-off is over by then: it renews by itself, so leave it out if it was ended"
    if one.ends_unseen:
        yield "its period is over by then: nobody is told how it ended"


def _days(notices: tuple[PlannedNotice, ...]) -> str:
    return ", ".join(f"{one.offset:+} days on {one.due_on}" for one in notices)
