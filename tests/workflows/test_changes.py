"""A service in operation is changed, one change after the other (R27, R110, R146; 8.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from domain.answers import Money
from domain.words import Stage
from tests.workflows.changing import (
    LARGE,
    change,
    decided,
    grown,
    proposed,
    standing,
    withdrawn,
)
from tests.workflows.company import ACCEPTANCE, CHANGE, GATES, REASON
from tests.workflows.house import eventually, in_days
from tests.workflows.life import Refused
from tests.workflows.test_improvement import asked_about, versions
from tests.workflows.test_mailroom import details
from tests.workflows.test_same_moment import at_once, refusals
from tests.workflows.test_transition import catalogue
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House


async def test_a_small_change_is_made_at_once_while_the_service_stays_in_operation(
    house: House,
) -> None:
    life = await grown(house)
    await proposed(life, by="account")
    assert versions(life) == {1: "operation", 2: "design"}
    assert life.service.stage == "operation"
    assert life.story[-8:] == ["change_proposed", "version_opened", *["task_opened"] * 6]
    row = change(life, 1)
    assert (row.state, row.size, row.version, row.proposer) == ("making", "minor", 2, "account")
    assert life.told("change_proposed") == {"owner"}
    await life.designed()
    await life.gone_live()
    assert versions(life) == {1: "retired", 2: "operation"}
    assert standing(life) == {1: "live"}
    assert life.told("service_in_operation") == {"owner", "admin", "account"}
    first, second = catalogue(life)
    assert first.withdrawn_at == second.published_at
    life.record.check_chain(life.id)


async def test_a_large_change_is_decided_by_the_committee_first(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    assert life.open == {"change_committee/1"}
    assert standing(life) == {1: "deciding"}
    question = life.task("change_committee").question
    assert question.endswith("a major change: Self-service restores?")
    await decided(life, "approve")
    assert versions(life) == {1: "operation", 2: "design"}
    approved = next(one for one in life.events if one.kind == "change_approved")
    assert approved.clauses == ["8.5.1", "8.2.2"]
    assert life.told("change_approved") == {"owner"}


async def test_a_dear_change_is_large_however_little_work_it_is(house: House) -> None:
    life = await grown(house)
    await proposed(life, cost=Money(minor_units=1, currency="EUR"))
    assert (change(life, 1).size, life.open) == ("major", {"change_committee/1"})


async def test_who_proposed_a_change_does_not_vote_on_it(house: House) -> None:
    life = await grown(house)
    await proposed(life, by="ayse", person_days=LARGE)
    with pytest.raises(Refused, match="four eyes"):
        await life.decide("change_committee", "approve", by="ayse")
    assert life.task("change_committee").seats == ["mehmet", "zeynep"]


async def test_a_tie_on_a_change_is_decided_by_the_chair(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await life.passes(days=15)
    assert life.open == {"change_chair/1"}
    await life.decide("change_chair", "reject", by="director")
    assert (life.open, standing(life)) == (set(), {1: "rejected"})
    assert life.told("change_rejected") == {"owner"}
    await proposed(life, person_days=LARGE)
    assert life.open == {"change_committee/2"}


async def test_a_change_that_is_put_off_lets_others_go_first_and_comes_back_on_its_day(
    house: House,
) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await decided(life, "defer", until=in_days(30))
    assert (life.open, standing(life)) == (set(), {1: "deferred"})
    await life.passes(days=2)
    await proposed(life, title="A second one")
    assert standing(life) == {1: "deferred", 2: "making"}
    await life.designed()
    await life.gone_live()
    assert life.open == set()
    await life.passes(days=29)
    assert life.open == {"change_committee/2"}
    await decided(life, "approve", 2)
    assert standing(life) == {1: "making", 2: "live"}
    assert change(life, 1).version == 3


async def test_a_change_whose_day_comes_while_another_is_made_waits_for_it(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await decided(life, "defer", until=in_days(5))
    await proposed(life, title="A second one")
    await life.gates_answered()
    await life.passes(days=10)
    assert life.open == {"design_acceptance/1"}
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live()
    await eventually(lambda: life.open == {"change_committee/2"})


async def test_later_changes_wait_in_their_order(house: House) -> None:
    life = await grown(house)
    for title in ("First", "Second", "Third"):
        await proposed(life, by="account", title=title)
    assert standing(life) == {1: "making", 2: "queued", 3: "queued"}
    assert life.story.count("change_queued") == 2
    assert life.told("change_queued") == {"account"}
    await life.designed()
    await life.gone_live()
    assert standing(life) == {1: "live", 2: "making", 3: "queued"}
    assert life.told("change_begun") == {"account"}
    await life.designed(2)
    await life.gone_live(2)
    assert standing(life) == {1: "live", 2: "live", 3: "making"}
    assert versions(life) == {1: "retired", 2: "retired", 3: "operation", 4: "design"}


async def test_two_changes_proposed_at_the_same_moment_are_made_one_after_the_other(
    house: House,
) -> None:
    life = await grown(house)
    heard = await at_once(house, life, proposed(life, title="One"), proposed(life, title="Other"))
    assert refusals(heard) == []
    assert standing(life) == {1: "making", 2: "queued"}
    assert life.story.count("change_queued") == 1


async def test_gates_that_came_with_a_change_are_not_asked_again(house: House) -> None:
    life = await grown(house)
    known = {gate: data for gate, (_, data) in GATES.items() if gate != "costs"}
    await proposed(life, design=known)
    assert life.open == {"costs/1"}
    gate = schema.gate
    rows = life.record.rows(gate, gate.c.service_id == life.record_id, gate.c.version == 2)
    assert {one.gate: one.data for one in rows} == known
    assert {one.answered_by for one in rows} == {"owner"}
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await life.decide("design_acceptance", "rework", by="delivery", data={"again": ["security"]})
    assert life.open == {"security/1"}


async def test_a_change_with_every_gate_answered_goes_right_to_acceptance(house: House) -> None:
    life = await grown(house)
    await proposed(life, design={gate: data for gate, (_, data) in GATES.items()})
    assert life.open == {"design_acceptance/1"}


async def test_who_proposed_a_change_does_not_accept_it(house: House) -> None:
    life = await grown(house)
    await proposed(life, by="delivery", design={gate: data for gate, (_, data) in GATES.items()})
    with pytest.raises(Refused, match="four eyes"):
        await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    assert life.task("design_acceptance").barred == ["delivery"]


async def test_only_a_service_in_operation_is_changed(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="conflict service: a service in strategy cannot be changed"):
        await proposed(life)


async def test_the_owner_answers_about_his_service_before_a_change_is_begun(house: House) -> None:
    life = await asked_about(house)
    await proposed(life)
    assert (life.open, standing(life)) == ({"improvement_cycle/1"}, {1: "queued"})
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    assert standing(life) == {1: "making", 2: "queued"}
    second = change(life, 2)
    assert (second.title, second.size) == (CHANGE["change"], "normal")
    assert second.benefit == REASON


async def test_a_cycle_says_how_large_its_change_is(house: House) -> None:
    life = await asked_about(house)
    cost: Data = {"minor_units": 90_000_000, "currency": "TRY"}
    data: Data = {**CHANGE, "person_days": 1, "cost": cost}
    await life.decide("improvement_cycle", "change", by="owner", data=data)
    assert life.open == {"change_committee/1"}
    assert change(life, 1).cost == cost


async def test_a_cycle_that_is_due_while_a_change_is_made_waits_until_it_is_live(
    house: House,
) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await proposed(life)
    await life.gates_answered()
    await life.passes(days=20)
    assert "improvement_cycle/1" not in life.open
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live()
    await eventually(lambda: life.open == {"improvement_cycle/1"})


async def test_the_temporal_ui_shows_the_change_and_how_many_wait(house: House) -> None:
    life = await grown(house)
    await proposed(life, title="First", person_days=LARGE)
    assert "Change 1, major, First: to be decided." in await details(life.handle)
    for title in ("Second", "Third"):
        await proposed(life, title=title)
    assert "First: to be decided. 2 more wait." in await details(life.handle)
    await decided(life, "approve")
    await withdrawn(life, 3)
    shown = await details(life.handle)
    assert "Change 1, major, First: version 2 is in design. 1 more waits." in shown


async def test_nobody_is_told_twice_that_a_change_is_live(house: House) -> None:
    life = await grown(house)
    await proposed(life, by="account")
    await life.designed()
    await life.gone_live()
    notice = schema.notice
    letters = life.record.rows(notice, notice.c.template == "service_in_operation")
    assert sorted(one.person_id for one in letters) == ["account", "admin", "owner"]


async def test_a_change_waits_for_the_owner_although_a_longer_cycle_holds_by_now(
    house: House,
) -> None:
    life = await asked_about(house)
    house.record.publish_policy({("improvement", "cycle_months"): 24})
    await life.demand(ServiceLifecycle.adopt, by="process")
    await proposed(life, by="account")
    assert (life.open, standing(life)) == ({"improvement_cycle/1"}, {1: "queued"})
    assert life.told("change_queued") == {"account"}
    await life.decide("improvement_cycle", "keep", by="owner")
    assert standing(life) == {1: "making"}
    assert life.told("change_begun") == {"account"}
