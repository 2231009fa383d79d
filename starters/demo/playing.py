"""Plays the demo: reads the inbox as people would, and answers through the same starters."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from activities.store import reading
from domain.checking import checked
from domain.errors import ConflictError, OutcomeUnknownError
from domain.service import ImportedService, ServiceFile
from domain.words import ProcessKind
from starters.deciding import Given, decide
from starters.demo.agreements import Agreements
from starters.demo.beside import Beside
from starters.demo.comparing import Difference, compare, compare_all
from starters.demo.comparing_contracts import compare_contracts
from starters.demo.moving_in import IMPORTER
from starters.demo.story import Story, shipped
from starters.proposing import import_services, propose_service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date, datetime

    from activities.store.reading import Service, Task
    from starters.demo.story import Reply
    from starters.desk import Desk

_LOOK_AGAIN_SECONDS = 0.1
# What is due first is answered first; many answers at once would keep a committee waiting.
_AT_ONCE = 3
_NOT_OVER = Difference(record="demo", what="is", meant="over", found="going on")


class Player:
    """The demo's people.

    Args:
        say: Takes a line for each thing that happens: business time and what it is.
    """

    def __init__(self, desk: Desk, say: Callable[[datetime, str], None]) -> None:
        self._desk = desk
        self._say = say
        self._story = Story()
        self._beside = Beside(desk, self._story, say)
        self._agreements = Agreements(desk, say)
        self._expected: dict[str, Any] = shipped("expected.yaml")
        self._answered: set[tuple[str, str]] = set()
        self._shown: dict[str, str] = {}
        self._quarter = (0, 0)
        self._unforeseen: list[Task] = []
        self._has_run_late = False

    @property
    def is_outpaced(self) -> bool:
        """Whether business time ran faster than people could answer.

        A due date passed, so that a question was asked which the story does not know; or a contract
        is otherwise than it was meant to be on a day by which nothing more happens to any.
        """
        return bool(self._unforeseen) or self._has_run_late or self._agreements.came_too_late

    async def play(self) -> list[Difference]:
        """Propose the catalogue and answer whatever is asked, until all is as it was meant to be.

        Returns:
            What differs on the day the story ends, or once people are outpaced; nothing where all
            came true before.
        """
        try:
            return await self._play()
        finally:
            await self._agreements.go_home()

    async def _play(self) -> list[Difference]:
        await self._bring_in()
        ends_on: date = self._expected["ends_on"]
        differences = await self._look()
        while differences and not self.is_outpaced and self._desk.now().date() < ends_on:
            if differences != [_NOT_OVER]:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            differences = await self._look()
        return differences and compare_all(self._desk.reader, self._expected, self._desk.now())

    async def _bring_in(self) -> None:
        running = [checked(ImportedService, one) for one in shipped("running.yaml")]
        await self._heard(lambda: import_services(self._desk, IMPORTER, running))
        for one in shipped("catalogue.yaml"):
            await self._heard(partial(self._propose, checked(ServiceFile, one)))
            # Two weeks pass in seconds: the committee reads the first before the last is proposed.
            await self._look()
            if self.is_outpaced:
                return
        self._say(self._desk.now(), "the catalogue is proposed to the committee")

    async def _propose(self, file: ServiceFile) -> None:
        await propose_service(self._desk, file.owner, file)

    async def _heard(self, does: Callable[[], Awaitable[object]]) -> None:
        """Do something until it is answered; the same again brings nothing in twice.

        Raises:
            OutcomeUnknownError: nothing was answered until the story ended.
        """
        while True:
            try:
                await does()
            except OutcomeUnknownError:
                self._say(self._desk.now(), "no answer yet")
                if self._desk.now().date() >= self._expected["ends_on"]:
                    raise
            else:
                return

    async def _look(self) -> list[Difference]:
        """Answer what stands open; when nothing does, see whether all came true."""
        reader, now = self._desk.reader, self._desk.now()
        services = {one.service_id: one for one in reading.services(reader, page=reading.ALL)}
        self._show_moves(services, now)
        acted = await self._beside.act(services)
        tasks = reading.inbox(reader, reading.Wanted(now=now), page=reading.ALL)
        acted = await self._agreements.act(services, is_quiet=not (acted or tasks)) or acted
        self._unforeseen = [one for one in tasks if not self._foresees(one, services)]
        replies = [
            reply
            for task in tasks
            for reply in self._replies(task, services, now)
            if (reply.task_id, reply.person) not in self._answered
        ][:_AT_ONCE]
        await asyncio.gather(*(self._answer(one) for one in replies))
        return [_NOT_OVER] if acted or replies else self._compared(now)

    def _foresees(self, task: Task, services: dict[str, Service]) -> bool:
        if task.process is ProcessKind.CONTRACT:
            return self._agreements.foresees(task)
        return self._story.foresees(task, services[_service_of(task.workflow_id)])

    def _replies(self, task: Task, services: dict[str, Service], now: datetime) -> list[Reply]:
        if task.process is ProcessKind.CONTRACT:
            return self._agreements.replies(task)
        return self._story.replies(task, services[_service_of(task.workflow_id)], now)

    def _compared(self, now: datetime) -> list[Difference]:
        """What differs; contracts are many, and looked at only when the services are as meant."""
        reader, settled_on = self._desk.reader, self._expected["contracts_settled_on"]
        differences = compare(reader, self._expected, now)
        if differences and now.date() < settled_on:
            return differences
        in_contracts = compare_contracts(reader, self._expected, now)
        self._has_run_late = bool(in_contracts) and now.date() >= settled_on
        return [*differences, *in_contracts]

    async def _answer(self, reply: Reply) -> None:
        """Answer a task; what is not answered in time is sent again under the same request id.

        So nothing is decided twice: a task that took the answer after all says so.
        """
        given = Given(
            outcome=reply.outcome,
            reason=reply.reason,
            data=reply.data,
            request_id=f"demo:{reply.task_id}:{reply.person}",
        )
        self._answered.add((reply.task_id, reply.person))
        try:
            await self._decide(reply, given)
        except ConflictError:
            # The task was decided or closed while this person was still writing, as happens.
            return
        except OutcomeUnknownError:
            self._say(self._desk.now(), f"{reply.task_id}: no answer yet for {reply.person}")
            # As long as the task stands open the next look sends the same again.
            self._answered.discard((reply.task_id, reply.person))

    async def _decide(self, reply: Reply, given: Given) -> None:
        await decide(self._desk, reply.person, reply.task_id, given)

    def _show_moves(self, services: dict[str, Service], now: datetime) -> None:
        quarter = (now.year, (now.month - 1) // 3)
        if quarter != self._quarter:
            self._quarter = quarter
            counted = Counter(one.stage.value for one in services.values())
            standing = ", ".join(f"{count} {stage}" for stage, count in sorted(counted.items()))
            self._say(now, f"a new quarter: {standing}")
        for one in services.values():
            self._show(one.service_id, f"{one.stage}, version {one.version}", now)
        for each in reading.contracts(self._desk.reader, page=reading.ALL):
            period = f", period {each.period}" if each.period else ""
            self._show(each.contract_id, f"{each.state}{period}", now)

    def _show(self, name: str, standing: str, now: datetime) -> None:
        if self._shown.get(name) != standing:
            self._shown[name] = standing
            self._say(now, f"{name}: {standing}")


def _service_of(workflow_id: str) -> str:
    return workflow_id.partition("/")[2]
