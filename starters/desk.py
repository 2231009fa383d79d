"""The front desk: where the house is, what time it is there, and who is let in."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from activities.store import reading
from domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from domain.words import SYSTEM
from starters.time_left import TimeLeft
from workers.registers.engines import business_now, reader_engine, worker_engine
from workers.registers.turns import turn_of
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Engine

    from domain.identity import Actor
    from domain.policy import Command
    from starters.door import Door


class Desk:
    """What a command needs of the house; everything is reached when it is first needed.

    Args:
        settings: Where the house is.
        patience: For how many seconds from now a person waits for an answer, with all that comes
            before it; where a command asks several processes, each of them has the time that the
            first had left. None where each request may take its own time.
        reads_as: The person whose sight everything has that is shown; None where nobody is named.
    """

    def __init__(
        self, settings: Settings, *, patience: float | None = None, reads_as: str | None = None
    ) -> None:
        self.settings = settings
        self._reads_as = reads_as
        self._door: Door | None = None
        self._time_left = TimeLeft(patience, time.monotonic)

    @classmethod
    def at(
        cls, data: Path | None, *, patience: float | None = None, reads_as: str | None = None
    ) -> Self:
        """The desk of the house on a data folder; None for the one the environment names."""
        return cls(Settings.resolve(data), patience=patience, reads_as=reads_as)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for name in ("house", "writer"):
            engine: Engine | None = self.__dict__.get(name)
            if engine is not None:
                engine.dispose()

    @cached_property
    def house(self) -> Engine:
        """The records as the house itself reads them: clock, admission, what was asked before."""
        return reader_engine(self.settings, SYSTEM)

    @cached_property
    def reader(self) -> Engine:
        """The records as whoever is named may see them (R89).

        Nobody is named where whoever holds the keys of the house looks: he sees what it sees.

        Raises:
            InvalidInputError: nobody is named, and this house lets nobody read who is not.
            NotAllowedError: nobody active has this id.
        """
        if self._reads_as is None and self.settings.named_readers_only:
            message = "name yourself with --as or SERVICECYCLE_ACTOR; this house shows nothing else"
            raise InvalidInputError(message, field="as")
        if self._reads_as in {None, SYSTEM}:
            return self.house
        return reading.read_as(self.house, self._known_reader(str(self._reads_as)))

    def _known_reader(self, person_id: str) -> str:
        try:
            person = reading.person(self.house, person_id)
        except NotFoundError as unknown:
            raise NotAllowedError(str(unknown), field="as") from None
        if not person.is_active:
            message = f"{person_id} is archived and sees nothing any more"
            raise NotAllowedError(message, field="as")
        return person_id

    @cached_property
    def writer(self) -> Engine:
        """The registers, for commands that are transactions and not processes."""
        return worker_engine(self.settings)

    def now(self) -> datetime:
        """What time it is in the business of this house."""
        return business_now(self.house)

    def business(self, real: datetime | None) -> datetime:
        """The business time of an instant of the day's; now where it is not known."""
        return reading.clock(self.house).business(real) if real else self.now()

    def admit(
        self, person: str | None, command: Command | None, *, stands_for: str | None = None
    ) -> Actor:
        """Let a person do what a command does.

        Raises:
            InvalidInputError: nobody is named.
            NotAllowedError: he may not do it.
        """
        from workers.registers.admission import admit

        return admit(self.house, person, command, now=self.now(), stands_for=stands_for)

    def admit_to_try(self, person: str | None, command: Command) -> None:
        """Let a person see what a change would do, which tells what stands there today.

        Raises:
            InvalidInputError: nobody is named, and this house shows nothing to whoever is not.
            NotAllowedError: he may not do it, and so may not try it either.
        """
        if not self.tries_as_house(person):
            self.admit(person, command)

    def tries_as_house(self, person: str | None) -> bool:
        """Whether whoever tries a change holds the keys of the house, and sees what it sees (R89).

        Where somebody is named, or has to be, he needs the right to do what he tries.
        """
        return not person and not self.settings.named_readers_only

    async def door(self) -> Door:
        """The way to the processes, opened once; each answer is waited for as long as the first.

        Raises:
            UnreachableError: Temporal does not answer.
        """
        from starters.door import Door
        from workers.connection import connect

        if self._door is None:
            client = await connect(self.settings, patience=self._time_left.for_a_connection())
            self._door = Door(
                client,
                patience=self._time_left.for_an_answer(),
                recorded=self.recorded_step,
            )
        return self._door

    def recorded_step(self, workflow_id: str) -> int:
        """The last step of a process that is on record."""
        return reading.process(self.house, workflow_id).step

    @asynccontextmanager
    async def turn(self, request_id: str | None) -> AsyncIterator[None]:
        """Have the turn of a request id; a request that nobody named has no other of its id.

        Raises:
            OutcomeUnknownError: another caller has it, and its request has no answer yet.
        """
        with ExitStack() as held:
            if request_id is not None:
                turn = turn_of(self.house, request_id, seconds=self._time_left.for_a_turn())
                # Whoever has it may be served by this very program.
                await asyncio.to_thread(held.enter_context, turn)
            yield
