"""Ask: the one way every process puts a question to people and takes their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.asking import (
    Answer,
    MilestoneKind,
    Question,
    Task,
    Verdict,
    check_actor,
    climb,
    hand_over,
    milestone,
    open_task,
)
from domain.ballot import TallyKind, cast_by, check_vote, tally
from domain.correcting import correct, correctable, verdict_of, verdict_of_body
from domain.errors import ConflictError, ServicecycleError
from domain.identity import Actor, who
from domain.ids import decision_id
from domain.protocol import HandOver, ProcessStanding, Receipt
from domain.replies import check_reply
from domain.steps import Ask, Changed, Closed
from domain.words import POLICY, TaskState
from workflows.on_record import OnRecord
from workflows.publishing import publish
from workflows.recording import S

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.asking import Milestone
    from domain.describing import Picture
    from domain.protocol import ProcessInput
    from domain.steps import StepDone


class Process(OnRecord[S]):
    """A process that asks people; concrete processes say what, in which order and what follows."""

    def __init__(self, begun: ProcessInput, state: S) -> None:
        super().__init__(begun, state)
        self._verdicts: dict[str, Verdict] = {}
        self._undecided: dict[str, str] = {}
        self._nudges = 0

    # Asking.

    async def ask(self, question: Question) -> Verdict:
        """Ask people and wait for the answer, for as long as it takes.

        Asked again under the same key after a loss, it returns the answer that is stored.

        Raises:
            Interrupted: a person demanded something else; the task is closed with the reason.
        """
        self._put(question)
        verdict = await self._answered(question.task_id)
        if verdict is None:
            message = f"{question.task_id} ended without an answer"
            raise ApplicationError(message, type="undecided")
        return verdict

    async def ask_body(self, question: Question, chair: Callable[[], Question]) -> Verdict:
        """Let a body vote; its chair decides on a tie and when the due date is missed (R5, R36)."""
        self._put(question)
        verdict = await self._answered(question.task_id)
        if verdict is not None:
            return verdict
        self._close(question.task_id, TaskState.EXPIRED, self._undecided.pop(question.task_id))
        verdict = await self.ask(chair())
        self.state.counts[question.name] = self.state.counts.get(question.name, 0) + 1
        return verdict

    def close_tasks(self, reason: str) -> None:
        """Close every open task, because the process goes another way."""
        for task_id in list(self.state.tasks):
            self._close(task_id, TaskState.CANCELLED, reason)

    # What others may tell a process.

    @workflow.update(name="opened")
    async def opened(self) -> ProcessStanding:
        """Where the process stands, once it and its first question are on record."""
        await workflow.wait_condition(lambda: self._standing is not None)
        await self.recorded()
        if self._standing is None:
            raise ApplicationError("the process is not on record", type="not_opened")
        return self._standing.model_copy(update={"stage": self.view().stage})

    @workflow.update(name="decide")
    async def decide(self, answer: Answer) -> Receipt:
        """Answer a task; returns when the answer is stored."""
        actor = who()
        at = self.now()
        if answer.corrects:
            decision = self._correct(answer, actor)
        elif self.state.tasks[answer.task_id].question.ballot:
            decision = self._vote(answer, actor)
        else:
            decision = self._decide(answer, actor)
        await self.recorded()
        return Receipt(
            task_id=answer.task_id,
            outcome=answer.outcome,
            state=TaskState.COMPLETED if decision else "voted",
            decision_id=decision,
            by=actor.person,
            at=at,
        )

    @decide.validator
    def _check_decide(self, answer: Answer) -> None:
        """Refuse at once and without a trace what may not be recorded."""
        try:
            actor = who()
            task = self._answerable(answer, actor)
            check_actor(task, actor)
            check_reply(task.question, answer, now=self.now(), policy=self.policy)
            if task.question.ballot and not answer.corrects:
                votes = self.state.votes.get(answer.task_id, ())
                check_vote(actor, answer.outcome, votes, self.policy.committee)
        except ServicecycleError as error:
            refuse(error)

    @workflow.update(name="assign")
    async def assign(self, order: HandOver) -> Receipt:
        """Hand a task to another person who may answer it; returns when that is stored."""
        actor = who()
        task = hand_over(self.state.tasks[order.task_id], to=order.to, roles=order.roles)
        self.state.tasks[order.task_id] = task
        self._draft.changed.append(
            Changed(task=task, by=actor.person, reason=order.reason, at=self.now())
        )
        self._draft.requests.append(order.request)
        at = self.now()
        await self.recorded()
        return Receipt(
            task_id=order.task_id, outcome=order.to, state="assigned", by=actor.person, at=at
        )

    @assign.validator
    def _check_assign(self, order: HandOver) -> None:
        try:
            who()
            hand_over(self._open_task(order.task_id), to=order.to, roles=order.roles)
        except ServicecycleError as error:
            refuse(error)

    @workflow.signal(name="nudge")
    def nudge(self) -> None:
        """Look again: a record this process waits for has changed."""
        self._nudges += 1

    def nudged_since(self, seen: int) -> Callable[[], bool]:
        """Whether somebody nudged the process after so many nudges."""
        return lambda: self._nudges > seen

    # How it is done.

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
        publish(self.picture(), self.state, self._pinned, self.now())

    def picture(self) -> Picture:
        """What the Temporal UI shows of the process."""
        raise NotImplementedError

    def _put(self, question: Question) -> None:
        task = self.state.tasks.get(question.task_id)
        if task is None:
            task = open_task(question, now=self.now(), step=self.state.step + 1)
            self.state.tasks[question.task_id] = task
        self._draft.asks.append(Ask(task=task, quiet=self.opens_quietly()))

    async def _answered(self, task_id: str) -> Verdict | None:
        """The verdict, or None when a body came to none."""
        while True:
            stone = milestone(self.state.tasks[task_id]) if task_id in self.state.tasks else None
            answered = await self.until(
                lambda: task_id in self._verdicts or task_id in self._undecided,
                at=stone.at if stone else None,
                why=f"{stone.kind}: {task_id.split('/', 2)[2]}" if stone else "recording",
            )
            if answered:
                return self._verdicts.pop(task_id, None)
            if stone:
                self._pass(task_id, stone)

    def _pass(self, task_id: str, stone: Milestone) -> None:
        task = self.state.tasks[task_id]
        if task.question.ballot and stone.kind is not MilestoneKind.REMIND:
            self._undecided[task_id] = "the due date was missed; the chair is asked"
            return
        if stone.kind is MilestoneKind.DEFAULT and stone.outcome is not None:
            verdict = Verdict(
                task_id=task_id,
                decision_id=decision_id(task_id, 1),
                outcome=stone.outcome,
                reason="nobody answered; the policy decides by default",
                by=POLICY,
                at=self.now(),
            )
            self._settle(task, verdict)
            self._draft.settle(verdict)
            return
        task = climb(task, stone)
        self.state.tasks[task_id] = task
        self._draft.changed.append(Changed(task=task, passed=stone, by=POLICY, at=self.now()))

    def _answerable(self, answer: Answer, actor: Actor) -> Task:
        if answer.corrects and self._goes_back is None:
            return correctable(self.state, answer.task_id, actor.seat)
        return self._open_task(answer.task_id)

    def _decide(self, answer: Answer, actor: Actor) -> str | None:
        task = self.state.tasks[answer.task_id]
        verdict = verdict_of(answer, actor, at=self.now())
        self._settle(task, verdict)
        self._draft.settle(verdict, answer)
        return verdict.decision_id

    def _vote(self, answer: Answer, actor: Actor) -> str | None:
        votes = self.state.votes.get(answer.task_id, ())
        if all(one.seat != actor.seat for one in votes):
            vote = cast_by(answer, actor, at=self.now())
            self._draft.vote(vote, answer)
            self.state.votes[answer.task_id] = (*votes, vote)
        return self._count(self.state.tasks[answer.task_id])

    def _count(self, task: Task) -> str | None:
        """Settle a ballot that is decided; remember one that is tied."""
        task_id = task.question.task_id
        if task_id not in self.state.seats:
            return None
        votes, seats = self.state.votes.get(task_id, ()), self.state.seats[task_id]
        result = tally(votes, seats, self.policy.committee)
        if result.kind is TallyKind.TIED:
            self._undecided[task_id] = "the votes are tied; the chair is asked"
        if result.carried_by is None:
            return None
        verdict = verdict_of_body(task_id, result.carried_by)
        self._settle(task, verdict)
        self._draft.settle(verdict)
        return verdict.decision_id

    def _correct(self, answer: Answer, actor: Actor) -> str | None:
        """Go back to before a decision; the first one stays in the record beside the new one."""
        correction = correct(self.state, answer, actor, at=self.now(), rule=self.policy.committee)
        self.close_tasks(f"{answer.task_id} was corrected")
        if correction.vote:
            self._draft.vote(correction.vote, answer)
        if correction.verdict:
            self._draft.settle(correction.verdict, answer)
        else:
            self._draft.reopened.append(answer.task_id)
        self._goes_back = correction.back
        return correction.verdict.decision_id if correction.verdict else None

    def _settle(self, task: Task, verdict: Verdict) -> None:
        self.state.settle(task, verdict)
        self._verdicts[task.question.task_id] = verdict

    def _close(self, task_id: str, state: TaskState, reason: str) -> None:
        self.state.drop(task_id)
        self._draft.closed.append(
            Closed(task_id=task_id, state=state, reason=reason, at=self.now())
        )

    def _open_task(self, task_id: str) -> Task:
        task = self.state.tasks.get(task_id)
        if task is None or self._goes_back is not None:
            message = f"task {task_id} is not open"
            raise ConflictError(message, field="task")
        return task


def refuse(error: ServicecycleError) -> NoReturn:
    """Refuse what a person sent: he gets the kind of error, the message and the field."""
    raise ApplicationError(
        error.message, error.field, type=error.code, non_retryable=True
    ) from error
