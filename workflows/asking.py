"""Asking: a question is put to people, and the process waits for the answer as long as it takes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from temporalio import workflow

from domain.asking import MilestoneKind, Verdict, climb, milestone, open_task
from domain.ballot import TallyKind, tally
from domain.correcting import verdict_of_body
from domain.errors import ConflictError
from domain.ids import decision_id
from domain.steps import Ask, Changed, Closed
from domain.words import POLICY, TaskState
from workflows.marks import THE_STORE_GOES_BEFORE_THE_CALENDAR
from workflows.on_record import OnRecord
from workflows.publishing import publish
from workflows.recording import S

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.asking import Milestone, Question, Task
    from domain.describing import Picture
    from domain.policy import QuestionName
    from domain.protocol import ProcessInput
    from domain.steps import StepDone


class Undecided(Exception):  # noqa: N818 - nothing is wrong; the chair is asked
    """A body came to no decision."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Asking(OnRecord[S]):
    """A process that waits for answers: it reminds, escalates and decides by default."""

    def __init__(self, begun: ProcessInput, state: S) -> None:
        super().__init__(begun, state)
        self._verdicts: dict[str, Verdict] = {}
        self._undecided: dict[str, str] = {}
        self._awaited: set[str] = set()

    async def ask(self, question: Question) -> Verdict:
        """Ask people and wait for the answer, for as long as it takes.

        Asked again under the same key after a loss, it returns the answer that is stored.

        Raises:
            Interrupted: a person demanded something else; the task is closed with the reason.
        """
        self._put(question)
        return await self._answered(question.task_id)

    async def ask_body(self, question: Question, chair: Callable[[], Question]) -> Verdict:
        """Let a body vote; its chair decides on a tie and when the due date is missed (R5, R36).

        A later run that finds the chair's question open goes on with it.
        """
        if chair().task_id not in self.state.tasks:
            self._put(question)
            try:
                return await self._answered(question.task_id)
            except Undecided as undecided:
                self._close(question.task_id, TaskState.EXPIRED, undecided.why)
        verdict = await self.ask(chair())
        self.state.counts[question.name] = self.state.counts.get(question.name, 0) + 1
        return verdict

    def close_tasks(self, reason: str, *, but: tuple[QuestionName, ...] = ()) -> None:
        """Close every open task, but those of some questions: the process goes another way."""
        for task_id, task in list(self.state.tasks.items()):
            if task.question.name not in but:
                self._close(task_id, TaskState.CANCELLED, reason)

    # What every process that asks does with what it hears.

    def took(self, done: StepDone) -> None:
        """Take in seats, and answers that were already stored under a task's key."""
        for task_id, stored in done.tasks.items():
            task = self.state.tasks.get(task_id)
            if task is None:
                continue
            if stored.verdict is not None:
                self._settle(task, stored.verdict)
            elif task.question.ballot:
                self.state.seats[task_id] = stored.seats
                self._count(task)

    def publish(self) -> None:
        """Show in the Temporal UI where the process stands, for whom it waits and until when."""
        publish(self.picture(), self.state, self.pinned, self.now())

    @abstractmethod
    def picture(self) -> Picture:
        """What the Temporal UI shows of the process."""

    # How it is done.

    def _is_at_rest(self) -> bool:
        return super()._is_at_rest() and self._answers_are_taken()

    def _answers_are_taken(self) -> bool:
        """Whether what was answered has taken its course."""
        return self._awaited.isdisjoint(self._verdicts.keys() | self._undecided.keys())

    def _put(self, question: Question) -> None:
        task = self.state.tasks.get(question.task_id)
        if task is None:
            task = open_task(question, now=self.now(), step=self.state.step + 1)
            self.state.tasks[question.task_id] = task
        self._draft.asks.append(Ask(task=task, quiet=self.opens_quietly()))

    async def _answered(self, task_id: str) -> Verdict:
        """The verdict.

        Raises:
            Undecided: a body came to none.
        """
        self._awaited.add(task_id)
        try:
            await self._hear_the_store(task_id)
            while task_id not in self._verdicts:
                if task_id in self._undecided:
                    raise Undecided(self._undecided.pop(task_id))
                await self._until_answered(task_id)
            return self._verdicts.pop(task_id)
        finally:
            self._awaited.remove(task_id)

    async def _hear_the_store(self, task_id: str) -> None:
        """A question that is asked again may have its answer: the store goes before the calendar.

        Otherwise a correction that comes after the due date would be decided anew by silence.
        """
        stone = self._next_milestone(task_id)
        is_new = self.state.tasks[task_id].opened_in > self.state.step
        is_passed = stone is not None and not is_new and stone.at <= self.now()
        if is_passed and workflow.patched(THE_STORE_GOES_BEFORE_THE_CALENDAR):
            await self.until(self.is_written(), why="the store knows if it was answered")

    async def _until_answered(self, task_id: str) -> None:
        """Wait for an answer until the next thing happens to the task."""
        stone = self._next_milestone(task_id)
        in_time = await self.until(
            lambda: task_id in self._verdicts or task_id in self._undecided,
            at=stone.at if stone else None,
            why=f"{stone.kind}: {task_id.split('/', 2)[2]}" if stone else "recording",
        )
        if not in_time:
            self._pass_milestone(task_id)

    def _next_milestone(self, task_id: str) -> Milestone | None:
        """What happens next to an open task; nothing while the process goes back.

        Nothing either where a demand has closed it at this very moment: whoever waits for the
        answer gives way in the same activation.
        """
        task = self.state.tasks.get(task_id)
        return None if self._goes_back or task is None else milestone(task)

    def _pass_milestone(self, task_id: str) -> None:
        stone = self._next_milestone(task_id)
        if stone is None:
            return
        task = self.state.tasks[task_id]
        if task.question.ballot and stone.kind is MilestoneKind.OVERDUE:
            self._undecided[task_id] = "the due date was missed; the chair is asked"
        elif stone.kind is MilestoneKind.DEFAULT and stone.outcome is not None:
            self._decide_by_default(task, stone.outcome)
        else:
            task = climb(task, stone)
            self.state.tasks[task_id] = task
            changed = Changed(task=task, passed=stone, by=POLICY, at=self.now())
            self._draft.change(changed)

    def _decide_by_default(self, task: Task, outcome: str) -> None:
        task_id = task.question.task_id
        verdict = Verdict(
            task_id=task_id,
            decision_id=decision_id(task_id, self.state.next_decision(task_id)),
            outcome=outcome,
            reason="nobody answered; the policy decides by default",
            by=POLICY,
            at=self.now(),
        )
        self._settle(task, verdict)
        self._draft.settle(verdict)

    def _count(self, task: Task) -> Verdict | None:
        """Settle a ballot that is decided; remember one that is tied."""
        task_id = task.question.task_id
        votes, seats = self.state.votes.get(task_id, ()), self.state.seats[task_id]
        result = tally(votes, seats, self.policy.committee)
        if result.kind is TallyKind.TIED:
            why = "the votes are tied" if votes else "nobody has a seat"
            self._undecided[task_id] = f"{why}; the chair is asked"
        if result.carried_by is None:
            return None
        number = self.state.next_decision(task_id)
        verdict = verdict_of_body(task_id, result.carried_by, number=number)
        # The vote that carries the outcome may be older than the one that made a majority of it.
        verdict = verdict.model_copy(update={"at": self.now()})
        self._settle(task, verdict)
        self._draft.settle(verdict)
        return verdict

    def _settle(self, task: Task, verdict: Verdict) -> None:
        taken = self.state.taken
        unheard = [taken[one].task for one in self._verdicts if one in taken]
        self.state.settle(task, verdict, unheard)
        self._verdicts[task.question.task_id] = verdict

    def _close(self, task_id: str, state: TaskState, reason: str) -> None:
        """Close a task; one that was never written was never asked."""
        was_written = self.state.tasks[task_id].opened_in <= self.state.step
        self.state.drop(task_id)
        self._draft.unask(task_id)
        if was_written:
            closed = Closed(task_id=task_id, state=state, reason=reason, at=self.now())
            self._draft.closed.append(closed)

    def _open_task(self, task_id: str) -> Task:
        task = self.state.tasks.get(task_id)
        if task is None or self._interruption is not None or self._is_ending:
            message = f"task {task_id} is not open"
            raise ConflictError(message, field="task")
        if self._goes_back is not None:
            message = f"a decision is being corrected; answer {task_id} again in a moment"
            raise ConflictError(message, field="task")
        return task
