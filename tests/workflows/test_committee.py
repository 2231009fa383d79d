"""The committee decides by votes: quorum, majority, deferral, substitutes, chair (R4, R5, R36)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from tests.workflows.company import JOINS_LATER
from tests.workflows.house import eventually, in_days
from tests.workflows.life import Refused

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life


def votes(life: Life, question: str = "committee") -> dict[str, tuple[str, str]]:
    """Who voted what, by seat."""
    vote = schema.vote
    found = life.record.rows(vote, vote.c.task_id == life.task_id(question))
    return {one.seat: (one.voter, one.outcome) for one in found}


async def test_two_of_three_members_offer_a_service(house: House) -> None:
    life = await house.propose()
    first = await life.decide("committee", "offer", by="ayse")
    assert (first.state, first.decision_id) == ("voted", None)
    assert life.open == {"committee/1"}
    second = await life.decide("committee", "offer", by="mehmet")
    assert (second.state, second.decision_id) == ("completed", f"{life.id}/committee/1#1")
    assert life.decisions("committee") == [("committee", "offer")]
    assert life.service.stage == "design"
    assert life.story[:5] == [
        "service_proposed",
        "task_opened",
        "vote_cast",
        "vote_cast",
        "task_decided",
    ]


async def test_a_rejected_service_ends_and_is_never_designed(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "zeynep"):
        await life.decide("committee", "reject", by=member)
    assert (life.service.stage, life.open) == ("rejected", set())
    assert life.told("service_rejected") == {"owner"}
    await life.passes(days=3)
    assert life.row.closed_reason == "rejected"
    assert "gate_answered" not in life.story


async def test_one_vote_is_no_quorum_of_three_seats(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "reject", by="ayse")
    assert life.service.stage == "strategy"
    assert life.decisions("committee") == []


async def test_votes_that_differ_wait_for_a_majority(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    await life.decide("committee", "reject", by="mehmet")
    assert life.service.stage == "strategy"
    await life.decide("committee", "reject", by="zeynep")
    assert life.service.stage == "rejected"


async def test_a_deferred_service_is_asked_about_again_on_that_day(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(30)})
    assert (life.open, str(life.service.deferred_until_on)) == (set(), in_days(30))
    assert life.told("service_deferred") == {"owner"}
    await life.passes(days=28)
    assert life.open == set()
    await life.passes(days=3)
    assert life.open == {"committee/2"}
    await life.offered(2)
    assert (life.service.stage, life.service.deferred_until_on) == ("design", None)


async def test_among_deferral_dates_the_latest_holds(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "defer", by="ayse", data={"until": in_days(90)})
    await life.decide("committee", "defer", by="mehmet", data={"until": in_days(30)})
    assert str(life.service.deferred_until_on) == in_days(90)


async def test_a_deferral_without_a_possible_day_is_refused(house: House) -> None:
    life = await house.propose()
    for until in (None, in_days(0), in_days(731)):
        with pytest.raises(Refused, match=r"invalid_input data\.until"):
            await life.decide("committee", "defer", by="ayse", data={"until": until})
    assert votes(life) == {}


async def test_the_same_vote_again_is_fine_and_counts_once(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    again = await life.decide("committee", "offer", by="ayse")
    assert again.state == "voted"
    assert votes(life) == {"ayse": ("ayse", "offer")}
    assert life.story.count("vote_cast") == 1


async def test_another_vote_of_the_same_seat_is_a_conflict(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    with pytest.raises(Refused, match="conflict outcome: the seat of ayse has already voted offer"):
        await life.decide("committee", "reject", by="ayse")


async def test_the_proposer_does_not_vote_and_his_seat_does_not_count(house: House) -> None:
    life = await house.propose(by="zeynep")
    assert life.task("committee").seats == ["ayse", "mehmet"]
    with pytest.raises(Refused, match="not_allowed as: zeynep asked for this himself"):
        await life.decide("committee", "offer", by="zeynep")
    await life.decide("committee", "offer", by="ayse")
    assert life.service.stage == "design"


async def test_only_a_member_votes(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="not_allowed as: director has none of the roles"):
        await life.decide("committee", "offer", by="director")


async def test_a_substitute_fills_the_seat_of_a_member(house: House) -> None:
    life = await house.propose()
    receipt = await life.decide("committee", "offer", by="boss", stands_for="ayse")
    assert receipt.by == "boss"
    assert votes(life) == {"ayse": ("boss", "offer")}
    with pytest.raises(Refused, match="conflict"):
        await life.decide("committee", "reject", by="ayse")


async def test_one_person_has_one_vote_whatever_seats_he_could_fill(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="mehmet")
    with pytest.raises(Refused, match="conflict for: mehmet has already voted"):
        await life.decide("committee", "offer", by="mehmet", stands_for="ayse")


async def test_whoever_joins_later_has_no_vote_in_a_ballot_that_began(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="not_allowed as: newcomer has no seat"):
        await life.decide("committee", "offer", by=JOINS_LATER)


async def test_a_tie_asks_the_chair(house: House) -> None:
    house.record.publish_policy({("committee", "quorum_percent"): 100})
    life = await house.propose(by="zeynep")
    await life.decide("committee", "offer", by="ayse")
    await life.decide("committee", "reject", by="mehmet")
    assert life.open == {"committee_chair/1"}
    assert life.task("committee").state == "expired"
    assert "tied" in life.task("committee").closed_reason
    await life.decide("committee_chair", "offer", by="director")
    assert life.service.stage == "design"


async def test_a_missed_due_date_asks_the_chair(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    await life.passes(days=15)
    assert life.open == {"committee_chair/1"}
    assert "missed" in life.task("committee").closed_reason
    chair = life.task("committee_chair")
    assert chair.due_at - chair.opened_at == timedelta(days=7)
    with pytest.raises(Refused, match=r"conflict task: .* is not open"):
        await life.decide("committee", "offer", by="mehmet")


async def test_the_chair_may_defer_and_the_committee_is_asked_anew(house: House) -> None:
    life = await house.propose()
    await life.passes(days=15)
    await life.decide("committee_chair", "defer", by="director", data={"until": in_days(60)})
    await life.passes(days=46)
    assert life.open == {"committee/2"}
    await life.offered(2)
    assert life.service.stage == "design"


async def test_a_committee_without_members_leaves_it_to_the_chair(house: House) -> None:
    house.record.publish_policy({("questions", "committee", "roles"): ["supervisor"]})
    life = await house.propose()
    await eventually(lambda: life.open == {"committee_chair/1"})
    await life.decide("committee_chair", "reject", by="director")
    assert life.service.stage == "rejected"


async def test_the_ladder_of_a_body_is_told_before_the_chair_is_asked(house: House) -> None:
    house.record.publish_policy({("questions", "committee", "ladder"): ["senior_management"]})
    life = await house.propose()
    await life.passes(days=15)
    assert life.open == {"committee/1"}
    assert life.told("task_escalated") == {"boss"}
    with pytest.raises(Refused, match="not_allowed as: boss has none of the roles"):
        await life.decide("committee", "offer", by="boss")
    await life.passes(days=7)
    assert life.open == {"committee_chair/1"}


async def test_a_body_that_stays_silent_decides_by_default_where_policy_says_so(
    house: House,
) -> None:
    house.record.publish_policy({("questions", "committee", "default"): "reject"})
    life = await house.propose()
    await life.passes(days=15)
    assert life.decisions("committee") == [("policy", "reject")]
    assert life.service.stage == "rejected"


async def test_no_service_enters_design_without_the_record_of_the_committee(house: House) -> None:
    life = await house.propose()
    await life.offered()
    entered = next(one for one in life.events if one.kind == "stage_entered")
    assert entered.event_key.startswith(f"{life.id}/committee/1#1/")
    assert entered.actor == "committee"
    assert set(entered.clauses) == {"8.2.2", "8.5.2"}
    decided = next(one for one in life.events if one.kind == "task_decided")
    assert decided.position < entered.position
