"""What the stages of a service share: its questions, its moves, and how it shows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import ConflictError
from domain.facts import ServiceStays, StageEntered
from domain.ids import subject_of
from domain.policy import QuestionName
from domain.service_opening import first_facts, picture_of, state_of
from domain.service_questions import CHAIR_OF, service_question
from domain.service_state import ServiceState, start_of
from domain.steps import ProcessView
from domain.undoing import put_off_again, undone
from domain.words import ProcessKind
from workflows.process import Process
from workflows.waiting import Alarm, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.asking import Question, Verdict
    from domain.describing import Picture
    from domain.facts import AnyFact
    from domain.identity import Actor
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
        state = self.lasting
        return ProcessView(
            kind=ProcessKind.SERVICE,
            subject=subject_of("service", state.service_id),
            stage=state.stage,
            state=state.text(),
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
        """Nothing is sent while a service only comes over from elsewhere."""
        comes_over = self._service.imported is not None and self._service.carried is None
        return comes_over and not self._has_waited

    def undone(self, back: ServiceState, actor: Actor, why: str) -> None:
        """A correction takes the service back to where it stood before the decision."""
        back.changes.keep_what_was_proposed_since(self.state.changes, back.cycle)
        facts = undone(self.state, back)
        put_off = put_off_again(self.state, back, self.now())
        self.note(*facts, *put_off, by=actor.person, why=why)
        back.stays_unsaid = any(isinstance(one, ServiceStays) for one in facts)
        if any(isinstance(one, StageEntered) and one.leading for one in facts):
            back.entered_at = self.now()

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

    def _wanted_by(self, otherwise: str) -> str:
        """Who wants the version that is being made: the proposer of its change, or somebody else.

        Under four eyes he does not accept it himself.
        """
        change = self.state.changes.at_hand
        return change.proposer if change else otherwise

    def _is_asked(self, name: QuestionName) -> bool:
        """Whether a question stands open, perhaps since an earlier run."""
        return any(task.question.name is name for task in self.state.tasks.values())

    def _leave_ballots(self) -> None:
        """A ballot on a change that is broken off is over: the next one is another, of new votes.

        Where the chair was asked the body's ballot is over as well.
        """
        if self._is_asked(QuestionName.CHANGE_CHAIR):
            self._pass_over(QuestionName.CHANGE_COMMITTEE, QuestionName.CHANGE_CHAIR)
        elif self._is_asked(QuestionName.CHANGE_COMMITTEE):
            self._pass_over(QuestionName.CHANGE_COMMITTEE)

    def _pass_over(self, *names: QuestionName) -> None:
        """Let a question be put under its next key, although this one was never answered."""
        for name in names:
            self.state.counts[name] = self.state.next_ordinal(name)

    def _question(self, name: QuestionName, requester: str | None) -> Question:
        return service_question(
            name, self.state, self.policy, version=self.state.making, requester=requester
        )

    def _move(self, move: Move, verdict: Verdict) -> None:
        self.note(*self.state.move(move, self.now()), after=verdict)

    def _adopted_since(self, version: int, *, or_else: Callable[[], bool]) -> Callable[[], bool]:
        """Whether the process obeys another version of the policy by now, or something else is."""
        return lambda: self.pinned.version != version or or_else()

    def no_to(self, what: str, why_not: str, *, moves: bool) -> ConflictError:  # noqa: ARG002 - the stage says it all
        """The refusal of a demand that the stage does not allow."""
        asked = "; the committee is asked already" if self.state.retirement_by else ""
        return ConflictError(
            f"a service in {self.state.stage} cannot {what}{asked}", field="service"
        )
