"""The life of a service, as the Service Management Policy has it (R3–R8, R25–R28, 8.2.2, 8.5.2).

Strategy: the committee decides whether a service is offered; no service is designed without that
record. Design: brief, service levels, customers' needs, costs, security and continuity are each
answered with evidence, then the design is accepted. Transition: the go-live checklist, then
acceptance; the service enters the catalogue. Operation: until something ends it, and once in a
cycle its owner says whether it is kept, changed or retired. A change, found by the cycle or
proposed by a person, is a new version that goes through design and transition while the old one
stays in operation; above the size of policy the committee decides first. One change is made at a
time; a cycle whose day comes meanwhile waits until it is live. Retirement: decided by the
committee, then controlled: customers are told in time, what depends on the service is dealt with,
their data are returned and erased, the catalogue entry is withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import workflow

from domain.answers import DesignAcceptance
from domain.facts import (
    CycleClosed,
    GateAnswered,
    RetirementRequested,
    ServiceDeferred,
)
from domain.identity import who
from domain.ids import service_id_of, service_workflow_id
from domain.policy import QuestionName
from domain.protocol import Demand, Done, Ended, ServiceLifecycleInput
from domain.replies import deferral_of
from domain.service import FINAL_STAGES, TRANSITIONS, Move
from domain.service_questions import (
    ACCEPT,
    CHANGE,
    DEFER,
    OFFER,
    REDESIGN,
    RETIRE,
)
from domain.service_state import start_of
from domain.words import SYSTEM, Gate, ProcessKind, Stage
from workflows.marks import THE_COMMITTEE_IS_ASKED_ANEW
from workflows.service_changes import ServiceChanges
from workflows.service_process import RetirementDemanded, Withdrawn

if TYPE_CHECKING:
    from pydantic import JsonValue

    from domain.asking import Verdict

workflow_id = service_workflow_id
service_id = service_id_of


@workflow.defn(name=ProcessKind.SERVICE)
class ServiceLifecycle(ServiceChanges):
    """One service, from proposal to retirement, in one workflow id for years.

    Started by `service propose` and `service import`. It ends when the service is retired,
    rejected or withdrawn. It may be asked to change, to retire, to withdraw, or to withdraw one of
    its changes, and to adopt the policy in force.
    """

    @workflow.init
    def __init__(self, begun: ServiceLifecycleInput) -> None:
        super().__init__(begun)

    @workflow.run
    async def run(self, begun: ServiceLifecycleInput) -> Ended:  # noqa: ARG002 - taken by __init__
        """Live: a stage after the other, until there is none."""
        async with self.on_record():
            while self.state.stage not in FINAL_STAGES:
                try:
                    await self._say_that_it_stays()
                    await self._live(self.state.attends(self.now()))
                except (Withdrawn, RetirementDemanded):
                    continue
        return Ended(outcome=self.state.stage, at=self.now())

    async def _live(self, stage: Stage) -> None:
        match stage:
            case Stage.STRATEGY:
                await self._strategy()
            case Stage.DESIGN:
                await self._design()
            case Stage.TRANSITION:
                await self._transition()
            case Stage.OPERATION:
                await self._operation()
            case _:
                await self._retirement()

    # Strategy.

    async def _strategy(self) -> None:
        if self.state.deferred_until:
            day = start_of(self.state.deferred_until)
            await self.until(lambda: False, at=day, why="the committee is asked again")
        verdict = await self._ask_committee(QuestionName.COMMITTEE, self.state.proposer)
        self.state.deferred_until = None
        if verdict.outcome == DEFER:
            self.state.deferred_until = until = deferral_of(verdict.data)
            self.note(ServiceDeferred(service_id=self.state.service_id, until=until), after=verdict)
        else:
            self._move(Move.OFFER if verdict.outcome == OFFER else Move.REJECT, verdict)

    # Design.

    async def _design(self) -> None:
        await self.together(*(self._gate(one) for one in Gate if one not in self.state.gates))
        verdict = await self._ask(QuestionName.DESIGN_ACCEPTANCE, self._wanted_by(self.state.owner))
        if verdict.outcome == ACCEPT:
            self._move(Move.ACCEPT, verdict)
        else:
            again = DesignAcceptance.model_validate(verdict.data).again
            self.state.gates = tuple(one for one in self.state.gates if one not in again)

    async def _gate(self, gate: Gate) -> None:
        given = self.state.given.pop(gate, None)
        if given is not None:
            self._pass_gate(gate, given, None)
        else:
            verdict = await self._ask(
                QuestionName(gate.value), self._wanted_by(self.state.proposer)
            )
            self._pass_gate(gate, verdict.data or {}, verdict)

    def _pass_gate(self, gate: Gate, data: dict[str, JsonValue], verdict: Verdict | None) -> None:
        self.state.gates = (*self.state.gates, gate)
        answered = GateAnswered(
            service_id=self.state.service_id,
            version=self.state.making,
            gate=gate,
            data=data,
            with_proposal=verdict is None,
        )
        self.note(answered, after=verdict, by=self.state.proposer)

    # Transition.

    async def _transition(self) -> None:
        if not self.state.checklist_done:
            await self._ask(QuestionName.GO_LIVE_CHECKLIST, self._wanted_by(self.state.proposer))
            self.state.checklist_done = True
        verdict = await self._ask(
            QuestionName.GO_LIVE_ACCEPTANCE, self._wanted_by(self.state.owner)
        )
        self.state.checklist_done = False
        if verdict.outcome == ACCEPT:
            self._move(Move.GO_LIVE, verdict)
            self.note(self.state.published(), *self.state.change_is_live(), after=verdict)
        elif verdict.outcome == REDESIGN:
            self._move(Move.REDESIGN, verdict)

    # Operation and improvement.

    async def _operation(self) -> None:
        """The committee on a retirement goes first, then the owner's answer, then a change."""
        if self.state.retirement_by and self.state.retirement_is_due(self.now()):
            await self._decide_retirement(self.state.retirement_by)
        elif self._is_asked(QuestionName.IMPROVEMENT_CYCLE):
            await self._improvement_cycle()
        elif change := self.state.changes.next(self.now()):
            await self._pursue(change)
        elif await self._cycle_is_due():
            await self._improvement_cycle()

    async def _improvement_cycle(self) -> None:
        verdict = await self._ask_cycle()
        self.state.close_cycle(self.policy.improvement.cycle_months, self.now())
        cycle = CycleClosed(
            service_id=self.state.service_id, cycle=self.state.cycle, finding=verdict.outcome
        )
        self.note(cycle, after=verdict)
        if verdict.outcome == CHANGE:
            self._propose_change_of_cycle(verdict)
        if verdict.outcome == RETIRE:
            self.state.retirement_by = verdict.by
            if self.state.retirement_deferred_until and workflow.patched(
                THE_COMMITTEE_IS_ASKED_ANEW
            ):
                # The owner asks anew, as by `service retire`; the earlier day holds no more.
                self.state.retirement_deferred_until = None
            self.note(RetirementRequested(service_id=self.state.service_id), after=verdict)

    async def _ask_cycle(self) -> Verdict:
        """Ask once a cycle, by the policy in force then; a later run may find the question open."""
        if not self._is_asked(QuestionName.IMPROVEMENT_CYCLE):
            self._adopt_policy(SYSTEM, "a new improvement cycle")
            await self.until(self.is_written(), why="the policy in force is taken up")
        return await self._ask(QuestionName.IMPROVEMENT_CYCLE, self.state.proposer)

    async def _cycle_is_due(self) -> bool:
        """Wait for the day of the cycle, which a policy that is adopted meanwhile moves.

        Returns:
            False when a change comes first: one that is proposed, or that was put off until now.
        """
        while self.now() < (due := self.state.cycle_due(self.policy.improvement.cycle_months)):
            if self._has_a_change():
                return False
            wakes_at = self.state.changes.wakes_at()
            await self.until(
                self._adopted_since(self.pinned.version, or_else=self._has_a_change),
                at=min(due, wakes_at) if wakes_at else due,
                why="the improvement cycle is due",
            )
        return True

    def _has_a_change(self) -> bool:
        """Whether the turn of a change has come."""
        return self.state.changes.next(self.now()) is not None

    # What others may tell a service.

    @workflow.update(name="service.retire")
    async def retire(self, demand: Demand) -> Done:
        """Ask the committee to retire the service; returns when the request is stored."""
        await self.is_ready_for_a_demand()
        self._check_retire(demand)
        actor = who()
        self.state.taken = {}
        self.state.retirement_by, self.state.retirement_deferred_until = actor.person, None
        requested = RetirementRequested(service_id=self.state.service_id)
        self.note(requested, by=actor.person, why=demand.reason)
        self.interrupt(RetirementDemanded())
        return await self._done(demand)

    @retire.validator
    def _check_retire(self, demand: Demand) -> None:  # noqa: ARG002 - as its update
        asked_already = self.state.retirement_by and not self.state.retirement_deferred_until
        possible = self.state.stage is Stage.OPERATION and not asked_already
        self.check_demand("be retired", possible=possible)

    @workflow.update(name="service.withdraw")
    async def withdraw(self, demand: Demand) -> Done:
        """Take the service back before it is in operation; returns when that is stored."""
        await self.is_ready_for_a_demand()
        self._check_withdraw(demand)
        actor = who()
        self.state.taken = {}
        self.close_tasks("the service was withdrawn")
        entered = self.state.move(Move.WITHDRAW, self.now())
        self.note(*entered, by=actor.person, why=demand.reason)
        self.interrupt(Withdrawn())
        return await self._done(demand)

    @withdraw.validator
    def _check_withdraw(self, demand: Demand) -> None:  # noqa: ARG002 - as its update
        possible = (self.state.stage, Move.WITHDRAW) in TRANSITIONS
        self.check_demand("be withdrawn", possible=possible)
