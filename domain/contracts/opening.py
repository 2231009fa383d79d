"""How a contract begins, and how it shows itself to an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts.questions import price_words
from domain.contracts.state import ContractRun
from domain.contracts.words import ContractState, RenewalState
from domain.describing import Picture
from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from domain.contracts.facts import AnyContractFact
    from domain.contracts.protocol import ContractInput

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
    added = begun.added
    return ContractRun(
        contract_id=begun.contract_id,
        name=added.name,
        terms=added.terms,
        signed=added.signed_on is not None,
        first=(begun.start_on, added.end_on),
        first_number=len(added.earlier) + 1,
        price=begun.price,
        brought=begun.credits_left,
        quiet_until=begun.quiet_until,
    )


def first_facts(begun: ContractInput) -> tuple[AnyContractFact, ...]:
    """What is recorded when a contract comes into the record."""
    return (begun.added,) if begun.added else ()


def picture_of(state: ContractRun) -> Picture:
    """A contract as an operator sees it."""
    return Picture(
        title=f"{state.name} ({state.contract_id})",
        stage=state.stage,
        drawing=drawing(state.stage),
        beside=_beside(state),
        since=state.entered_at,
        waits=_waits(state),
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
    """Its period, the renewal and what it costs then."""
    period = state.period
    if period is None:
        return f"Its first period begins on {state.first[0]}."
    end = f"to {period.end_on}" if period.end_on else "without an end"
    said = [f"Period {period.number}: {period.start_on} {end}."]
    if state.terminated is not None:
        said.append(f"Terminated to {state.terminated.on}.")
    elif period.end_on is not None:
        renewal = state.renewal.replace("_", " ")
        said.append(f"Renewal {state.terms.renewal} ({renewal}); price then: {price_words(state)}.")
        said.append(f"To be terminated until {period.its_end.cut_off_on}.")
    return " ".join(said)


def _waits(state: ContractRun) -> str:
    """What it waits for while nobody is asked."""
    period = state.period
    if state.is_over:
        return "some days for a correction before it closes"
    if period is None:
        return f"until it begins on {state.first[0]}" if state.signed else "to be activated"
    if not state.runs:
        return "some time after its end, in which it may still be renewed"
    days = [f"until it ends on {last}" for last in (state.last_day(),) if last]
    if state.renewal is RenewalState.RENEWAL_APPROVED and state.terminated is None:
        days = [f"until its next period begins on the day after {period.end_on}"]
    days += [f"for the notice on {one.due_on}" for one in state.notices_ahead()[:1]]
    return ", or ".join(days) or "until somebody terminates it"
