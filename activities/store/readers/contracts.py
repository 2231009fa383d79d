"""Contracts: the list, one with all that hangs on it, and what a new one needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from activities.store import plans
from activities.store.readers.contract_records import (
    AgreedContract,
    ContractDetail,
    ContractPeriod,
    ContractRecipient,
)
from activities.store.readers.contract_standing import (
    carried,
    notices_of,
    periods_of,
    standing_of,
)
from activities.store.readers.decisions import decisions_of
from activities.store.readers.documents import attached_to
from activities.store.readers.events import told_of
from activities.store.readers.names import names_of
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.tasks import open_tasks
from activities.store.readers.views import contracts as contracts_view
from activities.store.registers.named_on_contracts import named_on
from activities.store.registers.taking_part import passive
from activities.store.schema import (
    contract_recipient,
    customer,
    person,
)
from domain.contracts.words import RUNNING, ContractState
from domain.errors import NotFoundError
from domain.plans.credits import balance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from domain.contracts.drafting import Account
    from domain.contracts.passing_on import Named
    from domain.plans.words import CreditUnit

_MOST_HAPPENED = 50


def contracts(  # noqa: PLR0913 - each filter of the list is one
    source: Source,
    *,
    customer_id: str | None = None,
    state: ContractState | None = None,
    ends_by: date | None = None,
    archived: bool = False,
    page: Page = FIRST_PAGE,
) -> list[AgreedContract]:
    """The contracts in the order of their ids.

    Args:
        ends_by: Only those in force whose last day is this one or an earlier one.
        archived: Whether those that were put away are listed as well.
    """
    view, wanted = contracts_view.c, select(contracts_view)
    if customer_id is not None:
        wanted = wanted.where(view.customer_id == customer_id)
    if state is not None:
        wanted = wanted.where(view.state == state)
    if ends_by is not None:
        wanted = wanted.where(view.state.in_(list(RUNNING)), view.ends_on <= ends_by)
    if not archived:
        wanted = wanted.where(view.archived_at.is_(None))
    with connected(source) as connection:
        rows = connection.execute(page.of(wanted, view.contract_id)).mappings()
        return [AgreedContract.model_validate(row) for row in rows]


def contract(source: Source, contract_id: str, now: datetime) -> ContractDetail:
    """One contract with everything that hangs on it.

    Args:
        now: The instant for which its tasks are overdue or not.

    Raises:
        NotFoundError: there is no such contract.
    """
    with connected(source) as connection:
        wanted = select(contracts_view).where(contracts_view.c.contract_id == contract_id)
        row = connection.execute(wanted).mappings().first()
        if row is None:
            message = f"there is no contract {contract_id[:80]!r}; `contract list` lists them"
            raise NotFoundError(message, field="contract")
        periods, standing = periods_of(connection, contract_id), standing_of(row, now)
        found = ContractDetail(
            **row,
            **carried(connection, row["workflow_id"], row["policy_version"]),
            periods=tuple(ContractPeriod.model_validate(dict(one._mapping)) for one in periods),  # noqa: SLF001 - SQLAlchemy's public accessor
            notices=tuple(notices_of(connection, contract_id, periods, standing)),
            recipients=tuple(_recipients(connection, contract_id)),
            decisions=tuple(decisions_of(connection, row["workflow_id"])),
            tasks=tuple(open_tasks(connection, row["workflow_id"], now)),
            attachments=tuple(attached_to(connection, row["workflow_id"])),
            credits_left=_credits(connection, contract_id, now.date()),
            credits_currency=_currency_of_plan(connection, row["plan_id"]),
            happened=tuple(told_of(connection, row["workflow_id"], _MOST_HAPPENED)),
        )
        names = names_of(connection, _people_in(found))
    return found.model_copy(update={"names": names})


def naming(source: Source, person_id: str) -> list[Named]:
    """The contracts that are not over and name a contact (R63, R88)."""
    with connected(source) as connection:
        return named_on(connection, person_id)


def account(source: Source, customer_id: str) -> Account:
    """What the register of customers knows of the account a contract is with.

    Raises:
        NotFoundError: there is no such customer, or he was put away.
    """
    from domain.contracts.drafting import Account  # noqa: PLC0415 - no list needs what it brings

    wanted = select(customer).where(
        customer.c.customer_id == customer_id, customer.c.archived_at.is_(None)
    )
    with connected(source) as connection:
        row = connection.execute(wanted).mappings().first()
    if row is None:
        message = f"customer: there is no customer {customer_id[:80]!r}"
        raise NotFoundError(message, field="customer")
    return Account.model_validate(row)


def _credits(connection: Connection, contract_id: str, on: date) -> dict[CreditUnit, Decimal]:
    """What the ledger holds on a day; units that a contract never had are left out."""
    entries = plans.credits_of(connection, contract_id)
    return {unit: balance(entries, unit, on) for unit in {one.unit for one in entries}}


def _currency_of_plan(connection: Connection, plan_id: str | None) -> str | None:
    """In what the newest version of a plan is paid, as far as the reader may see it."""
    found = plans.newest(connection, plan_id) if plan_id else None
    return found.document.currency if found else None


def _people_in(one: ContractDetail) -> Iterator[str | None]:
    """The ids of everybody who is named on the page of a contract."""
    yield from (one.account_manager, one.answered_by)
    yield from (who.person_id for who in one.recipients)
    yield from (task.assignee for task in one.tasks)
    yield from (made.actor for made in one.decisions)
    yield from (paper.attached_by for paper in one.attachments)


def _recipients(connection: Connection, contract_id: str) -> list[ContractRecipient]:
    # Whom the reader may not see he is told of all the same, and nothing else about him.
    gone = or_(person.c.archived_at.is_not(None), passive(contract_recipient.c.person_id))
    rows = connection.execute(
        select(contract_recipient.c.person_id, contract_recipient.c.side, gone.label("is_skipped"))
        .outerjoin(person, person.c.person_id == contract_recipient.c.person_id)
        .where(
            contract_recipient.c.contract_id == contract_id,
            contract_recipient.c.until_at.is_(None),
        )
        .order_by(contract_recipient.c.side.desc(), contract_recipient.c.person_id)
    ).mappings()
    return [ContractRecipient.model_validate(row) for row in rows]
