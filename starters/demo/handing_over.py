"""When the demo is over its house is yours: time goes on as usual, and a question waits for you."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from activities.store import reading
from domain.checking import checked
from domain.policy import Command
from domain.service import FINAL_STAGES, ServiceFile
from starters.demanding import demand
from starters.demo.story import shipped
from starters.proposing import propose_service
from workers.registers import slow_down

if TYPE_CHECKING:
    from starters.desk import Desk

YOURS = "service/customer-portal/committee/1"
_MANAGER = "sofia"
_WHY = "the demo is over; business time goes on at its usual pace"


async def hand_over(desk: Desk) -> None:
    """Slow the clock down, let every running service take it up, and propose one more."""
    slow_down(desk.writer, datetime.now(UTC))
    for one in reading.services(desk.reader, page=reading.ALL):
        if one.stage not in FINAL_STAGES:
            await demand(desk, _MANAGER, Command.POLICY_ADOPT, one.service_id, _WHY)
    for one in shipped("yours.yaml"):
        file = checked(ServiceFile, one)
        await propose_service(desk, file.owner, file)
