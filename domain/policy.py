"""Policy is data: every number, ladder and right is an entry of a versioned document (R42).

The document is read from YAML, checked here, published by a task with four eyes, and pinned by
each process when it opens. The default ships as `domain/default_policy.yaml`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from domain.checking import checked
from domain.contracts.rule import BEFORE_CONTRACTS, ContractRule
from domain.errors import InvalidInputError
from domain.model import Day, Edge, Identifier, ShortText, Value
from domain.question_names import (
    DECIDED_BY_SILENCE as DECIDED_BY_SILENCE,  # noqa: PLC0414 - policy says who answers which
)
from domain.question_names import (
    QuestionName as QuestionName,  # noqa: PLC0414 - policy says who answers which
)
from domain.sizes import BEFORE_SIZES, ChangeRule
from domain.templates import Template
from domain.words import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

Days = Annotated[int, Field(ge=1, le=3_650)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1)]


class Command(StrEnum):
    """Every command that acts on a record and that policy grants to roles."""

    PEOPLE_IMPORT = "people import"
    PEOPLE_ARCHIVE = "people archive"
    PEOPLE_ERASE = "people erase"
    POLICY_PUBLISH = "policy publish"
    POLICY_ADOPT = "policy adopt"
    SERVICE_PROPOSE = "service propose"
    SERVICE_IMPORT = "service import"
    SERVICE_MEASURE = "service measure"
    SERVICE_CHANGE = "service change"
    SERVICE_RETIRE = "service retire"
    SERVICE_WITHDRAW = "service withdraw"
    SERVICE_RESUME = "service resume"
    TASK_ASSIGN = "task assign"
    DEPENDENT_ADD = "dependent add"
    DEPENDENT_CLOSE = "dependent close"
    NOTICES_HOLD = "notices hold"
    NOTICES_RELEASE = "notices release"
    ATTACH = "attach"
    CUSTOMER_EDIT = "customer edit"
    CUSTOMER_NEED = "customer need"
    GROUP_EDIT = "group edit"
    CONTACT_EDIT = "contact edit"
    CONTACT_GRANT = "contact grant"
    ASSET_EDIT = "asset edit"
    PARTY_EDIT = "party edit"
    TECHNICIAN_EDIT = "technician edit"
    ROLE_EDIT = "role edit"
    ABSENCE_EDIT = "absence edit"
    CALENDAR_ADD = "calendar add"
    CALENDAR_FREEZE = "calendar freeze"
    CALENDAR_ARCHIVE = "calendar archive"
    PLAN_ADD = "plan add"
    PLAN_EDIT = "plan edit"
    PLAN_ARCHIVE = "plan archive"
    CONTRACT_ADD = "contract add"
    CONTRACT_ACTIVATE = "contract activate"
    CONTRACT_EDIT = "contract edit"
    CONTRACT_RENEW = "contract renew"
    CONTRACT_TERMINATE = "contract terminate"
    CONTRACT_SUSPEND = "contract suspend"
    CONTRACT_RESUME = "contract resume"
    CONTRACT_ARCHIVE = "contract archive"
    CONTRACT_INDEX = "contract index"


class QuestionRule(Edge):
    """Who answers a question, by when, and what happens when nobody does (R148).

    Args:
        roles: Any of them may answer.
        due_days: Days of business time from asking until it is overdue.
        remind_days_before: Days before it is due that a reminder goes out; 0 sends none.
        ladder: The roles that are told and may answer as well, one rung after another; where a
            body votes they are told only, and its chair is asked once the ladder is used up.
        escalate_every_days: Days between two rungs; the first is climbed when it is due.
        default: The outcome that is decided when the ladder is used up; none keeps asking.
        four_eyes: Whether the person who requested it is barred from answering.
    """

    roles: Roles
    due_days: Days
    remind_days_before: Annotated[int, Field(ge=0, le=3_650)]
    ladder: tuple[Role, ...]
    escalate_every_days: Days
    default: str | None
    four_eyes: bool

    @field_validator("remind_days_before")
    @classmethod
    def _reminder_comes_before_the_due_date(cls, days: int, info: ValidationInfo) -> int:
        due = info.data.get("due_days", days + 1)
        if days >= due:
            message = f"must be smaller than due_days, which is {due}"
            raise ValueError(message)
        return days


class CommitteeRule(Edge):
    """How the Product and Service Strategy Committee decides (R5, R36)."""

    quorum_percent: Annotated[int, Field(ge=1, le=100)]
    longest_deferral_days: Days
    substitutes: bool


class ImprovementRule(Edge):
    """How often a service in operation is asked about (R25)."""

    cycle_months: Annotated[int, Field(ge=1, le=120)]


class RetirementRule(Edge):
    """How a service is taken away from its customers (R26, R38)."""

    notice_days: Annotated[int, Field(ge=0, le=3_650)]
    recheck_days: Days


class CorrectionRule(Edge):
    """How long a process that has ended stays open to a correction of its last decision."""

    open_days: Annotated[int, Field(ge=0, le=365)]


class NoticeRule(Edge):
    """How notices leave the house.

    Args:
        urgent: The notices that go out at once, whatever hour it is where they are read.
        calendar: The working hours of the house's own people; none writes to them at once.
    """

    per_minute: Annotated[int, Field(ge=1, le=1_000_000)]
    attempts: Annotated[int, Field(ge=1, le=1_000)]
    retry_minutes: Annotated[int, Field(ge=1, le=10_080)]
    urgent: tuple[Template, ...] = ()
    calendar: Identifier | None = None


class DocumentRule(Edge):
    """What may be attached to a record."""

    largest_megabytes: Annotated[int, Field(ge=1, le=100)]


class ProcessRule(Edge):
    """How processes are run."""

    turn_page_after_events: Annotated[int, Field(ge=20, le=40_000)]
    housekeeping_minutes: Annotated[int, Field(ge=1, le=1_440)]


class Policy(Edge):
    """One version of the service management policy."""

    title: ShortText
    scope: ShortText
    effective_on: Day
    questions: dict[QuestionName, QuestionRule]
    committee: CommitteeRule
    improvement: ImprovementRule
    change: ChangeRule = BEFORE_SIZES
    contracts: ContractRule = BEFORE_CONTRACTS
    retirement: RetirementRule
    corrections: CorrectionRule
    notices: NoticeRule
    documents: DocumentRule
    processes: ProcessRule
    access: dict[Command, tuple[Role, ...]]

    def rule(self, name: QuestionName) -> QuestionRule:
        """The rule of one question.

        One that came with a later release is asked like the question it is akin to, or else as a
        careful company would.
        """
        akin = _ASKED_LIKE.get(name, name)
        return self.questions.get(name) or self.questions.get(akin, _UNKNOWN)

    def may(self, roles: tuple[Role, ...], command: Command) -> bool:
        """Whether one of the roles may run the command.

        One that came with a later release belongs to whom a command it is akin to was granted, or
        else to nobody.
        """
        return not set(roles).isdisjoint(self.granted(command))

    def granted(self, command: Command) -> tuple[Role, ...]:
        """The roles that may run the command."""
        named = _GRANTED_LIKE.get(command, command)
        akin = self.access.get(_KEPT_LIKE.get(command.partition(" ")[0], named), ())
        return self.access.get(command, akin)


# Whoever decides that a service is offered or ends decides on its changes, too.
_ASKED_LIKE = {
    QuestionName.CHANGE_COMMITTEE: QuestionName.COMMITTEE,
    QuestionName.CHANGE_CHAIR: QuestionName.COMMITTEE_CHAIR,
    QuestionName.RENEWAL: QuestionName.CUSTOMER_NEEDS,
    QuestionName.TACIT_RENEWAL: QuestionName.CUSTOMER_NEEDS,
    QuestionName.RENEWAL_PRICE: QuestionName.CUSTOMER_NEEDS,
    QuestionName.SERVICE_LEAVING: QuestionName.CUSTOMER_NEEDS,
}
_GRANTED_LIKE = {Command.SERVICE_CHANGE: Command.SERVICE_RETIRE}
# The registers that came later, by the first word of their commands.
_KEPT_LIKE = {
    **dict.fromkeys(
        ("customer", "group", "contact", "asset", "party", "plan", "contract"),
        Command.DEPENDENT_ADD,
    ),
    **dict.fromkeys(("technician", "role", "absence"), Command.PEOPLE_IMPORT),
    "calendar": Command.POLICY_PUBLISH,
}

# A policy of an earlier release knows nothing of a question: it goes to the top, and stays open.
_UNKNOWN = QuestionRule(
    roles=(Role.OPERATIONS_DIRECTOR,),
    due_days=14,
    remind_days_before=3,
    ladder=(Role.SENIOR_MANAGEMENT,),
    escalate_every_days=7,
    default=None,
    four_eyes=True,
)


class PinnedPolicy(Value):
    """The policy a process obeys, with the version by which the record names it (R42)."""

    version: int
    document: Policy


def parse_policy(raw: object) -> Policy:
    """Check a policy document that a person wrote: it has an entry for all there is.

    What is stored or carried is not held to that, for a later release knows more.

    Raises:
        InvalidInputError: naming the first entry that is wrong, and how many more there are.
    """
    policy = checked(Policy, raw)
    for chapter in ("change", "contracts"):
        if chapter not in policy.model_fields_set:
            raise InvalidInputError(f"{chapter}: is required", field=chapter)
    for entry in ("urgent", "calendar"):
        if entry not in policy.notices.model_fields_set:
            raise InvalidInputError(f"notices.{entry}: is required", field=f"notices.{entry}")
    _check_complete("questions", policy.questions, QuestionName)
    _check_complete("access", policy.access, Command)
    for name, rule in policy.questions.items():
        _check_default(name, rule.default)
    return policy


def _check_default(name: QuestionName, default: str | None) -> None:
    possible = DECIDED_BY_SILENCE.get(name, ())
    if default is not None and default not in possible:
        path, allowed = f"questions.{name}.default", ", ".join((*possible, "null"))
        message = f"{path}: silence cannot decide {default!r}; allowed are {allowed}"
        raise InvalidInputError(message, field=path)


def _check_complete(chapter: str, given: Mapping[Any, object], wanted: type[StrEnum]) -> None:
    missing = [name for name in wanted if name not in given]
    if missing:
        message = f"{chapter}: has no entry for {', '.join(missing)}"
        raise InvalidInputError(message, field=chapter)
