"""A vote is corrected: the ballot is decided otherwise, or opened again (R36, R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.house import eventually, in_days
from tests.workflows.life import Refused
from tests.workflows.test_committee import votes

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_vote_that_was_wrong_opens_a_decided_ballot_again(house: House) -> None:
    life = await house.propose()
    await life.offered()
    receipt = await life.decide("committee", "reject", by="mehmet", corrects=True)
    assert (receipt.state, receipt.decision_id) == ("voted", None)
    assert life.service.stage == "strategy"
    assert life.open == {"committee/1"}
    assert votes(life) == {"ayse": ("ayse", "offer"), "mehmet": ("mehmet", "reject")}
    await eventually(lambda: life.row.state["seats"] != {})
    await life.decide("committee", "reject", by="zeynep")
    assert life.decisions("committee") == [("committee", "offer"), ("committee", "reject")]
    assert life.service.stage == "rejected"


async def test_a_vote_that_was_wrong_may_turn_the_decision_round(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "reject", by="zeynep")
    await life.decide("committee", "offer", by="ayse")
    await life.decide("committee", "offer", by="mehmet")
    await life.decide("committee", "reject", by="mehmet", corrects=True)
    await eventually(lambda: life.service.stage == "rejected")
    assert life.decisions("committee") == [("committee", "offer"), ("committee", "reject")]
    assert life.told("service_rejected") == {"owner"}
    life.record.check_chain(life.id)


async def test_a_vote_is_corrected_while_the_ballot_is_still_open(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "reject", by="ayse")
    receipt = await life.decide("committee", "offer", by="ayse", corrects=True)
    assert receipt.state == "voted"
    assert votes(life) == {"ayse": ("ayse", "offer")}
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"
    cast = [one.data["outcome"] for one in life.events if one.kind.startswith("vote_")]
    assert cast == ["reject", "offer", "offer"]


async def test_only_a_vote_that_was_cast_is_corrected(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    with pytest.raises(Refused, match=r"conflict correct: .* it is not decided"):
        await life.decide("committee", "offer", by="mehmet", corrects=True)
    await life.decide("committee", "offer", by="mehmet")
    with pytest.raises(Refused, match="conflict correct: the seat of zeynep cast no vote"):
        await life.decide("committee", "reject", by="zeynep", corrects=True)


async def test_several_votes_are_corrected_one_after_the_other(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.decide("committee", "defer", by="ayse", data={"until": in_days(9)}, corrects=True)
    await eventually(lambda: life.row.state["seats"] != {})
    await life.decide("committee", "defer", by="mehmet", data={"until": in_days(7)}, corrects=True)
    assert str(life.service.deferred_until_on) == in_days(9)
    assert (life.service.stage, life.open) == ("strategy", set())


async def test_a_corrected_vote_that_ties_asks_the_chair(house: House) -> None:
    house.record.publish_policy({("committee", "quorum_percent"): 100})
    life = await house.propose(by="zeynep")
    await life.offered()
    await life.decide("committee", "reject", by="ayse", corrects=True)
    await eventually(lambda: life.open == {"committee_chair/1"})
    assert life.service.stage == "strategy"
    await life.decide("committee_chair", "offer", by="director")
    assert life.service.stage == "design"
