"""Whether an act is allowed, and with which errors it may be refused: all that are true of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.words import Stage
from tests.fuzz.acts import Claim, Decide, HandTo, One
from tests.fuzz.cast import GATES
from tests.fuzz.course import Course
from tests.fuzz.standing import BALLOTS, BODY_OF, ENDS

if TYPE_CHECKING:
    from tests.fuzz.standing import Task, Vote

INVALID, NOT_FOUND, NOT_ALLOWED, CONFLICT = "invalid_input", "not_found", "not_allowed", "conflict"

OUTCOMES: dict[str, tuple[str, ...]] = {
    "committee": ("offer", "reject", "defer"),
    "design_acceptance": ("accept", "rework"),
    "go_live_checklist": ("ready",),
    "go_live_acceptance": ("accept", "rework", "redesign"),
    "improvement_cycle": ("keep", "change", "retire"),
    "retirement": ("retire", "keep", "defer"),
    "data_return": ("returned_and_erased", "nothing_held"),
} | dict.fromkeys(GATES, ("complete",))
_SAID: dict[str, tuple[str, ...]] = {
    "brief": ("purpose", "scope", "strategic_goals", "evidence"),
    "service_levels": ("service_hours", "targets", "evidence"),
    "customer_needs": ("needs", "evidence"),
    "costs": ("build", "yearly", "funded_by", "evidence"),
    "security": ("confidentiality", "integrity", "conforms_to", "evidence"),
    "continuity": (
        "continuity_plan",
        "backup_plan",
        "recovery_time_hours",
        "recovery_point_hours",
        "evidence",
    ),
    "data_return": ("returned_to", "method_of_erasure", "evidence"),
}
_BEFORE_OPERATION = frozenset({Stage.STRATEGY, Stage.DESIGN, Stage.TRANSITION})


def fits(heard: str | None, allowed: set[str]) -> bool:
    """Whether what somebody heard is what the model allows."""
    return heard in allowed if heard else not allowed


def expected(allowed: set[str]) -> str:
    """What somebody should have heard."""
    return f"expected {' or '.join(sorted(allowed)) or 'that it is accepted'}"


def outcomes_of(question: str) -> tuple[str, ...]:
    return OUTCOMES[BODY_OF.get(question, question)]


class Judging(Course):
    """What the policy lets people do to a service as it stands."""

    def judge(self, act: One) -> set[str]:
        """The errors with which an act may be refused; empty where it has to be accepted."""
        match act:
            case Decide():
                return self._judge_answer(act)
            case HandTo():
                return self._judge_hand_over(act)
            case Claim():
                return self._judge_claim(act)

    def name_of(self, act: One) -> str:
        """The name of a request; an answer without one goes by what it says."""
        if act.request is not None:
            return act.request
        times = len(self.decisions.get(act.task, ())) if isinstance(act, Decide) else 0
        corrects = isinstance(act, Decide) and act.corrects
        return f"{act.content()}{times if corrects else ''}"

    def is_repeated(self, act: One) -> bool:
        """Whether it was carried out before, or would only say again what holds."""
        if isinstance(act, Decide) and not act.door:
            return False
        known = self.requests.get(self.name_of(act))
        return known == (act.kind, act.content()) or (
            isinstance(act, Decide) and self._says_what_holds(act)
        )

    def open_task(self, question: str, ordinal: int) -> Task | None:
        """The task, if it stands open and answers are taken."""
        task = self.s.tasks.get(question)
        return task if task and task.ordinal == ordinal and self.closed is None else None

    # Answers.

    def _judge_answer(self, act: Decide) -> set[str]:
        if act.door and act.task not in self.asked:
            return {NOT_FOUND}
        faults = self._admission(act)
        if faults:
            return faults
        if act.door and (known := self.requests.get(self.name_of(act))):
            holds = known == (act.kind, act.content()) and not self._was_corrected_since(act)
            return set() if holds else {CONFLICT}
        if self.is_repeated(act):
            return set()
        task = self._target(act)
        faults = self._wrong_words(act)
        if task is None:
            return faults | {CONFLICT}
        return (
            faults | self._wrong_person(task, act.by, act.stands_for) | self._wrong_vote(task, act)
        )

    def _admission(self, act: Decide) -> set[str]:
        people = self.world.variant.people
        if act.door and act.by not in people:
            return {NOT_ALLOWED}
        stands = act.stands_for is not None
        if act.door and stands and act.by not in self.world.substitutes(str(act.stands_for)):
            return {NOT_ALLOWED}
        return set()

    def _was_corrected_since(self, act: Decide) -> bool:
        vote = self._vote_on_record(act)
        return act.question in BALLOTS and (vote is None or not _same(vote, act))

    def _vote_on_record(self, act: Decide) -> Vote | None:
        return self.votes.get(act.task, {}).get(act.seat)

    def _says_what_holds(self, act: Decide) -> bool:
        """At the door, a vote that was cast is fine once more, and so is a needless correction."""
        vote = self._vote_on_record(act)
        if act.question in BALLOTS:
            if vote is None or not _same(vote, act):
                return False
            if act.corrects:
                unnamed = act.request is None
                return unnamed and (vote.voter, vote.reason) == (act.by, act.reason)
            return self.open_task(act.question, act.ordinal) is None
        last = self.decisions.get(act.task, [])[-1:]
        given = (act.by, act.stands_for, act.outcome, act.data or {}, act.reason)
        holds = [(one.by, one.stands_for, one.outcome, one.data, one.reason) for one in last]
        return act.corrects and act.request is None and holds == [given]

    def _target(self, act: Decide) -> Task | None:
        """The task that is answered, or whose answer is replaced."""
        task = self.open_task(act.question, act.ordinal)
        if not act.corrects or (task and act.seat in task.votes):
            return task
        taken = self.taken.get(act.task) if self.closed is None else None
        if taken is None or (taken.task.ballot and act.seat not in taken.task.votes):
            return None
        return taken.task

    def _wrong_person(self, task: Task, by: str, stands_for: str | None) -> set[str]:
        """Four eyes, roles, and whom the task was handed to; a rung that was reached may answer."""
        roles = self.world.roles(by, stands_for)
        handed = task.assignee and (stands_for or by) != task.assignee
        wrong = (
            {by, stands_for} & task.barred
            or not roles & set(task.roles)
            or (handed and not roles & task.reached)
        )
        return {NOT_ALLOWED} if wrong else set()

    def _wrong_vote(self, task: Task, act: Decide) -> set[str]:
        if not task.ballot:
            return set()
        faults = set()
        rule = self.policy.committee
        if act.seat not in task.seats or (act.stands_for and not rule["substitutes"]):
            faults.add(NOT_ALLOWED)
        own = task.votes.get(act.seat)
        if own and not act.corrects and not _same(own, act):
            faults.add(CONFLICT)
        if any(one.voter == act.by for seat, one in task.votes.items() if seat != act.seat):
            faults.add(CONFLICT)
        return faults

    def _wrong_words(self, act: Decide) -> set[str]:
        name, outcome, data = act.question, act.outcome, act.data or {}
        fine = outcome in outcomes_of(name) and any(one.isalnum() for one in act.reason)
        return set() if fine and self._data_is_right(name, outcome, data) else {INVALID}

    def _data_is_right(self, name: str, outcome: str, data: dict[str, Any]) -> bool:
        said, again = bool(data.get("product_policy")), bool(data.get("again"))
        items = data.get("items") or []
        right = {
            "design_acceptance": said and not again if outcome == "accept" else again,
            "go_live_checklist": bool(items) and all(one["done"] for one in items),
            "go_live_acceptance": not data,
            "improvement_cycle": bool(data.get("change")) == (outcome == "change"),
        }
        body = BODY_OF.get(name, name)
        if body in BALLOTS:
            return self._day_is_right(outcome, data.get("until"))
        if body in right:
            return right[body]
        nothing = outcome == "nothing_held" and not data
        return nothing or all(data.get(one) for one in _SAID[body])

    def _day_is_right(self, outcome: str, until: str | None) -> bool:
        if outcome != "defer" or until is None:
            return (outcome == "defer") == (until is not None)
        day, today = date.fromisoformat(until), self.now.date()
        return today < day <= today + timedelta(days=self.policy.committee["longest_deferral_days"])

    # Demands and hand-overs.

    def _judge_claim(self, act: Claim) -> set[str]:
        people = self.world.variant.people
        if act.by not in people or not self.world.may(act.by, act.command, self.started):
            return {NOT_ALLOWED}
        if act.request and (known := self.requests.get(act.request)):
            return set() if known == (act.kind, act.content()) else {CONFLICT}
        faults = set() if any(one.isalnum() for one in act.reason) else {INVALID}
        return faults if self._is_possible(act.command) else faults | {CONFLICT}

    def _is_possible(self, command: str) -> bool:
        s = self.s
        if self.closed is not None:
            return False
        match command:
            case "service retire":
                asked = s.retirement_by is not None and s.retirement_until is None
                return s.stage == Stage.OPERATION and not asked
            case "service withdraw":
                return s.stage in _BEFORE_OPERATION
            case _:
                return s.stage not in ENDS

    def _judge_hand_over(self, act: HandTo) -> set[str]:
        people = self.world.variant.people
        if act.task not in self.asked:
            return {NOT_FOUND}
        if act.by not in people or not self.world.may(act.by, act.kind, self.started):
            return {NOT_ALLOWED}
        if act.request and (known := self.requests.get(act.request)):
            return set() if known == (act.kind, act.content()) else {CONFLICT}
        task = self.open_task(act.question, act.ordinal)
        faults = set() if act.to in people else {NOT_FOUND}
        if task is None or task.ballot:
            return faults | {CONFLICT}
        barred_or_without = act.to in task.barred or not self.world.roles(act.to, None) & set(
            task.roles
        )
        return faults | {NOT_ALLOWED} if barred_or_without else faults


def _same(vote: Vote, act: Decide) -> bool:
    return (vote.outcome, vote.data) == (act.outcome, act.data or {})
