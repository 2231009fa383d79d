"""What an operator sees of a process in the Temporal UI, and what he filters by (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.workflows.company import CHECKLIST
from tests.workflows.house import eventually, in_days
from tests.workflows.test_mailroom import details
from workflows import search
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def marked(life: Life) -> dict[str, object]:
    """The search attributes of a process, by name."""
    described = await life.handle.describe()
    return {
        one.key.name: one.value
        for one in described.typed_search_attributes
        if one.key.name in search.SEARCH_ATTRIBUTES
    }


async def summaries(life: Life) -> list[str]:
    """What stands beside each activity and timer of its present run."""
    history = await life.handle.fetch_history()
    converter = life.env.client.data_converter
    said = [one.user_metadata.summary for one in history.events if one.user_metadata.summary.data]
    return [text for one in said for text in await converter.decode([one], [str])]


async def test_a_service_before_the_committee_says_whom_it_waits_for(house: House) -> None:
    life = await house.propose()
    assert await marked(life) == {
        "ServiceId": life.record_id,
        "Owner": "owner",
        "Stage": "strategy",
        "PolicyVersion": "1",
        "AwaitingRole": ["committee_member"],
        "DueAt": life.task("committee").due_at,
        "Overdue": False,
        "Escalated": False,
    }
    shown = await details(life.handle)
    assert f"### Managed backup ({life.record_id}), version 1" in shown
    assert "[strategy] → design → transition" in shown
    assert "Shall we offer Managed backup?" in shown
    assert f"servicecycle decide {life.id}/committee/1 offer|reject|defer" in shown
    assert "0 of 3 votes cast" in shown


async def test_a_vote_is_shown_at_once(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    assert "1 of 3 votes cast" in await details(life.handle)


async def test_whatever_stands_open_side_by_side_is_shown_together(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    roles = (await marked(life))["AwaitingRole"]
    assert isinstance(roles, list)
    assert {"account_manager", "security_officer", "service_owner"} < set(roles)
    assert (await details(life.handle)).count("servicecycle decide") == 6


async def test_an_overdue_task_that_climbed_is_marked(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.passes(days=31)
    found = await marked(life)
    assert (found["Overdue"], found["Escalated"]) == (True, True)
    assert found["AwaitingRole"] == [
        "operations_director",
        "service_delivery_manager",
        "technician",
    ]
    assert "**overdue**" in await details(life.handle)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    found = await marked(life)
    assert (found["Overdue"], found["Escalated"]) == (False, False)


async def test_a_service_in_operation_waits_for_nobody(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=3)
    found = await marked(life)
    assert found["Stage"] == "operation"
    assert {"AwaitingRole", "DueAt", "Outcome"}.isdisjoint(found)
    assert "Waits for the next improvement cycle" in await details(life.handle)


async def test_a_deferral_and_a_retirement_say_until_when(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(30)})
    assert f"until {in_days(30)}" in await details(life.handle)
    other = await house.take_over(Stage.OPERATION, days_ago=3)
    await other.demand(ServiceLifecycle.retire)
    await other.retirement_decided()
    assert f"{other.service.ends_at:%Y-%m-%d}" in await details(other.handle)


async def test_a_service_that_ended_is_found_by_its_outcome(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "reject", by=member)
    assert (await marked(life))["Outcome"] == "rejected"
    assert "for a correction before it closes" in await details(life.handle)


async def test_what_is_shown_survives_the_turn_of_a_page(house: House) -> None:
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    life = await house.take_over(Stage.DESIGN)
    before = await marked(life)
    await life.assign("costs", "delivery")
    first = life.row.run_id
    await life.assign("continuity", "tech")
    await eventually(lambda: life.row.run_id != first)
    shown = await details(life.handle)
    assert shown.count("servicecycle decide") == 6
    assert "may answer: tech" in shown
    assert await marked(life) == before


async def test_each_activity_and_timer_says_what_it_is_for(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    said = await summaries(life)
    assert "Take the process into the record" in said
    assert "ask committee/1" in said
    assert "remind: committee/1" in said
    assert "ayse votes offer" in said
    other = await house.take_over(Stage.OPERATION, days_ago=3)
    assert "the improvement cycle is due" in await summaries(other)


async def test_a_publication_shows_its_policy(house: House) -> None:
    life = await house.publish_policy(house.record.draft_policy({}))
    found = await marked(life)
    assert (found["Stage"], found["AwaitingRole"]) == (
        "approval",
        ["operations_director", "senior_management"],
    )
    assert "Service Management Policy" in await details(life.handle)


def test_a_word_that_would_lose_its_row_on_postgresql_is_clamped() -> None:
    assert search.keyword(search.STAGE, "x" * 300).value == "x" * 255
    assert search.keywords(search.AWAITING_ROLE, ["x" * 300]).value == ["x" * 255]
