"""The embedded house as it ships, with a witness in its worker and patient people in its policy.

Run as a program it is `servicecycle up`: `python -m tests.chaos.house FOLDER PORT UI_PORT`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import psutil
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from activities.store import policies
from activities.store.processes import business_clock
from domain.policy import Policy
from domain.policy_draft import PolicyDraft
from domain.words import SYSTEM, PolicyState
from tests.chaos import worker
from tests.support.stack import clean_environment
from workers.embedded.first_steps import real_first_steps
from workers.embedded.ports import PortWishes, free_port
from workers.embedded.record import StackRecord
from workers.embedded.running import run_stack
from workers.leaving import leave, run_settled
from workers.registers.engines import worker_engine
from workers.registers.policies import check_policy
from workers.registers.transactions import transaction
from workers.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROOT = Path(__file__).parents[2]

# Ten years: a kill costs a question half a minute, which is months on a fast clock.
_DAYS_TO_ANSWER = 3_650
_START_SECONDS = 90.0
_STOP_SECONDS = 120.0


async def _publish_patience(settings: Settings) -> str:
    """The policy that ships, in which people have years to answer, where there is no policy yet."""

    def work() -> str:
        engine = worker_engine(settings)
        with transaction(engine) as unit:
            policies.hold_versions(unit.connection)
            if policies.published(unit.connection) is None:
                policies.publish_first(unit.connection, _draft(unit.connection), by=SYSTEM)
                unit.commit()
        engine.dispose()
        return "version 1, with years to answer"

    return await asyncio.to_thread(work)


def _draft(connection: Connection) -> PolicyDraft:
    return PolicyDraft(
        policy_id="patient",
        document=patient_policy(),
        source="The policy that ships; each question is due after ten years.",
        author=SYSTEM,
        drafted_at=business_clock(connection).business(datetime.now(UTC)),
        state=PolicyState.PUBLISHED,
    )


def patient_policy() -> Policy:
    """The policy that ships, but for the time that people have to answer."""
    shipped = check_policy((ROOT / "domain" / "default_policy.yaml").read_bytes())
    told = shipped.model_dump()
    for rule in told["questions"].values():
        rule["due_days"] = _DAYS_TO_ANSWER
    return Policy.model_validate(told)


@dataclass
class House:
    """A house on a data folder, kept up by a supervisor in a process of its own.

    Args:
        data: Its folder; the ledger and the trap lie beside it.
        smtp_port: Where its mail server is.
    """

    data: Path
    smtp_port: int
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))
    _supervisor: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        """How it is reached."""
        return Settings.resolve(self.data, environ={})

    @property
    def record(self) -> StackRecord:
        """What its supervisor wrote last."""
        return StackRecord.read(self.settings.folder.stack_file)

    @property
    def log(self) -> Path:
        """What its supervisor says."""
        return self.data.with_name("house.log")

    @property
    def has_ended(self) -> bool:
        """Whether its supervisor has ended, of itself or by a kill."""
        return self._supervisor is not None and self._supervisor.poll() is not None

    @property
    def is_whole(self) -> bool:
        """Whether every part runs, and is the process that the record names."""
        record = self.record
        return record.ready and all(
            part.state == "running" and (mark := record.marks.get(name)) and mark.process()
            for name, part in record.parts.items()
        )

    def up(self) -> None:
        """Start it as an operator would, and wait until it serves.

        Raises:
            RuntimeError: it did not come up; with what it said.
        """
        with self.log.open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.house", str(self.data), *map(str, self.ports)],
                cwd=ROOT,
                env=clean_environment(SERVICECYCLE_SMTP_URL=f"smtp://127.0.0.1:{self.smtp_port}"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not self._comes_up():
            raise RuntimeError(self.log.read_text(encoding="utf-8"))

    def down(self) -> None:
        """Stop it in order."""
        if self._supervisor is not None and self._supervisor.poll() is None:
            self._supervisor.terminate()
            self._supervisor.wait(timeout=_STOP_SECONDS)

    def kill_supervisor(self) -> int:
        """Kill the supervisor; the parts end with it."""
        assert self._supervisor is not None
        self._supervisor.send_signal(signal.SIGKILL)
        self._supervisor.wait()
        return self._supervisor.pid

    def part(self, name: str) -> psutil.Process | None:
        """A part that lives at this moment, proved to be of this folder."""
        mark = self.record.marks.get(name)
        process = mark.process() if mark else None
        try:
            is_ours = process is not None and any(str(self.data) in w for w in process.cmdline())
        except psutil.NoSuchProcess:
            return None
        return process if is_ours else None

    @retry(
        retry=retry_if_result(lambda up: up is None),
        wait=wait_fixed(0.05),
        stop=stop_after_delay(_START_SECONDS),
    )
    def _comes_up(self) -> bool | None:
        if self.has_ended:
            return False
        record, supervisor = self.record, self._supervisor
        is_new = record.supervisor and supervisor and record.supervisor.pid == supervisor.pid
        return True if is_new and record.ready else None


def main(folder: str, port: str, ui_port: str) -> None:
    settings = Settings.resolve(Path(folder))
    steps = replace(real_first_steps(), publish_policy=_publish_patience, worker=worker.command)
    wishes = PortWishes(port=int(port), ui_port=int(ui_port))
    run_settled(run_stack(settings, wishes, say=_say, ready=lambda _ui: None, steps=steps))


def _say(line: str) -> None:
    click.echo(f"{datetime.now(UTC):%H:%M:%S.%f} {line}")


if __name__ == "__main__":
    os.umask(0o077)
    main(*sys.argv[1:])
    leave(0)
