"""How the house stands: its parts, their versions, and what its processes stumble on."""

from __future__ import annotations

import asyncio
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import BaseModel

from activities.store.reading import OpenProcesses
from workers.database_view import DatabaseView, look_at_database
from workers.embedded.record import POSTGRES, TEMPORAL, WORKER, Part, PartState, StackRecord
from workers.engine_view import EngineView, look_at_engine
from workers.stumbles import FailingActivity

if TYPE_CHECKING:
    from workers.settings import Settings


class Versions(BaseModel):
    """Which release of what runs; None for what does not answer."""

    servicecycle: str
    python: str
    temporal: str | None = None
    postgres: str | None = None
    policy: int | None = None


class StackStatus(BaseModel):
    """How the house stands; these names are the contract of `status --json`.

    Args:
        data: The data folder; None where a company's own servers are used.
        ui: The address of the web UI of the embedded Temporal.
        parts: Temporal, PostgreSQL and worker.
        failing_activities: What was tried three times or more and is still being tried.
        processes_running: How many processes run.
        processes_looked_at: At how many of them somebody looked for activities that fail; in a
            large house that is as many as there was time for.
        wedged: The processes whose code cannot go on.
        problems: For each of these why, as far as it is known.
        lost: The processes that are open in our records and do not run.
    """

    data: str | None
    ui: str | None
    parts: list[Part]
    versions: Versions
    open_processes: list[OpenProcesses]
    overdue_tasks: int
    undelivered_notices: dict[str, int]
    processes_running: int
    processes_looked_at: int
    failing_activities: list[FailingActivity]
    wedged: list[str]
    problems: dict[str, str]
    lost: list[str]

    @property
    def is_stopped(self) -> bool:
        """Whether nothing of it runs."""
        return all(part.state is PartState.STOPPED for part in self.parts)


async def stack_status(settings: Settings) -> StackStatus:
    """Look at everything; what does not answer within seconds is said to be unreachable."""
    database: DatabaseView | None = None
    engine: EngineView | None = None
    if settings.is_external or settings.folder.is_held:
        database = await asyncio.to_thread(look_at_database, settings)
        engine = await look_at_engine(settings, database)
    facts = database.facts if database else None
    notices = facts.undelivered_notices if facts else {}
    return StackStatus(
        data=None if settings.is_external else str(settings.data),
        ui=_ui(settings),
        parts=_parts(settings, engine, database),
        versions=_versions(engine, database),
        open_processes=list(facts.open_processes) if facts else [],
        overdue_tasks=facts.overdue_tasks if facts else 0,
        undelivered_notices={str(state): number for state, number in notices.items()},
        processes_running=engine.running if engine else 0,
        processes_looked_at=engine.looked_at if engine else 0,
        failing_activities=engine.failing if engine else [],
        wedged=engine.wedged if engine else [],
        problems=engine.problems if engine else {},
        lost=engine.lost if engine else [],
    )


def _ui(settings: Settings) -> str | None:
    if settings.is_external or not settings.folder.is_held:
        return None
    return StackRecord.read(settings.folder.stack_file).ui


def _versions(engine: EngineView | None, database: DatabaseView | None) -> Versions:
    return Versions(
        servicecycle=version("servicecycle"),
        python=platform.python_version(),
        temporal=engine.version if engine else None,
        postgres=database.version if database else None,
        policy=database.facts.policy_version if database and database.facts else None,
    )


def _parts(
    settings: Settings, engine: EngineView | None, database: DatabaseView | None
) -> list[Part]:
    answers = {TEMPORAL: engine is not None, POSTGRES: database is not None}
    if settings.external is not None:
        addresses = {TEMPORAL: settings.external.address, POSTGRES: settings.external.server}
        works = engine is not None and engine.has_worker
        return [
            *(_answering(Part(name=name, address=addresses[name]), answers) for name in addresses),
            Part(name=WORKER, state=PartState.RUNNING if works else PartState.STOPPED),
        ]
    noted = StackRecord.read(settings.folder.stack_file).parts if settings.folder.is_held else {}
    return [
        _answering(noted[name], answers) if name in noted else Part(name=name)
        for name in (TEMPORAL, POSTGRES, WORKER)
    ]


def _answering(part: Part, answers: dict[str, bool]) -> Part:
    """The part as it answers; one in a start or a stop is left as its supervisor sees it."""
    believed_up = part.pid is None or part.state is PartState.RUNNING
    if part.name not in answers or not believed_up:
        return part
    seen = PartState.RUNNING if answers[part.name] else PartState.UNREACHABLE
    return part.model_copy(update={"state": seen})
