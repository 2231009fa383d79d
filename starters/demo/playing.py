"""Plays the demo: reads the inbox as people would, and answers through the same starters."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from activities.store import reading
from domain.checking import checked
from domain.errors import ConflictError
from domain.service import ImportedService, ServiceFile
from starters.deciding import Given, decide
from starters.demo.beside import Beside
from starters.demo.comparing import Difference, compare
from starters.demo.story import Story, shipped
from starters.proposing import import_services, propose_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from activities.store.reading import Service, Task
    from starters.demo.story import Reply
    from starters.desk import Desk

_LOOK_AGAIN_SECONDS = 0.1
# What is due first is answered first; many answers at once would keep a committee waiting.
_AT_ONCE = 3
_IMPORTER = "okan"
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
        self._expected: dict[str, Any] = shipped("expected.yaml")
        self._answered: set[tuple[str, str]] = set()
        self._shown: dict[str, str] = {}
        self._quarter = (0, 0)
        self._unforeseen: list[Task] = []

    @property
    def is_outpaced(self) -> bool:
        """Whether business time ran faster than people could answer.

        A due date passed, so that a question was asked which the story does not know.
        """
        return bool(self._unforeseen)

    async def play(self) -> list[Difference]:
        """Propose the catalogue and answer whatever is asked, until all is as it was meant to be.

        Returns:
            What differs on the day the story ends, or once people are outpaced; nothing where all
            came true before.
        """
        await self._bring_in()
        ends_on: date = self._expected["ends_on"]
        differences = await self._look()
        while differences and not self.is_outpaced and self._desk.now().date() < ends_on:
            if differences != [_NOT_OVER]:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            differences = await self._look()
        return differences and compare(self._desk.reader, self._expected, self._desk.now())

    async def _bring_in(self) -> None:
        running = [checked(ImportedService, one) for one in shipped("running.yaml")]
        await import_services(self._desk, _IMPORTER, running)
        for one in shipped("catalogue.yaml"):
            file = checked(ServiceFile, one)
            await propose_service(self._desk, file.owner, file)
            # Two weeks pass in seconds: the committee reads the first before the last is proposed.
            await self._look()
            if self.is_outpaced:
                return
        self._say(self._desk.now(), "the catalogue is proposed to the committee")

    async def _look(self) -> list[Difference]:
        """Answer what stands open; when nothing does, see whether all came true."""
        reader, now = self._desk.reader, self._desk.now()
        services = {one.service_id: one for one in reading.services(reader, page=reading.ALL)}
        self._show_moves(services, now)
        acted = await self._beside.act(services)
        asked = [
            (task, services[_service_of(task.workflow_id)])
            for task in reading.inbox(reader, reading.Wanted(now=now), page=reading.ALL)
        ]
        self._unforeseen = [one for one, about in asked if not self._story.foresees(one, about)]
        replies = [
            reply
            for task, service in asked
            for reply in self._story.replies(task, service, now)
            if (reply.task_id, reply.person) not in self._answered
        ][:_AT_ONCE]
        await asyncio.gather(*(self._answer(one) for one in replies))
        if acted or replies:
            return [_NOT_OVER]
        return compare(reader, self._expected, now)

    async def _answer(self, reply: Reply) -> None:
        self._answered.add((reply.task_id, reply.person))
        given = Given(outcome=reply.outcome, reason=reply.reason, data=reply.data)
        try:
            await decide(self._desk, reply.person, reply.task_id, given)
        except ConflictError:
            # The task was decided or closed while this person was still writing, as happens.
            return

    def _show_moves(self, services: dict[str, Service], now: datetime) -> None:
        quarter = (now.year, (now.month - 1) // 3)
        if quarter != self._quarter:
            self._quarter = quarter
            counted = Counter(one.stage.value for one in services.values())
            standing = ", ".join(f"{count} {stage}" for stage, count in sorted(counted.items()))
            self._say(now, f"a new quarter: {standing}")
        for one in services.values():
            stage = f"{one.stage}, version {one.version}"
            if self._shown.get(one.service_id) != stage:
                self._shown[one.service_id] = stage
                self._say(now, f"{one.service_id}: {stage}")


def _service_of(workflow_id: str) -> str:
    return workflow_id.partition("/")[2]
