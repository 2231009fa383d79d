"""Policy is data: every number, ladder and right is an entry of a versioned document (R42).

The document is read from YAML, checked here, published by a task with four eyes, and pinned by
each process when it opens. The default ships as `domain/default_policy.yaml`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.model import Day, Edge, ShortText, Value
from domain.sizes import BEFORE_SIZES, ChangeRule
from domain.words import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

Days = Annotated[int, Field(ge=1, le=3_650)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1)]


class QuestionName(StrEnum):
    """Every question a process may ask a person."""

    COMMITTEE = "committee"
    COMMITTEE_CHAIR = "committee_chair"
    BRIEF = "brief"
    SERVICE_LEVELS = "service_levels"
    CUSTOMER_NEEDS = "customer_needs"
    COSTS = "costs"
    SECURITY = "security"
    CONTINUITY = "continuity"
    DESIGN_ACCEPTANCE = "design_acceptance"
    GO_LIVE_CHECKLIST = "go_live_checklist"
    GO_LIVE_ACCEPTANCE = "go_live_acceptance"
    IMPROVEMENT_CYCLE = "improvement_cycle"
    CHANGE_COMMITTEE = "change_committee"
    CHANGE_CHAIR = "change_chair"
    RETIREMENT = "retirement"
    RETIREMENT_CHAIR = "retirement_chair"
    DATA_RETURN = "data_return"
    POLICY_APPROVAL = "policy_approval"


# Every other outcome needs data of a person, or is never decided by silence.
DECIDED_BY_SILENCE: dict[QuestionName, tuple[str, ...]] = {
    QuestionName.COMMITTEE: ("offer", "reject"),
    QuestionName.COMMITTEE_CHAIR: ("offer", "reject"),
    QuestionName.GO_LIVE_ACCEPTANCE: ("accept", "rework", "redesign"),
    QuestionName.IMPROVEMENT_CYCLE: ("keep", "retire"),
    QuestionName.CHANGE_COMMITTEE: ("approve", "reject"),
    QuestionName.CHANGE_CHAIR: ("approve", "reject"),
    QuestionName.RETIREMENT: ("retire", "keep"),
    QuestionName.RETIREMENT_CHAIR: ("retire", "keep"),
    QuestionName.DATA_RETURN: ("nothing_held",),
    QuestionName.POLICY_APPROVAL: ("reject",),
}


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
    """How notices leave the house."""

    per_minute: Annotated[int, Field(ge=1, le=1_000_000)]
    attempts: Annotated[int, Field(ge=1, le=1_000)]
    retry_minutes: Annotated[int, Field(ge=1, le=10_080)]


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
        akin = self.access.get(_GRANTED_LIKE.get(command, command), ())
        return not set(roles).isdisjoint(self.access.get(command, akin))


# Whoever decides that a service is offered or ends decides on its changes, too.
_ASKED_LIKE = {
    QuestionName.CHANGE_COMMITTEE: QuestionName.COMMITTEE,
    QuestionName.CHANGE_CHAIR: QuestionName.COMMITTEE_CHAIR,
}
_GRANTED_LIKE = {Command.SERVICE_CHANGE: Command.SERVICE_RETIRE}

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
    if "change" not in policy.model_fields_set:
        raise InvalidInputError("change: is required", field="change")
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
