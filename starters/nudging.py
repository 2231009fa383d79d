"""Let a service's process look again when a record it waits for has changed (R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.errors import ServicecycleError
from domain.words import Stage
from workers.leaving import run_settled

if TYPE_CHECKING:
    from starters.desk import Desk


def nudge(desk: Desk, service_id: str) -> None:
    """Nudge a service that is being retired; others look when the time has come.

    What hinders it is no matter: the process looks by itself every few days of policy.
    """
    service = reading.service(desk.reader, service_id, desk.now())
    if service.stage is Stage.RETIREMENT:
        run_settled(_nudged(desk, service.workflow_id))


async def _nudged(desk: Desk, workflow_id: str) -> None:
    try:
        door = await desk.door()
    except ServicecycleError:
        return
    await door.nudge(workflow_id)
