"""What the stages of a service share: its questions, its moves, and how it shows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import workflow

from activities.services import Services
from domain.errors import ConflictError, ServicecycleError
from domain.facts import PolicyAdopted
from domain.identity import who
from domain.ids import subject_of
from domain.protocol import Demand, Done
from domain.service_opening import first_facts, picture_of, state_of
from domain.service_questions import CHAIR_OF, service_question
from domain.service_state import ServiceState, start_of
from domain.steps import ProcessView
from domain.words import ProcessKind
from workflows.options import RECORD
from workflows.process import Process, refuse
from workflows.waiting import Alarm, Interrupted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.asking import Question, Verdict
    from domain.describing import Picture
    from domain.facts import AnyFact
    from domain.identity import Actor
    from domain.policy import QuestionName
    from domain.protocol import ServiceLifecycleInput
    from domain.service import Move


class Withdrawn(Interrupted):
    """A service is taken back before it ever was in operation."""


class RetirementDemanded(Interrupted):
    """The committee is asked before anything else goes on."""


class ServiceProcess(Process[ServiceState]):
    """What every stage of a service can do."""

    def __init__(self, begun: ServiceLifecycleInput) -> None:
        super().__init__(begun, state_of(begun))
        self._service = begun

    # What a service says of itself.

    def view(self) -> ProcessView:
        """Where the service stands, for its row."""
        state = self._goes_back or self.state
        return ProcessView(
            kind=ProcessKind.SERVICE,
            subject=subject_of("service", state.service_id),
            stage=state.stage,
            state=state.snapshot(),
            ended=state.ended,
        )

    def alarm(self) -> Alarm | None:
        """On the day a retirement was put off to, the committee is asked before all else."""
        day = self.state.retirement_deferred_until
        return Alarm(start_of(day), RetirementDemanded()) if day else None

    def opened_by(self, actor: Actor) -> None:
        """The proposer does not vote on his own service."""
        self.state.proposer = actor.person

    def opened_at(self, at: datetime) -> None:
        """A proposal enters strategy now; an imported service entered its stage before."""
        self.state.entered_at = self.state.entered_at or at

    def first_facts(self) -> Sequence[AnyFact]:
        """A proposal, or an import at the stage the service is in."""
        return first_facts(self._service)

    def opening_reason(self) -> str:
        """Why an imported service comes in without its earlier decisions."""
        return self._service.imported.reason if self._service.imported else ""

    def opens_quietly(self) -> bool:
        """Nothing is sent for a service that only comes over from elsewhere."""
        return self._service.imported is not None and not self.state.counts

    def picture(self) -> Picture:
        """What the Temporal UI shows of it."""
        return picture_of(self.state)

    # Steps that several stages take.

    async def _ask(self, name: QuestionName, requester: str | None) -> Verdict:
        return await self.ask(self._question(name, requester))

    async def _ask_committee(self, name: QuestionName, requester: str | None) -> Verdict:
        return await self.ask_body(
            self._question(name, requester), lambda: self._question(CHAIR_OF[name], requester)
        )

    def _question(self, name: QuestionName, requester: str | None) -> Question:
        return service_question(
            name, self.state, self.policy, version=self.state.making, requester=requester
        )

    def _move(self, move: Move, verdict: Verdict) -> None:
        self.note(*self.state.move(move, self.now()), after=verdict)

    async def _adopt_policy(self, by: str, why: str) -> None:
        """Take up the policy in force; the next question is asked by it (R42)."""
        self._draft.adopt = True
        self.note(PolicyAdopted(), by=by, why=why)
        await self.recorded()

    async def _done(self, demand: Demand) -> Done:
        self._draft.requests.append(demand.request)
        await self.recorded()
        return Done(workflow_id=workflow.info().workflow_id, stage=self.state.stage, at=self.now())

    def check_demand(self, what: str, *, possible: bool) -> None:
        """Refuse a demand that nobody is named for, or that the stage does not allow."""
        try:
            who()
            if self._standing is None or not possible:
                asked = " and the committee is asked" if self.state.retirement_by else ""
                message = f"a service in {self.state.stage}{asked} cannot {what}"
                raise ConflictError(message, field="service")
        except ServicecycleError as error:
            refuse(error)

    async def _dependents(self) -> int:
        return await workflow.execute_activity_method(
            Services.open_dependents,
            self.state.service_id,
            summary="Count what still depends on the service",
            **RECORD,
        )
