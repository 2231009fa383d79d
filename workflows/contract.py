"""A contract, from its draft to its end (R57–R66, R92, R93; 8.3.2, 8.3.3).

A draft is activated, and is in force from its first day. While a period runs its notices go out on
their days, it is asked in time whether another period follows, and a service of it that is being
retired is dealt with; a person may suspend it, terminate it in time, or ask for an early end. At
the end of the period the next one begins, or the contract has expired: then the notices after the
expiry go out, and for some time it may still be renewed.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

from domain.contracts import refusals
from domain.contracts.ending import Ending
from domain.contracts.facts import (
    ContractBegun,
    ContractEdited,
    ContractEnded,
    ContractSigned,
    ContractSuspended,
    EarlyTerminationWanted,
    SuspensionLifted,
    TerminationNoted,
)
from domain.contracts.protocol import (
    ActivationDemand,
    ContractInput,
    EditDemand,
    RenewalDemand,
    TerminationDemand,
)
from domain.contracts.spans import start_of
from domain.contracts.words import ClosedAs, ContractMove, ContractState, RenewalState
from domain.identity import who
from domain.ids import contract_id_of, contract_workflow_id
from domain.protocol import Demand, Done, Ended
from domain.words import ProcessKind
from workflows.contract_course import ContractCourse
from workflows.contract_process import PeriodOver, SilenceRenews, StandsOtherwise

workflow_id = contract_workflow_id
contract_id = contract_id_of


@workflow.defn(name=ProcessKind.CONTRACT)
class Contract(ContractCourse):
    """One contract, in one workflow id for all its periods.

    Started by `contract add` and by an import. It ends when the contract is cancelled, or has
    expired and can be renewed no more. It may be asked to begin, to suspend and to go on, to end,
    to be renewed, and to tell other people.
    """

    @workflow.init
    def __init__(self, begun: ContractInput) -> None:
        super().__init__(begun)

    @workflow.run
    async def run(self, begun: ContractInput) -> Ended:  # noqa: ARG002 - taken by __init__
        """Live: a draft, then a period after the other, until none follows."""
        async with self.on_record():
            while not self.state.is_over:
                try:
                    await self._live(self.state.stage)
                except StandsOtherwise:
                    continue
        return Ended(outcome=self.state.stage, at=self.now())

    async def _live(self, stage: ContractState) -> None:
        match stage:
            case ContractState.DRAFT:
                await self._draft_stage()
            case ContractState.EXPIRED:
                await self._after_expiry()
            case _:
                await self._in_force()

    async def _draft_stage(self) -> None:
        await self.until(lambda: self.state.signed, why="it is activated")
        first_on, zone = self.state.first[0], self.state.terms.time_zone
        await self.until(lambda: False, at=start_of(first_on, zone), why="it begins")
        period = await self._lay_out(self.state.first_period(self.policy.contracts))
        self._stop_if_asked()
        self.state.move(ContractMove.BEGIN, self.now())
        self._begin(period)
        self.tell(ContractBegun(contract_id=self.state.contract_id, services=self._services()))

    async def _in_force(self) -> None:
        """Everything that goes on side by side while a period runs, until the period is over."""
        try:
            await self.together(
                self._give_notices(),
                self._turn_credits(),
                self._renewal(),
                self._early_end(),
                self._hear_of_services(),
                self._ask_about_services(),
            )
        except SilenceRenews:
            self._silence()
        except PeriodOver:
            with self._between_periods():
                await self._period_is_over()

    async def _after_expiry(self) -> None:
        """Tell those who were chosen, and wait whether somebody renews it after all."""
        if self.state.renewal is RenewalState.RENEWAL_APPROVED:
            with self._between_periods():
                await self._go_on()
            return
        await self._give_notices()
        days = timedelta(days=self.policy.contracts.renewable_days)
        ended_at = self.state.entered_at or self.now()
        await self.until(lambda: False, at=ended_at + days, why="it may still be renewed")
        self.state.settled = True

    # What others may tell a contract.

    @workflow.update(name="contract.activate")
    async def activate(self, demand: ActivationDemand) -> Done:
        """Let the draft begin on its first day; returns when that is stored."""
        await self.is_ready_for_a_demand()
        self._check_activate(demand)
        self.state.signed = True
        signed = ContractSigned(contract_id=self.state.contract_id, on=demand.signed_on)
        self.note(signed, by=who().person, why=demand.reason)
        return await self._done(demand)

    @activate.validator
    def _check_activate(self, demand: ActivationDemand) -> None:  # noqa: ARG002 - as its update
        self._may("be activated", refusals.why_not_activated(self.state))

    @workflow.update(name="contract.suspend")
    async def suspend(self, demand: Demand) -> Done:
        """Suspend the contract; its days run on. Returns when that is stored."""
        await self.is_ready_for_a_demand()
        self._check_suspend(demand)
        self.state.move(ContractMove.SUSPEND, self.now())
        suspended = ContractSuspended(contract_id=self.state.contract_id)
        self.tell(suspended, by=who().person, why=demand.reason)
        return await self._done(demand)

    @suspend.validator
    def _check_suspend(self, demand: Demand) -> None:  # noqa: ARG002 - as its update
        self._may("be suspended", refusals.why_not_suspended(self.state))

    @workflow.update(name="contract.resume")
    async def lift(self, demand: Demand) -> Done:
        """Let a suspended contract be in force again; returns when that is stored."""
        await self.is_ready_for_a_demand()
        self._check_lift(demand)
        self.state.move(ContractMove.LIFT, self.now())
        lifted = SuspensionLifted(contract_id=self.state.contract_id)
        self.tell(lifted, by=who().person, why=demand.reason)
        return await self._done(demand)

    @lift.validator
    def _check_lift(self, demand: Demand) -> None:  # noqa: ARG002 - as its update
        self._may("be resumed", refusals.why_not_resumed(self.state))

    @workflow.update(name="contract.edit")
    async def edit(self, demand: EditDemand) -> Done:
        """Let other people be told, or on other days of the coming periods."""
        await self.is_ready_for_a_demand()
        self._check_edit(demand)
        edit = demand.edit
        given = {"notices": edit.notices, "answered_by": edit.answered_by}
        given["account_manager"] = edit.account_manager
        changed = {name: value for name, value in given.items() if value is not None}
        self.state.terms = self.state.terms.model_copy(update=changed)
        edited = ContractEdited(contract_id=self.state.contract_id, edit=edit)
        self.note(edited, by=who().person, why=demand.reason)
        return await self._done(demand)

    @edit.validator
    def _check_edit(self, demand: EditDemand) -> None:
        self._may("be edited", refusals.why_not_edited(self.state, demand))

    @workflow.update(name="contract.renew")
    async def renew(self, demand: RenewalDemand) -> Done:
        """Let another period follow although nobody was asked, or after the expiry."""
        await self.is_ready_for_a_demand()
        self._check_renew(demand)
        self.state.agreed, self.state.term_agreed = demand.price, demand.term
        self.state.taken = {}
        self._close_renewal("it was renewed")
        renewed = self.state.advance(RenewalState.RENEWAL_APPROVED)
        agreed = {"term": demand.term, "price": demand.price}
        self.note(renewed.model_copy(update=agreed), by=who().person, why=demand.reason)
        self.tell_what_stands_now(by=who().person, why=demand.reason)
        self.interrupt(StandsOtherwise())
        return await self._done(demand)

    @renew.validator
    def _check_renew(self, demand: RenewalDemand) -> None:
        self._may("be renewed", refusals.why_not_renewed(self.state, demand))

    @workflow.update(name="contract.terminate")
    async def terminate(self, demand: TerminationDemand) -> Done:
        """Let the contract end on a day, or ask whether it may end sooner than it can."""
        await self.is_ready_for_a_demand()
        self._check_terminate(demand)
        actor, state = who(), self.state
        ending = Ending(on=demand.on, at=demand.at, by=actor.person)
        state.taken = {}
        if state.stage is ContractState.DRAFT:
            self._take_back(ending, demand.reason)
        elif demand.early:
            state.wanted = ending
            wanted = EarlyTerminationWanted(contract_id=state.contract_id, on=demand.on)
            self.note(wanted, by=actor.person, why=demand.reason)
        else:
            self._terminate(ending)
            noted = TerminationNoted(contract_id=state.contract_id, on=demand.on)
            self.tell(noted, by=actor.person, why=demand.reason)
        self.interrupt(StandsOtherwise())
        return await self._done(demand)

    @terminate.validator
    def _check_terminate(self, demand: TerminationDemand) -> None:
        why = refusals.why_not_terminated(self.state, demand, self.now())
        self._may("be terminated", why)

    def _may(self, what: str, why_not: str) -> None:
        self.check_demand(what, possible=not why_not, why_not=why_not)

    def _take_back(self, ending: Ending, why: str) -> None:
        """A draft that is taken back never was in force."""
        self.state.move(ContractMove.CANCEL, self.now())
        ended = ContractEnded(
            contract_id=self.state.contract_id, closed_as=ClosedAs.CANCELLED, last_day=ending.on
        )
        self.note(ended, by=ending.by, why=why)
