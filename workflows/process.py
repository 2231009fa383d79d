"""What people may tell every process: an answer, a correction, a hand-over, a nudge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.asking import Answer, Task, check_actor, hand_over
from domain.ballot import cast_by, check_vote
from domain.correcting import correct, correctable, verdict_of
from domain.errors import ConflictError, NotAllowedError, ServicecycleError
from domain.facts import PolicyAdopted
from domain.identity import Actor, who
from domain.protocol import Demand, Done, HandOver, Receipt
from domain.replies import check_reply
from domain.steps import Changed
from domain.words import TaskState
from workflows.asking import Asking
from workflows.recording import S

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.asking import Verdict
    from domain.ballot import Vote
    from domain.protocol import ProcessInput


class Process(Asking[S]):
    """A process that asks people; concrete processes say what, in which order and what follows."""

    def __init__(self, begun: ProcessInput, state: S) -> None:
        super().__init__(begun, state)
        self._nudges = 0

    # What others may tell a process.

    @workflow.update(name="decide")
    async def decide(self, answer: Answer) -> Receipt:
        """Answer a task; returns when the answer is stored."""
        await self._is_ready_for(answer)
        self._check_decide(answer)
        actor, at = who(), self.now()
        task = self.state.tasks.get(answer.task_id)
        if task is None:
            verdict = self._correct(answer, actor)
        elif task.question.ballot:
            verdict = self._vote(answer, actor, task)
        else:
            verdict = self._decide(answer, actor, task)
        await self.recorded()
        return Receipt(
            task_id=answer.task_id,
            outcome=answer.outcome,
            state=TaskState.COMPLETED if verdict else "voted",
            decision_id=verdict.decision_id if verdict else None,
            decided=verdict.outcome if verdict else None,
            by=actor.person,
            at=at,
        )

    @decide.validator
    def _check_decide(self, answer: Answer) -> None:
        """Refuse at once and without a trace what may not be recorded."""
        try:
            actor = who()
            if self._is_unheard(answer):
                return
            task = self._answerable(answer, actor)
            check_actor(task, actor)
            check_reply(task.question, answer, now=self.now(), policy=self.policy)
            if task.question.ballot:
                self._check_ballot(answer, actor)
        except ServicecycleError as error:
            refuse(error)

    @workflow.update(name="assign")
    async def assign(self, order: HandOver) -> Receipt:
        """Hand a task to another person who may answer it; returns when that is stored."""
        await self.has_found_its_place()
        self._check_assign(order)
        actor, at = who(), self.now()
        task = hand_over(self.state.tasks[order.task_id], to=order.to, roles=order.roles)
        self.state.tasks[order.task_id] = task
        self._draft.change(Changed(task=task, by=actor.person, reason=order.reason, at=at))
        self._draft.requests.append(order.request)
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

    @workflow.update(name="policy.adopt")
    async def adopt(self, demand: Demand) -> Done:
        """Take up the policy in force now; returns when that is stored."""
        await self.has_found_its_place()
        self._check_adopt(demand)
        self._adopt_policy(who().person, demand.reason)
        return await self._done(demand)

    @adopt.validator
    def _check_adopt(self, demand: Demand) -> None:  # noqa: ARG002 - as its update
        self.check_demand("adopt a policy", possible=self.state.ended_at is None)

    @workflow.signal(name="nudge")
    def nudge(self) -> None:
        """Look again: a record this process waits for has changed."""
        self._nudges += 1

    def nudged_since(self, seen: int) -> Callable[[], bool]:
        """Whether somebody nudged the process after so many nudges."""
        return lambda: self._nudges > seen

    def undone(self, back: S, actor: Actor, why: str) -> None:
        """Note what a correction undoes that takes the process back to before a decision."""

    # What every process does with a demand.

    async def is_ready_for_a_demand(self) -> None:
        """Let what was answered at the same moment take its course first."""
        await self.has_found_its_place()
        while not self._answers_are_taken():
            await workflow.wait_condition(self._answers_are_taken)

    def check_demand(self, what: str, *, possible: bool, why_not: str = "") -> None:
        """Refuse a demand that nobody is named for, or that is not possible where it stands.

        Args:
            why_not: Why it is not possible, and what is; where it stands says so otherwise.
        """
        try:
            who()
            moves = not self._is_on_record or self._goes_back is not None
            cannot = moves or self._is_ending or not possible
            if cannot and not self._finds_its_place():
                raise self.no_to(what, why_not, moves=moves)
        except ServicecycleError as error:
            refuse(error)

    def no_to(self, what: str, why_not: str, *, moves: bool) -> ConflictError:  # noqa: ARG002 - a contract says more
        """The refusal of a demand.

        Args:
            moves: Whether it is being opened or corrected at this moment.
        """
        return ConflictError(f"a process in {self.view().stage} cannot {what}", field="record")

    async def _done(self, demand: Demand) -> Done:
        self._draft.requests.append(demand.request)
        await self.recorded()
        return Done(workflow_id=workflow.info().workflow_id, stage=self.view().stage, at=self.now())

    def _adopt_policy(self, by: str, why: str) -> None:
        """Take up the policy in force; the next question is asked by it (R42)."""
        self._draft.adopt = True
        self.note(PolicyAdopted(), by=by, why=why)

    # How it is done.

    def _is_stored(self, task_id: str) -> bool:
        """Whether an open question is stored: only then the seats of its ballot are known."""
        task = self.state.tasks.get(task_id)
        return task is None or task.opened_in <= self._stored

    def _is_unheard(self, answer: Answer) -> bool:
        """Whether a correction comes upon a run that asks again what it corrects.

        A vote on a ballot that stands open is corrected there and then.
        """
        is_asked = answer.task_id in self.state.tasks and not self._has_voted(answer, who())
        return answer.corrects and is_asked and self._finds_its_place()

    def _has_voted(self, answer: Answer, actor: Actor) -> bool:
        """Whether his seat has voted on a ballot that stands open."""
        votes = self.state.votes.get(answer.task_id, ())
        return any(one.seat == actor.seat for one in votes)

    async def _is_ready_for(self, answer: Answer) -> None:
        """Let a decision that the store tells take its course before it is corrected once more."""
        is_unheard = self._is_unheard(answer)
        await self.has_found_its_place(lambda: self._is_stored(answer.task_id))
        if is_unheard:
            await self.has_found_its_place(self._has_heard_it_out)

    def _has_heard_it_out(self) -> bool:
        return self._answers_are_taken() and self._has_nothing_to_write()

    def _answerable(self, answer: Answer, actor: Actor) -> Task:
        """The task that is answered or, where its ballot still stands open, voted on otherwise."""
        cannot = self._goes_back is not None or self._is_ending
        if not answer.corrects or self._has_voted(answer, actor) or cannot:
            return self._open_task(answer.task_id)
        return correctable(self.state, answer.task_id, actor.seat)

    def _check_ballot(self, answer: Answer, actor: Actor) -> None:
        check_vote(actor, answer, self._votes_beside(answer, actor), self.policy.committee)
        if actor.seat not in self.state.seats.get(answer.task_id, (actor.seat,)):
            message = f"{actor.seat} has no seat in this ballot; the seats were given when it began"
            raise NotAllowedError(message, field="as")

    def _votes_beside(self, answer: Answer, actor: Actor) -> tuple[Vote, ...]:
        """The votes among which this one falls; the one that it corrects is none of them."""
        taken = self.state.taken.get(answer.task_id)
        cast = taken.votes if taken else self.state.votes.get(answer.task_id, ())
        return tuple(one for one in cast if not answer.corrects or one.seat != actor.seat)

    def _decide(self, answer: Answer, actor: Actor, task: Task) -> Verdict | None:
        verdict = verdict_of(answer, actor, at=self.now())
        self._settle(task, verdict)
        self._draft.settle(verdict, answer)
        return verdict

    def _vote(self, answer: Answer, actor: Actor, task: Task) -> Verdict | None:
        votes = self._votes_beside(answer, actor)
        if all(one.seat != actor.seat for one in votes):
            vote = cast_by(answer, actor, at=self.now())
            self._draft.vote(vote, answer)
            self.state.votes[answer.task_id] = (*votes, vote)
            self._rests_on_what_was_taken(task)
        return self._count(task)

    def _rests_on_what_was_taken(self, task: Task) -> None:
        """A vote is a step of a person: what it rests on is beyond correction."""
        taken = self.state.taken.items()
        self.state.taken = {key: one for key, one in taken if one.taken_in > task.opened_in}

    def _correct(self, answer: Answer, actor: Actor) -> Verdict | None:
        """Go back to before a decision; the first one stays in the record beside the new one."""
        correction = correct(self.state, answer, actor, at=self.now(), rule=self.policy.committee)
        for task_id, task in list(self.state.tasks.items()):
            if task_id in correction.back.tasks:
                # It stood open beside the decision and is not touched by the correction.
                correction.back.tasks[task_id] = task
            else:
                self._close(task_id, TaskState.CANCELLED, f"{answer.task_id} was corrected")
        if correction.vote:
            self._draft.vote(correction.vote, answer)
        if correction.verdict:
            self._draft.settle(correction.verdict, answer)
        else:
            self._draft.reopened.append(answer.task_id)
        self.undone(correction.back, actor, answer.reason)
        self._goes_back = correction.back
        return correction.verdict


def refuse(error: ServicecycleError) -> NoReturn:
    """Refuse what a person sent: he gets the kind of error, the message and the field."""
    raise ApplicationError(
        error.message, error.field, type=error.code, non_retryable=True
    ) from error
