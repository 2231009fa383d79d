"""When the demo is over its house is yours: time goes on as usual, and a question waits for you."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from activities.store import reading
from domain.checking import checked
from domain.contracts.words import RUNNING
from domain.policy import Command
from domain.service import FINAL_STAGES, ServiceFile
from starters.demanding import demand
from starters.demo.story import shipped
from starters.proposing import propose_service
from workers.registers.clock import slow_down

if TYPE_CHECKING:
    from starters.desk import Desk

YOURS = "service/customer-portal/committee/1"
_AT_ONCE = 5
_MANAGER = "sofia"
_WHY = "the demo is over; business time goes on at its usual pace"


async def hand_over(desk: Desk) -> None:
    """Slow the clock down, let everything that runs take it up, and propose one more service."""
    slow_down(desk.writer, datetime.now(UTC))
    running = _running(desk)
    for first in range(0, len(running), _AT_ONCE):
        those = running[first : first + _AT_ONCE]
        adopting = (demand(desk, _MANAGER, Command.POLICY_ADOPT, one, _WHY) for one in those)
        await asyncio.gather(*adopting)
    for one in shipped("yours.yaml"):
        file = checked(ServiceFile, one)
        await propose_service(desk, file.owner, file)


def _running(desk: Desk) -> list[str]:
    """The contracts and services that run; a contract that is over only waits to be closed.

    A contract lives fast until its turn, so that whichever ends first has the first.
    """
    services = reading.services(desk.reader, page=reading.ALL)
    contracts = reading.contracts(desk.reader, page=reading.ALL)
    running = (one for one in contracts if one.state in RUNNING)
    return [
        *(one.workflow_id for one in sorted(running, key=lambda one: one.ends_on or date.max)),
        *(one.service_id for one in services if one.stage not in FINAL_STAGES),
    ]
