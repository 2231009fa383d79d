"""How a process comes on record, and how it leaves it: with a reason, however it ends."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.records import Records
from domain.facts import ProcessResumed
from domain.identity import THE_SYSTEM, acting
from domain.protocol import ProcessStanding
from domain.steps import Noted, Opening
from domain.words import CANCELLED_BY_OPERATOR
from workflows.options import RECORD
from workflows.recording import Overtaken, Recorded, S

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from domain.facts import AnyFact
    from domain.identity import Actor
    from domain.protocol import ProcessInput
    from domain.steps import Asked


class OnRecord(Recorded[S]):
    """A process that is opened by a person's request and stays open to a last correction."""

    def __init__(self, begun: ProcessInput, state: S) -> None:
        super().__init__(begun, state)
        self._is_on_record = begun.carried is not None
        self._is_new = False
        self._is_ending = False
        self._fingerprint = begun.request.fingerprint if begun.request else ""

    @asynccontextmanager
    async def on_record(self) -> AsyncIterator[None]:
        """Keep the process on record from its first fact to its last.

        Its tasks are closed with a reason however it ends: by itself or cancelled by an operator.
        A run that is continued as new, or overtaken by another one, ends nothing.
        """
        await self._open()
        keeper = asyncio.create_task(self._keep_record())
        self.publish()
        try:
            yield
            await self._stay_open_to_corrections()
            await self._end(self.state.ended or self.view().stage)
        except Overtaken:
            await self.handlers_have_finished()
            if self.lasting.ended is not None:
                raise
            self._turn_the_page()
        except asyncio.CancelledError:
            await self._end(CANCELLED_BY_OPERATOR)
            raise
        finally:
            keeper.cancel()

    def opened_by(self, actor: Actor) -> None:
        """Remember who opened the process."""

    def opened_at(self, at: datetime) -> None:
        """Remember when the process was opened, in business time."""

    @abstractmethod
    def first_facts(self) -> Sequence[AnyFact]:
        """What is recorded when the process is opened."""

    def opening_reason(self) -> str:
        """Why the process is opened, where a person gave a reason."""
        return ""

    def has_looked(self) -> bool:
        """Whether the process knows all that it looks up before it asks anything."""
        return True

    def opens_quietly(self) -> bool:
        """Whether nobody is told that the process was opened."""
        return False

    @workflow.update(name="opened")
    async def opened(self) -> ProcessStanding:
        """Where the process stands, once it and its first question are on record."""
        await workflow.wait_condition(lambda: self._is_on_record or self._broken is not None)
        await self.recorded()
        # What the store answered, such as a body without seats, may lead to one more question.
        await workflow.wait_condition(self.has_looked)
        await self.recorded()
        return ProcessStanding(
            workflow_id=workflow.info().workflow_id,
            stage=self.view().stage,
            new=self._is_new,
            fingerprint=self._fingerprint,
        )

    # How it is done.

    async def _open(self) -> None:
        if self._begun.carried or self._begun.request is None:
            self._note_who_resumed()
            return
        try:
            opened = await workflow.execute_activity_method(
                Records.open,
                self._opening(self._begun.request, acting.get() or THE_SYSTEM),
                summary="Take the process into the record",
                **RECORD,
            )
        except ActivityError as refusal:
            # Nothing of it is on record; whoever waits for it is told why.
            self._broken = refusal
            await self.handlers_have_finished()
            raise
        self._pinned, self._clock = opened.policy, opened.clock
        if not opened.new:
            self.state = self._kind_of_state.model_validate(opened.state)
            self.state.step = opened.step
        self.opened_at(self.now())
        self._is_new, self._fingerprint = opened.new, opened.fingerprint
        self._is_on_record = True
        if opened.closed or opened.fingerprint != self._begun.request.fingerprint:
            message = f"{workflow.info().workflow_id} is on record already ({opened.stage})"
            await self.handlers_have_finished()
            raise ApplicationError(message, type="conflict", non_retryable=True)

    def _note_who_resumed(self) -> None:
        """A person starts a lost process again; a run that is continued as new names nobody."""
        actor = acting.get()
        if actor is not None:
            self.note(ProcessResumed(), by=actor.person)

    def _opening(self, request: Asked, actor: Actor) -> Opening:
        at = workflow.now()
        self.opened_by(actor)
        view = self.view()
        first = tuple(
            Noted(
                fact=fact,
                key=f"{view.subject}/{fact.key_part()}",
                by=actor.person,
                stands_for=actor.stands_for,
                reason=self.opening_reason(),
                at=at,
            )
            for fact in self.first_facts()
        )
        return Opening(
            workflow_id=workflow.info().workflow_id,
            run_id=workflow.info().run_id,
            engine_time=at,
            view=view,
            first=first,
            request=request,
            quiet=self.opens_quietly(),
        )

    async def _stay_open_to_corrections(self) -> None:
        """A mistaken last decision can be corrected for some days before the process closes."""
        if self.state.ended_at is None:
            self.state.ended_at = self.now()
        if self.state.taken:
            days = self.policy.corrections.open_days
            until = self.state.ended_at + timedelta(days=days)
            await self.until(lambda: False, at=until, why="open to a correction")

    async def _end(self, reason: str) -> None:
        """Write the last step; from here on nothing is answered or demanded any more."""
        self._is_ending, self._interruption = True, None
        self.lasting.ended = reason
        self._draft.ends = True
        await self.recorded()
        await self.handlers_have_finished()
