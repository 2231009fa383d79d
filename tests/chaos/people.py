"""The people of the demo in a house that falls down again and again: they ask until they know.

Whoever gets no answer, or only that the outcome is unknown, sends the same again with the same
request id, as `servicecycle` tells him to.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random

from activities.store import reading
from domain.checking import checked
from domain.errors import (
    ConflictError,
    InvalidInputError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)
from domain.service import ImportedService, ServiceFile
from starters.deciding import Given, decide
from starters.demo.beside import Beside
from starters.demo.comparing import Difference, compare
from starters.demo.story import Reply, Story, shipped
from starters.desk import Desk
from starters.door import Door
from starters.proposing import import_services, propose_service
from workers.connection import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from pydantic import BaseModel
    from temporalio.client import Client
    from tenacity import RetryCallState

    from activities.store.reading import Service
    from domain.identity import Actor
    from domain.protocol import ProcessStanding
    from starters.door import Entry
    from workers.settings import Settings

Answer = TypeVar("Answer")
R = TypeVar("R", bound="BaseModel")

_IMPORTER = "okan"
_NAMES_A_DAY = "defer"
_PATIENCE_SECONDS = 240.0
_AT_ONCE = 12
_MOMENT_SECONDS = 0.2


@dataclass(frozen=True)
class Cast:
    """The services that live through the chaos, and what is meant to become of them."""

    running: list[ImportedService]
    catalogue: list[ServiceFile]
    expected: dict[str, Any]

    @classmethod
    def whole(cls) -> Self:
        """The demo's whole catalogue."""
        return cls(
            running=[checked(ImportedService, one) for one in shipped("running.yaml")],
            catalogue=[checked(ServiceFile, one) for one in shipped("catalogue.yaml")],
            expected={**shipped("expected.yaml"), "yours": []},
        )

    def only(self, *services: str) -> Self:
        """Some of them."""
        meant = self.expected["services"]
        return replace(
            self,
            running=[one for one in self.running if one.id in services],
            catalogue=[one for one in self.catalogue if one.id in services],
            expected={**self.expected, "services": {one: meant[one] for one in services}},
        )


