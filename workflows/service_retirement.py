"""Retirement of a service: decided, then controlled (R26, R38; 8.2.2, 8.5.2, 8.7.3).

Customers are told in time, whatever depends on the service is dealt with, customers' data are
returned and erased, and the catalogue entry is withdrawn.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.services import Services
from domain.facts import (
    CatalogueWithdrawn,
    CustomersTold,
    DataReturned,
    DependentsClosed,
    DependentsShown,
    RetirementRefused,
    ServiceDeferred,
)
from domain.ids import contract_workflow_id
from domain.policy import QuestionName
from domain.replies import deferral_of
from domain.service import Move
from domain.service_questions import DEFER, RETIRE
from workflows.marks import CONTRACTS_ARE_NUDGED
from workflows.options import RECORD
from workflows.process import Process
from workflows.service_process import ServiceProcess

if TYPE_CHECKING:
    from datetime import datetime


class ServiceRetirement(ServiceProcess):
    """The last stage of a service, and the decision that leads there."""

    async def _decide_retirement(self, asked_by: str) -> None:
        """Ask the committee before anything else goes on; what it refuses goes on afterwards."""
        self.state.retirement_deferred_until = None
        self._leave_ballots()
        self.close_tasks(
            "the committee is asked whether the service is retired",
            but=(QuestionName.RETIREMENT, QuestionName.RETIREMENT_CHAIR),
        )
        verdict = await self._ask_committee(QuestionName.RETIREMENT, asked_by)
        if verdict.outcome == DEFER:
            self.state.retirement_deferred_until = until = deferral_of(verdict.data)
            self.note(ServiceDeferred(service_id=self.state.service_id, until=until), after=verdict)
            return
        self.state.retirement_by = None
        if verdict.outcome == RETIRE:
            self.note(*self.state.drop_draft(), *self.state.cancel_changes(), after=verdict)
            self._move(Move.RETIRE, verdict)
        else:
            self.note(RetirementRefused(service_id=self.state.service_id), after=verdict)

    async def _retirement(self) -> None:
        service_id = self.state.service_id
        ends_at = self.state.told_until or self._tell_customers()
        while not self.state.dependents_closed:
            await self._look_at_dependents(ends_at)
        verdict = await self._ask(QuestionName.DATA_RETURN, self.state.owner)
        self.note(DataReturned(service_id=service_id, outcome=verdict.outcome), after=verdict)
        self.note(CatalogueWithdrawn(service_id=service_id), after=verdict)
        self._move(Move.END, verdict)

    def _tell_customers(self) -> datetime:
        """Customers have the notice time of policy.

        Those of a service that comes over in retirement were told where it comes from.
        """
        notice = timedelta(days=self.policy.retirement.notice_days)
        if self.opens_quietly() and self.state.entered_at is not None:
            self.state.told_until = ends_at = self.state.entered_at + notice
        else:
            self.state.told_until = ends_at = self.now() + notice
            self.note(CustomersTold(service_id=self.state.service_id, ends_at=ends_at))
        return ends_at

    async def _look_at_dependents(self, ends_at: datetime) -> None:
        """Whatever depends on the service, of any kind, holds its retirement.

        What comes to depend on it while its customers have notice holds it as well.
        """
        seen = self._nudges
        if await self._dependents():
            again = self._show_dependents()
            if workflow.patched(CONTRACTS_ARE_NUDGED):
                await self._nudge_contracts()
            await self.until(self.nudged_since(seen), at=again, why="dependents are open")
        elif self.now() < ends_at:
            await self.until(self.nudged_since(seen), at=ends_at, why="the notice time is over")
        else:
            self.state.dependents_closed = True
            self.note(DependentsClosed(service_id=self.state.service_id))

    def _show_dependents(self) -> datetime:
        """Show them to their keepers, and again every so many days."""
        again, now = self.state.shown_again_at, self.now()
        if again is None or again <= now:
            self.state.shown_again_at = again = now + timedelta(
                days=self.policy.retirement.recheck_days
            )
            self.note(DependentsShown(service_id=self.state.service_id))
        return again

    async def _say_that_it_stays(self) -> None:
        """Let contracts that ask about its end look again where the decision was corrected."""
        if self.state.stays_unsaid:
            self.state.stays_unsaid = False
            await self._nudge_contracts()

    async def _nudge_contracts(self) -> None:
        """Let the contracts on the service ask their account managers; one that is gone cannot."""
        ids = await workflow.execute_activity_method(
            Services.contracts_on,
            self.state.service_id,
            summary="Find the contracts that depend on the service",
            **RECORD,
        )
        for one in ids:
            handle = workflow.get_external_workflow_handle(contract_workflow_id(one))
            with suppress(FailureError):
                await handle.signal(Process.nudge)

    async def _dependents(self) -> int:
        return await workflow.execute_activity_method(
            Services.open_dependents,
            self.state.service_id,
            summary="Count what still depends on the service",
            **RECORD,
        )
