"""The ledger of credits: granted, consumed, rolled over, expired, period by period (R76, R90).

Each entry names the lot it is about, the period in which its credits were granted, so that the
balance of every lot is the sum of its entries on any day. Only what is added by an entry is ever
written; nothing is changed. The oldest credits are consumed first.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from domain.errors import ConflictError, InvalidInputError
from domain.model import Value
from domain.money import is_payable, minor_units
from domain.plans.words import CreditKind, CreditUnit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.plans.plan import Plan

_COUNTS = {
    CreditKind.GRANTED: 1,
    CreditKind.CONSUMED: -1,
    CreditKind.ROLLED_OVER: 0,
    CreditKind.EXPIRED: -1,
}


class CreditEntry(Value):
    """One entry of the ledger.

    Args:
        period: The billing period in which it happened, counted from 1.
        lot: The period in which the credits were granted.
        amount: Above 0; minutes, requests, or minor units of the plan's currency.
        booked_on: The day on which it counts.
        key: Its business key; an entry of the same key is written once.
    """

    contract_id: str
    period: int
    lot: int
    kind: CreditKind
    amount: Decimal
    unit: CreditUnit
    booked_on: date
    key: str


class _Place(NamedTuple):
    """Where in a ledger entries stand."""

    contract_id: str
    period: int
    on: date


class BookedEntry(Value):
    """An entry with the balance of its unit after it."""

    entry: CreditEntry
    balance: Decimal


def in_credits(quantity: Decimal, unit: CreditUnit, currency: str) -> Decimal:
    """A quantity as a person writes it, in credits: money becomes minor units."""
    if unit is CreditUnit.MONEY:
        return Decimal(minor_units(quantity, currency))
    return quantity


def balance(entries: Iterable[CreditEntry], unit: CreditUnit, on: date | None = None) -> Decimal:
    """The credits there are at the end of a day; without a day, after all entries."""
    return sum(lots(entries, unit, on).values(), Decimal(0))


def lots(
    entries: Iterable[CreditEntry], unit: CreditUnit, on: date | None = None
) -> dict[int, Decimal]:
    """What is left of each lot, the oldest first; lots that are used up are left out."""
    found: dict[int, Decimal] = {}
    for one in entries:
        if one.unit is unit and (on is None or one.booked_on <= on):
            found[one.lot] = found.get(one.lot, Decimal(0)) + _COUNTS[one.kind] * one.amount
    return {lot: left for lot, left in sorted(found.items()) if left}


def booked(entries: Iterable[CreditEntry], on: date | None = None) -> Iterator[BookedEntry]:
    """The entries up to a day, in the order in which they count, each with the balance after it."""
    balances = dict.fromkeys(CreditUnit, Decimal(0))
    for one in sorted(entries, key=lambda each: each.booked_on):
        if on is None or one.booked_on <= on:
            balances[one.unit] += _COUNTS[one.kind] * one.amount
            yield BookedEntry(entry=one, balance=balances[one.unit])


def granted(plan: Plan, contract_id: str, period: int, on: date) -> tuple[CreditEntry, ...]:
    """The allowance of a billing period; nothing where the plan has none.

    Idempotent by: contract and period.
    """
    allowance = plan.allowance
    if allowance is None:
        return ()
    amount = in_credits(allowance.quantity, allowance.unit, plan.currency)
    place = _Place(contract_id, period, on)
    return _entries(place, CreditKind.GRANTED, allowance.unit, {period: amount})


def consumed(
    entries: Sequence[CreditEntry], wanted: CreditEntry, *, by: str
) -> tuple[CreditEntry, ...]:
    """Take credits from the oldest lots.

    Args:
        entries: The ledger of the contract.
        wanted: The whole that is consumed; its kind, lot and key do not matter.
        by: What consumes them, such as an invoice; the same again consumes nothing more.

    Raises:
        ConflictError: there are not so many.

    Idempotent by: contract, period and `by`.
    """
    if any(one.key.rpartition("/")[0] == _key(wanted, by=by) for one in entries):
        return ()
    left, taken = wanted.amount, dict[int, Decimal]()
    for lot, there in lots(entries, wanted.unit).items():
        if lot <= wanted.period and (part := min(left, there)):
            taken[lot], left = part, left - part
    if left:
        there = wanted.amount - left
        message = f"{wanted.contract_id} has {there} {wanted.unit} left, not {wanted.amount}"
        raise ConflictError(message, field="credits")
    return tuple(
        wanted.model_copy(
            update={
                "kind": CreditKind.CONSUMED,
                "lot": lot,
                "amount": part,
                "key": f"{_key(wanted, by=by)}/{lot}",
            }
        )
        for lot, part in taken.items()
    )


def closed(
    entries: Sequence[CreditEntry], plan: Plan, contract_id: str, period: int, on: date
) -> tuple[CreditEntry, ...]:
    """End a billing period: what the plan lets go on rolls over, everything else expires.

    Where more is left than may go on, the youngest credits do, for the oldest would expire next.

    Args:
        on: The first day of the next period; the credits count as lost or carried from then on.

    Idempotent by: contract and period.
    """
    ends = (CreditKind.EXPIRED, period + 1), (CreditKind.ROLLED_OVER, period + 1)
    if any((one.kind, one.period) in ends for one in entries):
        return ()
    found: list[CreditEntry] = []
    place = _Place(contract_id, period + 1, on)
    for unit in CreditUnit:
        left = {lot: one for lot, one in lots(entries, unit).items() if lot <= period}
        goes_on = _goes_on(plan, unit, period, left)
        lost = {lot: one - goes_on.get(lot, Decimal(0)) for lot, one in left.items()}
        found += _entries(place, CreditKind.EXPIRED, unit, lost)
        found += _entries(place, CreditKind.ROLLED_OVER, unit, goes_on)
    return tuple(found)


def opened(
    contract_id: str, period: int, left: Decimal, unit: CreditUnit, on: date
) -> tuple[CreditEntry, ...]:
    """Credits that a contract brings along from another system, as if granted in its first period.

    Idempotent by: contract and period.
    """
    place = _Place(contract_id, period, on)
    return tuple(
        one.model_copy(update={"key": f"{one.key}/opening"})
        for one in _entries(place, CreditKind.GRANTED, unit, {period: left})
    )


def check_brought(plan: Plan, left: Decimal) -> None:
    """Refuse credits that a contract brings along from another system and its plan cannot know.

    Raises:
        InvalidInputError: the plan has no allowance, or its unit is not as fine.
    """
    if plan.allowance is None:
        message = "credits_left: the plan has no allowance, so a contract has no credits of it"
        raise InvalidInputError(message, field="credits_left")
    unit = plan.allowance.unit
    if unit is CreditUnit.MONEY and not is_payable(left, plan.currency):
        message = f"credits_left: {left} has more decimals than {plan.currency}"
        raise InvalidInputError(message, field="credits_left")


def _goes_on(
    plan: Plan, unit: CreditUnit, period: int, left: dict[int, Decimal]
) -> dict[int, Decimal]:
    rollover = plan.rollover
    if not rollover.allowed or rollover.unit is not unit:
        return {}
    room = in_credits(rollover.cap or Decimal(0), unit, plan.currency)
    periods = rollover.expires_after_periods or 0
    found: dict[int, Decimal] = {}
    for lot in sorted(left, reverse=True):
        if lot + periods > period and (part := min(room, left[lot])):
            found[lot], room = part, room - part
    return found


def _entries(
    place: _Place, kind: CreditKind, unit: CreditUnit, by_lot: dict[int, Decimal]
) -> tuple[CreditEntry, ...]:
    return tuple(
        CreditEntry(
            contract_id=place.contract_id,
            period=place.period,
            lot=lot,
            kind=kind,
            amount=amount,
            unit=unit,
            booked_on=place.on,
            key=f"{place.contract_id}/{place.period}/{kind}/{unit}/{lot}",
        )
        for lot, amount in sorted(by_lot.items())
        if amount
    )


def _key(wanted: CreditEntry, *, by: str) -> str:
    return f"{wanted.contract_id}/{wanted.period}/{CreditKind.CONSUMED}/{wanted.unit}/{by}"
