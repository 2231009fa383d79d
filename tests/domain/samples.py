"""What the tests of the domain speak of: one policy, one day, one question and its answer."""

from __future__ import annotations

import copy
import string
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

import domain
from domain import change_facts, facts
from domain.asking import Answer, Question, Task, climb, milestone, open_task
from domain.changes import OpenChange
from domain.identity import Actor
from domain.policy import Policy, QuestionName, QuestionRule, parse_policy
from domain.service import Move, ServiceFile
from domain.service_state import ServiceState
from domain.words import ChangeSize, ChangeState, Gate, Role, Stage
from tests.domain.contract_samples import every_fact_of_a_contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from domain.facts import AnyFact

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
DEFAULT_POLICY = Path(domain.__file__).with_name("default_policy.yaml")
TASK = "service/e-mail/committee/1"

# Letters, signs, spaces, line breaks and marks of our languages, and half a letter.
LETTERS = "azAZ09 ._-/#|*'\"\n\t\r\u2028\u200c\u202eğıİşÇüß²١服务灾پشتیª🙂\ud83d"
CONTROLS = "".join(chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_LETTERS = string.ascii_letters + string.digits
names = st.builds("{}{}".format, st.sampled_from(_LETTERS), st.text(_LETTERS + "_.-", max_size=63))

EVIDENCE: list[JsonValue] = ["Signed minutes of 3 March 2027"]
COMPLETE: dict[QuestionName, dict[str, JsonValue]] = {
    QuestionName.BRIEF: {
        "purpose": "Mail for every customer",
        "scope": "All customers in the country",
        "strategic_goals": ["Grow the recurring revenue"],
        "evidence": EVIDENCE,
    },
    QuestionName.SERVICE_LEVELS: {
        "service_hours": "7x24",
        "targets": [{"name": "availability", "value": 99.9, "unit": "%"}],
        "evidence": EVIDENCE,
    },
    QuestionName.CUSTOMER_NEEDS: {
        "needs": [
            {
                "customer": "Ada Ltd",
                "need": "Mail that reaches everybody",
                "met_by": "Two providers side by side",
            }
        ],
        "evidence": EVIDENCE,
    },
    QuestionName.COSTS: {
        "build": {"minor_units": 1_250_000, "currency": "TRY"},
        "yearly": {"minor_units": 600_000, "currency": "TRY"},
        "funded_by": "The budget of operations",
        "evidence": EVIDENCE,
    },
    QuestionName.SECURITY: {
        "confidentiality": "Mailboxes are encrypted at rest",
        "integrity": "Every mail is signed with DKIM",
        "conforms_to": ["ISO/IEC 27001"],
        "evidence": EVIDENCE,
    },
    QuestionName.CONTINUITY: {
        "continuity_plan": "A second data centre takes over",
        "backup_plan": "Nightly copies, kept for a month",
        "recovery_time_hours": 4,
        "recovery_point_hours": 0.5,
        "evidence": EVIDENCE,
    },
    QuestionName.GO_LIVE_CHECKLIST: {
        "items": [
            {
                "item": "Monitoring is switched on",
                "done": True,
                "evidence": "Dashboard of the mail service",
            }
        ],
        "back_out": "The old mail servers stay for a month",
    },
    QuestionName.DATA_RETURN: {
        "returned_to": "The administrator of Ada Ltd",
        "method_of_erasure": "Disks were overwritten twice",
        "evidence": EVIDENCE,
    },
}


@cache
def _default() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(DEFAULT_POLICY)
    return loaded


def document(changes: Mapping[tuple[str, ...], object] | None = None) -> dict[str, Any]:
    """The default policy as a person typed it, with some entries changed."""
    whole = copy.deepcopy(_default())
    for path, value in (changes or {}).items():
        chapter = whole
        for key in path[:-1]:
            chapter = chapter[key]
        chapter[path[-1]] = value
    return whole


def policy(changes: Mapping[tuple[str, ...], object] | None = None) -> Policy:
    """The default policy, with some entries changed."""
    return parse_policy(document(changes))


def rule(**changes: object) -> QuestionRule:
    """A rule that reminds two days before the tenth day, and then has nobody else to ask."""
    usual = {
        "roles": (Role.SERVICE_OWNER,),
        "due_days": 10,
        "remind_days_before": 2,
        "ladder": (),
        "escalate_every_days": 7,
        "default": None,
        "four_eyes": False,
    }
    return QuestionRule.model_validate(usual | changes)


def question(**changes: object) -> Question:
    """A question to the owner of a service."""
    usual: dict[str, object] = {
        "task_id": "service/e-mail/improvement_cycle/1",
        "name": QuestionName.IMPROVEMENT_CYCLE,
        "text": "Do we keep, change or retire E-mail?",
        "outcomes": ("keep", "change", "retire"),
        "rule": rule(),
    }
    return Question.model_validate(usual | changes)


def task(**changes: object) -> Task:
    """A question that was put to people now."""
    return open_task(question(**changes), now=NOW, step=3)


def climbed(standing: Task, times: int) -> Task:
    """A task that nobody answered until so many milestones had passed."""
    for _ in range(times):
        standing = climb(standing, milestone(standing))
    return standing


def course(standing: Task, length: int) -> list[tuple[float, str, str | None]]:
    """What happens while nobody answers: days after asking, what, and the role or the outcome."""
    steps = []
    for _ in range(length):
        passed = milestone(standing)
        days = (passed.at - standing.opened_at) / timedelta(days=1)
        steps.append((days, passed.kind.value, passed.role or passed.outcome))
        standing = climb(standing, passed)
    return steps


def actor(person: str, *roles: Role, stands_for: str | None = None) -> Actor:
    """A person with roles."""
    return Actor(person=person, roles=roles, stands_for=stands_for)


def answer(
    outcome: str, data: Mapping[str, Any] | None = None, reason: str = "As agreed"
) -> Answer:
    """An answer as a starter sends it."""
    given = None if data is None else dict(data)
    return Answer(task_id=TASK, outcome=outcome, reason=reason, data=given, request_id="a-1")


def service_state(**changes: object) -> ServiceState:
    """A service that has just been proposed."""
    usual: dict[str, object] = {
        "service_id": "e-mail",
        "name": "E-mail",
        "owner": "ayse",
        "proposer": "mehmet",
        "entered_at": NOW,
    }
    return ServiceState.model_validate(usual | changes)


def proposal(**changes: object) -> ServiceFile:
    """A service as a person proposes it."""
    usual: dict[str, object] = {
        "name": "E-mail",
        "description": "Mail for every customer",
        "owner": "ayse",
        "customers_needs": "Mail that arrives",
        "strategic_goals": ["Grow the recurring revenue"],
    }
    return ServiceFile.model_validate(usual | changes)


def every_fact() -> list[AnyFact]:
    """One fact of every kind."""
    service = "e-mail"
    return [
        facts.ServiceProposed(service_id=service, proposal=proposal()),
        facts.ServiceImported(
            service_id=service, proposal=proposal(), stage=Stage.OPERATION, since=NOW.date()
        ),
        facts.StageEntered(service_id=service, version=1, stage=Stage.DESIGN, move=Move.OFFER),
        facts.ServiceDeferred(service_id=service, until=NOW.date()),
        facts.GateAnswered(service_id=service, version=1, gate=Gate.COSTS, data={"build": 1}),
        facts.CataloguePublished(service_id=service, version=1, since=NOW.date()),
        facts.CatalogueWithdrawn(service_id=service),
        facts.CycleClosed(service_id=service, cycle=1, finding="keep"),
        change_facts.VersionOpened(service_id=service, version=2, change="Larger mailboxes"),
        change_facts.DesignTakenOver(
            service_id=service, version=2, number=1, gates=(Gate.COSTS, Gate.BRIEF)
        ),
        *every_fact_of_a_change(),
        facts.RetirementRequested(service_id=service),
        facts.RetirementRefused(service_id=service),
        facts.CustomersTold(service_id=service, ends_at=NOW),
        facts.DependentsShown(service_id=service),
        facts.DependentsClosed(service_id=service),
        facts.DataReturned(service_id=service, outcome="nothing_held"),
        facts.PolicyDrafted(policy_id="p-2"),
        facts.PolicyPublished(policy_id="p-2"),
        facts.PolicyRejected(policy_id="p-2"),
        facts.PolicyAdopted(),
        facts.ProcessResumed(),
        facts.ServiceStays(service_id="e-mail"),
        *every_fact_of_a_contract(),
    ]


def every_fact_of_a_change() -> list[AnyFact]:
    """One fact of every kind that happens to a change."""
    of = service_state()
    one = change(number=1)
    return [
        of.about(
            change_facts.ChangeProposed,
            one,
            text="Mailboxes of fifty gigabytes",
            benefit="Nobody deletes mail any more",
            size=ChangeSize.MINOR,
            person_days=4,
        ),
        of.about(change_facts.ChangeQueued, one),
        of.about(change_facts.ChangePutToCommittee, one, size=ChangeSize.MAJOR),
        of.about(change_facts.ChangeApproved, one, version=2),
        of.about(change_facts.ChangeRejected, one),
        of.about(change_facts.ChangeDeferred, one, until=NOW.date()),
        of.about(change_facts.ChangeWithdrawn, one),
        of.about(change_facts.ChangeCancelled, one),
        of.about(change_facts.ChangeCorrected, one, state=ChangeState.QUEUED),
        of.about(change_facts.ChangeLive, one, version=2),
    ]


def change(**changes: object) -> OpenChange:
    """A change that waits for its turn."""
    usual: dict[str, object] = {
        "number": 0,
        "title": "Larger mailboxes",
        "proposer": "mehmet",
        "size": ChangeSize.MINOR,
    }
    return OpenChange.model_validate(usual | changes)
