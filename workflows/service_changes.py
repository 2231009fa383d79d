"""Changes of a service in operation (R27, R110, R146; 8.5.1, 8.2.2, 10.2).

A person proposes one, or an improvement cycle finds one. Above the size of policy the committee
decides first: it approves, refuses, or puts it off to a day, while others go first. A change that
is approved, or small, is a new version that goes through design and transition while the old one
stays in operation. One is made at a time, the others wait in the order they were proposed; each may
be taken back with a reason until it is live. While the owner is asked about his service a change
waits for his answer, for he may say that it ends. A decided retirement cancels them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import workflow

from domain.answers import CycleFindings
from domain.change_facts import (
    ChangeApproved,
    ChangeDeferred,
    ChangeProposed,
    ChangePutToCommittee,
    ChangeQueued,
    ChangeRejected,
    ChangeWithdrawn,
    DesignTakenOver,
    VersionOpened,
)
from domain.changes import OpenChange, title_of
from domain.errors import ConflictError
from domain.identity import who
from domain.policy import QuestionName
from domain.protocol import ChangeDemand, ChangeWithdrawal, Done
from domain.replies import deferral_of
from domain.service_questions import ABOUT_A_CHANGE, APPROVE, DEFER
from domain.words import ChangeState, Stage
from workflows.marks import UNSTATED_CHANGES_ARE_MEASURED
from workflows.process import refuse
from workflows.service_process import Withdrawn
from workflows.service_retirement import ServiceRetirement

if TYPE_CHECKING:
    from domain.asking import Verdict

_OF_RETIREMENT = (QuestionName.RETIREMENT, QuestionName.RETIREMENT_CHAIR)


class ServiceChanges(ServiceRetirement):
    """How a service in operation is changed."""

    async def _pursue(self, change: OpenChange) -> None:
        """Decide on the change whose turn it is, where policy wants that, and begin its version."""
        if change.state is not ChangeState.DECIDING:
            if not self._needs_committee(change):
                self._begin(change)
                return
            change = self.state.changes.put(change, ChangeState.DECIDING)
            put = self.state.about(ChangePutToCommittee, change, size=change.size)
            self.note(put, why=f"the committee decides on a {change.size} change")
        verdict = await self._ask_committee(QuestionName.CHANGE_COMMITTEE, change.proposer)
        if verdict.outcome == DEFER:
            until = deferral_of(verdict.data)
            self.state.changes.put(change, ChangeState.DEFERRED, until=until)
            self.note(self.state.about(ChangeDeferred, change, until=until), after=verdict)
        elif verdict.outcome == APPROVE:
            self._begin(change, verdict)
        else:
            self.state.changes.drop(change)
            self.note(self.state.about(ChangeRejected, change), after=verdict)

    def _needs_committee(self, change: OpenChange) -> bool:
        """Whether the committee decides before the change is made (R27, R110)."""
        # Release 0.1.0 knew no sizes: it began the version in the very step that recorded the
        # owner's answer "change". A run whose history holds such a step has to begin it there again
        # when it is replayed, whatever size the policy gives a change of which nobody stated one;
        # else it would ask the committee where its history asks for the gates of design. Runs that
        # come here for the first time are marked, and measured. Changes of a stated size, and those
        # that a person proposes, came with this release and need no mark.
        if not change.stated and not workflow.patched(UNSTATED_CHANGES_ARE_MEASURED):
            return False
        return self.policy.change.needs_committee(change.size)

    def _begin(self, change: OpenChange, verdict: Verdict | None = None) -> None:
        """Begin the version; gates that came answered with the change are not asked again."""
        version = self.state.open_draft(change.gates)
        self.state.changes.put(change, ChangeState.MAKING)
        if verdict is not None:
            self.note(self.state.about(ChangeApproved, change, version=version), after=verdict)
        opened = VersionOpened(
            service_id=self.state.service_id,
            version=version,
            number=change.number,
            title=change.title,
            proposer=change.proposer,
            waited=change.queued and verdict is None,
        )
        self.note(
            opened, after=verdict, why=f"a {change.size} change is made without the committee"
        )
        if change.gates:
            taken_over = DesignTakenOver(
                service_id=self.state.service_id,
                version=version,
                number=change.number,
                gates=change.gates,
            )
            self.note(taken_over, by=change.proposer, why="answered with the change")

    def _propose_change_of_cycle(self, verdict: Verdict) -> None:
        """The owner's answer to an improvement cycle proposes a change."""
        found = CycleFindings.model_validate(verdict.data)
        text = found.change or ""
        stated = found.person_days is not None or found.cost is not None
        change = self._queue(
            OpenChange(
                number=0,
                title=title_of(text),
                proposer=verdict.by,
                size=self.policy.change.size_of(found.person_days, found.cost),
                stated=stated,
                cycle=self.state.cycle,
            )
        )
        proposed = self.state.about(
            ChangeProposed,
            change,
            text=text,
            benefit=verdict.reason,
            size=change.size,
            person_days=found.person_days,
            cost=found.cost,
        )
        self.note(proposed, *self._waits(change), after=verdict)

    def _queue(self, wanted: OpenChange) -> OpenChange:
        """Put a change behind those before it; it has to wait where anything else comes first."""
        busy = (
            self.state.changes.next(self.now()) is not None
            or self.state.retirement_is_due(self.now())
            or self._is_asked(QuestionName.IMPROVEMENT_CYCLE)
            or self.now() >= self.state.cycle_due(self.policy.improvement.cycle_months)
        )
        return self.state.changes.propose(wanted.model_copy(update={"queued": busy}))

    def _waits(self, change: OpenChange) -> list[ChangeQueued]:
        return [self.state.about(ChangeQueued, change)] if change.queued else []

    # What others may tell a service in operation.

    @workflow.update(name="service.change")
    async def change(self, demand: ChangeDemand) -> Done:
        """Propose a change of the service; returns when it is stored."""
        await self.is_ready_for_a_demand()
        self._check_change(demand)
        actor, file = who(), demand.wanted
        change = self._queue(
            OpenChange(
                number=0,
                title=file.title,
                proposer=actor.person,
                size=self.policy.change.size_of(file.person_days, file.cost),
                gates=tuple(file.design.given()),
            )
        )
        if not change.queued:
            # It is taken up at once: what was decided before can no longer be corrected.
            self.state.taken = {}
        said = {"text": file.change, "request_id": demand.request.request_id}
        more = file.model_dump(include={"benefit", "person_days", "cost", "design"})
        proposed = self.state.about(ChangeProposed, change, size=change.size, **said, **more)
        self.note(proposed, *self._waits(change), by=actor.person, why=demand.reason)
        return await self._done(demand)

    @change.validator
    def _check_change(self, demand: ChangeDemand) -> None:  # noqa: ARG002 - as its update
        self.check_demand("be changed", possible=self.state.stage is Stage.OPERATION)

    @workflow.update(name="service.withdraw_change")
    async def withdraw_change(self, demand: ChangeWithdrawal) -> Done:
        """Take a change back that is not live yet; returns when that is stored."""
        await self.is_ready_for_a_demand()
        self._check_withdraw_change(demand)
        change = self._open_change(demand.number)
        # A correction would bring the change back, which nobody would expect by then.
        self.state.taken = {}
        by, why = who().person, demand.reason
        if change == self.state.changes.at_hand:
            self._break_off(f"change {change.number} was withdrawn")
            self.note(*self.state.drop_draft(), by=by, why=why)
        self.state.changes.drop(change)
        self.note(self.state.about(ChangeWithdrawn, change), by=by, why=why)
        return await self._done(demand)

    @withdraw_change.validator
    def _check_withdraw_change(self, demand: ChangeWithdrawal) -> None:
        self.check_demand("be relieved of a change", possible=self.state.stage is Stage.OPERATION)
        try:
            if not self._finds_its_place():
                self._open_change(demand.number)
        except ConflictError as error:
            refuse(error)

    def _open_change(self, number: int) -> OpenChange:
        """The change of a number.

        Raises:
            ConflictError: it is live or over, or there never was one.
        """
        found = self.state.changes.numbered(number)
        if found is None:
            still = ", ".join(str(one.number) for one in self.state.changes.open) or "none"
            message = f"change {number} is not open; open are: {still}"
            raise ConflictError(message, field="change")
        return found

    def _break_off(self, why: str) -> None:
        """Close what is asked about the change at hand; the next one is asked under other keys."""
        self._leave_ballots()
        left = (*_OF_RETIREMENT, *ABOUT_A_CHANGE)
        asked = {task.question.name for task in self.state.tasks.values()}
        self._pass_over(*sorted(asked.difference(left)))
        self.close_tasks(why, but=_OF_RETIREMENT)
        if not self.state.retirement_is_due(self.now()):
            self.interrupt(Withdrawn())
