"""A service comes into the record proposed, or imported at the stage it is in (R4, R37)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.clock import BusinessClock
from domain.facts import CataloguePublished, GateAnswered, ServiceImported, ServiceProposed
from domain.policy import PinnedPolicy, QuestionName
from domain.protocol import Carried, ServiceLifecycleInput
from domain.service import FINAL_STAGES, IN_CATALOGUE, ImportedService
from domain.service_opening import first_facts, picture_of, state_of
from domain.words import ChangeState, Gate, Stage
from tests.domain.samples import COMPLETE, NOW, change, policy, proposal, service_state

KNOWN = {"costs": COMPLETE[QuestionName.COSTS], "brief": COMPLETE[QuestionName.BRIEF]}
SINCE = date(2021, 5, 1)
LIVING = sorted(set(Stage) - FINAL_STAGES)


def proposed(**changes: object) -> ServiceLifecycleInput:
    return ServiceLifecycleInput(service_id="e-mail", proposal=proposal(**changes))


def imported(stage: Stage) -> ServiceLifecycleInput:
    raw = proposal(design=KNOWN).model_dump() | {
        "stage": stage,
        "since": SINCE,
        "reason": "It has run since before the record",
    }
    service = ImportedService.model_validate(raw)
    return ServiceLifecycleInput(service_id="e-mail", imported=service)


def test_a_proposed_service_begins_in_strategy_with_the_gates_it_answers_already() -> None:
    state = state_of(proposed(design=KNOWN))
    assert (state.service_id, state.name, state.owner) == ("e-mail", "E-mail", "ayse")
    assert (state.stage, state.entered_at, state.gates) == (Stage.STRATEGY, None, ())
    assert set(state.given) == {Gate.COSTS, Gate.BRIEF}


@pytest.mark.parametrize("stage", LIVING)
def test_an_imported_service_begins_at_its_stage_on_the_day_it_entered_it(stage: Stage) -> None:
    state = state_of(imported(stage))
    since = datetime(2021, 5, 1, tzinfo=UTC)
    assert (state.stage, state.entered_at) == (stage, since)
    assert state.cycle_from == (since if stage in IN_CATALOGUE else None)
    designed = stage not in {Stage.STRATEGY, Stage.DESIGN}
    assert state.gates == (tuple(Gate) if designed else ())
    assert set(state.given) == (set() if designed else {Gate.COSTS, Gate.BRIEF})


def test_a_later_run_goes_on_where_the_earlier_one_stood() -> None:
    before = service_state(stage=Stage.TRANSITION, gates=tuple(Gate), step=17)
    carried = Carried(
        state=before.snapshot(),
        policy=PinnedPolicy(version=2, document=policy()),
        clock=BusinessClock(),
    )
    begun = proposed().model_copy(update={"carried": carried})
    assert state_of(begun) == before


def test_customers_of_a_service_that_came_over_in_retirement_are_not_told_a_second_time() -> None:
    """Its first run wrote no step, so the record does not say until when they were told."""
    lost = state_of(imported(Stage.RETIREMENT))
    carried = Carried(
        state=lost.snapshot(),
        policy=PinnedPolicy(version=2, document=policy()),
        clock=BusinessClock(),
    )
    again = state_of(ServiceLifecycleInput(service_id="e-mail", carried=carried))
    since = datetime(2021, 5, 1, tzinfo=UTC)
    assert again.told_until == since + timedelta(days=policy().retirement.notice_days)


def test_a_service_that_is_neither_proposed_nor_imported_does_not_begin() -> None:
    nothing = ServiceLifecycleInput(service_id="e-mail")
    assert first_facts(nothing) == ()
    with pytest.raises(ValueError, match="proposed or imported"):
        state_of(nothing)


def test_a_proposal_is_the_first_fact_of_its_service() -> None:
    begun = proposed()
    assert begun.proposal is not None
    expected = ServiceProposed(service_id="e-mail", proposal=begun.proposal)
    assert first_facts(begun) == (expected,)


@pytest.mark.parametrize("stage", LIVING)
def test_an_import_brings_over_what_is_past_and_leaves_what_is_still_to_come(stage: Stage) -> None:
    first, *others = first_facts(imported(stage))
    assert isinstance(first, ServiceImported)
    assert (first.stage, first.since) == (stage, SINCE)
    assert first.proposal == proposal(design=KNOWN)
    gates = {fact.gate for fact in others if isinstance(fact, GateAnswered)}
    passed = stage not in {Stage.STRATEGY, Stage.DESIGN}
    assert gates == ({Gate.COSTS, Gate.BRIEF} if passed else set())
    published = [fact for fact in others if isinstance(fact, CataloguePublished)]
    shown = [CataloguePublished(service_id="e-mail", version=1, since=SINCE)]
    assert published == (shown if stage in IN_CATALOGUE else [])


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, ""),
        ({"deferred_until": date(2028, 1, 1)}, "until 2028-01-01, when the committee is asked"),
        ({"stage": Stage.OPERATION}, "for the next improvement cycle"),
        ({"stage": Stage.RETIREMENT}, ""),
        (
            {"stage": Stage.RETIREMENT, "told_until": NOW + timedelta(days=90)},
            "until its customers' notice time is over on 2027-05-30, and for the records",
        ),
        (
            {
                "stage": Stage.RETIREMENT,
                "told_until": NOW + timedelta(days=90),
                "dependents_closed": True,
            },
            "until its customers' notice time is over on 2027-05-30",
        ),
        ({"stage": Stage.RETIRED}, "some days for a correction before it closes"),
    ],
    ids=["strategy", "deferred", "operation", "retirement", "dependents", "notice", "retired"],
)
def test_an_operator_sees_what_a_service_waits_for(changes: dict[str, object], waits: str) -> None:
    shown = picture_of(service_state(**changes)).waits
    assert shown.startswith(waits)
    assert bool(shown) is bool(waits)


def test_an_operator_sees_until_when_a_change_was_put_off() -> None:
    state = service_state(stage=Stage.OPERATION)
    put_off = state.changes.propose(change())
    state.changes.put(put_off, ChangeState.DEFERRED, until=date(2028, 1, 1))
    assert picture_of(state).waits == (
        "until 2028-01-01, when a change comes back, or for the next improvement cycle"
    )


def test_an_operator_sees_the_change_at_hand_and_how_many_wait() -> None:
    state = service_state(stage=Stage.OPERATION)
    assert picture_of(state).beside == ""
    first = state.changes.propose(change(title="Larger mailboxes"))
    assert picture_of(state).beside == "1 more waits."
    state.changes.put(first, ChangeState.DECIDING)
    shown = "Change 1, minor, Larger mailboxes: to be decided."
    assert picture_of(state).beside == shown
    for title in ("Second", "Third"):
        state.changes.propose(change(title=title))
    assert picture_of(state).beside == f"{shown} 2 more wait."
    state.changes.put(first, ChangeState.MAKING)
    state.open_draft()
    shown = "Change 1, minor, Larger mailboxes: version 2 is in design. 2 more wait."
    assert picture_of(state).beside == shown


@pytest.mark.parametrize("stage", list(Stage))
def test_an_operator_finds_a_service_by_its_id_owner_and_outcome(stage: Stage) -> None:
    picture = picture_of(service_state(stage=stage))
    assert (picture.title, picture.stage) == ("E-mail (e-mail), version 1", stage)
    assert f"[{stage}]" in picture.drawing
    assert picture.marks == {
        "ServiceId": "e-mail",
        "Owner": "ayse",
        "Outcome": stage if stage in FINAL_STAGES else "",
    }
