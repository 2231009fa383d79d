"""What a notice has to say, as far as the records know it when it is written to its receiver."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import JsonValue

from domain.answers import Money
from domain.contracts.words import Renewal
from domain.dependents import Dependent
from domain.model import Value
from domain.people import Person
from domain.words import Language, NoticeState


class PostedService(Value):
    """The service a notice is about; `version` is its newest one."""

    service_id: str
    name: str
    version: int


class PostedTask(Value):
    """The task a notice asks to answer."""

    task_id: str
    name: str
    question: str
    outcomes: tuple[str, ...]
    due_at: datetime
    needs_data: bool
    is_open: bool


class PostedPolicy(Value):
    """The policy document a notice is about; without a version while it is not published."""

    title: str
    version: int | None = None
    effective_on: date | None = None


class PostedContract(Value):
    """The contract a notice is about, with its present period.

    Args:
        customer: The name of the customer.
        ends_on: Its last day; None where it has no end.
        cut_off_on: The last day on which it can be terminated to its end.
        price: What the period costs, where one price was agreed.
        price_rule: How the price of a new period is found, as its terms have it.
        renewal: How it is renewed.
    """

    contract_id: str
    name: str
    customer: str
    ends_on: date | None = None
    cut_off_on: date | None = None
    price: Money | None = None
    price_rule: dict[str, JsonValue] = {}
    renewal: Renewal = Renewal.TACIT


class SentLetter(Value):
    """A letter as it left the house; it stays as it was, whatever the records say later.

    Args:
        language: The language it was written in.
        body: The letter as plain text.
        html: The same letter as a page.
    """

    language: Language
    to: str
    subject: str
    body: str
    html: str


class Post(Value):
    """A notice with everything its wording may need.

    Args:
        notice_key: The business key of the notice; its Message-ID is made of it.
        template: Which notice it is.
        params: What was only known when it was queued.
        subject: The record it is about, as `<kind>/<id>`.
        at: When what it tells of happened, in business time.
        attempts: How often its delivery was tried.
        waits_until: The moment of business time it has waited for, outside working hours.
        dependents: What still depends on the service.
        form_of_address: How the register says that the receiver is addressed: `formal` or
            `informal`, or words of its own, in which `{name}` is his name (R135).
        preferred_terms: The receiver's own word for a word of ours (R135).
        is_passive: Whether the receiver is a contact who is told nothing any more (R88).
    """

    notice_id: int
    notice_key: str
    template: str
    params: dict[str, JsonValue]
    subject: str
    state: NoticeState
    at: datetime
    attempts: int
    to: Person
    service: PostedService | None = None
    task: PostedTask | None = None
    policy: PostedPolicy | None = None
    contract: PostedContract | None = None
    dependents: tuple[Dependent, ...] = ()
    form_of_address: str | None = None
    preferred_terms: dict[str, str] = {}
    is_passive: bool = False
    waits_until: datetime | None = None
