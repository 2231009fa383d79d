"""What a correction undoes: where a service and its versions stand again (R37, R43).

The first decision and what followed from it stay in the record; what is undone is recorded beside
it, so that rows, catalogue and the history of stages tell the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.change_facts import ChangeCorrected
from domain.facts import CataloguePublished, ServiceDeferred, ServiceStays, StageEntered
from domain.service import IN_CATALOGUE, Move
from domain.words import ChangeState, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from domain.changes import OpenChange
    from domain.service_state import ServiceState

    Undone = StageEntered | CataloguePublished | ServiceStays | ChangeCorrected


def undone(
    now: ServiceState, back: ServiceState
) -> list[StageEntered | CataloguePublished | ServiceStays | ChangeCorrected]:
    """What is recorded when a service goes back from one state to an earlier one.

    Customers who were told that it ends are told that it stays.

    A version that the earlier state does not know is withdrawn, and one that was given up is being
    made again; a version that leads again is in the catalogue again where its stage belongs there.
    A change stands again where it stood; one that the decision itself brought up is cancelled.
    """
    is_at, was_at = _stages(now), _stages(back)
    facts: list[Undone] = [
        _entered(back, version, was_at.get(version, Stage.WITHDRAWN))
        for version in is_at | was_at
        if was_at.get(version) is not is_at.get(version)
    ]
    shown = now.version if now.stage in IN_CATALOGUE else None
    if back.stage in IN_CATALOGUE and back.version != shown:
        facts.append(back.published())
    if now.told_until is not None and back.told_until is None:
        facts.append(ServiceStays(service_id=back.service_id))
    return [*facts, *_changes_undone(now, back)]


def put_off_again(now: ServiceState, back: ServiceState, at: datetime) -> list[ServiceDeferred]:
    """A retirement waits for its day again where the committee was asked anew by mistake.

    Not where that day has come: then the committee is asked in any case.
    """
    day = back.retirement_deferred_until
    if day is None or day == now.retirement_deferred_until or back.retirement_is_due(at):
        return []
    return [ServiceDeferred(service_id=back.service_id, until=day)]


def _changes_undone(now: ServiceState, back: ServiceState) -> list[ChangeCorrected]:
    is_at = {one.number: one for one in now.changes.open}
    was_at = {one.number: one for one in back.changes.open}
    gone = [one for number, one in is_at.items() if number not in was_at]
    moved = [one for number, one in was_at.items() if one != is_at.get(number)]
    # Only one change may be at hand: the one that stands there now makes room first.
    moved.sort(key=lambda one: one == back.changes.at_hand)
    return [
        *(_corrected(back, one, ChangeState.CANCELLED) for one in gone),
        *(_corrected(back, one, one.state) for one in moved),
    ]


def _corrected(back: ServiceState, change: OpenChange, state: ChangeState) -> ChangeCorrected:
    return ChangeCorrected(
        service_id=back.service_id,
        number=change.number,
        title=change.title,
        proposer=change.proposer,
        state=state,
        version=back.draft if state is ChangeState.MAKING else None,
        until=change.deferred_until if state is ChangeState.DEFERRED else None,
    )


def _stages(state: ServiceState) -> dict[int, Stage]:
    """Where each version stands; one that was replaced is retired, one given up never stood."""
    stages = dict.fromkeys(range(1, state.version), Stage.RETIRED) | {state.version: state.stage}
    stages = {version: one for version, one in stages.items() if version not in state.given_up}
    if state.draft is not None:
        stages[state.draft] = state.making_stage
    return stages


def _entered(back: ServiceState, version: int, stage: Stage) -> StageEntered:
    return StageEntered(
        service_id=back.service_id,
        version=version,
        stage=stage,
        leading=version == back.version,
        move=Move.REDESIGN if stage is Stage.DESIGN else None,
    )
