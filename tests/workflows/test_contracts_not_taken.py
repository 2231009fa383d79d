"""What changed since a contract was checked is noticed by the step that writes it (R81, R87)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ActivityError, ApplicationError

from activities.store import plans, schema
from activities.store.registers.hanging import running_contracts
from domain.contracts.words import ContractState
from tests.workflows.contracting import CUSTOMER, agreed, company, contract, day, plan_recorded

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_plan_that_was_archived_meanwhile_takes_no_contract_and_its_caller_is_told(
    house: House,
) -> None:
    await company(house)
    plan_id = f"gold-{house.queue}"
    plan_recorded(house, plan_id)
    with house.engine.begin() as connection:
        plans.archive(connection, plan_id, datetime.now(UTC))
    contract_id = f"late-{house.queue}"
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await agreed(house, id=contract_id, plan=plan_id)
    assert isinstance(refused.value.cause, ActivityError)
    assert isinstance(refused.value.cause.cause, ApplicationError)
    assert refused.value.cause.cause.type == "ConflictError"
    assert f"plan {plan_id} is archived" in refused.value.cause.cause.message
    is_it = schema.contract.c.contract_id == contract_id
    assert house.record.rows(schema.contract, is_it) == []
    with house.engine.begin() as connection:
        plans.bring_back(connection, plan_id)
    life = await agreed(house, id=contract_id, plan=plan_id)
    assert contract(life).plan_id == plan_id


async def test_a_customer_who_was_archived_meanwhile_takes_no_contract_and_its_caller_is_told(
    house: House,
) -> None:
    await company(house)
    his = update(schema.customer).where(schema.customer.c.customer_id == CUSTOMER)
    contract_id = f"gone-{house.queue}"
    with house.engine.begin() as connection:
        connection.execute(his.values(archived_at=datetime.now(UTC)))
    try:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await agreed(house, id=contract_id)
    finally:
        with house.engine.begin() as connection:
            connection.execute(his.values(archived_at=None))
    assert isinstance(refused.value.cause, ActivityError)
    assert isinstance(refused.value.cause.cause, ApplicationError)
    assert refused.value.cause.cause.type == "ConflictError"
    assert f"customer {CUSTOMER} is archived" in refused.value.cause.cause.message
    is_it = schema.contract.c.contract_id == contract_id
    assert house.record.rows(schema.contract, is_it) == []
    assert contract(await agreed(house, id=contract_id)).customer_id == CUSTOMER


async def test_a_contract_that_expired_keeps_its_customer_while_it_can_be_renewed(
    house: House,
) -> None:
    life = await agreed(house, id=f"expired-{house.queue}", end_on=day(20))
    await life.passes(days=30)
    assert contract(life).state == ContractState.EXPIRED
    with house.engine.begin() as connection:
        assert contract(life).contract_id in running_contracts(connection, CUSTOMER)
    await life.passes(days=150)
    await life.has_ended()
    with house.engine.begin() as connection:
        assert contract(life).contract_id not in running_contracts(connection, CUSTOMER)
