"""What a contract says: who agrees with whom on what, for how long, and what happens at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from domain.answers import Money
from domain.contracts.pricing import PriceRule, Unchanged
from domain.contracts.spans import ONE_DAY, Span
from domain.contracts.words import ClosedDay, ContractType, Renewal, Side, Unit
from domain.model import Day, Edge, Identifier, LongText, ShortText, Value
from domain.plans.exact import Quantity

if TYPE_CHECKING:
    from datetime import date

Offset = Annotated[int, Field(ge=0, le=3_650)]
DaysAfter = Annotated[int, Field(ge=1, le=3_650)]
_MOST_RECIPIENTS = 100
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


class Notices(Edge):
    """On which days before and after the last one people are told (R61, R62, R93).

    Args:
        before: So many days before the last day; 0 is the last day itself.
        after: So many days after it; told only where no period follows.
    """

    before: Annotated[tuple[Offset, ...], Field(max_length=50)] = ()
    after: Annotated[tuple[DaysAfter, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _no_day_twice(self) -> Self:
        for name, days in (("before", self.before), ("after", self.after)):
            if len(set(days)) != len(days):
                message = f"{name} names a day twice"
                raise ValueError(message)
        return self

    def offsets(self) -> tuple[int, ...]:
        """Every notice by its distance from the last day, the first one first."""
        return (*sorted(-one for one in self.before), *sorted(self.after))


class Recipients(Edge):
    """Who is told, chosen on the contract: people of both sides, never simply everybody (R63)."""

    ours: Annotated[tuple[Identifier, ...], Field(max_length=_MOST_RECIPIENTS)] = ()
    customer: Annotated[tuple[Identifier, ...], Field(max_length=_MOST_RECIPIENTS)] = ()

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        everybody = (*self.ours, *self.customer)
        twice = {one for one in everybody if everybody.count(one) > 1}
        if twice:
            message = f"{', '.join(sorted(twice))} stands among them twice"
            raise ValueError(message)
        return self

    def by_side(self) -> dict[Side, tuple[str, ...]]:
        """The recipients of each side."""
        return {Side.OURS: self.ours, Side.CUSTOMER: self.customer}


class EarlierPeriod(Edge):
    """A period that ran before the contract came into this house; it is history (R92)."""

    start_on: Day
    end_on: Day
    price: Money | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_on < self.start_on:
            message = f"end_on is the last day and must not come before start_on, {self.start_on}"
            raise ValueError(message)
        return self


class ContractFile(Edge):
    """A contract as a person writes it down (R59–R66).

    Args:
        customer: The account it is with, of the register of customers.
        services: What it covers.
        start_on: The first day on which it holds.
        end_on: The last day on which it holds; none for a contract without an end date.
        signed_on: When it was signed; without it the contract stays a draft until it is activated.
        time_zone: Whose midnight begins and ends it; the customer's where none is given.
        calendar: The working calendar; the customer's where none is given.
        plan: The service plan; `plan_version` keeps that version also in later periods.
        price: For a whole period; none for an agreement that nobody pays for.
        credits_left: What is left of the credits granted until now, where it ran elsewhere before,
            in the unit of its plan's allowance (R90, R92).
        term: What is added when it is renewed (R65).
        cut_off: How long before the end it has to be terminated; policy's where none is given.
        closed_day: Whether an end on a day off stays there, or the contract then holds until the
            next working day; a period that follows begins on the day after `end_on` all the same.
        account_manager: Who keeps it; the customer's account manager where none is given.
        answered_by: To whom its questions are handed; the account manager where none is given.
        earlier: The periods before the present one, oldest first.
    """

    id: Identifier
    customer: Identifier
    type: ContractType
    name: ShortText
    description: LongText = "-"
    services: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=50)]
    start_on: Day
    end_on: Day | None = None
    signed_on: Day | None = None
    time_zone: ShortText | None = None
    calendar: Identifier | None = None
    plan: Identifier | None = None
    plan_version: Annotated[int, Field(ge=1)] | None = None
    price: Money | None = None
    credits_left: Quantity | None = None
    recipients: Recipients = Recipients()
    notices: Notices = Notices()
    renewal: Renewal = Renewal.NEVER
    term: Span | None = None
    price_rule: PriceRule = Unchanged(kind="unchanged")
    cut_off: Span | None = None
    closed_day: ClosedDay = ClosedDay.STAY
    account_manager: Identifier | None = None
    answered_by: Identifier | None = None
    earlier: Annotated[tuple[EarlierPeriod, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for problem in (
            _of_days(self),
            _of_renewal(self),
            _of_earlier(self),
            _of_names(self),
        ):
            if problem:
                raise ValueError(problem)
        return self


def _of_days(file: ContractFile) -> str:
    if file.end_on is not None and file.end_on < file.start_on:
        return f"end_on is the last day and must not come before start_on, {file.start_on}"
    if file.end_on is None and (file.notices.before or file.notices.after):
        return "notices count from end_on, and this contract has no end date"
    return ""


def _of_renewal(file: ContractFile) -> str:
    if file.renewal is Renewal.NEVER:
        return "term is only for a contract that is renewed" if file.term else ""
    if file.end_on is None:
        return f"a contract without end_on is not renewed, so renewal cannot be {file.renewal}"
    if file.term is None or file.term.amount < 1:
        return f"term is required where renewal is {file.renewal}, and is at least 1"
    if file.price is None and file.price_rule.kind != "unchanged":
        return "price_rule needs a price to begin with"
    if file.cut_off and not leaves_time(file.start_on, file.end_on, file.cut_off, file.term):
        return "cut_off is as long as the contract runs; it could never be terminated in time"
    return ""


def leaves_time(start_on: date, end_on: date, cut_off: Span, term: Span) -> bool:
    """Whether the present period, and each that follows, begins before its cut-off."""
    first = cut_off.before(end_on + ONE_DAY) > start_on
    if term.unit is cut_off.unit:
        return first and term.amount > cut_off.amount
    shortest = _SHORTEST_MONTH if term.unit is Unit.MONTHS else 1
    longest = _LONGEST_MONTH if cut_off.unit is Unit.MONTHS else 1
    return first and term.amount * shortest > cut_off.amount * longest


def _of_earlier(file: ContractFile) -> str:
    """Earlier periods follow each other without a gap up to the present one."""
    starts = [*(one.start_on for one in file.earlier[1:]), file.start_on]
    for before, start_on in zip(file.earlier, starts, strict=False):
        if before.end_on + ONE_DAY != start_on:
            return f"earlier: a period has to begin on the day after {before.end_on}"
    return ""


def _of_names(file: ContractFile) -> str:
    if len(set(file.services)) != len(file.services):
        return "services names one of them twice"
    if file.plan_version is not None and file.plan is None:
        return "plan_version needs a plan"
    if file.credits_left is not None and file.plan is None:
        return "credits_left needs a plan"
    return ""


class Terms(Value):
    """The terms a contract runs by, with everything that was left to the customer and to policy.

    Small facts only: no name of a person, no description.
    """

    customer_id: str
    type: ContractType
    services: tuple[str, ...]
    time_zone: str
    calendar_id: str | None = None
    plan_id: str | None = None
    plan_version: int | None = None
    notices: Notices = Notices()
    renewal: Renewal = Renewal.NEVER
    term: Span | None = None
    price_rule: PriceRule = Unchanged(kind="unchanged")
    cut_off: Span
    closed_day: ClosedDay = ClosedDay.STAY
    account_manager: str
    answered_by: str | None = None


class Edit(Edge):
    """What may be changed of a contract that is agreed; all else is agreed anew.

    Args:
        notices: Hold from the coming period on, for those of the present one are laid out.
    """

    description: LongText | None = None
    recipients: Recipients | None = None
    notices: Notices | None = None
    account_manager: Identifier | None = None
    answered_by: Identifier | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            message = f"say what changes: {', '.join(type(self).model_fields)}"
            raise ValueError(message)
        return self
