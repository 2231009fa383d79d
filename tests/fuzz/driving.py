"""Random lives in a real house: chosen, carried out, held against the model, and replayed."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

from temporalio.service import RPCError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.fuzz.acts import Depend, Together, Wait
from tests.fuzz.beginning import beginning
from tests.fuzz.choosing import Chooser
from tests.fuzz.comparing import (
    Story,
    differences,
    of_house,
    of_model,
    what_the_process_shows,
)
from tests.fuzz.heard import Hands
from tests.fuzz.judging import expected, fits
from tests.fuzz.model import begin
from tests.fuzz.opening import opened
from tests.fuzz.script import ApartError, Script

if TYPE_CHECKING:
    from tests.fuzz.acts import Act, One
    from tests.fuzz.model import Model
    from tests.fuzz.opening import Company
    from tests.workflows.life import Life

LONGEST = 45
_A_MOMENT = timedelta(seconds=2)
_TOO_FAR = timedelta(minutes=15)

Seen = Counter[tuple[str, str, str]]


class LeaptTooFarError(Exception):
    """The clock of the test server went far beyond an instant; such a life says nothing."""


@dataclass
class Fuzz:
    """One random life.

    Args:
        script: What happens, and how the service comes into the house; None lets chance choose.
        patience_seconds: How long the house may take to be as the model says.
        seen: How often each kind of act was accepted or refused, by stage.
    """

    company: Company
    seed: int
    longest: int = LONGEST
    script: Script | None = None
    patience_seconds: float = 30.0
    seen: Seen = field(default_factory=Counter)
    acts: list[Act] = field(default_factory=list)
    wrong: AssertionError | None = None
    life: Life = field(init=False)
    model: Model = field(init=False)

    async def live(self) -> None:
        """Come into the house, live, and be looked back at."""
        chance = Random(f"life {self.seed}")  # noqa: S311 - chance that can be repeated
        world, script = self.company.world, self.script
        self._began = script.how if script else beginning(chance, world.variant)
        self.life = await opened(self.company, self._began, f"s{self.seed}-{uuid4().hex[:6]}")
        self.model = begin(world, self._began, await self._clock())
        self._hands = Hands(self.company.desk, world, self.life.handle)
        await self._hands.settles()
        await self._agree([self.model])
        with suppress(LeaptTooFarError):
            await self._lives_on(Chooser(chance))
            self.life.record.check_chain(self.life.id)
            self.seen[("any", "life", f"ended {self.model.closed or 'open'}")] += 1
            self.seen.update({("any", "event", kind): n for kind, n in self.model.told.items()})
            return
        self.seen[("any", "life", "ended by a leap of the test server's clock")] += 1

    async def _lives_on(self, chooser: Chooser) -> None:
        """Act upon act, until the service is over or the script is."""
        script = self.script
        for turn in range(len(script.acts) if script else self.longest):
            if self.model.closed:
                break
            self.model.advance(await self._clock())
            act = script.acts[turn] if script else chooser.next(self.model)
            self.acts.append(act)
            await self._agree(await self._happens(act))

    # One act.

    async def _happens(self, act: Act) -> list[Model]:
        """Let something happen in the house.

        Returns:
            How all may stand by now; of two acts of the same moment either may have come first.
        """
        match act:
            case Wait():
                self._note("wait", None)
                await self._waits(timedelta(minutes=act.minutes))
                possible = [self.model]
            case Depend():
                await self._depends(act)
                possible = [self.model]
            case Together():
                possible = await self._at_once(act)
            case one:
                possible = [self._agreed(one, await self._hands.carry_out(one))]
        if act.kind in {"correct", "together"}:
            await self._hands.settles()
        return possible

    async def _waits(self, span: timedelta) -> None:
        """Let time go by, from one thing of the calendar to the next.

        The test server lets a run that begins meanwhile come too late, so none may begin on a leap.
        """
        until = self.model.now + span
        while not self.model.closed and self.model.now < until:
            ahead = [at for at, _, _ in self.model.boundaries() if at < until]
            await self._leaps(min(ahead, default=until))
            await self._agree([self.model])

    async def _leaps(self, to: datetime) -> None:
        """Let time go by until a moment after an instant.

        Raises:
            LeaptTooFarError: the calendar of the house came to things of later days meanwhile.
        """
        span = to - await self._clock() + _A_MOMENT
        if span > timedelta():
            await self.life.env.fast_forward(self.life.handle, span)
        there = await self._clock()
        if there > to + _TOO_FAR:
            raise LeaptTooFarError
        self.model.advance(max(there, to + _A_MOMENT))

    def _agreed(self, act: One, heard: str | None) -> Model:
        allowed = self.model.judge(act)
        self._note(act.kind, heard)
        if not fits(heard, allowed):
            self._apart([f"heard {heard or 'that it was accepted'}, {expected(allowed)}"])
        if heard is None:
            self.model.take(act)
        return self.model

    async def _depends(self, act: Depend) -> None:
        record, service_id = self.life.record, self.life.record_id
        if act.on:
            record.depends(service_id, f"contract-{len(self.acts)}")
            self._depending = f"contract-{len(self.acts)}"
        else:
            record.depends_no_longer(service_id, self._depending)
        await self.life.nudge()
        self.model.depend(act)
        self._note(f"dependent {'opened' if act.on else 'closed'}", None)

    async def _at_once(self, act: Together) -> list[Model]:
        """Both at the same moment; the house may have heard either first."""
        pair = (act.first, act.second)
        heard = await asyncio.gather(*(self._hands.carry_out(one) for one in pair))
        for one, said in zip(pair, heard, strict=True):
            self._note(f"{one.kind} at once", said)
        orders = [list(zip(pair, heard, strict=True))]
        if orders[0] != orders[0][::-1]:
            orders.append(orders[0][::-1])
        found = [model for order in orders if (model := in_this_order(self.model, order))]
        if not found:
            told = [f"{one.kind} heard {said or 'accepted'}" for one, said in orders[0]]
            told += [expected(self.model.judge(one)) for one in pair]
            self._apart([*told, "in neither order the model says so"])
        return found

    # House and model.

    async def _agree(self, possible: list[Model]) -> None:
        """Wait a while for the house to be as the model says; take up its instants."""
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(ApartError),
            stop=stop_after_delay(self.patience_seconds),
            wait=wait_fixed(0.05),
            reraise=True,
        ):
            with attempt:
                if told := await self._told(possible):
                    await self._catch_up()
                    self._apart(told)

    async def _catch_up(self) -> None:
        """A run that began while time leapt may be left behind; its clock is put forward."""
        if self.model.closed is None:
            behind = self.model.now - await self._clock()
            if behind > _A_MOMENT:
                await self.life.env.fast_forward(self.life.handle, behind)

    async def _told(self, possible: list[Model]) -> list[str]:
        """What is apart; nothing where the house is as one of the models says."""
        told: list[str] = []
        described = await self.life.handle.describe()
        for model in possible:
            with self.company.house.engine.connect() as connection:
                found = of_house(connection, self.life.id, model)
            apart = differences(of_model(model), found)
            apart += what_the_process_shows(model, described)
            if not apart:
                self.model = model
                self._take_up_instants(found)
                return []
            told = told or apart
        return told

    def _take_up_instants(self, found: Story) -> None:
        """The house takes moments for what the model does at once; they do not add up."""
        s = self.model.s
        for task in s.tasks.values():
            task.opened_at = found["open"][task.key]["opened"]
        if self.model.told["customers_told"] and s.told_until:
            s.told_until = found["ends"] or s.told_until

    async def _clock(self) -> datetime:
        try:
            return await self.life.env.get_current_time(self.life.handle)
        except RPCError:
            return datetime.now(UTC)

    def _note(self, kind: str, heard: str | None) -> None:
        self.seen[(str(self.model.s.work), kind, heard or "accepted")] += 1

    def _apart(self, told: list[str]) -> None:
        raise ApartError(self.lived, told)

    @property
    def lived(self) -> Script:
        """What has been lived so far."""
        return Script(self.seed, self._began, self.model.started, tuple(self.acts))


def in_this_order(model: Model, order: list[tuple[One, str | None]]) -> Model | None:
    """The model after two acts of a moment, if what was heard fits; else None.

    Whoever comes while a process goes back to before a decision is told to ask again. Whoever says
    once more, in another request, what closes a ballot just now may hear that it is closed.
    """
    later, corrected = deepcopy(model), False
    for act, heard in order:
        allowed = later.judge(act)
        if heard is not None:
            said_again = act != order[0][0] and later.is_repeated(act)
            too_late = heard == "conflict" and (corrected or said_again)
            if not fits(heard, allowed) and not too_late:
                return None
            continue
        if allowed:
            return None
        corrected = corrected or act.kind == "correct"
        later.take(act)
    return later
