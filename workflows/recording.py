"""Record and the clock: what every process shares, whoever it asks.

A process that comes to rest has nothing left unrecorded: what was answered, what follows from it
and what is asked next are written by one activity in one transaction, and only then is the person
who answered told "done". What a process carries from run to run is also its row in PostgreSQL, so
that a lost or terminated process goes on from there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from activities.records import Records
from domain.errors import OutcomeUnknownError
from domain.process_state import ProcessState
from domain.protocol import Carried, RunStanding
from domain.steps import Noted
from domain.words import SYSTEM
from workflows.draft import Draft
from workflows.marks import STEPS_ARE_STORED_AT_ONCE
from workflows.options import AT_ONCE, RECORD
from workflows.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.asking import Verdict
    from domain.facts import AnyFact
    from domain.policy import PinnedPolicy, Policy
    from domain.protocol import ProcessInput
    from domain.steps import ProcessView, Step, StepDone

S = TypeVar("S", bound=ProcessState)
R = TypeVar("R")
W = TypeVar("W")


class Overtaken(ApplicationError):  # noqa: N818 - the caller is told so in the words of people
    """Another run of the process has gone further; nobody knows here what that one has stored.

    A worker may have been killed between storing a step and saying so: then the answer of the first
    who asked is stored, and that of whoever asked meanwhile is not. The same request again settles
    it for both.
    """

    def __init__(self) -> None:
        message = "the process has gone on in another run meanwhile; ask again"
        super().__init__(message, type=OutcomeUnknownError.code, non_retryable=True)


class Recorded(Waiting, ABC, Generic[S]):
    """A process that writes each of its steps in one piece and goes on in a new run by itself."""

    state: S

    def __init__(self, begun: ProcessInput, state: S) -> None:
        super().__init__(begun.carried.clock if begun.carried else None)
        self.state = state
        self._begun = begun
        self._kind_of_state = type(state)
        self._pinned: PinnedPolicy | None = begun.carried.policy if begun.carried else None
        self._draft = Draft()
        self._ticket = 1
        self._written = 0
        self._began_with = 0
        self._stored = state.step
        self._writing = False
        self._goes_back: S | None = None
        self._broken: BaseException | None = None
        self._has_its_place = begun.carried is None or not state.tasks

    # What a concrete process says of itself.

    @abstractmethod
    def view(self) -> ProcessView:
        """Where the process stands, for its row in PostgreSQL."""

    @abstractmethod
    def publish(self) -> None:
        """Show in the Temporal UI where the process stands."""

    @abstractmethod
    def took(self, done: StepDone) -> None:
        """Take in what the store answered to a step."""

    @property
    def pinned(self) -> PinnedPolicy:
        """The policy the process is pinned to, with its version."""
        if self._pinned is None:
            message = "the process has no policy before it is opened"
            raise ApplicationError(message, type="not_opened")
        return self._pinned

    @property
    def policy(self) -> Policy:
        """The policy the process obeys."""
        return self.pinned.document

    @property
    def lasting(self) -> S:
        """The state the process goes on from: after a correction, that before the decision."""
        return self._goes_back or self.state

    @workflow.query(name="standing")
    def standing(self) -> RunStanding:
        """Where this run stands, to be compared with the record."""
        at_work = not self._has_nothing_to_write() or self._goes_back is not None
        return RunStanding(
            step=self.state.step, tasks=tuple(sorted(self.state.tasks)), at_work=at_work
        )

    @workflow.signal(name="compare")
    def compare(self) -> None:
        """Look whether the record has gone further than this run, which then goes on from there.

        A step may be stored and its answer lost with it, where worker and engine are killed at the
        same moment: the engine then knows nothing of it.
        """
        self._draft.compares = True

    # The record.

    def note(
        self, *facts: AnyFact, after: Verdict | None = None, by: str = SYSTEM, why: str = ""
    ) -> None:
        """Note facts for the step that is written when the process comes to rest.

        Args:
            after: The verdict they follow from; its author and reason become theirs.
            by: Who made them so, where no verdict did.
        """
        step = f"{workflow.info().workflow_id}@{self.state.step + 1}"
        occasion = after.decision_id if after else step
        for fact in facts:
            noted = Noted(
                fact=fact,
                key=fact.own_key() or f"{occasion}/{fact.key_part()}",
                by=after.by if after else by,
                stands_for=after.stands_for if after else None,
                reason=after.reason if after else why,
                at=self.now(),
            )
            self._draft.facts.append(noted)

    def is_written(self) -> Callable[[], bool]:
        """Whether what is noted now is stored; a stage waits for it and can still be overtaken."""
        ticket = self._ticket
        return lambda: self._written >= ticket

    async def recorded(self) -> None:
        """Wait until everything noted so far is stored; "done" to a caller means stored.

        For handlers; a stage that waited like this could not give way to a person's demand.
        """
        ticket = self._ticket if not self._draft.is_blank else self._ticket - 1
        await workflow.wait_condition(lambda: self._written >= ticket or self._broken is not None)
        if self._broken is not None:
            raise self._broken

    async def has_found_its_place(self, also: Callable[[], bool] = lambda: True) -> None:
        """Wait until a new run has written what it asks; before that nothing is answered in it."""
        await workflow.wait_condition(
            lambda: self._broken is not None or (self._has_begun() and also())
        )
        if self._broken is not None:
            raise self._broken
        self._has_its_place = True

    # How it is done.

    async def _keep_record(self) -> None:
        """Write a step whenever the process has come to rest with something to write.

        The second condition is looked at only when nothing else in the process can run: by then
        everything that follows from an answer, and the next question, stands in the draft. What
        is heard at the same moment is waited for as well.
        """
        while True:
            await workflow.wait_condition(lambda: not self._draft.is_blank)
            await workflow.wait_condition(self._is_at_rest)
            if not self._is_at_rest():
                continue
            try:
                await self._write()
            except (ActivityError, Overtaken) as error:
                self._broken = error
                return

    async def _write(self) -> None:
        draft, self._draft = self._draft, Draft()
        ticket, self._ticket = self._ticket, self._ticket + 1
        self._writing = True
        self.state.step += 1
        self.lasting.step = self.state.step
        step = draft.step(
            workflow_id=workflow.info().workflow_id,
            run_id=workflow.info().run_id,
            number=self.state.step,
            at=self.now(),
            policy_version=self.pinned.version,
            view=self.view(),
        )
        done = await self._store(step, draft.summary())
        if done.rejoin is not None:
            self._goes_back = self._kind_of_state.model_validate(done.rejoin)
            self._pinned = done.adopted or self._pinned
            raise Overtaken
        self._take_up(done)
        self._writing = False
        self._written, self._stored = ticket, step.number
        self._began_with = self._began_with or workflow.info().get_current_history_length()
        if self._goes_back is None:
            self.publish()

    async def _store(self, step: Step, summary: str) -> StepDone:
        """Store a step within the task that heard of it.

        Whatever keeps it from being stored at once, an operator sees as an activity that tries
        again or says why it cannot; a run of release 0.1.0 goes that way from the start.
        """
        if workflow.patched(STEPS_ARE_STORED_AT_ONCE):
            return await self.at_once(Records.record, step, summary)
        return await workflow.execute_activity_method(
            Records.record, step, summary=summary, **RECORD
        )

    async def at_once(self, does: Callable[[Any, W], R], wanted: W, summary: str) -> R:
        """Do something within the present task; what keeps it from that an operator sees."""
        with suppress(FailureError):
            return await workflow.execute_local_activity_method(
                does, wanted, summary=summary, **AT_ONCE
            )
        return await workflow.execute_activity_method(does, wanted, summary=summary, **RECORD)

    def _take_up(self, done: StepDone) -> None:
        """Live by what the store answered."""
        self._pinned = done.adopted or self._pinned
        self._clock = done.clock or self._clock
        self.took(done)

    def _is_at_rest(self) -> bool:
        """Whether nothing follows any more from what the process heard so far."""
        return self._interruption is None

    def _has_begun(self) -> bool:
        return self._has_come_to_rest and (self._written > 0 or self._has_nothing_to_write())

    def _finds_its_place(self) -> bool:
        """Whether this run asks again what another one asked, and has not heard the store yet.

        Whatever is demanded of it meanwhile can be judged only afterwards, by whoever takes it.
        """
        return not self._has_its_place and not self._has_begun()

    def _has_nothing_to_write(self) -> bool:
        return self._draft.is_blank and not self._writing

    def _must_stop(self) -> bool:
        return super()._must_stop() or self._broken is not None or self._may_turn_the_page()

    def _stop_if_asked(self) -> None:
        if self._broken is not None:
            raise self._broken
        if self._may_turn_the_page():
            self._turn_the_page()
        super()._stop_if_asked()

    def _may_turn_the_page(self) -> bool:
        """Whether a new run should begin, and nothing is on its way that it would lose.

        The events by which a run begins fill no page, else a small page would never let one work.
        """
        if not (self._has_nothing_to_write() and workflow.all_handlers_finished()):
            return False
        info = workflow.info()
        length = info.get_current_history_length() - self._began_with
        full = length >= self.policy.processes.turn_page_after_events
        return full or self._goes_back is not None or info.is_continue_as_new_suggested()

    def _turn_the_page(self) -> NoReturn:
        carried = Carried(state=self.lasting.snapshot(), policy=self.pinned, clock=self._clock)
        workflow.continue_as_new(
            self._begun.model_copy(update={"carried": carried}), memo={**workflow.memo()}
        )
