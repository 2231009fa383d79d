"""What the demo's people do about contracts: take them over, answer, suspend, terminate, renew."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from domain.checking import checked
from domain.contracts.index import IndexFigure
from domain.errors import ConflictError, OutcomeUnknownError
from domain.ids import contract_id_of
from domain.policy import Command
from domain.words import Stage
from starters.contract_demands import (
    activate_contract,
    pause_contract,
    renew_contract,
    terminate_contract,
)
from starters.demo.moving_in import contract_files, take_contracts_over
from starters.demo.story import Reply, shipped
from workers.registers.contracts import record_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from activities.store.reading import Service, Task
    from starters.desk import Desk

_LIVE = (Stage.OPERATION, Stage.RETIREMENT)
_FIRST = 1
_A_MOMENT_SECONDS = 0.05


class Agreements:
    """The people who keep the contracts.

    Args:
        say: Takes a line for each thing that happens: business time and what it is.
    """

    def __init__(self, desk: Desk, say: Callable[[datetime, str], None]) -> None:
        lines: dict[str, Any] = shipped("agreements.yaml")
        self._desk = desk
        self._say = say
        self._answers: dict[str, dict[str, dict[str, str]]] = lines["answers"]
        self._data: dict[str, dict[str, dict[str, Any]]] = lines["data"]
        self._figures: deque[dict[str, Any]] = deque(lines["figures"])
        self._unasked: deque[dict[str, Any]] = deque(lines["unasked"])
        self._services = {name for one in contract_files() for name in one.services}
        self._coming: asyncio.Task[None] | None = None
        self.came_too_late = False

    async def act(self, services: Mapping[str, Service], *, is_quiet: bool) -> bool:
        """Do what is due: the contracts come over, or one thing is done about one of them.

        Args:
            is_quiet: Whether nothing is asked; contracts come over then, for it takes some days.

        Returns:
            Whether anything was done.
        """
        if self._coming is None:
            return is_quiet and self._take_over(services)
        await asyncio.wait([self._coming], timeout=_A_MOMENT_SECONDS)
        if not self._coming.done():
            return True
        if not self._have_come_over(self._coming):
            return False
        if self._is_due(self._figures):
            self._record(self._figures.popleft())
            return True
        if self._is_due(self._unasked):
            await self._do(self._unasked[0])
            return True
        return False

    async def go_home(self) -> None:
        """Leave what is still under way."""
        if self._coming is not None and not self._coming.done():
            self._coming.cancel()
            with suppress(asyncio.CancelledError):
                await self._coming

    def replies(self, task: Task) -> list[Reply]:
        """The answers a question about a contract gets; none where nobody gives any."""
        contract_id = contract_id_of(task.workflow_id)
        answers = self._answers.get(task.name, {}).get(contract_id, {})
        data = self._data.get(task.name, {}).get(contract_id)
        return [
            Reply(
                task_id=task.task_id,
                person=person,
                outcome=outcome,
                reason=f"{contract_id}: {outcome.replace('_', ' ')}, as the customer was told",
                data=data,
            )
            for person, outcome in answers.items()
        ]

    def foresees(self, task: Task) -> bool:
        """Whether the story knows of the question; each is asked once of a contract."""
        turn = int(task.task_id.rpartition("/")[2])
        known = self._answers.get(task.name, {})
        return turn == _FIRST and contract_id_of(task.workflow_id) in known

    def _take_over(self, services: Mapping[str, Service]) -> bool:
        """Import the contracts once all the services that they cover are live."""
        if not all(name in services and services[name].stage in _LIVE for name in self._services):
            return False
        now = self._desk.now()
        self._say(now, "the contracts come over, as they stand today")
        # Other questions are answered meanwhile, for business time goes on.
        self._coming = asyncio.create_task(take_contracts_over(self._desk, now.date()))
        return True

    def _have_come_over(self, coming: asyncio.Task[None]) -> bool:
        """Whether all of them are in; where this machine does not keep up, the pace is halved."""
        try:
            coming.result()
        except OutcomeUnknownError as silence:
            if not self.came_too_late:
                self._say(self._desk.now(), f"not all contracts came over: {silence.message}")
            self.came_too_late = True
        return not self.came_too_late

    def _is_due(self, lines: deque[dict[str, Any]]) -> bool:
        return bool(lines) and self._desk.now().date() >= lines[0]["from"]

    def _record(self, line: Mapping[str, Any]) -> None:
        now = self._desk.now()
        actor = self._desk.admit(line["by"], Command.CONTRACT_INDEX)
        said = {name: line[name] for name in IndexFigure.model_fields}
        record_figure(self._desk.writer, actor, checked(IndexFigure, said), now)
        self._say(now, f"{line['by']} records {line['index']} of {line['month']}")

    async def _do(self, line: Mapping[str, Any]) -> None:
        """Tell a contract what the story has; what is not answered is told again next time."""
        contract_id, by, is_refused = line["contract"], line["by"], line.get("refused", False)
        self._say(self._desk.now(), f"{contract_id}: {by} wants to {line['what']} it")
        try:
            await self._demand(line["what"], by, contract_id, line["reason"], line.get("on"))
        except OutcomeUnknownError:
            self._say(self._desk.now(), f"{contract_id}: no answer yet")
            return
        except ConflictError as why_not:
            self.came_too_late |= not is_refused
            self._say(self._desk.now(), f"{contract_id}: refused: {why_not.message}")
        self._unasked.popleft()

    async def _demand(
        self, what: str, by: str, contract_id: str, reason: str, on: date | None
    ) -> None:
        match what:
            case "activate":
                await activate_contract(self._desk, by, contract_id, reason, None)
            case "terminate":
                await terminate_contract(self._desk, by, contract_id, reason, on)
            case "renew":
                await renew_contract(self._desk, by, contract_id, reason)
            case _:
                command = Command(f"contract {what}")
                await pause_contract(self._desk, by, command, contract_id, reason)
