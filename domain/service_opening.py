"""How a service comes into the record, and how it shows itself there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.describing import Picture
from domain.facts import (
    CataloguePublished,
    GateAnswered,
    ServiceImported,
    ServiceProposed,
)
from domain.service import FINAL_STAGES, IN_CATALOGUE, ServiceFile, drawing
from domain.service_state import ServiceState, start_of
from domain.words import Gate, Stage

if TYPE_CHECKING:
    from domain.facts import AnyFact
    from domain.protocol import Carried, ServiceLifecycleInput


def state_of(begun: ServiceLifecycleInput) -> ServiceState:
    """The state a service begins with: fresh, imported at its stage, or carried from another run.

    Raises:
        ValueError: the input names neither a proposal nor a service to import.
    """
    if begun.carried is not None:
        return _carried_on(begun.carried)
    file = begun.imported or begun.proposal
    if file is None:
        message = "a service is proposed or imported"
        raise ValueError(message)
    state = ServiceState(
        service_id=begun.service_id,
        name=file.name,
        owner=file.owner,
        given=file.design.given(),
    )
    if begun.imported:
        state.stage = begun.imported.stage
        state.entered_at = start_of(begun.imported.since)
        if state.stage in IN_CATALOGUE:
            state.cycle_from = state.entered_at
            state.cycle_day = state.entered_at.day
        if state.stage not in (Stage.STRATEGY, Stage.DESIGN):
            state.gates, state.given = tuple(Gate), {}
    return state


def _carried_on(carried: Carried) -> ServiceState:
    """The state another run carried, or that the record has of a run that was lost.

    A service that came over in retirement writes no step before its notice time is over, so the
    record may not know yet until when its customers were told: it follows from the day it entered.
    """
    state = ServiceState.model_validate(carried.state)
    if state.stage is Stage.RETIREMENT and state.told_until is None and state.entered_at:
        notice = timedelta(days=carried.policy.document.retirement.notice_days)
        state.told_until = state.entered_at + notice
    return state


def first_facts(begun: ServiceLifecycleInput) -> tuple[AnyFact, ...]:
    """What is recorded when a service is opened: the proposal, or all that comes over with it."""
    if begun.proposal is not None:
        return (ServiceProposed(service_id=begun.service_id, proposal=begun.proposal),)
    if begun.imported is None:
        return ()
    service_id, file = begun.service_id, begun.imported
    facts: list[AnyFact] = [
        ServiceImported(
            service_id=service_id,
            proposal=ServiceFile.model_validate(
                file.model_dump(include=set(ServiceFile.model_fields))
            ),
            stage=file.stage,
            since=file.since,
        )
    ]
    if file.stage not in (Stage.STRATEGY, Stage.DESIGN):
        facts += [
            GateAnswered(service_id=service_id, version=1, gate=gate, data=data, with_proposal=True)
            for gate, data in file.design.given().items()
        ]
    if file.stage in IN_CATALOGUE:
        facts.append(CataloguePublished(service_id=service_id, version=1, since=file.since))
    return tuple(facts)


def picture_of(state: ServiceState) -> Picture:
    """A service as an operator sees it."""
    return Picture(
        title=f"{state.name} ({state.service_id}), version {state.version}",
        stage=state.stage,
        drawing=drawing(state.stage),
        beside=_changes(state),
        since=state.entered_at,
        waits=_waits(state),
        marks={
            "ServiceId": state.service_id,
            "Owner": state.owner,
            "Outcome": state.stage if state.stage in FINAL_STAGES else "",
        },
    )


def _waits(state: ServiceState) -> str:
    """What it waits for while nobody is asked."""
    waits = ""
    if state.stage is Stage.OPERATION:
        waits = "for the next improvement cycle"
        if wakes_at := state.changes.wakes_at():
            waits = f"until {wakes_at:%Y-%m-%d}, when a change comes back, or {waits}"
    elif state.stage is Stage.RETIREMENT and state.told_until:
        waits = f"until its customers' notice time is over on {state.told_until:%Y-%m-%d}"
        if not state.dependents_closed:
            waits += ", and for the records that depend on it"
    elif state.deferred_until:
        waits = f"until {state.deferred_until}, when the committee is asked again"
    elif state.stage in FINAL_STAGES:
        waits = "some days for a correction before it closes"
    return waits


def _changes(state: ServiceState) -> str:
    """The change that is made or decided on, and how many wait."""
    change, waiting = state.changes.at_hand, len(state.changes.waiting)
    said = []
    if change is not None:
        made = (
            f"version {state.draft} is in {state.draft_stage}" if state.draft else "to be decided"
        )
        said.append(f"Change {change.number}, {change.size}, {change.title}: {made}.")
    if waiting:
        said.append(f"{waiting} more {'waits' if waiting == 1 else 'wait'}.")
    return " ".join(said)
