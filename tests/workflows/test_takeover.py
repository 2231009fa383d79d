"""Services that already run come in at their stage, with a reason, and nothing is sent (R37)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from domain.words import Stage
from tests.workflows.company import GATES, policy_document
from tests.workflows.house import IMPORTED_BECAUSE, eventually, today
from tests.workflows.test_transition import catalogue

if TYPE_CHECKING:
    from tests.workflows.house import House

OF_DESIGN = {f"{gate}/1" for gate in GATES}


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        (Stage.STRATEGY, {"committee/1"}),
        (Stage.DESIGN, OF_DESIGN),
        (Stage.TRANSITION, {"go_live_checklist/1"}),
        (Stage.OPERATION, set()),
        (Stage.RETIREMENT, set()),
    ],
)
async def test_a_service_comes_in_at_its_stage_and_nobody_is_told(
    house: House, stage: Stage, asked: set[str]
) -> None:
    life = await house.take_over(stage, days_ago=20)
    since = datetime.combine(today() - timedelta(days=20), time(), UTC)
    assert (life.service.stage, life.service.entered_at, life.open) == (stage, since, asked)
    first = life.events[0]
    assert (first.kind, first.actor) == ("service_imported", "admin")
    assert life.record.reason_of(first) == IMPORTED_BECAUSE
    assert life.record.rows(schema.notice) == []


async def test_a_service_in_operation_is_in_the_catalogue_since_it_went_live(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=20)
    [entry] = catalogue(life)
    assert entry.published_at == life.service.entered_at
    assert entry.withdrawn_at is None


async def test_an_overdue_cycle_is_asked_at_once_and_quietly(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=400)
    await eventually(lambda: life.open == {"improvement_cycle/1"})
    assert life.record.rows(schema.notice) == []


async def test_whoever_is_asked_later_is_told(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.passes(days=20)
    assert life.told("task_opened") == {"owner"}


async def test_what_is_asked_after_the_first_answer_is_told(house: House) -> None:
    life = await house.take_over(Stage.STRATEGY)
    await life.offered()
    assert life.told("task_opened") >= {"owner", "levels", "account"}


async def test_customers_of_a_service_in_retirement_keep_the_notice_they_were_given(
    house: House,
) -> None:
    life = await house.take_over(Stage.RETIREMENT, days_ago=80)
    notice = policy_document().retirement.notice_days
    assert "customers_told" not in life.story
    await life.passes(days=notice - 80 - 2)
    assert life.open == set()
    await life.passes(days=3)
    assert life.open == {"data_return/1"}


async def test_gates_that_come_with_a_running_service_are_kept_with_it(house: House) -> None:
    given = {"service_levels": GATES["service_levels"][1]}
    life = await house.take_over(Stage.OPERATION, design=given)
    [entry] = catalogue(life)
    assert entry.service_levels == GATES["service_levels"][1]
    gate = life.record.one(schema.gate, schema.gate.c.service_id == life.record_id)
    assert (gate.gate, gate.answered_by) == ("service_levels", "admin")


async def test_gates_that_come_with_a_service_in_design_are_not_asked(house: House) -> None:
    life = await house.take_over(Stage.DESIGN, design={"costs": GATES["costs"][1]})
    assert life.open == OF_DESIGN - {"costs/1"}
