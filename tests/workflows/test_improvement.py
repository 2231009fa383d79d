"""The improvement cycle: once in a cycle the owner says keep, change or retire (R25, R27, R41)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from domain.service_state import add_months
from domain.words import Stage
from tests.workflows.company import ACCEPTANCE, CHANGE, CHECKLIST
from tests.workflows.house import eventually, today
from tests.workflows.life import Refused
from tests.workflows.test_transition import catalogue
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life


def versions(life: Life) -> dict[int, str]:
    """The stage of each version."""
    version = schema.service_version
    rows = life.record.rows(version, version.c.service_id == life.record_id)
    return {one.version: one.stage for one in rows}


async def asked_about(house: House) -> Life:
    """A service in operation whose first cycle is due."""
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.passes(days=20)
    assert life.open == {"improvement_cycle/1"}
    return life


async def test_the_owner_is_asked_a_calendar_year_after_the_service_went_live(house: House) -> None:
    life = await house.in_operation()
    await life.passes(days=364)
    assert life.open == set()
    await life.passes(days=3)
    assert life.open == {"improvement_cycle/1"}
    live, asked = life.service.entered_at, life.task("improvement_cycle").opened_at
    assert timedelta(0) <= asked - add_months(live, 12) < timedelta(minutes=1)


async def test_what_is_kept_is_asked_about_again_on_the_calendar(house: House) -> None:
    life = await house.in_operation()
    began = life.service.entered_at
    await life.passes(days=380)
    await life.decide("improvement_cycle", "keep", by="owner")
    assert life.story[-2:] == ["task_decided", "improvement_cycle_closed"]
    await life.passes(days=364)
    asked = life.task("improvement_cycle/2").opened_at
    assert timedelta(0) <= asked - add_months(began, 24) < timedelta(minutes=1)


async def test_a_cycle_that_nobody_answers_keeps_the_service_on_record(house: House) -> None:
    life = await asked_about(house)
    await life.passes(days=46)
    assert life.open == set()
    assert life.decisions("improvement_cycle") == [("policy", "keep")]
    assert life.story[-5:] == [
        "task_opened",
        "task_remind",
        "task_escalate",
        "task_decided",
        "improvement_cycle_closed",
    ]
    assert life.told("task_escalated") == {"delivery"}


async def test_a_change_is_a_new_version_while_the_old_one_stays_in_operation(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    assert versions(life) == {1: "operation", 2: "design"}
    assert (life.service.stage, life.service.version) == ("operation", 1)
    await life.designed()
    assert versions(life) == {1: "operation", 2: "transition"}
    assert life.service.stage == "operation"
    await life.gone_live()
    assert versions(life) == {1: "retired", 2: "operation"}
    assert (life.service.stage, life.service.version) == ("operation", 2)
    first, second = catalogue(life)
    assert first.withdrawn_at == second.published_at
    assert (second.version, second.withdrawn_at) == (2, None)
    assert life.told("service_in_operation") == {"owner", "admin"}


async def test_the_change_is_the_brief_of_the_next_version(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    second = life.record.one(
        schema.service_version,
        schema.service_version.c.service_id == life.record_id,
        schema.service_version.c.version == 2,
    )
    assert second.change == CHANGE["change"]


async def test_a_new_version_may_be_sent_back_to_design(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.designed()
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "redesign", by="delivery")
    assert versions(life) == {1: "operation", 2: "design"}
    assert life.open == {"design_acceptance/2"}


async def test_a_long_change_is_followed_by_the_next_cycle_of_the_calendar(house: House) -> None:
    house.record.publish_policy({("questions", "design_acceptance", "escalate_every_days"): 365})
    life = await asked_about(house)
    began = life.service.entered_at
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.gates_answered()
    await life.passes(days=400)
    assert life.open == {"design_acceptance/1"}
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live()
    await eventually(lambda: life.open == {"improvement_cycle/2"})
    await life.decide("improvement_cycle/2", "keep", by="owner")
    await life.passes(days=360)
    asked = life.task("improvement_cycle/3").opened_at
    assert timedelta(0) <= asked - add_months(began, 36) < timedelta(minutes=1)


async def test_a_change_that_says_nothing_is_refused(house: House) -> None:
    life = await asked_about(house)
    nothing_said: tuple[Data | None, ...] = (None, {"change": "x"})
    for data in nothing_said:
        with pytest.raises(Refused, match=r"invalid_input data\.change"):
            await life.decide("improvement_cycle", "change", by="owner", data=data)


async def test_the_owner_sees_what_the_records_say_before_he_answers(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    this_month = today().replace(day=1)
    life.record.measured(life.record_id, this_month, usage=40, revenue=12_500)
    life.record.measured(life.record_id, date(2020, 1, 1), usage=1_000, revenue=1)
    life.record.depends(life.record_id, "contract")
    await life.passes(days=20)
    context = life.task("improvement_cycle").context
    assert (context["months"], context["usage"], context["revenue"]) == (1, 40, {"TRY": 12_500})
    assert context["open_dependents"] == {"contract": 1}


async def test_a_cycle_may_ask_the_committee_to_retire_the_service(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "retire", by="owner")
    assert life.open == {"retirement/1"}
    assert life.story[-2:] == ["retirement_requested", "task_opened"]
    await life.retirement_decided()
    assert life.service.stage == "retirement"


async def test_a_new_version_gives_way_when_retirement_is_demanded(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.demand(ServiceLifecycle.retire)
    assert life.open == {"retirement/1"}
    assert life.task("brief").state == "cancelled"
    await life.retirement_decided("keep")
    assert "brief/1" in life.open
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided(ordinal=2)
    assert versions(life) == {1: "retirement", 2: "withdrawn"}
