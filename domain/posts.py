"""What a notice has to say, as far as the records know it when it is written to its receiver."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import JsonValue

from domain.dependents import Dependent
from domain.model import Value
from domain.people import Person
from domain.words import NoticeState


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


class Post(Value):
    """A notice with everything its wording may need.

    Args:
        notice_key: The business key of the notice; its Message-ID is made of it.
        template: Which notice it is.
        params: What was only known when it was queued.
        subject: The record it is about, as `<kind>/<id>`.
        at: When what it tells of happened, in business time.
        attempts: How often its delivery was tried.
        dependents: What still depends on the service.
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
    dependents: tuple[Dependent, ...] = ()
