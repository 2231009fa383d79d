"""What a service waits for while nobody is asked anything, and a contract beside its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.errors import NotFoundError
from domain.ids import contract_id_of
from domain.service_opening import picture_of
from domain.service_state import ServiceState
from domain.words import ProcessKind, Stage
from starters.output import day

if TYPE_CHECKING:
    from activities.store.reading import ServiceDetail, Task
    from starters.desk import Desk


def waits_for(desk: Desk, one: ServiceDetail) -> str:
    """What it waits for, and until when where that is known; nothing once its process has ended."""
    if one.closed_at is not None:
        return ""
    kept = reading.process_state(desk.reader, one.workflow_id)
    state = ServiceState.model_validate(kept)
    waits = picture_of(state).waits
    if state.stage is not Stage.OPERATION:
        return waits
    policy = reading.policy_document(desk.reader, one.policy_version).document
    due = state.cycle_due(policy.improvement.cycle_months)
    return f"{waits} on {day(due.date())}"


def waits_beside(desk: Desk, task: Task) -> str:
    """What a contract waits for while one of its questions stands open (R92, R93).

    Nothing for a question of anything else, and for whom the contract shows nothing of it.
    """
    if task.process is not ProcessKind.CONTRACT or task.closed_at is not None:
        return ""
    try:
        return reading.contract(desk.reader, contract_id_of(task.workflow_id), desk.now()).waits
    except NotFoundError:
        return ""
