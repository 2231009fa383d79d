"""Plays every life and keeps what is new: `python -m tests.replay.capture`.

A history that is committed is never written again. Where a process does something else than its
last fingerprint says, the new history is kept beside the old ones, which must still replay; that
they do is the business of `workflow.patched`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from activities.store.engine import engine_for
from tests.replay.lives import LIVES
from tests.replay.memory import FINGERPRINTS, HISTORIES, as_kept, fingerprint, remembered
from tests.workflows.conftest import prepared_postgres, start_temporal
from tests.workflows.house import House
from workers.leaving import leave

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import WorkflowHistory
    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import TestPostgres

Fingerprints = dict[str, dict[str, list[str]]]


def known_fingerprints() -> Fingerprints:
    """What each life did when it was last kept, by process and life."""
    if not FINGERPRINTS.exists():
        return {}
    known: Fingerprints = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    return known


def keep(kind: str, life: str, histories: list[WorkflowHistory]) -> list[Path]:
    """Write the histories of a life beside those that are there; nothing is overwritten."""
    folder = HISTORIES / kind
    folder.mkdir(parents=True, exist_ok=True)
    take = 1 + len({one.name.split(".")[1] for one in folder.glob(f"{life}.*.json")})
    written = []
    for run, history in enumerate(histories, start=1):
        path = folder / f"{life}.{take}.{run}.json"
        with path.open("x", encoding="utf-8") as file:
            file.write(as_kept(history))
        written.append(path)
    return written


def note(kind: str, life: str, commands: list[str]) -> None:
    """Let a fingerprint be the one that a life is held to from now on."""
    known = known_fingerprints()
    known.setdefault(kind, {})[life] = commands
    text = json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False)
    FINGERPRINTS.write_text(text + "\n", encoding="utf-8")


async def capture(env: WorkflowEnvironment, postgres: TestPostgres) -> list[Path]:
    """Play every life, and keep those that are new or went otherwise."""
    written: list[Path] = []
    for kind, lives in LIVES.items():
        for name, play in lives.items():
            async with a_house(env, postgres, f"capture_{len(written)}_{name}") as house:
                histories = await remembered(env.client, await play(house))
            commands = fingerprint(name, histories)
            if known_fingerprints().get(kind, {}).get(name) == commands:
                continue
            written += keep(kind, name, histories)
            note(kind, name, commands)
    return written


@asynccontextmanager
async def a_house(
    env: WorkflowEnvironment, postgres: TestPostgres, name: str
) -> AsyncIterator[House]:
    """A house for one life, on a database of its own."""
    engine = engine_for(postgres.sibling(name, template=postgres.name).worker_url)
    async with House(env, engine) as house:
        yield house
    engine.dispose()


async def main() -> None:
    """Play, keep, and say what was kept."""
    with tempfile.TemporaryDirectory() as folder, prepared_postgres(Path(folder)) as postgres:
        async with start_temporal() as env:
            written = await capture(env, postgres)
    for path in written:
        sys.stdout.write(f"kept {path.relative_to(HISTORIES)}\n")
    sys.stdout.write(f"{len(written)} new histories\n")


if __name__ == "__main__":
    asyncio.run(main())
    leave(0)
