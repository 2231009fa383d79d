"""What a correction undoes: where a service and its versions stand again (R37, R43).

The first decision and what followed from it stay in the record; what is undone is recorded beside
it, so that rows, catalogue and the history of stages tell the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.facts import CataloguePublished, ServiceStays, StageEntered
from domain.service import IN_CATALOGUE, Move
from domain.words import Stage

if TYPE_CHECKING:
    from domain.service_state import ServiceState

    Undone = StageEntered | CataloguePublished | ServiceStays


def undone(
    now: ServiceState, back: ServiceState
) -> list[StageEntered | CataloguePublished | ServiceStays]:
    """What is recorded when a service goes back from one state to an earlier one.

    Customers who were told that it ends are told that it stays.

    A version that the earlier state does not know is withdrawn, and one that was given up is being
    made again; a version that leads again is in the catalogue again where its stage belongs there.
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
    return facts


def _stages(state: ServiceState) -> dict[int, Stage]:
    """Where each version stands; one that was replaced is retired."""
    stages = dict.fromkeys(range(1, state.version), Stage.RETIRED) | {state.version: state.stage}
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
