"""The course of a period: an early end, services that leave, and how it is over (R38, R92)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.contracts import Contracts
from domain.answers import Replacement
from domain.contracts.crediting import at_the_end, missed
from domain.contracts.due import held_until, over_at
from domain.contracts.ending import Ending
from domain.contracts.facts import (
    ContractEnded,
    EarlyTerminationRefused,
    ServiceLeft,
    TerminationNoted,
)
from domain.contracts.questions import AGREE, OF_SERVICES, OF_THE_RENEWAL, REPLACE, TERMINATE
from domain.contracts.spans import ONE_DAY
from domain.contracts.words import (
    ClosedAs,
    ContractMove,
    NoticeStanding,
    Renewal,
    RenewalState,
)
from domain.ids import service_workflow_id
from domain.policy import QuestionName
from domain.words import POLICY
from workflows.contract_process import OVER, StandsOtherwise
from workflows.contract_renewal import ContractRenewal
from workflows.process import Process

if TYPE_CHECKING:
    from domain.asking import Verdict
    from domain.contracts.ending import Leaving
    from domain.contracts.protocol import ServicesLeaving


class ContractCourse(ContractRenewal):
    """What may happen to a contract while it is in force."""

    # An early end.

    async def _early_end(self) -> None:
        """Ask whether it may end sooner; who wants it does not decide it himself (R92)."""
        wanted = self.state.wanted
        if wanted is None:
            return
        verdict = await self._ask(QuestionName.EARLY_TERMINATION, requester=wanted.by)
        self.state.wanted = None
        if verdict.outcome == AGREE:
            ending = wanted.not_before(self.now(), self.state.terms.time_zone)
            self._terminate(ending)
            noted = TerminationNoted(contract_id=self.state.contract_id, on=ending.on, early=True)
            self.tell(noted, after=verdict)
        else:
            refused = EarlyTerminationRefused(contract_id=self.state.contract_id, on=wanted.on)
            self.note(refused, after=verdict)
            self.tell_what_stands_now(after=verdict)
        self.interrupt(StandsOtherwise())

    def _terminate(self, ending: Ending) -> None:
        """Settle the last day; where it lies in this period none follows."""
        state, end_on = self.state, self.state.present.end_on
        state.terminated = ending
        in_this = end_on is not None and ending.on <= end_on
        if in_this and state.renewal is not RenewalState.RENEWAL_REJECTED:
            self._close_renewal("it was terminated")
            self.note(state.advance(RenewalState.RENEWAL_REJECTED), by=ending.by)

    def _close_renewal(self, reason: str) -> None:
        self.close_questions(reason, OF_THE_RENEWAL)

    # Services that leave.

    async def _hear_of_services(self) -> None:
        """Whoever retires a service, or keeps it after all, nudges the contracts on it."""
        while True:
            seen = self._nudges
            if self.state.take_in((await self._leaving()).services):
                self.close_questions("the service stays", OF_SERVICES)
                self.interrupt(StandsOtherwise())
            await self.until(self.nudged_since(seen), why="a service of it is retired")

    async def _ask_about_services(self) -> None:
        """Ask about each service that leaves, one after the other."""
        while self.state.leaving:
            await self._deal_with(self.state.leaving[0])

    async def _deal_with(self, one: Leaving) -> None:
        state = self.state
        verdict = await self._ask(QuestionName.SERVICE_LEAVING, service=one.service_id)
        # What depended on the service is dealt with: its process goes on, and nothing is corrected.
        state.taken = {}
        state.leaving = tuple(other for other in state.leaving if other != one)
        state.asked_about = (*state.asked_about, one.service_id)
        if verdict.outcome == TERMINATE:
            self._end_with(one, verdict)
            return
        instead = Replacement.model_validate(verdict.data or {}).service
        self._go_on_without(one, instead if verdict.outcome == REPLACE else None, verdict)
        await self.until(self.is_written(), why="the service is left")
        await self._nudge([one.service_id])

    def _end_with(self, one: Leaving, verdict: Verdict) -> None:
        """It ends with the service, unless it is terminated to an earlier day already."""
        self.interrupt(StandsOtherwise())
        terminated = self.state.terminated
        if terminated is not None and terminated.on <= one.on:
            return
        self._terminate(Ending(on=one.on, at=one.at, by=verdict.by))
        noted = TerminationNoted(contract_id=self.state.contract_id, on=one.on, early=True)
        self.tell(noted, after=verdict)

    def _go_on_without(self, one: Leaving, instead: str | None, verdict: Verdict) -> None:
        terms = self.state.terms
        left = tuple(other for other in terms.services if other != one.service_id)
        services = (*left, instead) if instead and instead not in left else left
        self.state.terms = terms.model_copy(update={"services": services})
        gone = ServiceLeft(
            contract_id=self.state.contract_id, service_id=one.service_id, instead=instead
        )
        self.note(gone, after=verdict)

    async def _leaving(self) -> ServicesLeaving:
        return await self.look(
            Contracts.services_leaving,
            self.state.contract_id,
            "Look whether a service of it is being retired",
        )

    async def _nudge(self, services: list[str]) -> None:
        """Let services that wait for this contract look again; one that is gone needs it not."""
        for one in services:
            handle = workflow.get_external_workflow_handle(service_workflow_id(one))
            with suppress(FailureError):
                await handle.signal(Process.nudge)

    def _services(self) -> tuple[str, ...]:
        return self.state.terms.services

    # The end of a period.

    async def _period_is_over(self) -> None:
        """Go on with the next period, or come to the end."""
        until = over_at(self.state) or self.now()
        self.note(*missed(self.state, until))
        ended = self.state.terminated is not None and self.state.terminated.at <= self.now()
        if self.state.renewal is RenewalState.RENEWAL_APPROVED and not ended:
            await self._go_on()
        else:
            await self._end_of_contract(terminated=ended)

    async def _end_of_contract(self, *, terminated: bool) -> None:
        state = self.state
        self.close_tasks("the contract has come to its end")
        self._pass(state.not_to_come(terminated=terminated), NoticeStanding.PASSED_OVER, OVER)
        if state.terms.renewal is not Renewal.NEVER and state.is_undecided:
            why = "nobody renewed it before its end"
            self.note(state.advance(RenewalState.RENEWAL_REJECTED), by=POLICY, why=why)
        state.move(ContractMove.CANCEL if terminated else ContractMove.EXPIRE, self.now())
        state.taken, state.wanted = {}, None
        ended = ContractEnded(
            contract_id=state.contract_id,
            closed_as=ClosedAs.CANCELLED if terminated else ClosedAs.EXPIRED,
            last_day=held_until(state),
        )
        self.tell(ended)
        self.note(*at_the_end(state, ended.last_day + ONE_DAY))
        await self.until(self.is_written(), why="the end is stored")
        await self._nudge(list(state.asked_about))
