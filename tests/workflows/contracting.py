"""Contracts in the house of a test: how one is agreed, and what people do about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as put_in

from activities.store import plans, schema
from activities.store.plans import PlanVersion
from domain.checking import checked
from domain.clock import BusinessClock
from domain.contracts.drafting import Account, drafted
from domain.contracts.protocol import (
    ActivationDemand,
    ContractInput,
    EditDemand,
    RenewalDemand,
    TerminationDemand,
)
from domain.contracts.spans import ONE_DAY, start_of
from domain.contracts.terms import ContractFile, Edit
from domain.ids import contract_workflow_id
from domain.policy import PinnedPolicy
from domain.protocol import Carried, Demand, Done
from domain.steps import Asked
from domain.words import Stage
from tests.domain.plan_samples import plan
from tests.workflows.company import REASON, policy_document
from tests.workflows.house import request, today
from workflows.contract import Contract

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row

    from domain.contracts.spans import Span
    from tests.workflows.house import House
    from tests.workflows.life import Life

ZONE = "Europe/Istanbul"
CUSTOMER = "acme"
PRICE = {"minor_units": 12_000_000, "currency": "TRY"}
YEARLY = {"amount": 12, "unit": "months"}


def day(days: int) -> date:
    """A day so many days from today."""
    return today() + timedelta(days=days)


def until_noon(days: int, *, passed: int = 0) -> timedelta:
    """How long it is until noon of a day on the contract's clock, at whatever hour a test runs.

    Args:
        passed: How many days its process has lived through already.
    """
    noon = datetime.combine(day(days), time(12), ZoneInfo(ZONE))
    return noon - datetime.now(UTC) - timedelta(days=passed)


def service_of(house: House, name: str = "backup") -> str:
    """A service of this house; others run beside it on the same server."""
    return f"{name}-{house.queue}"


async def company(house: House, *services: str) -> None:
    """A customer with a contact, and services in operation that a contract can cover."""
    with house.engine.begin() as connection:
        connection.execute(
            put_in(schema.customer)
            .values(
                customer_id=CUSTOMER,
                name="Acme",
                kind="external",
                basis="agreement",
                account_manager="account",
                language="en",
                time_zone=ZONE,
            )
            .on_conflict_do_nothing()
        )
        connection.execute(
            put_in(schema.contact)
            .values(person_id="customer", customer_id=CUSTOMER, state="active", preferred_terms={})
            .on_conflict_do_nothing()
        )
    for one in services or ("backup",):
        await house.take_over(Stage.OPERATION, service_id=service_of(house, one))


def file(**said: Any) -> ContractFile:  # noqa: ANN401 - whatever a person writes into it
    """A contract as a person writes it: signed, with both sides told, for a year from today."""
    usual: dict[str, Any] = {
        "id": f"c-{uuid4().hex[:8]}",
        "customer": CUSTOMER,
        "type": "paid",
        "name": "Backup for Acme",
        "start_on": day(0),
        "end_on": day(364),
        "signed_on": day(-10),
        "recipients": {"ours": ["account"], "customer": ["customer"]},
    }
    return checked(ContractFile, {**usual, **said})


async def agreed(house: House, *, quiet_until: datetime | None = None, **said: Any) -> Life:  # noqa: ANN401 - whatever a person writes into it
    """A contract whose process runs."""
    if not house.record.rows(schema.customer):
        await company(house)
    account = Account(customer_id=CUSTOMER, time_zone=ZONE, account_manager="account")
    wanted = file(**{"services": [service_of(house)], **said})
    begun = drafted(
        wanted,
        account,
        policy_document().contracts,
        request("contract add"),
        quiet_until=quiet_until,
    )
    workflow_id = contract_workflow_id(wanted.id)
    await house.open(Contract.run, workflow_id, begun, by="account")
    return house.life(workflow_id)


# What people do.


async def demanded(
    life: Life,
    update: Callable[..., Any],
    kind: type[Demand] = Demand,
    *,
    by: str = "account",
    **more: object,
) -> Done:
    asked = Asked(request_id=uuid4().hex, command=update.__name__, fingerprint="f1")
    demand = kind.model_validate({"reason": REASON, "request": asked, **more})
    return await life.tell(update, demand, Done, by=by)


async def activated(life: Life) -> Done:
    return await demanded(life, Contract.activate, ActivationDemand, signed_on=day(0))


async def suspended(life: Life) -> Done:
    return await demanded(life, Contract.suspend)


async def resumed(life: Life) -> Done:
    return await demanded(life, Contract.lift)


async def terminated(life: Life, on: date, *, early: bool = False) -> Done:
    at = start_of(on + ONE_DAY, ZONE)
    return await demanded(life, Contract.terminate, TerminationDemand, on=on, at=at, early=early)


async def renewed(life: Life, *, term: Span | None = None, price: Any = None) -> Done:  # noqa: ANN401 - whatever a person writes into it
    return await demanded(life, Contract.renew, RenewalDemand, term=term, price=price)


async def edited(life: Life, **edit: object) -> Done:
    return await demanded(life, Contract.edit, EditDemand, edit=checked(Edit, edit))


async def comes_back(house: House, life: Life, *, days: int) -> None:
    """Nobody worked for so many days; then the process goes on where it stood."""
    await life.has_settled()
    await life.handle.terminate("the machine is gone")
    now = datetime.now(UTC)
    clock = BusinessClock(epoch=now + timedelta(days=days), rate=1.0, started_at=now)
    with house.engine.begin() as connection:
        # Whoever takes up the policy takes up the clock of the house with it.
        connection.execute(insert(schema.clock).values(clock.model_dump()))
    carried = Carried(
        state={**life.row.state, "ended": None},
        policy=PinnedPolicy(version=1, document=policy_document()),
        clock=clock,
    )
    begun = ContractInput(contract_id=life.record_id, carried=carried)
    await house.open(Contract.run, life.id, begun, by="admin")
    await life.has_settled()


# What the record says.


def contract(life: Life) -> Row[Any]:
    table = schema.contract
    return life.record.one(table, table.c.contract_id == life.record_id)


def periods(life: Life) -> list[Row[Any]]:
    table = schema.contract_period
    found = life.record.rows(table, table.c.contract_id == life.record_id)
    return sorted(found, key=attrgetter("number"))


def notices(life: Life) -> dict[tuple[int, int], str]:
    """What became of each notice, by its period and its offset."""
    table = schema.contract_notice
    found = life.record.rows(table, table.c.contract_id == life.record_id)
    return {(one.period, one.offset_days): one.state for one in found}


def letters(life: Life, template: str) -> list[str]:
    """Who got a letter of a kind, once for each letter."""
    table = schema.notice
    found = life.record.rows(table, table.c.workflow_id == life.id, table.c.template == template)
    return sorted(one.person_id for one in found)


def credits_of(life: Life) -> list[tuple[int, str, int]]:
    """The ledger: the day counted from today, what became of credits, and of how many."""
    with life.record.engine.connect() as connection:
        found = plans.credits_of(connection, life.record_id)
    return [((one.booked_on - today()).days, str(one.kind), int(one.amount)) for one in found]


def dependents(life: Life) -> dict[str, bool]:
    """Whether it holds each of its services, by the name of the service in this house."""
    table = schema.dependent
    found = life.record.rows(table, table.c.dependent_id == life.record_id)
    return {one.service_id.partition("-q-")[0]: one.closed_at is None for one in found}


# What lies in the registers.


def index_recorded(house: House, figures: Sequence[tuple[date, str]]) -> None:
    rows = [
        {
            "index_name": "TUFE",
            "month_on": month,
            "figure": Decimal(figure),
            "source": "the office of statistics",
            "recorded_by": "account",
            "at": datetime.now(UTC),
        }
        for month, figure in figures
    ]
    with house.engine.begin() as connection:
        connection.execute(insert(schema.price_index), rows)


def plan_recorded(house: House, plan_id: str, version: int = 1, **said: object) -> None:
    """A version of a plan; ten hours a month, of which five go on, where nothing else is said."""
    usual: dict[str, object] = {
        "allowance": {"unit": "minutes", "quantity": 600},
        "rollover": {"allowed": True, "unit": "minutes", "cap": 300, "expires_after_periods": 2},
    }
    one = PlanVersion(
        plan_id=plan_id,
        version=version,
        document=plan(**{**usual, **said}),
        by="account",
        at=datetime.now(UTC),
    )
    with house.engine.begin() as connection:
        plans.put(connection, one)


def made_passive(house: House, person_id: str) -> None:
    with house.engine.begin() as connection:
        connection.execute(
            update(schema.contact)
            .where(schema.contact.c.person_id == person_id)
            .values(state="passive")
        )