class Persistence:
    """Does a thing again until its outcome is known, and counts how often that was."""

    def __init__(self) -> None:
        self.repeated: Counter[str] = Counter()

    async def until_known(self, act: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do it again with all its ids for as long as nobody knows what became of it."""
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_nobody_knows),
            wait=wait_random(0.05, 0.5),
            stop=stop_after_delay(_PATIENCE_SECONDS),
            before_sleep=self._count,
            reraise=True,
        ):
            with attempt:
                return await act()
        raise AssertionError

    def _count(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ServicecycleError):
            self.repeated[error.code] += 1


def _nobody_knows(error: BaseException) -> bool:
    """Whether it is to be done again: not so once everybody was sent home.

    Temporal's client turns the end of a task into an outcome that is unknown.
    """
    task = asyncio.current_task()
    is_sent_home = task is not None and task.cancelling() > 0
    return isinstance(error, UnreachableError | OutcomeUnknownError) and not is_sent_home


class PersistentDoor(Door):
    """Sends an update again with its own id until it is answered."""

    def __init__(
        self, client: Client, persistence: Persistence, recorded: Callable[[str], int]
    ) -> None:
        super().__init__(client, recorded=recorded)
        self._persistence = persistence

    async def open(self, actor: Actor, entry: Entry, request_id: str) -> ProcessStanding:
        again = partial(super().open, actor, entry, request_id)
        return await self._persistence.until_known(again)

    async def ask(
        self,
        actor: Actor,
        workflow_id: str,
        update: Callable[..., object],
        argument: BaseModel,
        *,
        request_id: str,
        answers: type[R],
    ) -> R:
        again = partial(
            super().ask,
            actor,
            workflow_id,
            update,
            argument,
            request_id=request_id,
            answers=answers,
        )
        return await self._persistence.until_known(again)


class PersistentDesk(Desk):
    """The desk of people who do not give up."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.persistence = Persistence()
        self._way_in: PersistentDoor | None = None

    async def door(self) -> Door:
        if self._way_in is None:
            client = await connect(self.settings)
            self._way_in = PersistentDoor(client, self.persistence, self.recorded_step)
        return self._way_in


class PersistentBeside(Beside):
    """What happens beside the inbox happens, however often it takes; each service in its turn."""

    def __init__(self, people: People) -> None:
        super().__init__(people.desk, people.story, lambda _at, line: people.say(line))
        self._people = people
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.under_way: Counter[str] = Counter()

    async def _do(self, what: str, service_id: str, line: Mapping[str, str]) -> None:
        self.under_way[service_id] += 1
        again = partial(super()._do, what, service_id, line)
        self._people.sends(self._in_turn(service_id, again))

    async def _in_turn(self, service_id: str, again: Callable[[], Awaitable[None]]) -> None:
        async with self._turns[service_id]:
            await self._people.persistence.until_known(again)
        self.under_way[service_id] -= 1


class People:
    """The people of the story.

    Args:
        say: Takes a line for each thing that happens.
    """

    def __init__(self, desk: PersistentDesk, cast: Cast, say: Callable[[str], None]) -> None:
        self.desk = desk
        self.persistence = desk.persistence
        self.story = Story()
        self.say = say
        self._cast = cast
        self._beside = PersistentBeside(self)
        self._answered: set[tuple[str, str]] = set()
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._shown: dict[str, str] = {}
        self._refused: set[str] = set()
        self._over = asyncio.Event()
        self._group = asyncio.TaskGroup()
        self.differences: list[Difference] = []

    async def live(self) -> None:
        """Propose the catalogue and answer what is asked, until all is as it was meant to be."""
        async with self._group:
            bringing = self._group.create_task(self.persistence.until_known(self._bring_in))
            while not bringing.done() or await self._is_not_over():
                for reply in await self.persistence.until_known(self._replies):
                    self.sends(self._answer(reply))
                await self._a_moment()

    def sends(self, what: Coroutine[None, None, None]) -> None:
        """Let somebody do something while the others go on."""
        self._group.create_task(what)

    async def _is_not_over(self) -> bool:
        differences = await self.persistence.until_known(self._compared)
        if not differences:
            self._over.set()
        return bool(differences)

    async def _a_moment(self) -> None:
        """They look up now and then, as people do."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), _MOMENT_SECONDS)

    async def _compared(self) -> list[Difference]:
        self.differences = compare(self.desk.reader, self._cast.expected, self.desk.now())
        return self.differences

    async def _bring_in(self) -> None:
        await import_services(self.desk, _IMPORTER, self._cast.running)
        for file in self._cast.catalogue:
            await propose_service(self.desk, file.owner, file)
        self.say("the catalogue is proposed to the committee")

    async def _replies(self) -> list[Reply]:
        """What nobody has answered yet, after all that happens before anybody answers.

        Who has come where he was meant to be is left alone, for time goes on.
        """
        reader, now = self.desk.reader, self.desk.now()
        differing = {one.record for one in await self._compared()}
        asked = reading.inbox(reader, reading.Wanted(now=now), page=reading.ALL)
        services = {one.service_id: one for one in reading.services(reader, page=reading.ALL)}
        self._show_moves(services)
        await self._beside.act(services)
        replies = [
            reply
            for task in asked
            if task.workflow_id in differing
            and not self._beside.under_way[_named(task.workflow_id)]
            for reply in self.story.replies(task, services[_named(task.workflow_id)], now)
            if (reply.task_id, reply.person) not in self._answered
        ]
        self._answered |= {(one.task_id, one.person) for one in replies}
        return replies

    def _show_moves(self, services: Mapping[str, Service]) -> None:
        for one in services.values():
            stage = f"{one.stage}, version {one.version}"
            if self._shown.get(one.service_id) != stage:
                self._shown[one.service_id] = stage
                self.say(f"{one.service_id}: {stage}")

    async def _answer(self, reply: Reply) -> None:
        given = Given(outcome=reply.outcome, reason=reply.reason, data=reply.data)
        again = partial(decide, self.desk, reply.person, reply.task_id, given)
        async with self._turn:
            try:
                await self.persistence.until_known(again)
            except ConflictError as closed:
                # The others decided it while this person was still writing, as happens; whoever
                # still finds it in his inbox answers again.
                self._answered.discard((reply.task_id, reply.person))
                if closed.message not in self._refused:
                    self._refused.add(closed.message)
                    self.say(f"{reply.person} came too late: {closed.message}")
            except InvalidInputError as refused:
                if reply.outcome != _NAMES_A_DAY:
                    raise
                # The day has passed while he waited for the house; he names another one.
                self.say(f"{reply.person} names another day: {refused.message}")
                self._answered.discard((reply.task_id, reply.person))


def _named(workflow_id: str) -> str:
    return workflow_id.partition("/")[2]
