"""Notices as the tests of the mail write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from domain.answers import Money
from domain.dependents import Dependent
from domain.people import Person
from domain.posts import Post, PostedContract, PostedPolicy, PostedService, PostedTask
from domain.telling import Template
from domain.words import Language, NoticeState

if TYPE_CHECKING:
    from email.message import EmailMessage

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
AGREED = PostedContract(
    contract_id="K-7",
    name="Yönetilen Yedekleme",
    customer="Acme A.Ş.",
    ends_on=date(2027, 6, 30),
    cut_off_on=date(2027, 3, 31),
    price=Money(minor_units=1_250_000, currency="TRY"),
    price_rule={"kind": "index", "index": "TÜFE", "month": 11, "cap_percent": "25.5"},
)
PARAMS = {
    Template.CONTRACT_RENEWED: {"starts_on": "2027-07-01", "ends_on": "2028-06-30"},
    Template.SERVICE_DEFERRED: {"until": "2027-03-01"},
    Template.CHANGE_DEFERRED: {"until": "2027-03-01", "change": "Larger mailboxes"},
    Template.SERVICE_ENDING: {"ends_on": "2027-06-30"},
}


def post(template: Template | str = Template.TASK_OPENED, **changes: object) -> Post:
    """A notice as the records know it, with what belongs to its template and nothing else."""
    kind = template.partition("_")[0]
    about = kind if kind in {"policy", "contract"} else "service"
    usual: dict[str, object] = {
        "notice_id": 1,
        "notice_key": f"service/crm/1/{template}/ayse",
        "template": template,
        "params": PARAMS.get(Template(template), {}) if template in set(Template) else {},
        "subject": {"policy": "policy/p-3", "contract": "contract/K-7"}.get(about, "service/crm"),
        "state": NoticeState.QUEUED,
        "at": NOON,
        "attempts": 0,
        "to": AYSE,
        "service": SERVICE if about == "service" else None,
        "task": TASK if kind == "task" else None,
        "policy": POLICY if about == "policy" else None,
        "contract": AGREED if about == "contract" else None,
        "dependents": (CONTRACT,) if template == Template.DEPENDENTS_OPEN else (),
    }
    return Post.model_validate(usual | changes)


def to(**changes: object) -> Person:
    """Ayşe, somewhat different."""
    return AYSE.model_copy(update=changes)


def plain(letter: EmailMessage) -> str:
    """The plain text of a letter, as it is read."""
    return _part(letter, "plain")


def page(letter: EmailMessage) -> str:
    """The HTML of a letter."""
    return _part(letter, "html")


def _part(letter: EmailMessage, subtype: Literal["plain", "html"]) -> str:
    part = letter.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
