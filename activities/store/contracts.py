"""The rows that follow from what happened to a contract (R57–R66, R92, R93)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store import records_of_customers
from activities.store.applying import apply
from activities.store.contract_services import (
    choose,
    close_all,
    leave,
    open_all,
    reach_through,
    take_on,
)
from activities.store.plans import for_new_contract
from activities.store.registers import customers
from activities.store.schema import (
    contract,
    contract_notice,
    contract_period,
)
from domain.contracts import facts
from domain.contracts.correction_facts import ContractStands
from domain.contracts.notice_facts import NoticeGiven, NoticesPassed
from domain.contracts.words import (
    ClosedAs,
    ContractState,
    NoticeStanding,
    Origin,
    RenewalState,
)
from domain.ids import contract_workflow_id, subject_of
from domain.visibility import CustomerRecord, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.answers import Money
    from domain.contracts.fact import ContractFact
    from domain.contracts.periods import PlannedNotice
    from domain.steps import Noted


@apply.register(facts.ContractAdded)
def _added(fact: facts.ContractAdded, noted: Noted, connection: Connection) -> None:
    terms = fact.terms
    customers.for_new_contract(connection, terms.customer_id)
    if terms.plan_id is not None:
        for_new_contract(connection, terms.plan_id)
    row = {
        **terms.model_dump(
            mode="json", include={"customer_id", "type", "renewal", "term", "price_rule", "cut_off"}
        ),
        **terms.model_dump(
            include={"closed_day", "time_zone", "calendar_id", "plan_id", "account_manager"}
        ),
        **fact.model_dump(include={"contract_id", "name", "description", "signed_on"}),
        "answered_by": terms.answered_by,
        "workflow_id": contract_workflow_id(fact.contract_id),
        "state": ContractState.DRAFT,
        "notice_days": list(terms.notices.offsets()),
        "ends_on": fact.end_on,
        "added_at": noted.at,
    }
    connection.execute(insert(contract).values(row).on_conflict_do_nothing())
    choose(connection, fact.contract_id, fact.recipients, noted.at)
    take_on(connection, fact.contract_id, terms.services, noted.at)
    _keep_history(connection, fact, noted.at)
    _stands(connection, fact.contract_id, noted, Standing.OPENED)


@apply.register(facts.ContractSigned)
def _signed(fact: facts.ContractSigned, _noted: Noted, connection: Connection) -> None:
    _change(connection, fact, signed_on=fact.on)


@apply.register(facts.ContractBegun)
def _begun(fact: facts.ContractBegun, noted: Noted, connection: Connection) -> None:
    _change(connection, fact, state=ContractState.ACTIVE)
    open_all(connection, fact.contract_id, noted.at)
    _stands(connection, fact.contract_id, noted, Standing.OPENED)


@apply.register(facts.PeriodOpened)
def _opened(fact: facts.PeriodOpened, noted: Noted, connection: Connection) -> None:
    period = fact.period
    row = {
        **period.model_dump(include={"number", "origin", "start_on"}),
        "end_on": period.end_on,
        "holds_until_on": period.end.holds_until_on if period.end else None,
        "cut_off_on": period.end.cut_off_on if period.end else None,
        **_pricing(period.price),
        "contract_id": fact.contract_id,
        "predecessor": period.number - 1 or None,
        "price_proof": period.proof,
        "plan_id": fact.plan_id if period.plan_version else None,
        "plan_version": period.plan_version,
        "calendar_id": fact.calendar_id if period.calendar_version else None,
        "calendar_version": period.calendar_version,
        "policy_version": fact.policy_version,
        "notices": [one.model_dump(mode="json") for one in period.notices],
        "renewal_state": RenewalState.NONE,
        "opened_at": noted.at,
    }
    connection.execute(insert(contract_period).values(row).on_conflict_do_nothing())
    _change(connection, fact, period=period.number, ends_on=period.end_on)


@apply.register(facts.RenewalMoved)
def _moved(fact: facts.RenewalMoved, _noted: Noted, connection: Connection) -> None:
    _change_period(connection, fact.contract_id, fact.period, renewal_state=fact.to)


@apply.register(facts.ContractRenewed)
def _renewed(fact: facts.ContractRenewed, noted: Noted, connection: Connection) -> None:
    """Close the period that is followed; one that had expired keeps the instant of that."""
    _change_period(
        connection,
        fact.contract_id,
        fact.period,
        renewal_state=RenewalState.RENEWED,
        closed_as=ClosedAs.RENEWED,
        closed_at=func.coalesce(contract_period.c.closed_at, noted.at),
    )
    if fact.late:
        _change(connection, fact, state=ContractState.ACTIVE, archived_at=None)
        open_all(connection, fact.contract_id, noted.at)
        _stands(connection, fact.contract_id, noted, Standing.OPENED)


@apply.register(NoticeGiven)
def _given(fact: NoticeGiven, noted: Noted, connection: Connection) -> None:
    _put_notices(connection, fact, (fact.notice,), NoticeStanding.SENT, noted)


@apply.register(NoticesPassed)
def _passed(fact: NoticesPassed, noted: Noted, connection: Connection) -> None:
    _put_notices(connection, fact, fact.notices, fact.standing, noted)


@apply.register(facts.TerminationNoted)
def _terminated(fact: facts.TerminationNoted, _noted: Noted, connection: Connection) -> None:
    _change(connection, fact, terminated_on=fact.on)


@apply.register(facts.ContractSuspended)
def _suspended(fact: facts.ContractSuspended, noted: Noted, connection: Connection) -> None:
    _change(connection, fact, state=ContractState.SUSPENDED, suspended_at=noted.at)


@apply.register(facts.SuspensionLifted)
def _lifted(fact: facts.SuspensionLifted, _noted: Noted, connection: Connection) -> None:
    _change(connection, fact, state=ContractState.ACTIVE, suspended_at=None)


@apply.register(facts.ContractEdited)
def _edited(fact: facts.ContractEdited, noted: Noted, connection: Connection) -> None:
    edit = fact.edit
    new: dict[str, Any] = edit.model_dump(
        include={"description", "account_manager", "answered_by"}, exclude_none=True
    )
    if edit.notices is not None:
        new["notice_days"] = list(edit.notices.offsets())
    if new:
        _change(connection, fact, **new)
    if edit.recipients is not None:
        choose(connection, fact.contract_id, edit.recipients, noted.at)
    reach_through(connection, fact.contract_id)


@apply.register(facts.ServiceLeft)
def _left(fact: facts.ServiceLeft, noted: Noted, connection: Connection) -> None:
    leave(connection, fact.contract_id, fact.service_id, noted.at)
    if fact.instead is not None:
        take_on(connection, fact.contract_id, (fact.instead,), noted.at)
        open_all(connection, fact.contract_id, noted.at)


@apply.register(facts.ContractEnded)
def _ended(fact: facts.ContractEnded, noted: Noted, connection: Connection) -> None:
    """Nothing of it depends on a service any more, in the same transaction (R38)."""
    state = ContractState.EXPIRED if fact.closed_as is ClosedAs.EXPIRED else ContractState.CANCELLED
    _change(connection, fact, state=state, suspended_at=None)
    still_open = (contract_period.c.contract_id == fact.contract_id) & (
        contract_period.c.closed_at.is_(None)
    )
    connection.execute(
        update(contract_period)
        .where(still_open)
        .values(closed_at=noted.at, closed_as=fact.closed_as)
    )
    close_all(connection, fact.contract_id, f"the contract is {state}", noted.at)
    _stands(connection, fact.contract_id, noted, Standing.CLOSED)


@apply.register(ContractStands)
def _stands_again(fact: ContractStands, _noted: Noted, connection: Connection) -> None:
    _change(connection, fact, terminated_on=fact.terminates_on)
    if fact.period is not None:
        _change_period(connection, fact.contract_id, fact.period, renewal_state=fact.renewal_state)


def _keep_history(connection: Connection, fact: facts.ContractAdded, at: datetime) -> None:
    """The periods before the one that comes over: as they were, and over."""
    for number, one in enumerate(fact.earlier, start=1):
        row = {
            "contract_id": fact.contract_id,
            "number": number,
            "predecessor": number - 1 or None,
            "origin": Origin.HISTORY,
            "start_on": one.start_on,
            "end_on": one.end_on,
            "holds_until_on": one.end_on,
            **_pricing(one.price),
            "notices": [],
            "renewal_state": RenewalState.RENEWED,
            "opened_at": at,
            "closed_at": at,
            "closed_as": ClosedAs.RENEWED,
        }
        connection.execute(insert(contract_period).values(row).on_conflict_do_nothing())


def _put_notices(
    connection: Connection,
    fact: NoticeGiven | NoticesPassed,
    notices: Sequence[PlannedNotice],
    standing: NoticeStanding,
    noted: Noted,
) -> None:
    """Note what became of notices; the first word on each stands (R93)."""
    rows = [
        {
            "contract_id": fact.contract_id,
            "period": fact.period,
            "offset_days": one.offset,
            "state": standing,
            "planned_on": one.planned_on,
            "due_on": one.due_on,
            "at": noted.at,
            "event_key": noted.key,
        }
        for one in notices
    ]
    connection.execute(insert(contract_notice).on_conflict_do_nothing(), rows)


def _pricing(price: Money | None) -> dict[str, object]:
    return {
        "price_minor_units": price.minor_units if price else None,
        "price_currency": price.currency if price else None,
    }


def _change(connection: Connection, fact: ContractFact, **values: object) -> None:
    of = contract.c.contract_id == fact.contract_id
    connection.execute(update(contract).where(of).values(**values))


def _change_period(connection: Connection, contract_id: str, number: int, **values: object) -> None:
    of = (contract_period.c.contract_id == contract_id) & (contract_period.c.number == number)
    connection.execute(update(contract_period).where(of).values(**values))


def _stands(connection: Connection, contract_id: str, noted: Noted, standing: Standing) -> None:
    """Let the customer's people see where it stands; who opened it stays who opened it."""
    customer_id = connection.scalar(
        select(contract.c.customer_id).where(contract.c.contract_id == contract_id)
    )
    one = CustomerRecord(
        subject=subject_of("contract", contract_id),
        kind="contract",
        customer_id=str(customer_id),
        opened_by=noted.by,
        standing=standing,
    )
    records_of_customers.put(connection, one, noted.at)
