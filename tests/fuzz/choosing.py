"""What happens next in a random life: mostly what leads on, and often enough what may not be."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.words import Stage
from tests.fuzz.acts import WORDS, Act, Claim, Decide, Depend, HandTo, One, Propose, Together, Wait
from tests.fuzz.cast import NOBODY
from tests.fuzz.judging import outcomes_of
from tests.fuzz.saying import right_words, wrong_words
from tests.fuzz.wishing import a_change, a_change_taken_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.fuzz.acts import TakeBack
    from tests.fuzz.model import Model
    from tests.fuzz.standing import Task

_OFTEN = {
    "offer": 6,
    "approve": 2,
    "reject": 1,
    "defer": 1,
    "accept": 6,
    "rework": 1,
    "redesign": 1,
    "keep": 2,
    "change": 3,
    "retire": 2,
}
_SAFE_MINUTES = 20
_DAY = 24 * 60


class Chooser:
    """Chooses acts for one life, by the model and by chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._done: list[One] = []
        self._names = 0
        self._changed = 0

    def next(self, model: Model) -> Act:
        """The next act."""
        if not model.s.tasks and self._chance.random() < 0.5:
            return self._wait(model)
        ways: list[tuple[int, Callable[[Model], Act | None]]] = [
            (50, self._answers),
            (11, self._wait),
            (8, self._corrects),
            (6, self._wrongly),
            (5, self._by_another),
            (5, self._too_late),
            (4, self._demands),
            (9, self._changes),
            (2, self._takes_back),
            (4, self._hands_over),
            (4, self._again),
            (5, self._at_once),
            (3, self._depends),
        ]
        while True:
            weights = [weight for weight, _ in ways]
            [(_, way)] = self._chance.choices(ways, weights)
            act = way(model)
            if act is not None:
                if isinstance(act, One):
                    self._done.append(act)
                return act

    # What may be, most of the time.

    def _answers(self, model: Model) -> Decide | None:
        task = self._open(model)
        if task is None or (self._nobody_may(model, task) and self._chance.random() < 0.9):
            return None
        return self._answer(model, task)

    def _nobody_may(self, model: Model, task: Task) -> bool:
        """Whether it has to wait for a rung of the ladder."""
        world = model.world
        able = [one for one in world.variant.people if world.roles(one, None) & set(task.roles)]
        return not set(able) - task.barred

    def _answer(self, model: Model, task: Task, **more: Any) -> Decide:  # noqa: ANN401 - each field of an answer has a type of its own
        by, stands_for = self._somebody_right(model, task)
        outcomes = outcomes_of(task.name)
        [outcome] = self._chance.choices(outcomes, [_OFTEN.get(one, 1) for one in outcomes])
        if task.votes and self._chance.random() < 0.6:
            outcome = self._chance.choice([one.outcome for one in task.votes.values()])
        given: dict[str, Any] = {
            "by": by,
            "stands_for": stands_for,
            "outcome": outcome,
            "data": right_words(task.name, outcome, model.now, self._chance),
            "door": self._chance.random() < 0.6,
            "request": self._name(),
        }
        return Decide(task.name, task.ordinal, **{**given, **more})

    def _somebody_right(self, model: Model, task: Task) -> tuple[str, str | None]:
        """One of those who may answer, himself or through his substitute."""
        world = model.world
        people = task.seats if task.ballot else list(world.variant.people)
        fit = [one for one in people if world.roles(one, None) & set(task.roles)]
        fit = [one for one in fit if one not in task.barred] or ["director"]
        if task.assignee in fit and self._chance.random() < 0.8:
            fit = [task.assignee]
        open_seats = [one for one in fit if one not in task.votes]
        seat = self._chance.choice(open_seats or fit)
        others = world.substitutes(seat)
        if others and self._chance.random() < 0.2:
            return self._chance.choice(others), seat
        return seat, None

    def _corrects(self, model: Model) -> Decide | None:
        """A decision is corrected, or a vote that stands open; not always by who may."""
        open_ones = [task for task in model.s.tasks.values() if task.votes]
        tasks = [one.task for one in model.taken.values()] + open_ones
        if not tasks:
            return None
        task = self._chance.choice(tasks)
        more: dict[str, Any] = {"corrects": True}
        if task.ballot and task.votes:
            vote = self._chance.choice(list(task.votes.values()))
            more["by"], more["stands_for"] = vote.seat, None
        if self._chance.random() < 0.3:
            more["reason"] = "the figures were those of another service"
        return self._answer(model, task, **more)

    def _depends(self, model: Model) -> Depend | None:
        s = model.s
        if s.stage not in {Stage.OPERATION, Stage.RETIREMENT} or s.dependents_closed:
            return None
        return Depend(on=not model.depends)

    def _demands(self, model: Model) -> Claim:
        commands = ("service retire", "service retire", "service withdraw", "policy adopt")
        command = self._chance.choice(commands)
        if command == "service withdraw" and self._chance.random() < 0.6:
            command = "policy adopt"
        people = list(model.world.variant.people)
        able = [one for one in people if model.world.may(one, command, model.started)]
        by = self._chance.choice(able if self._chance.random() < 0.85 else [*people, NOBODY])
        reason = WORDS if self._chance.random() < 0.95 else " ? "
        return Claim(command, by, reason, self._name())

    def _changes(self, model: Model) -> Propose | None:
        self._changed += 1
        return a_change(model, self._chance, self._changed, self._name())

    def _takes_back(self, model: Model) -> TakeBack | None:
        return a_change_taken_back(model, self._chance, self._name())

    def _hands_over(self, model: Model) -> HandTo | None:
        task = self._open(model)
        if task is None:
            return None
        people = list(model.world.variant.people)
        to = self._somebody_right(model, task)[0]
        if self._chance.random() < 0.3:
            to = self._chance.choice([*people, NOBODY])
        by = self._chance.choice(("delivery", "owner", "process", "director", "tech", "boss"))
        return HandTo(task.name, task.ordinal, to, by, self._name())

    # What may not be, most of the time.

    def _wrongly(self, model: Model) -> Decide | None:
        task = self._open(model)
        if task is None:
            return None
        right = self._answer(model, task)
        fault = self._chance.choice(("outcome", "reason", "data", "data"))
        if fault == "data":
            data = wrong_words(task.name, right.outcome, model.now, self._chance)
            return self._answer(model, task, outcome=right.outcome, data=data)
        return self._answer(model, task, **{fault: {"outcome": "perhaps", "reason": "--"}[fault]})

    def _by_another(self, model: Model) -> Decide | None:
        task = self._open(model)
        if task is None:
            return None
        people = list(model.world.variant.people)
        by = self._chance.choice([*people, *task.barred, model.proposer, model.owner, NOBODY])
        if by == NOBODY:
            return self._answer(model, task, by=by, stands_for=None, door=True)
        if self._chance.random() < 0.3:
            return self._answer(
                model, task, by=by, stands_for=self._chance.choice(people), door=True
            )
        return self._answer(model, task, by=by, stands_for=None)

    def _too_late(self, model: Model) -> Decide:
        """An answer, or a correction, to a task that is closed, or was never asked."""
        s = model.s
        closed = sorted(model.asked - {task.key for task in s.tasks.values()})
        key = self._chance.choice([*closed[-12:], "committee/7", "costs/9"])
        name, ordinal = key.split("/")
        outcome = self._chance.choice(outcomes_of(name))
        people = list(model.world.variant.people)
        return Decide(
            name,
            int(ordinal),
            outcome,
            by=self._chance.choice([*people, "ayse", "owner", "delivery"]),
            data=right_words(name, outcome, model.now, self._chance),
            corrects=self._chance.random() < 0.4,
            request=self._name(),
            door=self._chance.random() < 0.7,
        )

    def _again(self, model: Model) -> One | None:
        """What was asked for before, with the same content or with other."""
        if not self._done:
            return None
        before = self._chance.choice(self._done[-8:])
        if isinstance(before, Propose) and before.request and self._chance.random() < 0.4:
            return replace(before, person_days=before.person_days + 1)
        if not isinstance(before, Decide):
            return before if before.request else None
        if self._chance.random() < 0.3:
            task = self._open(model)
            if task and before.door:
                return self._answer(model, task, request=before.request, door=True)
        return before

    def _at_once(self, model: Model) -> Together | None:
        """Two people act at the same moment; or one person does twice."""
        first = self._answers(model)
        if first is None:
            return None
        if self._chance.random() < 0.25:
            twice = self._answer(model, model.s.tasks[first.question], door=True)
            return Together(twice, twice)
        others = (
            self._answers,
            self._answers,
            self._demands,
            self._corrects,
            self._hands_over,
            self._changes,
            self._changes,
            self._takes_back,
        )
        second = self._chance.choice(others)(model)
        if second is None or second.request == first.request is not None:
            return None
        return Together(first, second) if self._chance.random() < 0.5 else Together(second, first)

    # Time.

    def _wait(self, model: Model) -> Wait:
        """Time goes by: a little, up to what the calendar does next, or far beyond it."""
        ahead = [int((at - model.now).total_seconds() // 60) for at, _, _ in model.boundaries()]
        soon = [one for one in ahead if one > 0]
        choices = [60 * self._chance.randint(1, 72)]
        choices += [one + 45 for one in soon] * 2
        choices += [max(one - 90, 30) for one in soon]
        if not model.s.tasks:
            choices += [_DAY * self._chance.randint(1, 400)]
        minutes = self._chance.choice(choices)
        while not _is_clear(model, minutes):
            minutes += 50
        return Wait(minutes)

    def _open(self, model: Model) -> Task | None:
        tasks = list(model.s.tasks.values())
        return self._chance.choice(tasks) if tasks else None

    def _name(self) -> str | None:
        """A name for a request, where a person gives one."""
        if self._chance.random() < 0.5:
            return None
        self._names += 1
        return f"r{self._names}"


def _is_clear(model: Model, minutes: int) -> bool:
    """Whether nothing happens so near to an instant that the house might see it otherwise."""
    margin = timedelta(minutes=_SAFE_MINUTES)
    at = model.now + timedelta(minutes=minutes)
    early, late = deepcopy(model), deepcopy(model)
    early.advance(at - margin)
    late.advance(at + margin)
    return early.moment == late.moment
