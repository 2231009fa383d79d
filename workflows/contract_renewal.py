"""The renewal of a contract: asked in time, priced by its rule, and a new period (R64, R65, R92).

Tacit: it renews by itself at its cut-off unless somebody terminated it before. Express: it is
asked, and nobody's answer is no. Never: it ends. The next period is a new row that takes up the
versions of policy, plan and calendar that policy lets it take up; the one before it is not edited.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from activities.contracts import Contracts
from domain.answers import RenewalPrice, RenewalTerms
from domain.contracts.crediting import with_the_period
from domain.contracts.due import held_until
from domain.contracts.ending import Ending
from domain.contracts.facts import (
    ContractPriced,
    ContractRenewed,
    NotRenewed,
    PeriodOpened,
    TerminationNoted,
)
from domain.contracts.pricing import ByIndex, kept, priced
from domain.contracts.protocol import IndexWanted, LayoutWanted
from domain.contracts.questions import OF_THE_RENEWAL, RENEW, TERMINATE
from domain.contracts.spans import ONE_DAY
from domain.contracts.words import (
    ContractMove,
    ContractState,
    NoticeStanding,
    Renewal,
    RenewalState,
)
from domain.errors import ConflictError
from domain.policy import QuestionName
from domain.words import POLICY, SYSTEM
from workflows.contract_process import OVER, ContractProcess, StandsOtherwise

if TYPE_CHECKING:
    from domain.asking import Answer, Task, Verdict
    from domain.contracts.periods import Period, PeriodWanted
    from domain.contracts.pricing import IndexFigures
    from domain.identity import Actor

_BEFORE_IT_CAME = "it was past when the period came into the record"
_RENEWAL = {
    Renewal.TACIT: QuestionName.TACIT_RENEWAL,
    Renewal.EXPRESS: QuestionName.RENEWAL,
}


class ContractRenewal(ContractProcess):
    """How one period of a contract is followed by the next."""

    async def _renewal(self) -> None:
        """Ask in time whether the contract goes on, and find the price once it does."""
        state, end = self.state, self.state.present.end
        if state.is_undecided and end is not None and end.asks_at is not None:
            await self.until(lambda: False, at=end.asks_at, why="the renewal is asked")
            await self._review(_RENEWAL[state.terms.renewal])
        elif state.renewal is RenewalState.RENEWAL_APPROVED and state.priced is None:
            await self._find_price()
            self.interrupt(StandsOtherwise())

    async def _review(self, name: QuestionName) -> None:
        if self.state.renewal is not RenewalState.UNDER_REVIEW:
            self.note(self.state.advance(RenewalState.UNDER_REVIEW))
        verdict = await self._ask(name)
        if verdict.outcome == RENEW:
            self.state.agreed = RenewalTerms.model_validate(verdict.data or {}).price
            renewed = self.state.advance(RenewalState.RENEWAL_APPROVED)
            self.note(renewed.model_copy(update={"price": self.state.agreed}), after=verdict)
            self.tell_what_stands_now(after=verdict)
        elif verdict.outcome == TERMINATE:
            self._terminate_to_the_end(verdict)
        else:
            self._refuse_renewal(after=verdict)
        self.interrupt(StandsOtherwise())

    def _answerable(self, answer: Answer, actor: Actor) -> Task:
        """After the cut-off it is too late to terminate, by a correction as well (R92)."""
        task = super()._answerable(answer, actor)
        if task.question.name is QuestionName.TACIT_RENEWAL and answer.outcome == TERMINATE:
            end = self.state.present.its_end
            if self.now() >= end.cut_off_at:
                message = f"it could be terminated until {end.cut_off_on}"
                raise ConflictError(message, field="outcome")
        return task

    def _terminate_to_the_end(self, verdict: Verdict) -> None:
        end = self.state.present.its_end
        self.state.terminated = Ending(on=end.end_on, at=end.ends_at, by=verdict.by)
        self.note(self.state.advance(RenewalState.RENEWAL_REJECTED), after=verdict)
        noted = TerminationNoted(contract_id=self.state.contract_id, on=end.end_on)
        self.tell(noted, after=verdict)

    def _refuse_renewal(self, *, after: Verdict | None = None, why: str = "") -> None:
        """No period follows; the people chosen on the contract hear of it at once."""
        rejected = self.state.advance(RenewalState.RENEWAL_REJECTED)
        self.note(rejected, after=after, by=POLICY, why=why)
        refused = NotRenewed(contract_id=self.state.contract_id, ends_on=held_until(self.state))
        self.tell(refused, after=after, by=POLICY, why=why)

    def _silence(self) -> None:
        """The cut-off is over: a tacit contract goes on, but a suspended one only by policy."""
        self.close_questions("the cut-off is over", OF_THE_RENEWAL)
        suspended = self.state.stage is ContractState.SUSPENDED
        if suspended and not self.policy.contracts.tacit_while_suspended:
            self._refuse_renewal(why="it is suspended, and is not renewed by silence")
        else:
            approved = self.state.advance(RenewalState.RENEWAL_APPROVED)
            self.note(approved, by=POLICY, why="nobody terminated it before the cut-off")

    # The price of the next period.

    async def _find_price(self) -> None:
        """Find the price by its rule, or ask for it where the rule does not say it."""
        state = self.state
        if state.priced is not None:
            return
        price, rule, verdict = state.present.price, state.terms.price_rule, None
        found = priced(rule, price, agreed=state.agreed, figures=await self._figures())
        if found is None and await self._waited_for_the_index():
            found = priced(rule, price, agreed=state.agreed, figures=await self._figures())
        if found is None:
            verdict = await self._ask(QuestionName.RENEWAL_PRICE)
            said = RenewalPrice.model_validate(verdict.data or {}).price
            found = priced(rule, price, agreed=said) or kept(price, "nobody said another one")
        state.priced = found
        noted = ContractPriced(
            contract_id=state.contract_id,
            period=state.present.number + 1,
            price=found.price,
            proof=found.proof,
        )
        self.note(noted, after=verdict)

    async def _waited_for_the_index(self) -> bool:
        """Nobody is asked for a price that an index will say, as long as it can be waited for.

        Returns:
            Whether there was something to wait for.
        """
        rule, end = self.state.terms.price_rule, self.state.present.its_end
        if not isinstance(rule, ByIndex) or self.now() >= end.ends_at:
            return False
        due = timedelta(days=self.policy.rule(QuestionName.RENEWAL_PRICE).due_days)
        await self.until(lambda: False, at=end.ends_at - due, why="the index says the price")
        return True

    async def _figures(self) -> IndexFigures | None:
        rule, boundary = self.state.terms.price_rule, self.state.present.its_end.end_on + ONE_DAY
        if not isinstance(rule, ByIndex):
            return None
        wanted = IndexWanted(index=rule.index, month_on=rule.month_before(boundary))
        return await self.look(Contracts.index_figures, wanted, "Read the figures of the index")

    # The next period.

    async def _go_on(self) -> None:
        """Open the next period, in which the contract is in force again where it had expired."""
        await self._find_price()
        if self.policy.contracts.adopt_policy:
            self._adopt_policy(SYSTEM, "a new period of a contract")
            await self.until(self.is_written(), why="the policy in force is taken up")
        number, wanted = self.state.present.number, self.state.next_period(self.policy.contracts)
        period = await self._lay_out(wanted)
        late = self.state.stage is ContractState.EXPIRED
        if late:
            self.state.move(ContractMove.RENEW, self.now())
        else:
            self._pass(self.state.notices_ahead(), NoticeStanding.PASSED_OVER, OVER)
        self.tell(
            ContractRenewed(
                contract_id=self.state.contract_id,
                period=number,
                start_on=period.start_on,
                end_on=period.its_end.end_on,
                late=late,
            )
        )
        self._begin(period)

    def _begin(self, period: Period) -> None:
        """Take up a period; what is past in it already is history, and nobody is told of it."""
        state, terms, now = self.state, self.state.terms, self.now()
        state.begin(period)
        opened = PeriodOpened(
            contract_id=state.contract_id,
            period=period,
            policy_version=self.pinned.version,
            plan_id=terms.plan_id,
            calendar_id=terms.calendar_id,
        )
        self.note(opened)
        self.note(*with_the_period(state))
        begins = max(now, state.quiet_until or now)
        past = tuple(one for one in period.notices if one.at < begins)
        self._pass(past, NoticeStanding.HISTORY, _BEFORE_IT_CAME)

    async def _lay_out(self, wanted: PeriodWanted) -> Period:
        layout = LayoutWanted(contract_id=self.state.contract_id, period=wanted)
        return await self.look(Contracts.lay_out, layout, f"Lay out period {wanted.number}")
