"""What people may demand of a service, and how a task is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.fuzz.course import Course
from tests.fuzz.standing import ENDS

if TYPE_CHECKING:
    from tests.fuzz.acts import Claim, HandTo, Propose, TakeBack
    from tests.fuzz.standing import Task

INVALID, NOT_FOUND, NOT_ALLOWED, CONFLICT = "invalid_input", "not_found", "not_allowed", "conflict"

_BEFORE_OPERATION = frozenset({Stage.STRATEGY, Stage.DESIGN, Stage.TRANSITION})


class Demanding(Course):
    """What the policy lets people demand of a service as it stands."""

    def open_task(self, question: str, ordinal: int) -> Task | None:
        """The task, if it stands open and answers are taken."""
        task = self.s.tasks.get(question)
        return task if task and task.ordinal == ordinal and self.closed is None else None

    # Demands and hand-overs.

    def _judge_claim(self, act: Claim) -> set[str]:
        faults = set() if any(one.isalnum() for one in act.reason) else {INVALID}
        if not self._may(act.by, act.command):
            return {NOT_ALLOWED}
        return self._judge_demand(act, faults, possible=self._is_possible(act.command))

    def _may(self, person: str, command: str) -> bool:
        return person in self.world.variant.people and self.world.may(person, command, self.started)

    def _judge_demand(
        self, act: Claim | Propose | TakeBack, faults: set[str], *, possible: bool
    ) -> set[str]:
        """A demand that was stored is fine once more, whatever has come since."""
        if act.request and (known := self.requests.get(act.request)):
            return set() if known == (act.kind, act.content()) else {CONFLICT}
        return faults if possible else faults | {CONFLICT}

    def _judge_proposal(self, act: Propose) -> set[str]:
        """A file that is wrong is refused before anything else is looked at."""
        wrong = act.person_days < 0 or not any(one.isalnum() for one in act.benefit)
        faults = {INVALID} if wrong or not act.title else set()
        if not self._may(act.by, "service change"):
            return faults | {NOT_ALLOWED}
        possible = self.closed is None and self.s.stage == Stage.OPERATION
        return faults or self._judge_demand(act, faults, possible=possible)

    def _judge_taking_back(self, act: TakeBack) -> set[str]:
        """Who proposed a change takes it back; another one's takes the right to withdraw."""
        change = self.s.changes.get(act.number)
        if change is None:
            return {NOT_FOUND}
        own = change.proposer == act.by
        if not self._may(act.by, "service change" if own else "service withdraw"):
            return {NOT_ALLOWED}
        faults = set() if any(one.isalnum() for one in act.reason) else {INVALID}
        possible = self.closed is None and self.s.stage == Stage.OPERATION and change.is_open
        return self._judge_demand(act, faults, possible=possible)

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
        if not self._may(act.by, act.kind):
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
