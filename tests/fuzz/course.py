"""What follows in a service's life, by decisions and by the calendar, until people are asked."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.words import Stage
from tests.fuzz.ballots import TIE, data_of, outcome_of
from tests.fuzz.cast import GATES
from tests.fuzz.consequences import Consequences
from tests.fuzz.standing import BALLOTS, BODY_OF, ENDS, Decision, Standing, Taken, Task, start_of

if TYPE_CHECKING:
    from tests.fuzz.model import Begin


class Course(Consequences):
    """A service on its way: what is asked next, and what the calendar does."""

    def open(self, how: Begin) -> None:
        """Come into the house, at the stage the service is in."""
        self.s = s = Standing(stage=how.stage, given=set(how.given), versions={1: how.stage})
        since = start_of((self.now - timedelta(days=how.days_ago)).date())
        if how.stage not in {Stage.STRATEGY, Stage.DESIGN}:
            s.gates, s.given = set(GATES), set()
            self.are_answered(set(how.given))
        if how.stage in {Stage.OPERATION, Stage.RETIREMENT}:
            s.cycle_from, s.cycle_day = since, since.day
        if how.stage == Stage.RETIREMENT:
            s.told_until = since + timedelta(days=self.policy.notice_days)
        self.go_on()
        self.advance(self.now)

    # What follows by itself.

    def go_on(self) -> None:
        """Everything that follows, up to what people or the calendar have to do."""
        while self.closed is None and self._next():
            pass

    def _next(self) -> bool:
        """One thing that follows; False where people or the calendar are waited for."""
        if self.s.stage in ENDS:
            return self._end()
        if self.retirement_is_due():
            return self._gives_way() and self._put("retirement", self.s.retirement_by)
        ways = {
            Stage.STRATEGY: self._strategy,
            Stage.DESIGN: self._design,
            Stage.TRANSITION: self._transition,
            Stage.OPERATION: self._operation,
            Stage.RETIREMENT: self._retirement,
        }
        return ways[Stage(self.s.work)]()

    def _strategy(self) -> bool:
        day = self.s.deferred_until
        if "committee_chair" in self.s.tasks or (day and self.now < start_of(day)):
            return False
        return self._put("committee", self.proposer)

    def _transition(self) -> bool:
        if not self.s.checklist_done:
            return self._put("go_live_checklist", self.s.wanted_by or self.proposer)
        return self._put("go_live_acceptance", self.s.wanted_by or self.owner)

    def _gives_way(self) -> bool:
        """Everything else is closed; whether the committee is still to be asked.

        What is asked about a change is another ballot afterwards, every other question the same.
        """
        s = self.s
        s.retirement_until = None
        for name in ("change_committee", "change_chair"):
            if name in s.tasks:
                s.count(s.tasks[name])
        asked = {"retirement", "retirement_chair"}
        s.tasks = {name: task for name, task in s.tasks.items() if name in asked}
        return not s.tasks

    def _design(self) -> bool:
        s = self.s
        missing = [gate for gate in GATES if gate not in s.gates]
        given = s.given & set(missing)
        s.gates, s.given = s.gates | given, s.given - given
        self.are_answered(given)
        wanted_by = s.wanted_by or self.proposer
        asked = [self._put(gate, wanted_by) for gate in missing if gate not in s.gates]
        if asked or not s.gates.issuperset(GATES):
            return any(asked)
        return self._put("design_acceptance", s.wanted_by or self.owner)

    def _operation(self) -> bool:
        s = self.s
        if s.tasks:
            return False
        if change := s.turn(self.now):
            return self.pursue(change) or self._put("change_committee", change.proposer)
        if self.now < s.cycle_due(self.policy.cycle_months):
            return False
        self.adopt()
        return self._put("improvement_cycle", self.proposer)

    def _retirement(self) -> bool:
        s = self.s
        if s.told_until is None:
            s.told_until = self.now + timedelta(days=self.policy.notice_days)
            self.told["customers_told"] += 1
        if not s.dependents_closed:
            if self.depends or self.now < s.told_until:
                return False
            s.dependents_closed = True
            self.told["dependents_closed"] += 1
        return self._put("data_return", self.owner)

    def _end(self) -> bool:
        """Some days for a correction, then it is over."""
        s = self.s
        s.ended_at = s.ended_at or self.now
        if not self.taken or self.now >= s.ended_at + timedelta(days=self.policy.open_days):
            self.closed = s.stage
        return False

    def _put(self, name: str, requester: str | None) -> bool:
        """Ask, unless it is asked already."""
        s = self.s
        if name in s.tasks:
            return False
        rule = self.policy.questions[name]
        task = Task(
            name=name,
            ordinal=s.counts.get(name, 0) + 1,
            rule=rule,
            requester=requester,
            opened_at=self.now,
            moment=self.moment,
            roles=list(rule.roles),
        )
        self.asked.add(task.key)
        s.tasks[name] = task
        if task.ballot:
            task.seats = [one for one in self.world.members() if one not in task.barred]
            self.count_votes(task)
        return True

    def adopt(self) -> None:
        """Live by the policy that is in force."""
        self.policy = self.world.in_force(self.now)
        self.told["policy_adopted"] += 1

    # Decisions.

    def count_votes(self, task: Task, *, corrects: bool = False) -> None:
        """Decide once the votes do; ask the chair on a tie."""
        found = outcome_of(task.votes.values(), task.seats, self.policy.committee["quorum_percent"])
        if found == TIE:
            self._ask_chair(task)
        elif found is not None:
            made = Decision("committee", found, data_of(task.votes.values(), found))
            self.decide(task, made, corrects=corrects)

    def _ask_chair(self, task: Task) -> None:
        del self.s.tasks[task.name]
        self.told["task_expired"] += 1
        self._put(BALLOTS[task.name], task.requester)

    def decide(self, task: Task, made: Decision, *, corrects: bool = False) -> None:
        """Record a decision, and let follow what follows from it."""
        self.told["decision_corrected" if corrects else "task_decided"] += 1
        self.decisions.setdefault(task.key, []).append(made)
        self.settle(task, made)

    def rests_on(self, task: Task) -> None:
        """Whoever answers builds on what was decided before he was asked."""
        self.taken = {key: one for key, one in self.taken.items() if one.moment > task.moment}

    def settle(self, task: Task, made: Decision) -> None:
        """Close a task with its decision."""
        s = self.s
        before = deepcopy(s)
        del s.tasks[task.name]
        self.rests_on(task)
        name = BODY_OF.get(task.name, task.name)
        s.count(task)
        self.taken[task.key] = Taken(task, before, self.moment)
        if name in GATES:
            s.gates.add(name)
            self.are_answered({name})
        else:
            getattr(self, f"_after_{name}")(made)

    # The calendar.

    def boundaries(self) -> list[tuple[datetime, int, Task | None]]:
        """The instants at which something happens by itself, the demands of the calendar first."""
        s, found = self.s, [(task.next()[0], 1, task) for task in self.s.tasks.values()]
        days: list[datetime | None] = []
        if s.stage in ENDS:
            ended = s.ended_at or self.now
            days = [ended + timedelta(days=self.policy.open_days)]
        elif s.stage == Stage.OPERATION and s.retirement_by and s.retirement_until:
            days = [start_of(s.retirement_until)]
        if s.stage == Stage.STRATEGY and s.deferred_until and not s.tasks:
            days.append(start_of(s.deferred_until))
        if s.work == Stage.OPERATION and not s.tasks:
            days.append(s.cycle_due(self.policy.cycle_months))
            days += [one.wakes_at for one in s.changes.values() if one.is_open]
        if s.stage == Stage.RETIREMENT and not s.dependents_closed and not self.depends:
            days.append(s.told_until)
        return [*((one, 0, None) for one in days if one), *found]

    def advance(self, to: datetime) -> None:
        """Let time go by; everything happens in its order."""
        while self.closed is None:
            due = [one for one in self.boundaries() if one[0] <= to]
            if not due:
                break
            at, _, task = min(due, key=lambda one: (one[0], one[1]))
            self.now = max(self.now, at)
            self.moment += 1
            if task is not None:
                self._pass(task)
            self.go_on()
        self.now = max(self.now, to)

    def _pass(self, task: Task) -> None:
        _, what, whom = task.next()
        if what == "default":
            self.decide(task, Decision("policy", whom, {}))
        elif what == "chair":
            self._ask_chair(task)
        else:
            task.passed += 1
            self.told["task_escalate"] += what == "escalate"
            if whom and whom not in task.roles and not task.ballot:
                task.roles.append(whom)
