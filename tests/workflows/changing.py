"""How people in a test change a service that is in operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from activities.store import schema
from domain.changes import ChangeFile
from domain.protocol import ChangeDemand, ChangeWithdrawal, Done
from domain.steps import Asked
from domain.words import Stage
from tests.workflows.company import REASON
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life

SMALL, LARGE = 3, 90


def a_change(title: str = "Self-service restores", **more: object) -> ChangeFile:
    usual: dict[str, object] = {
        "title": title,
        "change": "customers restore their files themselves",
        "benefit": "fewer requests reach the service desk",
        "person_days": SMALL,
    }
    return ChangeFile.model_validate(usual | more)


async def proposed(life: Life, *, by: str = "owner", **more: object) -> Done:
    """Propose a change."""
    asked = Asked(request_id=uuid4().hex, command="service change", fingerprint="f1")
    wanted = a_change(**more)  # type: ignore[arg-type]  # the title is one of them
    demand = ChangeDemand(reason=wanted.benefit, request=asked, wanted=wanted)
    return await life.tell(ServiceLifecycle.change, demand, Done, by=by)


async def withdrawn(life: Life, number: int, *, by: str = "owner") -> Done:
    """Take a change back."""
    asked = Asked(request_id=uuid4().hex, command="service withdraw", fingerprint="f1")
    demand = ChangeWithdrawal(reason=REASON, request=asked, number=number)
    return await life.tell(ServiceLifecycle.withdraw_change, demand, Done, by=by)


async def decided(life: Life, outcome: str, ordinal: int = 1, *, until: str | None = None) -> None:
    """The committee decides on the change before it."""
    for member in ("ayse", "mehmet"):
        data: Data | None = {"until": until} if until else None
        await life.decide(f"change_committee/{ordinal}", outcome, by=member, data=data)


def change(life: Life, number: int) -> Row[Any]:
    of = schema.service_change
    return life.record.one(of, of.c.service_id == life.record_id, of.c.number == number)


def standing(life: Life) -> dict[int, str]:
    """Where each change stands."""
    of = schema.service_change
    rows = life.record.rows(of, of.c.service_id == life.record_id)
    return {one.number: one.state for one in sorted(rows, key=lambda one: int(one.number))}


async def grown(house: House) -> Life:
    """A service that has been in operation for some days."""
    return await house.take_over(Stage.OPERATION, days_ago=10)
