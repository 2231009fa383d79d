"""A change that is withdrawn, or cancelled by the end of its service, leaves nothing open (R27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.changing import LARGE, decided, grown, proposed, standing, withdrawn
from tests.workflows.company import GATES, REASON
from tests.workflows.life import Refused
from tests.workflows.test_improvement import versions
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_retirement_that_is_decided_cancels_the_changes(house: House) -> None:
    life = await grown(house)
    for title in ("First", "Second"):
        await proposed(life, by="account", title=title)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    assert standing(life) == {1: "cancelled", 2: "cancelled"}
    assert versions(life) == {1: "retirement", 2: "withdrawn"}
    assert life.story.count("change_cancelled") == 2
    assert life.told("change_cancelled") == {"owner", "account"}
    with pytest.raises(Refused, match="a service in retirement cannot be changed"):
        await proposed(life)


async def test_retirement_that_is_refused_lets_the_committee_vote_on_the_change_anew(
    house: House,
) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await life.decide("change_committee", "reject", by="ayse")
    await life.demand(ServiceLifecycle.retire)
    assert life.open == {"retirement/1"}
    await proposed(life, title="While the end is decided")
    await life.retirement_decided("keep")
    assert life.open == {"change_committee/2"}
    await decided(life, "approve", 2)
    assert standing(life) == {1: "making", 2: "queued"}


async def test_retirement_that_interrupts_the_chair_asks_the_committee_anew(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await life.passes(days=15)
    assert life.open == {"change_chair/1"}
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided("keep")
    assert life.open == {"change_committee/2"}
    await life.passes(days=15)
    assert life.open == {"change_chair/2"}


async def test_a_change_that_is_made_is_withdrawn_with_its_version(house: House) -> None:
    life = await grown(house)
    await proposed(life)
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await withdrawn(life, 1)
    assert (life.open, standing(life)) == (set(), {1: "withdrawn"})
    assert versions(life) == {1: "operation", 2: "withdrawn"}
    assert life.story[-2:] == ["stage_entered", "change_withdrawn"]
    assert life.task("brief").closed_reason == "change 1 was withdrawn"
    assert life.told("change_withdrawn") == {"owner"}
    assert life.record.reason_of(life.events[-1]) == REASON
    await proposed(life)
    assert versions(life) == {1: "operation", 2: "withdrawn", 3: "design"}
    assert {"brief/2", "costs/2"} <= life.open


async def test_a_change_that_waits_or_is_decided_on_is_withdrawn(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await proposed(life, title="Second")
    await proposed(life, title="Third")
    await withdrawn(life, 2)
    assert life.open == {"change_committee/1"}
    await withdrawn(life, 1)
    assert standing(life) == {1: "withdrawn", 2: "withdrawn", 3: "making"}
    assert life.task("change_committee").state == "cancelled"


async def test_a_change_is_withdrawn_while_the_committee_decides_on_the_end(house: House) -> None:
    life = await grown(house)
    await proposed(life)
    await life.demand(ServiceLifecycle.retire)
    await withdrawn(life, 1)
    assert (life.open, standing(life)) == ({"retirement/1"}, {1: "withdrawn"})
    await life.retirement_decided("keep")
    assert life.open == set()


async def test_a_change_that_is_live_or_unknown_is_not_withdrawn(house: House) -> None:
    life = await grown(house)
    with pytest.raises(Refused, match="conflict change: change 1 is not open; open are: none"):
        await withdrawn(life, 1)
    await proposed(life)
    with pytest.raises(Refused, match="change 7 is not open; open are: 1"):
        await withdrawn(life, 7)
    other = await house.propose()
    with pytest.raises(Refused, match="a service in strategy cannot"):
        await withdrawn(other, 1)
