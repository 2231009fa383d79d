"""Lives that stop while something else is decided about a service that has open changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert

from activities.store import schema
from domain.steps import Asked
from tests.upgrade.before_a_change import (
    change_chair_asked_after_a_tie,
    change_voted_once,
    grown,
)
from tests.workflows.changing import LARGE, proposed
from tests.workflows.company import GATES, JOINS_LATER, PEOPLE, REASON, ROLES, actor
from tests.workflows.house import in_days
from workers.registers.erasing import Wanted, erase_person
from workers.registers.people import archive_person
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

_ABOUT_THE_LEAVER = {
    **PEOPLE[0],
    "person_id": JOINS_LATER,
    "name": "Nilgün Newcomer",
    "email": "newcomer@example.com",
    "roles": list(ROLES[JOINS_LATER]),
}
OWN_WORDS = "my mother is ill, so I know how dearly a lost file is missed"


# Retirement.


async def retirement_asked_beside_changes(house: House, name: str) -> None:
    """One is in design, one waits that is large."""
    life = await grown(house, name)
    await proposed(life, by="account")
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await proposed(life, title="Second", person_days=LARGE)
    await life.demand(ServiceLifecycle.retire)


async def retirement_asked_before_the_committee_decided(house: House, name: str) -> None:
    await change_voted_once(house, name)
    life = house.life(f"service/{name}")
    await life.demand(ServiceLifecycle.retire)
    await life.decide("retirement", "keep", by="zeynep")


async def retirement_asked_before_the_chair_decided(house: House, name: str) -> None:
    await change_chair_asked_after_a_tie(house, name)
    await house.life(f"service/{name}").demand(ServiceLifecycle.retire)


async def retirement_put_off_beside_changes(house: House, name: str) -> None:
    await retirement_asked_beside_changes(house, name)
    life = house.life(f"service/{name}")
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(25)})


async def retirement_refused_beside_changes(house: House, name: str) -> None:
    await retirement_asked_beside_changes(house, name)
    await house.life(f"service/{name}").retirement_decided("keep")


async def retirement_refused_on_its_day(house: House, name: str) -> None:
    life = await _put_off(house, name)
    await life.passes(days=26)
    await life.retirement_decided("keep", ordinal=2)


async def retirement_asked_anew_by_the_cycle(house: House, name: str) -> None:
    """The owner asks before the day to which the committee has put it off."""
    life = await _put_off(house, name, days_ago=370)
    await life.decide("improvement_cycle", "retire", by="owner")


async def _put_off(house: House, name: str, days_ago: int = 30) -> Life:
    life = await grown(house, name, days_ago)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(25)})
    return life


async def changes_cancelled(house: House, name: str) -> None:
    """Retired with its changes; the customers are told, and the decision can be corrected."""
    await retirement_asked_beside_changes(house, name)
    await house.life(f"service/{name}").retirement_decided()


# A person who has left and is erased.


async def proposer_erased(house: House, name: str) -> None:
    """Who voted on the change that is made, and proposed the one that waits, is erased."""
    with house.engine.begin() as connection:
        connection.execute(insert(schema.person), [_ABOUT_THE_LEAVER])
    life = await grown(house, name)
    await proposed(life, person_days=LARGE)
    for member in (JOINS_LATER, "ayse"):
        await life.decide("change_committee", "approve", by=member, reason=OWN_WORDS)
    await proposed(life, by=JOINS_LATER, title="Second", benefit=OWN_WORDS)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    _erase(house, life, JOINS_LATER)


def _erase(house: House, life: Life, person_id: str) -> None:
    at, by = life.events[-1].at, actor("admin")
    archive_person(house.engine, by, person_id, at, reason=REASON)
    asked = Asked(request_id=uuid4().hex, command="people erase", fingerprint="f1")
    erase_person(house.engine, by, Wanted(person_id, REASON, asked), at, letters=None)
