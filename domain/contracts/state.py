"""Where a contract stands, as its process carries it from one run to the next."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.answers import Money
from domain.contracts.billing import BillingTurn
from domain.contracts.ending import Ending, Leaving
from domain.contracts.facts import RenewalMoved
from domain.contracts.moves import TRANSITIONS
from domain.contracts.periods import Period, PeriodWanted, PlannedNotice, at_price, following
from domain.contracts.pricing import Priced
from domain.contracts.spans import ONE_DAY, Anchor, Span, anchor_of
from domain.contracts.terms import Terms
from domain.contracts.words import (
    RUNNING,
    UNDECIDED,
    ContractMove,
    ContractState,
    Origin,
    RenewalState,
)
from domain.errors import ConflictError
from domain.process_state import ProcessState

if TYPE_CHECKING:
    from domain.contracts.rule import ContractRule

_DECIDED = ("renewal", "priced", "agreed", "term_agreed", "terminated", "wanted")


class ContractRun(ProcessState):
    """A contract on its way.

    Args:
        signed: Whether the draft was activated.
        period: The present period; None while it is a draft.
        first: The first day and the last one of the period it begins with.
        counted_from: The day from which its boundaries are counted, perhaps that of a period
            before `first`; None where it has no end.
        anchor: What its boundaries are counted from; None where it has no end.
        renewal: How far the renewal of the present period has come.
        handled: The notices of the present period that are dealt with, by their offset.
        priced: The price of the coming period, once it is known.
        agreed: The price that was agreed with the renewal.
        term_agreed: The term that was agreed with it, where it is another than that of the terms.
        terminated: The day it ends on because it was terminated.
        wanted: The day somebody wants it to end on, while that is decided.
        leaving: Services of it that are being retired, in the order in which they are asked about.
        asked_about: Services of it that were asked about.
        quiet_until: Nobody is written to before this instant.
        since_at: When it came into this house.
        billed: How many billing periods have begun.
        billing: The billing period that runs; None where it has no credits.
        brought: The credits it brings along, until they are opened.
        settled: Whether nothing can follow its expiry any more.
        corrected_in: The step in which an answer was last corrected.
        told_end: The last day people were told, while that is what they were told last.
    """

    contract_id: str
    name: str
    terms: Terms
    stage: ContractState = ContractState.DRAFT
    signed: bool = False
    first: tuple[date, date | None]
    first_number: int = 1
    price: Money | None = None
    counted_from: date | None = None
    anchor: Anchor | None = None
    period: Period | None = None
    renewal: RenewalState = RenewalState.NONE
    handled: tuple[int, ...] = ()
    priced: Priced | None = None
    agreed: Money | None = None
    term_agreed: Span | None = None
    terminated: Ending | None = None
    wanted: Ending | None = None
    leaving: tuple[Leaving, ...] = ()
    asked_about: tuple[str, ...] = ()
    quiet_until: datetime | None = None
    entered_at: datetime | None = None
    since_at: datetime | None = None
    billed: int = 0
    billing: BillingTurn | None = None
    brought: Decimal | None = None
    settled: bool = False
    corrected_in: int | None = None
    told_end: date | None = None

    def move(self, move: ContractMove, at: datetime) -> None:
        """Go to another state.

        Raises:
            ConflictError: the present one does not allow it.
        """
        to = TRANSITIONS.get((self.stage, move))
        if to is None:
            message = f"a contract that is {self.stage} cannot {move}"
            raise ConflictError(message, field="contract")
        self.stage, self.entered_at = to, at

    def may(self, move: ContractMove) -> bool:
        """Whether the present state allows a move."""
        return (self.stage, move) in TRANSITIONS

    @property
    def runs(self) -> bool:
        """Whether it is in force, or would be but for a suspension."""
        return self.stage in RUNNING

    @property
    def is_undecided(self) -> bool:
        """Whether it is still open that the present period is followed by another one."""
        return self.renewal in UNDECIDED and not self.ends_here

    @property
    def ends_here(self) -> bool:
        """Whether it is terminated to a day of the present period."""
        end_on = self.period.end_on if self.period else None
        if self.terminated is None:
            return False
        return end_on is None or self.terminated.on <= end_on

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.stage is ContractState.CANCELLED or self.settled

    def keep_what_happened_since(self, now: ContractRun) -> None:
        """Take in what the calendar and people did since the decision this state stood before.

        A correction takes back what was decided on its renewal and its end, and nothing else. What
        was closed since stays so, and no question is put under an id that another one had.
        """
        taken_back = {*_DECIDED, *ProcessState.model_fields}
        for name in type(self).model_fields.keys() - taken_back:
            setattr(self, name, getattr(now, name))
        for task_id in self.tasks.keys() - now.tasks.keys() - now.taken.keys():
            self.drop(task_id)
        again = {one.question.name for one in self.tasks.values()}
        self.counts = now.counts | {name: self.counts.get(name, 0) for name in again}

    def advance(self, to: RenewalState) -> RenewalMoved:
        """Let the renewal of the present period go a step."""
        self.renewal = to
        return RenewalMoved(contract_id=self.contract_id, period=self.present.number, to=to)

    def begin(self, period: Period) -> None:
        """Take up a period; nothing of the one before it is carried on."""
        if period.end_on is not None:
            first_on = self.counted_from or period.start_on
            self.anchor = self._next_anchor() or anchor_of(first_on, period.end_on)
        self.period, self.renewal, self.handled = period, RenewalState.NONE, ()
        self.priced = self.agreed = self.term_agreed = self.told_end = None
        self.taken = {}

    @property
    def present(self) -> Period:
        """The present period.

        Raises:
            ConflictError: it is a draft and has none.
        """
        if self.period is None:
            message = "the contract has not begun"
            raise ConflictError(message, field="contract")
        return self.period

    def next_end_on(self) -> date | None:
        """The last day of the period that would follow; None where none can."""
        anchor = self._next_anchor()
        return anchor.boundary - ONE_DAY if anchor else None

    def _next_anchor(self) -> Anchor | None:
        term = self.term_agreed or self.terms.term
        return self.anchor.after(term) if self.anchor and term else None

    def first_period(self, rule: ContractRule) -> PeriodWanted:
        """The period it begins with."""
        start_on, end_on = self.first
        return PeriodWanted(
            number=self.first_number,
            origin=Origin.AGREED,
            start_on=start_on,
            end_on=end_on,
            price=self.price,
            terms=self.terms,
            rule=rule,
            plan_version=self.terms.plan_version,
            quiet_until=self.quiet_until,
        )

    def next_period(self, rule: ContractRule) -> PeriodWanted:
        """The period that follows the present one, at its price.

        Raises:
            ConflictError: none can follow, or its price is not known.
        """
        end_on = self.next_end_on()
        if end_on is None or self.priced is None:
            message = "no period can follow yet"
            raise ConflictError(message, field="contract")
        wanted = following(self.present, end_on, self.terms, rule)
        return at_price(wanted, self.priced).model_copy(update={"quiet_until": self.quiet_until})

    # What falls due in the present period.

    def notices_ahead(self) -> tuple[PlannedNotice, ...]:
        """The notices of the present period that are not dealt with, the first one first.

        Those after the end count once the contract has expired, those before it until then.
        """
        if self.period is None:
            return ()
        over = self.stage is ContractState.EXPIRED
        return tuple(
            one
            for one in self.period.notices
            if one.offset not in self.handled and (one.offset > 0) is over
        )

    def not_to_come(self, *, terminated: bool) -> tuple[PlannedNotice, ...]:
        """The notices that say nothing any more once the contract is over.

        Those after the end are given where it has expired, but not where it was terminated.
        """
        planned = self.present.notices if terminated else self.notices_ahead()
        return tuple(one for one in planned if one.offset not in self.handled)

    def take_in(self, services: tuple[Leaving, ...]) -> bool:
        """Take in which services of it are being retired now; one that stays is not asked about.

        Returns:
            Whether people are to be asked about another one than until now, or about none.
        """
        gone = {one.service_id for one in services}
        asked = self.leaving[:1]
        known = {*self.asked_about, *(one.service_id for one in self.leaving)}
        self.asked_about = tuple(one for one in self.asked_about if one in gone)
        self.leaving = (
            *(one for one in self.leaving if one.service_id in gone),
            *(one for one in services if one.service_id not in known),
        )
        return asked != self.leaving[:1]

    def handle(self, notices: tuple[PlannedNotice, ...]) -> None:
        """Remember that notices are dealt with."""
        self.handled = (*self.handled, *(one.offset for one in notices))

    def is_quiet(self, now: datetime) -> bool:
        """Whether nobody is written to yet."""
        return self.quiet_until is not None and now < self.quiet_until

    def last_day(self) -> date | None:
        """The last day of the contract as it stands now; None where it has no end."""
        if self.terminated is not None:
            return self.terminated.on
        return self.period.end_on if self.period else self.first[1]
