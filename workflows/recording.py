"""Record and the clock: what every process shares, whoever it asks.

A process that comes to rest has nothing left unrecorded: what was answered, what follows from it
and what is asked next are written by one activity in one transaction, and only then is the person
who answered told "done". What a process carries from run to run is also its row in PostgreSQL, so
that a lost or terminated process goes on from there.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.records import Records
from domain.clock import BusinessClock
from domain.identity import THE_SYSTEM, acting
from domain.process_state import ProcessState
from domain.protocol import Carried, ProcessStanding
from domain.steps import Noted, Opening
from domain.words import SYSTEM
from workflows.draft import Draft
from workflows.options import RECORD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import datetime

    from domain.asking import Verdict
    from domain.facts import AnyFact
    from domain.identity import Actor
    from domain.policy import PinnedPolicy, Policy
    from domain.protocol import ProcessInput
    from domain.steps import ProcessView, StepDone

S = TypeVar("S", bound=ProcessState)


class Interrupted(Exception):  # noqa: N818 - a person demanded something else; nothing is wrong
    """What the process was waiting for is overtaken."""


@dataclass(frozen=True)
class Alarm:
    """An instant at which whatever the process waits for is overtaken."""

    at: datetime
    interruption: Interrupted


class Recorded(Generic[S]):
    """A process that writes each of its steps in one piece and goes on in a new run by itself."""

    state: S

    def __init__(self, begun: ProcessInput, state: S) -> None:
        self.state = state
        self._begun = begun
        self._kind_of_state = type(state)
        self._pinned: PinnedPolicy | None = begun.carried.policy if begun.carried else None
        self._clock = begun.carried.clock if begun.carried else BusinessClock()
        self._standing: ProcessStanding | None = None
        self._draft = Draft()
        self._ticket = 1
        self._written = 0
        self._writing = False
        self._goes_back: S | None = None
        self._interruption: Interrupted | None = None
        self._broken: BaseException | None = None

    # What a concrete process says of itself.

    def view(self) -> ProcessView:
        """Where the process stands, for its row in PostgreSQL."""
        raise NotImplementedError

    def opened_by(self, actor: Actor) -> None:
        """Remember who opened the process."""

    def opened_at(self, at: datetime) -> None:
        """Remember when the process was opened, in business time."""

    def first_facts(self) -> Sequence[AnyFact]:
        """What is recorded when the process is opened."""
        raise NotImplementedError

    def alarm(self) -> Alarm | None:
        """What overtakes any wait at an instant of its own."""
        return None

    def publish(self) -> None:
        """Show in the Temporal UI where the process stands."""
        raise NotImplementedError

    def took(self, done: StepDone) -> None:
        """Take in what the store answered to a step."""
        raise NotImplementedError

    # The clock and the policy.

    @property
    def policy(self) -> Policy:
        """The policy the process is pinned to."""
        if self._pinned is None:
            message = "the process has no policy before it is opened"
            raise ApplicationError(message, type="not_opened")
        return self._pinned.document

    def now(self) -> datetime:
        """Business time; a process reads no other clock."""
        return self._clock.business(workflow.now())

    async def until(self, met: Callable[[], bool], *, at: datetime | None = None, why: str) -> bool:
        """Wait until something is so, or until a business instant has come.

        Returns:
            True when it is so, False when the instant came first.

        Raises:
            Interrupted: a person demanded something else meanwhile.
        """
        while not met():
            self._stop_if_asked()
            now, alarm = self.now(), self.alarm()
            if alarm is not None and alarm.at <= now:
                raise alarm.interruption
            if at is not None and at <= now:
                return False
            instants = [one for one in (at, alarm.at if alarm else None) if one is not None]
            try:
                await workflow.wait_condition(
                    lambda: met() or self._must_stop(),
                    timeout=self._clock.real(min(instants) - now) if instants else None,
                    timeout_summary=why,
                )
            except TimeoutError:
                continue
        return True

    def interrupt(self, interruption: Interrupted) -> None:
        """Make whatever the process waits for give way."""
        self._interruption = interruption

    async def together(self, *steps: Awaitable[None]) -> None:
        """Take steps side by side; when one is interrupted, so are the others."""
        tasks = [asyncio.ensure_future(step) for step in steps]
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    # The record.

    def note(
        self, *facts: AnyFact, after: Verdict | None = None, by: str = SYSTEM, why: str = ""
    ) -> None:
        """Note facts for the step that is written when the process comes to rest.

        Args:
            after: The verdict they follow from; its author and reason become theirs.
            by: Who made them so, where no verdict did.
        """
        occasion = after.decision_id if after else f"{self.view().subject}@{self.state.step + 1}"
        for fact in facts:
            noted = Noted(
                fact=fact,
                key=f"{occasion}/{fact.key_part()}",
                by=after.by if after else by,
                stands_for=after.stands_for if after else None,
                reason=after.reason if after else why,
                at=self.now(),
            )
            self._draft.facts.append(noted)

    async def recorded(self) -> None:
        """Wait until everything noted so far is stored; "done" to a caller means stored."""
        ticket = self._ticket if not self._draft.is_blank else self._ticket - 1
        await workflow.wait_condition(lambda: self._written >= ticket or self._broken is not None)
        if self._broken is not None:
            raise self._broken

    @asynccontextmanager
    async def on_record(self) -> AsyncIterator[None]:
        """Keep the process on record from its first fact to its last.

        Its tasks are closed with a reason however it ends: by itself or cancelled by an operator.
        A run that is continued as new ends nothing.
        """
        await self._open()
        keeper = asyncio.create_task(self._keep_record())
        self.publish()
        try:
            yield
            await self._stay_open_to_corrections()
            await self._end(self.state.ended or self.view().stage)
        except asyncio.CancelledError:
            await self._end("cancelled by an operator")
            raise
        finally:
            keeper.cancel()

    # How it is done.

    async def _open(self) -> None:
        if self._begun.carried or self._begun.request is None:
            self._standing = self._stands(new=False, fingerprint="")
            return
        actor = acting.get() or THE_SYSTEM
        at = workflow.now()
        self.opened_by(actor)
        first = tuple(
            Noted(
                fact=fact,
                key=f"{self.view().subject}/{fact.key_part()}",
                by=actor.person,
                stands_for=actor.stands_for,
                reason=self.opening_reason(),
                at=at,
            )
            for fact in self.first_facts()
        )
        opened = await workflow.execute_activity_method(
            Records.open,
            Opening(
                workflow_id=workflow.info().workflow_id,
                run_id=workflow.info().run_id,
                engine_time=at,
                view=self.view(),
                first=first,
                request=self._begun.request,
                quiet=self.opens_quietly(),
            ),
            summary="Take the process into the record",
            **RECORD,
        )
        self._pinned, self._clock = opened.policy, opened.clock
        self.opened_at(self.now())
        if not opened.new:
            self.state = self._kind_of_state.model_validate(opened.state)
            self.state.step = opened.step
        self._standing = self._stands(new=opened.new, fingerprint=opened.fingerprint)
        if opened.closed or opened.fingerprint != self._begun.request.fingerprint:
            message = f"{workflow.info().workflow_id} is on record already ({opened.stage})"
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise ApplicationError(message, type="conflict", non_retryable=True)

    def opening_reason(self) -> str:
        """Why the process is opened, where a person gave a reason."""
        return ""

    def opens_quietly(self) -> bool:
        """Whether nobody is told that the process was opened."""
        return False

    def _stands(self, *, new: bool, fingerprint: str) -> ProcessStanding:
        return ProcessStanding(
            workflow_id=workflow.info().workflow_id,
            stage=self.view().stage,
            new=new,
            fingerprint=fingerprint,
        )

    async def _keep_record(self) -> None:
        """Write a step whenever the process has come to rest with something to write.

        The second condition is looked at only when nothing else in the process can run: by then
        everything that follows from an answer, and the next question, stands in the draft.
        """
        while True:
            await workflow.wait_condition(lambda: not self._draft.is_blank)
            await workflow.wait_condition(lambda: True)
            try:
                await self._write()
            except ActivityError as error:
                self._broken = error
                return

    async def _write(self) -> None:
        draft, self._draft = self._draft, Draft()
        ticket, self._ticket = self._ticket, self._ticket + 1
        self._writing = True
        if self._goes_back is not None:
            self._goes_back.step = self.state.step + 1
        self.state.step += 1
        step = draft.step(
            workflow_id=workflow.info().workflow_id,
            run_id=workflow.info().run_id,
            number=self.state.step,
            at=self.now(),
            policy_version=self._pinned.version if self._pinned else 0,
            view=self.view(),
        )
        done = await workflow.execute_activity_method(
            Records.record, step, summary=draft.summary(), **RECORD
        )
        if done.adopted:
            self._pinned = done.adopted
        if done.rejoin is not None:
            self._goes_back = self._kind_of_state.model_validate(done.rejoin)
        self.took(done)
        self._writing = False
        self._written = ticket
        self.publish()

    def _must_stop(self) -> bool:
        return (
            self._interruption is not None or self._broken is not None or self._may_turn_the_page()
        )

    def _stop_if_asked(self) -> None:
        if self._broken is not None:
            raise self._broken
        if self._may_turn_the_page():
            self._turn_the_page()
        interruption, self._interruption = self._interruption, None
        if interruption is not None:
            raise interruption

    def _may_turn_the_page(self) -> bool:
        """Whether a new run should begin, and nothing is on its way that it would lose."""
        at_rest = self._draft.is_blank and not self._writing and workflow.all_handlers_finished()
        if not at_rest:
            return False
        info = workflow.info()
        full = info.get_current_history_length() >= self.policy.processes.turn_page_after_events
        return full or self._goes_back is not None or info.is_continue_as_new_suggested()

    def _turn_the_page(self) -> None:
        if self._pinned is None:
            return
        state = self._goes_back or self.state
        carried = Carried(state=state.snapshot(), policy=self._pinned, clock=self._clock)
        workflow.continue_as_new(
            self._begun.model_copy(update={"carried": carried}), memo={**workflow.memo()}
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
        self.state.ended = reason
        self._draft.ends = True
        await self.recorded()
        await workflow.wait_condition(workflow.all_handlers_finished)
