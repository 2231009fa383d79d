"""Notices as the tests of the mail write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.dependents import Dependent
from domain.people import Person
from domain.posts import Post, PostedPolicy, PostedService, PostedTask
from domain.telling import Template
from domain.words import Language, NoticeState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENDER = "servicecycle@example.com"
AYSE = Person(
    person_id="ayse",
    name="Ayşe Yılmaz",
    email="ayse@example.com",
    language=Language.TURKISH,
    time_zone="Europe/Istanbul",
)
SERVICE = PostedService(service_id="crm", name="Müşteri İlişkileri", version=2)
TASK = PostedTask(
    task_id="service/crm/committee/1",
    name="committee",
    question="Shall we offer Müşteri İlişkileri?",
    outcomes=("offer", "reject", "defer"),
    due_at=datetime(2026, 12, 5, 15, 30, tzinfo=UTC),
    needs_data=True,
    is_open=True,
)
POLICY = PostedPolicy(title="Service Policy", version=3, effective_on=date(2027, 1, 1))
CONTRACT = Dependent(
    service_id="crm", kind="contract", dependent_id="K-7", name="Acme A.Ş.", opened_at=NOON
)
PARAMS = {
    Template.SERVICE_DEFERRED: {"until": "2027-03-01"},
    Template.CHANGE_DEFERRED: {"until": "2027-03-01", "change": "Larger mailboxes"},
    Template.SERVICE_ENDING: {"ends_on": "2027-06-30"},
}


def post(template: Template | str = Template.TASK_OPENED, **changes: object) -> Post:
    """A notice as the records know it, with what belongs to its template and nothing else."""
    about_policy = template.startswith("policy")
    usual: dict[str, object] = {
        "notice_id": 1,
        "notice_key": f"service/crm/1/{template}/ayse",
        "template": template,
        "params": PARAMS.get(Template(template), {}) if template in set(Template) else {},
        "subject": "policy/p-3" if about_policy else "service/crm",
        "state": NoticeState.QUEUED,
        "at": NOON,
        "attempts": 0,
        "to": AYSE,
        "service": None if about_policy else SERVICE,
        "task": TASK if template.startswith("task") else None,
        "policy": POLICY if about_policy else None,
        "dependents": (CONTRACT,) if template == Template.DEPENDENTS_OPEN else (),
    }
    return Post.model_validate(usual | changes)


def to(**changes: object) -> Person:
    """Ayşe, somewhat different."""
    return AYSE.model_copy(update=changes)
