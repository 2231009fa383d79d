"""What is read of contracts; the names are those in `--json`, a contract with other systems."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pydantic import JsonValue

from activities.store.readers.records import Attachment, Decision, Event, Task
from domain.contracts.coming import ComingPeriod
from domain.contracts.pricing import PriceRule
from domain.contracts.spans import Span
from domain.contracts.words import (
    ClosedAs,
    ClosedDay,
    ContractState,
    ContractType,
    NoticeStanding,
    Origin,
    Renewal,
    RenewalState,
    Side,
)
from domain.model import Value
from domain.plans.words import CreditUnit


class AgreedContract(Value):
    """A contract and where it stands (R57–R66).

    Args:
        period: The number of its present period; None while it is a draft.
        start_on: The first day of that.
        ends_on: Its last day; None where it has no end date.
        cut_off_on: The last day on which it can be terminated to its end.
        terminated_on: The day it ends on because it was terminated.
        next_due_at: When the first of its open tasks is due.
        policy_version: The policy it obeys; a customer's person is not told, nor when it closed.
    """

    contract_id: str
    name: str
    customer_id: str
    type: ContractType
    state: ContractState
    workflow_id: str
    description: str
    account_manager: str
    answered_by: str | None
    signed_on: date | None
    renewal: Renewal
    term: Span | None
    price_rule: PriceRule
    cut_off: Span
    closed_day: ClosedDay
    notice_days: tuple[int, ...]
    time_zone: str
    calendar_id: str | None
    plan_id: str | None
    period: int | None
    ends_on: date | None
    terminated_on: date | None
    suspended_at: datetime | None
    added_at: datetime
    archived_at: datetime | None
    services: tuple[str, ...]
    start_on: date | None
    cut_off_on: date | None
    renewal_state: RenewalState | None
    plan_version: int | None
    calendar_version: int | None
    price_minor_units: int | None
    price_currency: str | None
    policy_version: int | None
    opened_at: datetime
    closed_at: datetime | None
    open_tasks: int
    next_due_at: datetime | None


class ContractPeriod(Value):
    """One period of a contract; `end_on` is its last day (R92)."""

    number: int
    predecessor: int | None
    origin: Origin
    start_on: date
    end_on: date | None
    holds_until_on: date | None
    cut_off_on: date | None
    price_minor_units: int | None
    price_currency: str | None
    price_proof: dict[str, JsonValue] | None
    plan_id: str | None
    plan_version: int | None
    calendar_id: str | None
    calendar_version: int | None
    policy_version: int | None
    renewal_state: RenewalState
    opened_at: datetime
    closed_at: datetime | None
    closed_as: ClosedAs | None


class ContractNotice(Value):
    """One notice of a period (R61, R62, R93).

    Args:
        offset_days: Days from the last day; negative before it.
        planned_on: The day that makes.
        due_on: The working day it goes on.
        state: What became of it; None where nothing did.
        at: When that was.
        to_come: Whether it goes yet, as things stand; one after the end only where none follows.
    """

    period: int
    offset_days: int
    planned_on: date
    due_on: date
    state: NoticeStanding | None = None
    at: datetime | None = None
    to_come: bool = False


class ContractRecipient(Value):
    """A person who is told, and whose he is; one who takes no part any more is skipped (R63)."""

    person_id: str
    side: Side
    is_skipped: bool


class ContractDetail(AgreedContract):
    """A contract with everything that hangs on it.

    Args:
        happened: The latest of what its customer is told of; `records history` has everything.
        credits_left: The credits there are, by their unit; minor units for money.
        credits_currency: That of its plan, in which credits in money are counted.
        waits: What it waits for beside the answers of people; our own people are told.
        coming: The period that follows as things stand, and what was agreed for it.
        next_billing_on: The first day of the next billing period, where it has credits.
        names: What the people who are named in it are called, by id, as far as the reader is told.
    """

    periods: tuple[ContractPeriod, ...]
    notices: tuple[ContractNotice, ...]
    recipients: tuple[ContractRecipient, ...]
    decisions: tuple[Decision, ...]
    tasks: tuple[Task, ...]
    attachments: tuple[Attachment, ...]
    happened: tuple[Event, ...] = ()
    credits_left: dict[CreditUnit, Decimal] = {}
    credits_currency: str | None = None
    waits: str = ""
    coming: ComingPeriod | None = None
    next_billing_on: date | None = None
    names: dict[str, str] = {}
