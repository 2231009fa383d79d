"""When the credits of a contract are granted, and when they end (R76, R90)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.contracts.billing import BillingTurn, first_day_of, next_boundary
from domain.contracts.credit_facts import CreditsEnded, CreditsGranted
from domain.contracts.spans import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from domain.contracts.billing import Billing
    from domain.contracts.state import ContractRun


def with_the_period(state: ContractRun) -> Iterator[CreditsGranted | CreditsEnded]:
    """The credits of the period that the contract has just taken up begin; without any, they end.

    What the contract brings along is opened on the day from which this house keeps it.
    """
    period = state.present
    first_on = first_day_of(period, _since(state))
    if period.billing is None or first_on is None:
        yield from at_the_end(state, period.start_on)
    else:
        yield _granted(state, period.billing, first_on)


def at_the_boundary(state: ContractRun, turn: BillingTurn) -> Iterator[CreditsGranted]:
    """The next billing period begins, within the same period of the contract."""
    if turn.next_on is not None:
        yield _granted(state, turn.billing, turn.next_on)


def missed(state: ContractRun, until: datetime) -> Iterator[CreditsGranted]:
    """The billing periods that began before an instant while nobody worked."""
    while (turn := state.billing) and turn.next_at and turn.next_at < until:
        yield from at_the_boundary(state, turn)


def at_the_end(state: ContractRun, on: date) -> Iterator[CreditsEnded]:
    """Nothing follows the billing period that runs.

    Args:
        on: The first day on which its credits are gone.
    """
    turn, state.billing = state.billing, None
    if turn is not None:
        yield CreditsEnded(
            contract_id=state.contract_id,
            number=turn.number,
            on=max(on, turn.first_on),
            plan_id=turn.billing.plan_id,
            plan_version=turn.billing.plan_version,
        )


def _granted(state: ContractRun, billing: Billing, first_on: date) -> CreditsGranted:
    before, zone = state.billing, state.terms.time_zone
    next_on = next_boundary(state.present, billing, first_on)
    state.billed += 1
    state.billing = BillingTurn(
        number=state.billed,
        first_on=first_on,
        next_on=next_on,
        next_at=start_of(next_on, zone) if next_on else None,
        billing=billing,
    )
    brought, state.brought = state.brought, None
    return CreditsGranted(
        contract_id=state.contract_id,
        number=state.billed,
        first_on=first_on,
        plan_id=billing.plan_id,
        plan_version=billing.plan_version,
        closes=before.billing.plan_version if before else None,
        brought=brought,
    )


def _since(state: ContractRun) -> date:
    """The day from which this house keeps the contract; what was before is history."""
    known: list[datetime] = [one for one in (state.since_at, state.quiet_until) if one]
    since = max(known, default=state.present.begins_at)
    return since.astimezone(ZoneInfo(state.terms.time_zone)).date()
