"""Service plans and the ledgers of credits, for whoever looks (R67, R90)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store import plans as register
from activities.store.plans import PlanVersion
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.views import contracts as contracts_view
from activities.store.schema import contract, service_plan, service_plan_version
from domain.contracts.words import ContractState
from domain.errors import NotFoundError
from domain.model import Value
from domain.plans.words import BillingMethod, BillingPeriod, PricingMethod

if TYPE_CHECKING:
    from domain.plans.credits import CreditEntry

_OVER = (ContractState.EXPIRED, ContractState.CANCELLED)
_MOST_CONTRACTS = 50


class PlanEntry(Value):
    """A plan in the list, as its newest version says."""

    plan_id: str
    name: str
    version: int
    currency: str
    pricing_method: PricingMethod
    billing_method: BillingMethod
    billing_period: BillingPeriod
    at: datetime
    archived_at: datetime | None


class PlansContract(Value):
    """A contract that has a plan, as the plan's page names it.

    Args:
        plan_version: The version its present period is pinned to; None for a draft.
        ends_on: The last day of that period; None where there is none.
    """

    contract_id: str
    name: str
    customer_id: str
    state: ContractState
    plan_version: int | None
    ends_on: date | None


class PlanDetail(PlanVersion):
    """A version of a plan, and the contracts that have the plan and are not over (R66, R67).

    Args:
        contracts: The first of them, in the order of their ids.
        contracts_in_all: How many there are, of those that the reader may see.
    """

    contracts: tuple[PlansContract, ...] = ()
    contracts_in_all: int = 0


def plan_detail(source: Source, plan_id: str, version: int | None = None) -> PlanDetail:
    """As `plan`, with the contracts that have the plan, in whichever version."""
    having = contracts_view.c
    running = having.plan_id == plan_id, having.state.not_in(_OVER)
    wanted = select(contracts_view).where(*running).order_by(having.contract_id)
    with connected(source) as connection:
        found = plan(connection, plan_id, version)
        rows = connection.execute(wanted.limit(_MOST_CONTRACTS)).mappings()
        contracts = tuple(PlansContract.model_validate(row) for row in rows)
        in_all = connection.scalar(select(func.count()).select_from(contracts_view).where(*running))
    return PlanDetail(**dict(found), contracts=contracts, contracts_in_all=in_all or 0)


def plans(
    source: Source, *, include_archived: bool = False, page: Page = FIRST_PAGE
) -> list[PlanEntry]:
    """The plans in the order of their ids."""
    one = service_plan_version.c
    newest = (
        select(one.plan_id, func.max(one.version).label("version")).group_by(one.plan_id).subquery()
    )
    fields = ("currency", "pricing_method", "billing_method", "billing_period")
    wanted = (
        select(
            service_plan,
            one.version,
            one.at,
            *(one.document[name].astext.label(name) for name in fields),
        )
        .join(newest, newest.c.plan_id == service_plan.c.plan_id)
        .join(
            service_plan_version,
            (one.plan_id == newest.c.plan_id) & (one.version == newest.c.version),
        )
    )
    if not include_archived:
        wanted = wanted.where(service_plan.c.archived_at.is_(None))
    with connected(source) as connection:
        part = page.of(wanted, service_plan.c.plan_id)
        return [PlanEntry.model_validate(row) for row in connection.execute(part).mappings()]


def plan(source: Source, plan_id: str, version: int | None = None) -> PlanVersion:
    """One version of a plan, archived or not; the newest unless another is named.

    Raises:
        NotFoundError: there is no such plan, or no such version of it.
    """
    with connected(source) as connection:
        newest = register.newest(connection, plan_id)
        if newest is None:
            message = f"there is no plan {plan_id[:80]!r}; `plan list` lists them"
            raise NotFoundError(message, field="plan")
        if version is None or version == newest.version:
            return newest
        found = None
        if version < newest.version:
            found = register.at_version(connection, plan_id, version)
    if found is None:
        message = f"{plan_id} has the versions 1 to {newest.version}"
        raise NotFoundError(message, field="version")
    return found


def plan_versions(source: Source, plan_id: str) -> list[PlanVersion]:
    """Every version of a plan, the first one first."""
    newest = plan(source, plan_id)
    return [plan(source, plan_id, one) for one in range(1, newest.version)] + [newest]


def credits_of(source: Source, contract_id: str) -> list[CreditEntry]:
    """The ledger of a contract, in the order in which it was written; perhaps nothing is in it.

    Raises:
        NotFoundError: there is no such contract.
    """
    known = select(contract.c.contract_id).where(contract.c.contract_id == contract_id)
    with connected(source) as connection:
        found = register.credits_of(connection, contract_id)
        if found or connection.execute(known).first() is not None:
            return found
    message = f"there is no contract {contract_id[:80]!r}; `contract list` lists them"
    raise NotFoundError(message, field="contract")
