"""Retirement: decided on evidence, then controlled until the last customer is served (R26, R38)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.words import Stage
from tests.workflows.changing import proposed
from tests.workflows.company import CHANGE, DATA_RETURN, GATES
from tests.workflows.house import eventually, in_days, today
from tests.workflows.life import Refused
from tests.workflows.test_transition import catalogue
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def retiring(house: House, *dependents: str) -> Life:
    """A service whose retirement was decided, with what depends on it."""
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    for kind in dependents:
        life.record.depends(life.record_id, kind)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    return life


async def test_the_committee_decides_on_evidence_from_the_records(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    life.record.measured(life.record_id, today().replace(day=1), usage=3, revenue=900)
    life.record.depends(life.record_id, "quantum_lease")
    done = await life.demand(ServiceLifecycle.retire)
    assert (done.workflow_id, done.stage) == (life.id, "operation")
    assert life.told("retirement_requested") == {"owner"}
    context = life.task("retirement").context
    assert (context["usage"], context["revenue"]) == (3, {"TRY": 900})
    assert context["open_dependents"] == {"quantum_lease": 1}


async def test_whoever_asks_for_the_retirement_does_not_vote_on_it(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire, by="ayse")
    assert life.task("retirement").seats == ["mehmet", "zeynep"]


async def test_only_a_service_in_operation_is_retired_and_only_once(house: House) -> None:
    proposed = await house.propose()
    with pytest.raises(Refused, match="conflict service: a service in strategy cannot be retired"):
        await proposed.demand(ServiceLifecycle.retire)
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    with pytest.raises(Refused, match=r"conflict service: .* the committee is asked"):
        await life.demand(ServiceLifecycle.retire)


async def test_a_service_that_is_kept_stays_in_operation(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided("keep")
    assert (life.service.stage, life.open) == ("operation", set())
    await life.demand(ServiceLifecycle.retire)
    assert life.open == {"retirement/2"}


async def test_the_cycle_is_asked_again_after_a_retirement_that_was_refused(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.passes(days=20)
    await life.demand(ServiceLifecycle.retire)
    assert life.open == {"retirement/1"}
    assert life.task("improvement_cycle").closed_reason.startswith("the committee is asked")
    await life.retirement_decided("keep")
    await eventually(lambda: life.open == {"improvement_cycle/1"})


async def test_a_draft_goes_on_after_a_retirement_that_was_refused(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.passes(days=20)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    gates = life.open
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided("keep")
    assert life.open == gates - {"brief/1"}


async def test_a_retirement_may_be_put_off_and_is_asked_again_on_that_day(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(60)})
    assert (life.open, str(life.service.deferred_until_on)) == (set(), in_days(60))
    await life.passes(days=58)
    assert life.open == set()
    await life.passes(days=3)
    assert life.open == {"retirement/2"}
    await life.retirement_decided(ordinal=2)
    assert life.service.stage == "retirement"


async def test_the_day_of_a_deferral_overtakes_a_question_that_stands_open(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(30)})
    await life.passes(days=20)
    assert life.open == {"improvement_cycle/1"}
    await life.passes(days=11)
    assert life.open == {"retirement/2"}
    await life.retirement_decided("keep", ordinal=2)
    await eventually(lambda: life.open == {"improvement_cycle/1"})
    assert life.service.deferred_until_on is None
    assert "retirement_refused" in life.story


async def test_a_retirement_that_was_put_off_may_be_demanded_before_that_day(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(60)})
    await life.demand(ServiceLifecycle.retire, by="delivery")
    assert (life.open, life.service.deferred_until_on) == ({"retirement/2"}, None)


async def test_a_missed_vote_on_retirement_asks_the_chair(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    await life.passes(days=15)
    assert life.open == {"retirement_chair/1"}
    await life.decide("retirement_chair", "retire", by="director")
    assert life.service.stage == "retirement"


async def test_customers_are_told_with_the_notice_time_of_policy(house: House) -> None:
    life = await retiring(house, "contract")
    told = next(one for one in life.events if one.kind == "customers_told")
    assert life.service.ends_at - told.at == timedelta(days=90)
    assert life.told("service_ending") == {"owner", "customer"}
    assert catalogue(life)[0].withdrawn_at is None


async def test_a_service_without_dependents_ends_after_its_notice_time(house: House) -> None:
    life = await retiring(house)
    await life.passes(days=88)
    assert life.open == set()
    await life.passes(days=3)
    assert life.open == {"data_return/1"}
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)
    assert (life.service.stage, life.open) == ("retired", set())
    assert catalogue(life)[0].withdrawn_at is not None
    assert life.story[-4:] == [
        "task_decided",
        "data_returned",
        "catalogue_withdrawn",
        "stage_entered",
    ]
    await life.passes(days=3)
    assert life.row.closed_reason == "retired"


async def test_data_are_returned_with_evidence_or_none_was_held(house: House) -> None:
    life = await retiring(house)
    await life.passes(days=91)
    no_evidence: Data = {**DATA_RETURN, "evidence": []}
    with pytest.raises(Refused, match=r"invalid_input data\.evidence"):
        await life.decide("data_return", "returned_and_erased", by="security", data=no_evidence)
    await life.decide("data_return", "nothing_held", by="security")
    assert life.service.stage == "retired"


async def test_a_dependent_of_a_kind_that_does_not_exist_yet_holds_the_retirement(
    house: House,
) -> None:
    life = await retiring(house, "quantum_lease")
    await eventually(lambda: life.told("dependents_open") == {"owner", "account"})
    await life.passes(days=120)
    assert (life.service.stage, life.open) == ("retirement", set())
    life.record.depends_no_longer(life.record_id, "quantum_lease")
    await life.nudge()
    await eventually(lambda: life.open == {"data_return/1"})
    assert life.story.count("dependents_closed") == 1


async def test_a_nudge_while_something_else_depends_on_it_changes_nothing(house: House) -> None:
    life = await retiring(house, "contract", "quantum_lease")
    life.record.depends_no_longer(life.record_id, "contract")
    await life.nudge()
    await life.passes(days=10)
    assert life.story.count("dependents_shown") == 1
    await life.passes(days=90)
    assert life.open == set()


async def test_a_dependent_that_closes_unnoticed_is_found_when_they_are_looked_at_again(
    house: House,
) -> None:
    life = await retiring(house, "contract")
    await life.passes(days=91)
    life.record.depends_no_longer(life.record_id, "contract")
    await life.passes(days=14)
    assert life.open == {"data_return/1"}


async def test_what_comes_to_depend_on_it_during_its_notice_holds_it_as_well(house: House) -> None:
    life = await retiring(house)
    await life.passes(days=30)
    life.record.depends(life.record_id, "contract")
    await life.passes(days=80)
    assert (life.open, life.story[-1]) == (set(), "dependents_shown")


async def test_a_service_in_retirement_is_not_withdrawn(house: House) -> None:
    life = await retiring(house)
    with pytest.raises(Refused, match="conflict service: a service in retirement cannot be with"):
        await life.demand(ServiceLifecycle.withdraw)


async def test_a_version_that_goes_live_does_not_hide_that_a_retirement_is_put_off(
    house: House,
) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await proposed(life)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(60)})
    await life.designed()
    await life.gone_live()
    assert (life.service.version, str(life.service.deferred_until_on)) == (2, in_days(60))
