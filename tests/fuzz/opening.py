"""Companies in which random lives are lived, and how a service comes into one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import delete, insert

from activities.store import schema
from activities.store.engine import engine_for
from domain.protocol import ServiceLifecycleInput
from domain.service import ImportedService
from domain.words import Stage
from tests.fuzz.cast import SUBSTITUTES, World, document_of, rules_of
from tests.fuzz.heard import PatientDesk
from tests.fuzz.saying import gate_words
from tests.workflows.company import PROPOSAL
from tests.workflows.house import IMPORTED_BECAUSE, House, proposal, request, today
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Engine
    from temporalio.testing import WorkflowEnvironment

    from tests.fuzz.cast import Changes, Rules, Variant
    from tests.fuzz.model import Begin
    from tests.support.postgres import TestPostgres
    from tests.workflows.life import Life


@dataclass
class Company:
    """A house at work, its front desk, and what the model knows of both."""

    house: House
    desk: PatientDesk
    world: World


@asynccontextmanager
async def company(
    env: WorkflowEnvironment, postgres: TestPostgres, variant: Variant
) -> AsyncIterator[Company]:
    """A house of its own database, with the people and the policies of a variant."""
    database = postgres.sibling(f"fuzz{uuid4().hex[:12]}", template=postgres.name)
    engine, owner = engine_for(database.worker_url), engine_for(database.owner_url)
    _people(owner, variant)
    names = {
        "TEMPORAL_ADDRESS": env.client.service_client.config.target_host,
        "SERVICECYCLE_DATABASE_URL": database.owner_url,
    }
    settings = Settings.resolve(Path("no-folder"), names)
    async with House(env, engine) as house:
        with PatientDesk(settings, env.client) as desk:
            yield Company(house, desk, World(variant, tuple(_policies(house, variant))))
    engine.dispose()
    owner.dispose()


def _people(engine: Engine, variant: Variant) -> None:
    rows = [
        {
            "person_id": one,
            "name": one.title(),
            "email": f"{one}@example.com",
            "language": "en",
            "time_zone": "Europe/Istanbul",
            "roles": [str(role) for role in roles],
            "substitutes": list(SUBSTITUTES.get(one, ())),
        }
        for one, roles in variant.people.items()
    ]
    with engine.begin() as connection:
        connection.execute(delete(schema.person))
        connection.execute(insert(schema.person), rows)


def _policies(house: House, variant: Variant) -> list[Rules]:
    """Two policies: the one in force, and one that comes into force later."""
    later = today() + timedelta(days=variant.later_days)
    days: list[tuple[Changes, date]] = [
        (variant.changes, date(2020, 1, 1)),
        ({**variant.later, ("effective_on",): later.isoformat()}, later),
    ]
    return [
        rules_of(house.record.publish_policy(changes), day, document_of(changes))
        for changes, day in days
    ]


async def opened(company: Company, how: Begin, service_id: str) -> Life:
    """Bring a service into the house as it is meant to come."""
    given = {gate: gate_words(gate) for gate in how.given}
    more = {"owner": how.owner, "design": given}
    if not how.imported:
        return await company.house.open_service(proposal(service_id, **more), by=how.by)
    entry = {
        **PROPOSAL,
        **more,
        "id": service_id,
        "stage": Stage(how.stage),
        "since": today() - timedelta(days=how.days_ago),
        "reason": IMPORTED_BECAUSE,
    }
    begun = ServiceLifecycleInput(
        service_id=service_id,
        imported=ImportedService.model_validate(entry),
        request=request("service import"),
    )
    return await company.house.open_service(begun, by=how.by)
