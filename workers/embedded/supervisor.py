"""Keeps the stack: starts its parts, starts again what dies, and stops them in order."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from workers.embedded.dev_server import DevServer
from workers.embedded.keeping import keep_running
from workers.embedded.leftovers import stop_leftovers
from workers.embedded.parts import RunningPart
from workers.embedded.patience import Patience
from workers.embedded.ports import choose_ports
from workers.embedded.record import (
    POSTGRES,
    TEMPORAL,
    WORKER,
    PartState,
    ProcessMark,
    StackRecord,
)
from workers.embedded.stack import cluster_of, postgres_plan, temporal_plan, worker_plan
from workers.embedded.waiting import together, unless

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.embedded.first_steps import FirstSteps
    from workers.embedded.parts import PartPlan
    from workers.embedded.ports import Ports, PortWishes
    from workers.embedded.report import Report
    from workers.settings import Settings

_SECONDS_BETWEEN_LOOKS = 2.0
_STOP_ORDER = (WORKER, TEMPORAL, POSTGRES)


class Supervisor:
    """Runs one stack from its start to its end.

    Args:
        settings: Where the data folder is.
        steps: What the servers are given before the worker starts.
        report: Says what happens.
        wishes: The ports that were asked for.
        patience: Makes the patience with one part that dies.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        steps: FirstSteps,
        report: Report,
        wishes: PortWishes,
        patience: Callable[[], Patience] = Patience,
    ) -> None:
        self._settings = settings
        self._folder = settings.folder
        self._cluster = cluster_of(self._folder)
        self._steps = steps
        self._report = report
        self._wishes = wishes
        self._patience = patience
        self._record = StackRecord()
        self._parts: list[RunningPart] = []
        self._stop_asked = asyncio.Event()

    def stop(self) -> None:
        """Ask it to stop the stack; it does so from wherever it is."""
        self._stop_asked.set()

    async def run(self, *, ready: Callable[[str], None]) -> None:
        """Run the stack until it is asked to stop.

        Args:
            ready: Called once with the address of the web UI when everything serves.

        Raises:
            ConflictError: when another supervisor holds the folder.
            InvalidInputError: when the folder or a port cannot be used.
            UnreachableError: when a part does not start, or does not stay.
        """
        self._folder.make()
        with self._folder.held():
            try:
                with self._folder.writing():
                    await unless(self._stop_asked, self._start())
                    await unless(self._stop_asked, self._keep(ready))
            finally:
                await self._stop()

    async def _start(self) -> None:
        await self._take_over()
        ports = choose_ports(self._folder.ports_file, self._wishes, say=self._report.say)
        await together(self._start_postgres(ports), self._start_temporal(ports))
        await self._bring_up(worker_plan(self._folder, self._settings, self._steps), "worker")

    async def _take_over(self) -> None:
        self._record = StackRecord.read(self._folder.stack_file)
        self._record.supervisor = ProcessMark.of(os.getpid())
        self._record.ready = False
        self._record.write(self._folder.stack_file)
        leftovers = await asyncio.to_thread(
            stop_leftovers, self._folder, self._cluster, self._record.marks
        )
        for leftover in leftovers:
            self._report.say(f"  {leftover.name} of an earlier start was still running: stopped")
        self._record.parts.clear()
        self._record.marks.clear()

    async def _start_postgres(self, ports: Ports) -> None:
        if self._cluster.is_half_made:
            self._report.say("  PostgreSQL was half made by an interrupted start: made again")
        with self._report.step() as done:
            if await asyncio.to_thread(self._cluster.prepare):
                done("PostgreSQL made, with its roles owner, worker and reader")
        plan = postgres_plan(self._folder, self._cluster, ports)
        await self._bring_up(plan, f"PostgreSQL on {plan.address}")
        with self._report.step() as done:
            applied = await self._steps.migrate(self._settings)
            done(f"migrations: {len(applied)} applied" if applied else "migrations: none needed")
        with self._report.step() as done:
            done(f"policy: {await self._steps.publish_policy(self._settings)}")

    async def _start_temporal(self, ports: Ports) -> None:
        server = DevServer(self._folder.temporal, ports)
        if server.prepare():
            self._report.say("  Temporal was half made by an interrupted start: made again")
        self._record.ui = server.ui
        plan = temporal_plan(self._folder, server)
        await self._bring_up(plan, f"Temporal on {plan.address}, its UI on {server.ui}")
        with self._report.step() as done:
            new = await self._steps.register(self._settings)
            done(f"search attributes: {len(new)} new" if new else "search attributes: all known")

    async def _bring_up(self, plan: PartPlan, line: str) -> None:
        part = RunningPart(plan, changed=self._note)
        self._parts.append(part)
        with self._report.step() as done:
            await part.start()
            done(line)

    async def _keep(self, ready: Callable[[str], None]) -> None:
        self._record.ready = True
        self._record.write(self._folder.stack_file)
        ready(self._record.ui or "")
        await together(
            self._look_after_the_folder(),
            *(
                keep_running(part, patience=self._patience(), report=self._report)
                for part in self._parts
            ),
        )

    async def _look_after_the_folder(self) -> None:
        while not self._folder.is_new:
            await asyncio.to_thread(self._folder.turn_logs)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        raise InvalidInputError(f"the data folder {self._folder.root} is gone", field="data")

    async def _stop(self) -> None:
        self._record.ready = False
        running = [part for part in self._parts if part.state is not PartState.STOPPED]
        for part in sorted(running, key=lambda part: _STOP_ORDER.index(part.plan.name)):
            with self._report.step() as done:
                await part.stop()
                done(f"{part.plan.title} stopped")

    def _note(self, part: RunningPart) -> None:
        plan = part.plan
        self._record.note(plan.name, part.state, pid=part.pid, address=plan.address)
        try:
            self._record.write(self._folder.stack_file)
        except OSError:
            # A full disk must not keep the parts from being stopped.
            if part.state not in {PartState.STOPPING, PartState.STOPPED}:
                raise
