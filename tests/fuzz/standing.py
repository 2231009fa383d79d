"""Where a service stands, as the model sees it: all that a correction may have to go back to."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from domain.words import Stage

if TYPE_CHECKING:
    from tests.fuzz.cast import Rule
    from tests.fuzz.changes import Change

BALLOTS = {
    "committee": "committee_chair",
    "change_committee": "change_chair",
    "retirement": "retirement_chair",
}
BODY_OF = {chair: body for body, chair in BALLOTS.items()}
ENDS = frozenset({Stage.RETIRED, Stage.REJECTED, Stage.WITHDRAWN})


@dataclass(frozen=True)
class Vote:
    """One vote: who cast it for the seat, what for, and until when where it puts off."""

    seat: str
    voter: str
    outcome: str
    data: dict[str, Any]
    reason: str


@dataclass
class Task:
    """A question that stands open.

    Args:
        moment: When it was asked, counted in things that happened.
        passed: How many reminders and rungs are behind it.
    """

    name: str
    ordinal: int
    rule: Rule
    requester: str | None
    opened_at: datetime
    moment: int
    roles: list[str]
    passed: int = 0
    assignee: str | None = None
    seats: list[str] = field(default_factory=list)
    votes: dict[str, Vote] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.name}/{self.ordinal}"

    @property
    def ballot(self) -> bool:
        return self.name in BALLOTS

    @property
    def due_at(self) -> datetime:
        return self.opened_at + timedelta(days=self.rule.due_days)

    @property
    def barred(self) -> set[str]:
        return {self.requester} if self.rule.four_eyes and self.requester else set()

    @property
    def rung(self) -> int:
        """Which rung of the ladder is next; -1 before the reminder."""
        return self.passed - bool(self.rule.remind_days_before)

    @property
    def reached(self) -> set[str]:
        return set(self.rule.ladder[: max(self.rung, 0)])

    def next(self) -> tuple[datetime, str, str]:
        """What happens next while nobody answers: when, what, and to whom or which outcome."""
        rule = self.rule
        if self.rung < 0:
            return self.due_at - timedelta(days=rule.remind_days_before), "remind", ""
        at = self.due_at + timedelta(days=self.rung * rule.escalate_every_days)
        if self.rung < len(rule.ladder):
            return at, "escalate", rule.ladder[self.rung]
        if rule.default:
            return at, "default", rule.default
        return at, "chair" if self.ballot else "remind", ""


@dataclass
class Standing:
    """Where a service stands, and its versions.

    Args:
        making: The later version on its way, beside the one in operation.
        newest: The highest number a version has.
        versions: The stage of every version there ever was.
        changes: Every change there ever was, by its number.
        proposed: The highest number a change has; one that a correction took back is none.
    """

    stage: str
    version: int = 1
    making: int | None = None
    making_stage: str | None = None
    newest: int = 1
    gates: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    checklist_done: bool = False
    deferred_until: date | None = None
    cycle_from: datetime | None = None
    cycle_day: int = 1
    retirement_by: str | None = None
    retirement_until: date | None = None
    told_until: datetime | None = None
    dependents_closed: bool = False
    ended_at: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    versions: dict[int, str] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    proposed: int = 0

    @property
    def work(self) -> str:
        """The stage whose work is done now."""
        return self.making_stage or self.stage

    @property
    def at_hand(self) -> Change | None:
        """The change that is decided on or made."""
        return next((one for one in self.changes.values() if one.is_at_hand), None)

    @property
    def wanted_by(self) -> str | None:
        """Who wants the version that is being made, where it is a change."""
        return self.at_hand.proposer if self.at_hand else None

    def turn(self, now: datetime) -> Change | None:
        """The change at hand, or else the oldest that waits and is not put off."""
        in_order = (self.changes[number] for number in sorted(self.changes))
        return self.at_hand or next((one for one in in_order if one.waits(now)), None)

    def begin_version(self, gates: set[str]) -> int:
        """Begin the next version beside the one in operation."""
        self.newest += 1
        self.making, self.making_stage = self.newest, Stage.DESIGN
        self.versions[self.making] = Stage.DESIGN
        self.gates, self.given, self.checklist_done = set(gates), set(), False
        return self.newest

    def give_version_up(self) -> None:
        """Withdraw the version that is being made, if there is one."""
        if self.making:
            self.versions[self.making] = Stage.WITHDRAWN
        self.making, self.making_stage = None, None

    def count(self, task: Task) -> None:
        """Let a question, and the one whose chair it is, be asked under the next number."""
        for one in {task.name, BODY_OF.get(task.name, task.name)}:
            self.counts[one] = self.counts.get(one, 0) + 1

    def cycle_due(self, months: int) -> datetime:
        """So many months after the cycle began, on the same day or the last of a shorter month."""
        start = self.cycle_from
        assert start is not None
        over = start.month - 1 + months
        year, month = start.year + over // 12, over % 12 + 1
        day = min(self.cycle_day, monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day)

    def enter(self, stage: str) -> None:
        """Let the version that is being made enter a stage."""
        version = self.making or self.version
        self.versions[version] = stage
        if self.making and stage != Stage.OPERATION:
            self.making_stage = stage
            return
        if self.making:
            self.versions[self.version] = Stage.RETIRED
        self.version, self.making, self.making_stage = version, None, None
        self.stage = stage


@dataclass(frozen=True)
class Decision:
    """What was decided on a task, by whom and why."""

    by: str
    outcome: str
    data: dict[str, Any]
    stands_for: str | None = None
    reason: str = ""


@dataclass
class Taken:
    """A decision that nobody has built on: the task, where all stood before, and when it was."""

    task: Task
    before: Standing
    moment: int


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
