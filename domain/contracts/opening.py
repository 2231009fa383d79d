"""How a contract begins, and how it shows itself to an operator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.contracts.coming import NO_PRICE, may_follow, price_words
from domain.contracts.due import held_until
from domain.contracts.spans import counted_from
from domain.contracts.state import ContractRun
from domain.contracts.words import ContractState, RenewalState
from domain.describing import Picture
from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.contracts.facts import AnyContractFact
    from domain.contracts.protocol import ContractInput
    from domain.contracts.rule import ContractRule

_WAY = (ContractState.DRAFT, ContractState.ACTIVE, ContractState.EXPIRED)


def state_of(begun: ContractInput) -> ContractRun:
    """The state a contract begins with, or the one an earlier run carried.

    Raises:
        InvalidInputError: it says neither what was written down nor where it stood.
    """
    if begun.carried is not None:
        return ContractRun.model_validate(begun.carried.state)
    if begun.added is None or begun.start_on is None:
        message = "a contract begins with what was written down"
        raise InvalidInputError(message, field="contract")
    added, start_on = begun.added, begun.start_on
    earlier = [(one.start_on, one.end_on) for one in added.earlier]
    return ContractRun(
        contract_id=begun.contract_id,
        name=added.name,
        terms=added.terms,
        signed=added.signed_on is not None,
        first=(start_on, added.end_on),
        first_number=len(earlier) + 1,
        counted_from=counted_from(earlier, start_on, added.end_on) if added.end_on else None,
        price=begun.price,
        brought=begun.credits_left,
        quiet_until=begun.quiet_until,
    )


def first_facts(begun: ContractInput) -> tuple[AnyContractFact, ...]:
    """What is recorded when a contract comes into the record."""
    return (begun.added,) if begun.added else ()


def picture_of(state: ContractRun, rule: ContractRule) -> Picture:
    """A contract as an operator sees it.

    Args:
        rule: What policy says of contracts.
    """
    return Picture(
        title=f"{state.name} ({state.contract_id})",
        stage=state.stage,
        drawing=drawing(state.stage),
        beside=_beside(state),
        since=state.entered_at,
        waits=waits_for(state, rule),
        waits_beside_tasks=True,
        marks={
            "CustomerId": state.terms.customer_id,
            "Owner": state.terms.account_manager,
            "Outcome": "" if state.stage not in _OVER else state.stage,
        },
    )


_OVER = (ContractState.EXPIRED, ContractState.CANCELLED)


def drawing(stage: ContractState) -> str:
    """The states in a row, with the present one marked; one off the way stands beside it."""
    row = [f"**[{one}]**" if one is stage else one.value for one in _WAY]
    beside = [] if stage in _WAY else [f"**[{stage}]**"]
    return " → ".join([*row[:2], *beside, *row[2:]])


def _beside(state: ContractRun) -> str:
    """Its period, what it costs then where it renews, and when its next billing period begins."""
    period = state.period
    if period is None:
        return f"Its first period begins on {state.first[0]}."
    end = f"to {period.end_on}" if period.end_on else "without an end"
    said = [f"Period {period.number}: {period.start_on} {end}."]
    if state.terminated is not None:
        said.append(f"Terminated to {state.terminated.on}.")
    elif period.end_on is not None:
        said += _renewal(state, period.its_end.cut_off_on)
    if state.billing and state.billing.next_on:
        said.append(f"The next billing period begins on {state.billing.next_on}.")
    return " ".join(said)


def _renewal(state: ContractRun, cut_off_on: date) -> Iterator[str]:
    """How it is renewed; what never renews has no price then, and needs no cut-off."""
    if not may_follow(state):
        yield "It is not renewed."
        return
    price = price_words(state)
    then = "" if price == NO_PRICE else f"; price then: {price}"
    yield f"Renewal {state.terms.renewal} ({state.renewal.replace('_', ' ')}){then}."
    yield f"To be terminated until {cut_off_on}."


def waits_for(state: ContractRun, rule: ContractRule) -> str:
    """What it waits for beside the answers of people, and until when.

    Args:
        rule: What policy says of contracts.
    """
    if state.is_over:
        return "some days for a correction before it closes"
    if state.period is None:
        begins = f"until it begins on {state.first[0]}"
        return begins if state.signed else "to be activated"
    return ", or ".join(_ahead(state, rule)) or "until somebody terminates it"


def _ahead(state: ContractRun, rule: ContractRule) -> Iterator[str]:
    """What comes next by the calendar."""
    period, last = state.present, state.last_day()
    if not state.runs:
        yield f"until {renewable_until(state, rule)}, to which day it may still be renewed"
    elif state.renewal is RenewalState.RENEWAL_APPROVED and state.terminated is None:
        yield f"until its next period begins on the day after {period.end_on}"
    elif last:
        yield f"until it ends on {held_until(state) if period.end else last}"
    yield from (f"for the notice on {one.due_on}" for one in state.notices_ahead()[:1])
    if state.runs and state.billing and state.billing.next_on:
        yield f"for its next billing period on {state.billing.next_on}"


def renewable_until(state: ContractRun, rule: ContractRule) -> date:
    """The day, on the contract's own clock, until which one that expired may still be renewed."""
    ended_at = state.entered_at or state.present.its_end.closes_at
    over_at = ended_at + timedelta(days=rule.renewable_days)
    return over_at.astimezone(ZoneInfo(state.terms.time_zone)).date()
