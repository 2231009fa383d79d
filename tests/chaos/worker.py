"""The product's own worker with a witness: it notes every body, and dies where it is told to.

Run by the house of this package in place of `workers.main`.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, Interceptor

from domain.steps import Opening, Step
from tests.chaos.ledger import Ledger, Line, Moment
from workers.leaving import leave, run_settled
from workers.logs import configure_logs
from workers.main import work_until_signalled
from workers.settings import Settings

if TYPE_CHECKING:
    from temporalio.worker import ExecuteActivityInput

# These write what people decided; a kill after their commit is the one that could act twice.
SEAM = frozenset({"process.open", "process.record"})


class Witness(Interceptor):
    """Stands beside every activity.

    Args:
        trap: A file; whoever finishes a body of record while it lies there removes it and dies.
    """

    def __init__(self, ledger: Ledger, trap: Path) -> None:
        self.ledger, self.trap = ledger, trap

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        return _Beside(next, self)


class _Beside(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, witness: Witness) -> None:
        super().__init__(following)
        self._witness = witness

    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002 - the SDK's name
        key = _key_of(input.args)
        self._note(Moment.BEGUN, key)
        result = await super().execute_activity(input)
        self._note(Moment.RETURNED, key)
        if activity.info().activity_type in SEAM and self._steps_into_the_trap():
            self._note(Moment.KILLED, key)
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    def _steps_into_the_trap(self) -> bool:
        try:
            self._witness.trap.unlink()
        except FileNotFoundError:
            return False
        return True

    def _note(self, moment: Moment, key: str) -> None:
        info = activity.info()
        self._witness.ledger.note(
            Line(
                moment=moment,
                run_id=info.workflow_run_id or "",
                activity_id=info.activity_id,
                attempt=info.attempt,
                activity=info.activity_type,
                key=key,
                pid=os.getpid(),
            )
        )


def _key_of(arguments: object) -> str:
    match arguments:
        case [Step() as step]:
            return f"{step.workflow_id}#{step.number}"
        case [Opening() as opening]:
            return opening.workflow_id
        case _:
            return ""


def command(settings: Settings, readiness: Path) -> list[str]:
    """The command of this worker, in the form the supervisor takes."""
    module = [sys.executable, "-m", "tests.chaos.worker"]
    return [*module, "--data", str(settings.data), "--readiness", str(readiness)]


def ledger_of(data: Path) -> Ledger:
    """The ledger of a house."""
    return Ledger(data.with_name("ledger.jsonl"))


def trap_of(data: Path) -> Path:
    """Where the trap of a house is laid."""
    return data.with_name("trap")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="tests.chaos.worker", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--readiness", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    configure_logs()
    announce = partial(chosen.readiness.write_text, str(os.getpid()), encoding="ascii")
    witness = Witness(ledger_of(chosen.data), trap_of(chosen.data))
    settings = Settings.resolve(chosen.data)
    run_settled(work_until_signalled(settings, ready=announce, watching=[witness]))


if __name__ == "__main__":
    main(sys.argv[1:])
    leave(0)
