"""A stack of real servers whose worker does nothing, for tests of who keeps it running.

Run as a program it is `servicecycle up` without the business: `python -m tests.support.bare_stack
FOLDER PORT UI_PORT`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from domain.errors import ServicecycleError
from workers.embedded.first_steps import FirstSteps
from workers.embedded.ports import PortWishes
from workers.embedded.running import run_stack
from workers.leaving import leave, run_settled
from workers.settings import Settings

_IDLE_WORKER = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
with open(sys.argv[1], "w") as readiness:
    readiness.write(str(os.getpid()))
signal.sigwait([signal.SIGTERM])
"""


def idle_worker(_settings: Settings, readiness: Path) -> list[str]:
    return [sys.executable, "-c", _IDLE_WORKER, str(readiness)]


async def _nothing(_settings: Settings) -> list[str]:
    return []


async def _no_policy(_settings: Settings) -> str:
    return "none"


def bare_steps() -> FirstSteps:
    return FirstSteps(
        migrate=_nothing, publish_policy=_no_policy, register=_nothing, worker=idle_worker
    )


def main(folder: str, port: str, ui_port: str) -> int:
    settings = Settings.resolve(Path(folder), environ={})
    try:
        run_settled(
            run_stack(
                settings,
                PortWishes(port=int(port), ui_port=int(ui_port)),
                say=click.echo,
                ready=lambda ui: click.echo(f"ready {ui}"),
                steps=bare_steps(),
            )
        )
    except ServicecycleError as error:
        click.echo(f"{error.code}: {error.message}")
        return error.exit_code
    return 0


if __name__ == "__main__":
    leave(main(*sys.argv[1:]))
