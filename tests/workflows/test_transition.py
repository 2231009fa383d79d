"""Transition: the go-live checklist, then acceptance; the catalogue shows it (R7, R33; 8.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from activities.store import schema
from domain.words import Stage
from tests.workflows.company import ACCEPTANCE, CHECKLIST, GATES
from tests.workflows.life import Refused

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life


def catalogue(life: Life) -> list[Row[Any]]:
    """The entries of a service, the present one and those before it."""
    entry = schema.catalogue_entry
    found = life.record.rows(entry, entry.c.service_id == life.record_id)
    return sorted(found, key=lambda one: str(one.published_at))


async def test_an_item_that_is_not_done_holds_the_service_back(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    done: Data = {"item": "rehearse the restore", "done": True, "evidence": "minutes of May"}
    undone: Data = {**CHECKLIST, "items": [done, {**done, "done": False}]}
    with pytest.raises(Refused, match=r"invalid_input data\.items\.1\.done: item 2 is not done"):
        await life.decide("go_live_checklist", "ready", by="tech", data=undone)
    assert life.open == {"go_live_checklist/1"}


async def test_going_live_publishes_the_catalogue_entry_with_its_service_levels(
    house: House,
) -> None:
    life = await house.in_operation()
    [entry] = catalogue(life)
    assert (entry.version, entry.name, entry.withdrawn_at) == (1, "Managed backup", None)
    assert entry.service_levels == GATES["service_levels"][1]
    assert life.story[-2:] == ["stage_entered", "catalogue_published"]
    assert life.told("service_in_operation") == {"owner"}


async def test_acceptance_takes_no_data(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    with pytest.raises(Refused, match="invalid_input data: this question takes no data"):
        await life.decide("go_live_acceptance", "accept", by="delivery", data=ACCEPTANCE)


async def test_rework_asks_for_the_checklist_again(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "rework", by="delivery")
    assert (life.open, life.service.stage) == ({"go_live_checklist/2"}, "transition")
    await life.gone_live(2)
    assert life.service.stage == "operation"


async def test_redesign_goes_back_to_the_acceptance_of_the_design(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.designed()
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "redesign", by="delivery")
    assert (life.open, life.service.stage) == ({"design_acceptance/2"}, "design")
    assert life.told("service_offered") == {"owner"}
    await life.decide(
        "design_acceptance/2", "rework", by="delivery", data={"again": ["continuity"]}
    )
    await life.decide("continuity/2", "complete", by="tech", data=GATES["continuity"][1])
    await life.decide("design_acceptance/3", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live(2)
    assert life.service.stage == "operation"
    stages = life.record.rows(
        schema.service_stage, schema.service_stage.c.service_id == life.record_id
    )
    assert [one.stage for one in sorted(stages, key=lambda one: int(one.position))] == [
        "strategy",
        "design",
        "transition",
        "design",
        "transition",
        "operation",
    ]
