"""What people demand of a contract: to begin, to pause, to end, to go on, to tell others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from activities.store import reading
from domain.answers import Money
from domain.checking import checked
from domain.contracts.protocol import (
    ActivationDemand,
    EditDemand,
    RenewalDemand,
    TerminationDemand,
)
from domain.contracts.spans import ONE_DAY, start_of
from domain.contracts.state import ContractRun
from domain.contracts.terminating import is_early, regular_end
from domain.contracts.words import ContractState
from domain.errors import ConflictError, InvalidInputError
from domain.money import written
from domain.policy import Command
from domain.protocol import Demand, Done
from starters.contract_access import let_in
from starters.contract_checks import check_answers, check_person, check_recipients
from starters.contract_directory import directory_of
from starters.demanding import asked_by, send
from workflows.contract import Contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pydantic import JsonValue

    from activities.store.reading import ContractDetail
    from domain.contracts.spans import Span
    from domain.contracts.terms import Edit
    from starters.contract_access import LetIn
    from starters.desk import Desk

_UPDATES: dict[Command, Callable[..., object]] = {
    Command.CONTRACT_ACTIVATE: Contract.activate,
    Command.CONTRACT_EDIT: Contract.edit,
    Command.CONTRACT_SUSPEND: Contract.suspend,
    Command.CONTRACT_RESUME: Contract.lift,
    Command.CONTRACT_RENEW: Contract.renew,
    Command.CONTRACT_TERMINATE: Contract.terminate,
}


async def activate_contract(
    desk: Desk,
    person: str | None,
    contract_id: str,
    reason: str,
    signed_on: date | None,
    *,
    request_id: str | None = None,
) -> Done:
    """Let a draft begin on its first day.

    Args:
        signed_on: When it was signed; today, on its own clock, where none is given.

    Raises:
        InvalidInputError: that day has not come yet.
        ConflictError: it is no draft, was activated before, or names somebody who is told nothing.
    """
    admitted = let_in(desk, person, Command.CONTRACT_ACTIVATE, contract_id)
    found = reading.contract(desk.house, contract_id, desk.now())
    if request_id is None or reading.request(desk.house, request_id) is None:
        _check_all_are_told(found)
    today = desk.now().astimezone(ZoneInfo(found.time_zone)).date()
    if signed_on is not None and signed_on > today:
        raise InvalidInputError(f"signed_on: {signed_on} has not come yet", field="signed_on")
    on = (signed_on or today).isoformat()
    return await _demand(desk, admitted, reason, request_id, ActivationDemand, signed_on=on)


def _check_all_are_told(found: ContractDetail) -> None:
    """Refuse to activate a draft with a recipient who takes no part any more (R63, R88)."""
    gone = [one.person_id for one in found.recipients if one.is_skipped]
    if gone and found.state is ContractState.DRAFT:
        message = (
            f"recipients: {', '.join(gone)} takes no part any more and is told nothing; name "
            "somebody else first, with `contract edit`"
        )
        raise ConflictError(message, field="recipients")


async def pause_contract(
    desk: Desk,
    person: str | None,
    command: Command,
    contract_id: str,
    reason: str,
    *,
    request_id: str | None = None,
) -> Done:
    """Suspend a contract, or let a suspended one be in force again.

    Raises:
        ConflictError: where it stands this is not possible.
    """
    admitted = let_in(desk, person, command, contract_id)
    return await _demand(desk, admitted, reason, request_id, Demand)


async def edit_contract(
    desk: Desk,
    person: str | None,
    contract_id: str,
    reason: str,
    edit: Edit,
    *,
    request_id: str | None = None,
    right: Command = Command.CONTRACT_EDIT,
) -> Done:
    """Let other people be told, or on other days of the coming periods.

    Args:
        right: What he has to be let in for, where the edit follows from something else he does.

    Raises:
        InvalidInputError: it names somebody who is not there.
    """
    admitted = let_in(desk, person, Command.CONTRACT_EDIT, contract_id, right=right)
    _check_edit(desk, contract_id, edit)
    given = edit.model_dump(mode="json", exclude_unset=True)
    return await _demand(desk, admitted, reason, request_id, EditDemand, edit=given)


def _check_edit(desk: Desk, contract_id: str, edit: Edit) -> None:
    """Refuse whoever is not there, takes no part, is of another customer, or may not answer."""
    directory, agreed = directory_of(desk), reading.contract(desk.house, contract_id, desk.now())
    people = {"account_manager": edit.account_manager, "answered_by": edit.answered_by}
    for field, one in people.items():
        if one is not None:
            check_person(directory, one, field)
    if edit.answered_by is not None:
        check_answers(directory, edit.answered_by, agreed)
    if edit.recipients is not None:
        told = [one.person_id for one in agreed.recipients]
        check_recipients(directory, edit.recipients, agreed.customer_id, told=told)


async def renew_contract(
    desk: Desk,
    person: str | None,
    contract_id: str,
    reason: str,
    *,
    term: Span | None = None,
    amount: str | None = None,
    currency: str | None = None,
    request_id: str | None = None,
) -> Done:
    """Let another period follow although nobody was asked, or after the contract had expired.

    Args:
        amount: The price of the whole period as a person types it, such as `1200.00 TRY`; the
            contract's own rule finds it where none is given.
        currency: Where it is said beside the amount; that of the contract otherwise.

    Raises:
        InvalidInputError: the price is none, or in another currency than the contract.
        ConflictError: it is renewed already, has no end, or was terminated.
    """
    admitted = let_in(desk, person, Command.CONTRACT_RENEW, contract_id)
    price = None if amount is None else _price_of(desk, contract_id, amount, currency)
    more: dict[str, JsonValue] = {
        "term": term.model_dump(mode="json") if term else None,
        "price": price.model_dump(mode="json") if price else None,
    }
    return await _demand(desk, admitted, reason, request_id, RenewalDemand, **more)


def _price_of(desk: Desk, contract_id: str, amount: str, currency: str | None) -> Money:
    """A price as a person types it, in the currency in which the contract is paid."""
    paid_in = reading.contract(desk.house, contract_id, desk.now()).price_currency
    usual = currency
    if usual is None and amount.strip()[-1:].isdecimal():
        usual = paid_in
    try:
        price = checked(Money, written(amount, usual)._asdict(), field="price")
    except ValueError as wrong:
        raise InvalidInputError(f"price: {wrong}", field="price") from None
    if paid_in is not None and price.currency != paid_in:
        message = f"currency: {contract_id} is paid in {paid_in}, not in {price.currency}"
        raise InvalidInputError(message, field="currency")
    return price


async def terminate_contract(
    desk: Desk,
    person: str | None,
    contract_id: str,
    reason: str,
    on: date | None,
    *,
    request_id: str | None = None,
) -> Done:
    """Terminate a contract to its end, or ask whether it may end sooner than it can.

    Args:
        on: The last day; the end of the present period where none is given.

    Raises:
        ConflictError: the cut-off is over; the message names the next possible date.
        InvalidInputError: it cannot be terminated to that day.
    """
    admitted = let_in(desk, person, Command.CONTRACT_TERMINATE, contract_id)
    state = reading.process_state(desk.house, admitted.process.workflow_id)
    run = ContractRun.model_validate(state)
    on, early = _last_day(desk, run, on)
    at = start_of(on + ONE_DAY, run.terms.time_zone).isoformat()
    said: dict[str, JsonValue] = {"on": on.isoformat(), "at": at, "early": early}
    return await _demand(desk, admitted, reason, request_id, TerminationDemand, **said)


def _last_day(desk: Desk, run: ContractRun, on: date | None) -> tuple[date, bool]:
    """The last day, and whether somebody has to agree to it."""
    now = desk.now()
    today = now.astimezone(ZoneInfo(run.terms.time_zone)).date()
    if run.stage is ContractState.DRAFT or not run.runs:
        return on or today, False
    regular = regular_end(run, now, today)
    end = run.present.end
    if on is None and end is not None and regular != end.end_on:
        message = (
            f"on: it could be terminated to {end.end_on} until {end.cut_off_on}; the next "
            f"possible date is {regular}: say --on {regular}, or an earlier day to ask for it"
        )
        raise ConflictError(message, field="on")
    last_day = on or regular or today
    return last_day, is_early(run, last_day, now, today)


async def _demand(
    desk: Desk,
    admitted: LetIn,
    reason: str,
    request_id: str | None,
    kind: type[Demand],
    **more: JsonValue,
) -> Done:
    contract_id, command, actor, process = admitted
    asked = asked_by(command, request_id, [contract_id, reason, more])
    return await send(desk, actor, process, _UPDATES[command], kind, asked, reason, **more)
