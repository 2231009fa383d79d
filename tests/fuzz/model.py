"""The life of a service as the Service Management Policy means it, stated once more, plainly.

It imports nothing of the product but its words. `Model.judge` says whether an act is allowed or
with which errors it may be refused, `Model.take` lets it happen, and `Model.advance` lets time go
by.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.words import ChangeState, Stage
from tests.fuzz.acts import Claim, Decide, Depend, HandTo, Propose, TakeBack
from tests.fuzz.cast import GATES
from tests.fuzz.judging import Judging
from tests.fuzz.standing import BODY_OF, Decision, Vote

if TYPE_CHECKING:
    from datetime import datetime

    from tests.fuzz.acts import One
    from tests.fuzz.cast import World
    from tests.fuzz.standing import Standing, Task


@dataclass(frozen=True)
class Begin:
    """How a service comes into the house: proposed, or taken over at a stage."""

    by: str
    owner: str
    stage: str = Stage.STRATEGY
    imported: bool = False
    days_ago: int = 0
    given: tuple[str, ...] = ()


class Model(Judging):
    """A service of which the policy says what may be done, and what follows."""

    def take(self, act: One) -> None:
        """Let an act happen that is allowed."""
        if self.is_repeated(act):
            return
        if self._is_remembered(act):
            self.requests.setdefault(self.name_of(act), (act.kind, act.content()))
        self.moment += 1
        self._happens(act)
        self.go_on()
        self.advance(self.now)

    def _happens(self, act: One) -> None:
        match act:
            case Decide(corrects=True) if not self._votes_otherwise(act):
                self._correct(act)
            case Decide():
                self._answer(act)
            case HandTo():
                self.s.tasks[act.question].assignee = act.to
                self.told["task_assigned"] += 1
            case Claim():
                self._claim(act)
            case Propose():
                self._propose(act)
            case TakeBack():
                self._take_back(act)

    def depend(self, act: Depend) -> None:
        """Let a record depend on the service, or no longer."""
        self.moment += 1
        self.depends = act.on
        self.go_on()
        self.advance(self.now)

    # How an act happens.

    def _is_remembered(self, act: One) -> bool:
        """Whether its name is kept; a vote that was cast already adds nothing to the record."""
        if not isinstance(act, Decide):
            return act.request is not None
        task = self.open_task(act.question, act.ordinal)
        votes_again = task and not act.corrects and act.seat in task.votes
        return act.door and not votes_again

    def _votes_otherwise(self, act: Decide) -> bool:
        """Whether it only changes a vote on a ballot that is not decided yet."""
        task = self.open_task(act.question, act.ordinal)
        return task is not None and act.seat in task.votes

    def _answer(self, act: Decide) -> None:
        task = self.s.tasks[act.question]
        if not task.ballot:
            self.decide(task, made_by(act))
            return
        if act.seat not in task.votes or act.corrects:
            self.told["vote_corrected" if act.corrects else "vote_cast"] += 1
            task.votes.pop(act.seat, None)
            task.votes[act.seat] = vote_of(act)
            self.votes[task.key] = dict(task.votes)
            self.rests_on(task)
        self.count_votes(task)

    def _claim(self, act: Claim) -> None:
        if act.command == "policy adopt":
            self.adopt()
            return
        self.taken.clear()
        if act.command == "service retire":
            self.s.retirement_by, self.s.retirement_until = act.by, None
            self.told["retirement_requested"] += 1
        else:
            self.s.tasks.clear()
            self.s.deferred_until = None
            self.s.enter(Stage.WITHDRAWN)

    def _propose(self, act: Propose) -> None:
        """A change that is taken up at once rests on all that was decided before."""
        size = self.policy.sizes.of(act.person_days, act.cost)
        change = self.propose(act.title, act.by, size, act.design)
        if not self.has_to_wait(change):
            self.taken.clear()

    def _take_back(self, act: TakeBack) -> None:
        """Take a change back; what is asked about the one at hand is not asked again."""
        s = self.s
        self.taken.clear()
        change = s.changes[act.number]
        if change.is_at_hand:
            for name, task in list(s.tasks.items()):
                if BODY_OF.get(name, name) != "retirement":
                    s.count(task)
                    del s.tasks[name]
            s.give_version_up()
        self._becomes(change, ChangeState.WITHDRAWN)

    def _correct(self, act: Decide) -> None:
        """Go back to where all stood before the decision; what stood open beside it stays."""
        key = act.task
        taken = self.taken[key]
        now, back = self.s, deepcopy(taken.before)
        for name, task in now.tasks.items():
            if name in back.tasks and back.tasks[name].key == task.key:
                back.tasks[name] = task
        for version in now.versions.keys() - back.versions.keys():
            back.versions[version] = Stage.WITHDRAWN
        self._changes_go_back(now, back)
        self.taken = {one: it for one, it in self.taken.items() if it.moment < taken.moment}
        self.s = back
        self._decide_otherwise(act, back.tasks[act.question])
        for name, task in list(back.tasks.items()):
            if name in GATES and name not in now.tasks and task.key in self.decisions:
                self.moment += 1
                self._stays_answered(task)

    def _changes_go_back(self, now: Standing, back: Standing) -> None:
        """What people proposed since waits again; what the undone answer found is cancelled.

        The number of a change that was cancelled like this is given out again.
        """
        answered, before = back.counts.get("improvement_cycle", 0), back.proposed
        for number, change in now.changes.items():
            if number > before:
                back.changes[number] = again = deepcopy(change)
                if change.is_open and (change.found_by or 0) > answered:
                    again.become(ChangeState.CANCELLED)
                    again.version = None
                elif change.is_open:
                    again.become(ChangeState.QUEUED)
                    again.version, back.proposed = None, max(number, back.proposed)
        for number, change in back.changes.items():
            was = now.changes[number]
            if (was.state, was.until) != (change.state, change.until):
                self.told["change_corrected"] += 1

    def _decide_otherwise(self, act: Decide, task: Task) -> None:
        if not task.ballot:
            self.decide(task, made_by(act), corrects=True)
            return
        self.told["vote_corrected"] += 1
        task.votes.pop(act.seat)
        task.votes[act.seat] = vote_of(act)
        self.votes[task.key] = dict(task.votes)
        self.count_votes(task, corrects=True)

    def _stays_answered(self, task: Task) -> None:
        """A gate that was answered beside a corrected one keeps its answer."""
        self.settle(task, self.decisions[task.key][-1])


def made_by(act: Decide) -> Decision:
    return Decision(act.by, act.outcome, act.data or {}, act.for_another, act.reason)


def vote_of(act: Decide) -> Vote:
    return Vote(act.seat, act.by, act.outcome, act.data or {}, act.reason)


def begin(world: World, how: Begin, now: datetime) -> Model:
    """A service that comes into the house now."""
    model = Model(world=world, now=now, started=now, proposer=how.by, owner=how.owner)
    model.policy = world.in_force(now)
    model.open(how)
    return model
