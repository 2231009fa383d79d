"""Whether an act is allowed, and with which errors it may be refused: all that are true of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.fuzz.acts import Claim, Decide, HandTo, One, Propose, TakeBack
from tests.fuzz.cast import GATES
from tests.fuzz.demanding import CONFLICT, INVALID, NOT_ALLOWED, NOT_FOUND, Demanding
from tests.fuzz.standing import BALLOTS, BODY_OF

if TYPE_CHECKING:
    from tests.fuzz.standing import Task, Vote

OUTCOMES: dict[str, tuple[str, ...]] = {
    "committee": ("offer", "reject", "defer"),
    "design_acceptance": ("accept", "rework"),
    "go_live_checklist": ("ready",),
    "go_live_acceptance": ("accept", "rework", "redesign"),
    "improvement_cycle": ("keep", "change", "retire"),
    "change_committee": ("approve", "reject", "defer"),
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


def fits(heard: str | None, allowed: set[str]) -> bool:
    """Whether what somebody heard is what the model allows."""
    return heard in allowed if heard else not allowed


def expected(allowed: set[str]) -> str:
    """What somebody should have heard."""
    return f"expected {' or '.join(sorted(allowed)) or 'that it is accepted'}"


def outcomes_of(question: str) -> tuple[str, ...]:
    return OUTCOMES[BODY_OF.get(question, question)]


class Judging(Demanding):
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
            case Propose():
                return self._judge_proposal(act)
            case TakeBack():
                return self._judge_taking_back(act)

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
            faults | self._wrong_person(task, act.by, act.for_another) | self._wrong_vote(task, act)
        )

    def _admission(self, act: Decide) -> set[str]:
        people = self.world.variant.people
        if act.door and act.by not in people:
            return {NOT_ALLOWED}
        stands = act.for_another is not None
        if act.door and stands and act.by not in self.world.substitutes(str(act.for_another)):
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
        given = (act.by, act.for_another, act.outcome, act.data or {}, act.reason)
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
        if act.seat not in task.seats or (act.for_another and not rule["substitutes"]):
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
            "improvement_cycle": _finding_is_right(outcome, data),
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


def _same(vote: Vote, act: Decide) -> bool:
    return (vote.outcome, vote.data) == (act.outcome, act.data or {})


def _finding_is_right(outcome: str, data: dict[str, Any]) -> bool:
    """Only a change says what is changed, how much work it is and what it costs."""
    sized = {"person_days", "cost"} & data.keys()
    if outcome != "change":
        return not data.get("change") and not sized
    return bool(data.get("change")) and data.get("person_days", 0) >= 0
