"""What every process carries: its open tasks, its ordinals, what can still be corrected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, JsonValue

from domain.asking import Task, Verdict
from domain.ballot import Vote
from domain.policy import QuestionName

if TYPE_CHECKING:
    from collections.abc import Sequence


class Taken(BaseModel):
    """A decision that no later step of a person rests on yet, so that it can be corrected.

    Args:
        before: The state of the process before the decision, to go back to.
        votes: The votes that made it, where a body decided.
        taken_in: The step that stored it.
    """

    model_config = ConfigDict(extra="ignore")

    task: Task
    verdict: Verdict
    before: dict[str, JsonValue]
    votes: tuple[Vote, ...] = ()
    taken_in: int


class ProcessState(BaseModel):
    """The part of a process that outlives a run; written to the `process` row with every step.

    Args:
        step: How many steps were recorded over all runs.
        counts: How often each question has been answered; the next ordinal is one more.
        tasks: The tasks that stand open, by task id.
        votes: The votes cast on an open ballot, by task id.
        seats: Whose votes count on it, by task id.
        decided: How many decisions an open ballot has had that a correction opened again.
        taken: The decisions that can still be corrected, by task id.
        ended_at: When the process came to its end and only a correction can still move it.
    """

    model_config = ConfigDict(extra="ignore")

    step: int = 0
    counts: dict[QuestionName, int] = {}
    tasks: dict[str, Task] = {}
    votes: dict[str, tuple[Vote, ...]] = {}
    seats: dict[str, tuple[str, ...]] = {}
    decided: dict[str, int] = {}
    taken: dict[str, Taken] = {}
    ended_at: datetime | None = None
    ended: str | None = None

    def next_ordinal(self, name: QuestionName) -> int:
        """The ordinal of the next task of this question."""
        return self.counts.get(name, 0) + 1

    def snapshot(self) -> dict[str, JsonValue]:
        """The whole state as JSON."""
        return self.model_dump(mode="json")

    def text(self) -> str:
        """The whole state as JSON text."""
        return self.model_dump_json()

    def snapshot_before(self, unheard: Sequence[Task] = ()) -> dict[str, JsonValue]:
        """The state as JSON, without the decisions that can be corrected.

        A decision goes back to the state before it; what could be corrected then is known from
        the decisions that are still there.

        Args:
            unheard: Tasks that were answered at the same moment. Nothing has followed from that
                yet, so they stand open in this state; their answers are found in the store.
        """
        tasks, counts = dict(self.tasks), dict(self.counts)
        for one in unheard:
            tasks[one.question.task_id] = one
            counts[one.question.name] -= 1
        before = self.model_copy(update={"tasks": tasks, "counts": counts})
        return before.model_dump(mode="json", exclude={"taken"})

    def settle(self, task: Task, verdict: Verdict, unheard: Sequence[Task] = ()) -> None:
        """Take a verdict: the task is closed, and what it rests on is beyond correction.

        A decision rests on those that were taken before its task was opened; gates that stand
        open side by side do not rest on each other.
        """
        before = self.snapshot_before(unheard)
        task_id = task.question.task_id
        votes = self.votes.get(task_id, ())
        self.drop(task_id)
        self.taken = {key: one for key, one in self.taken.items() if one.taken_in > task.opened_in}
        name = task.question.name
        self.counts[name] = self.counts.get(name, 0) + 1
        self.taken[task_id] = Taken(
            task=task, verdict=verdict, before=before, votes=votes, taken_in=self.step + 1
        )

    def drop(self, task_id: str) -> None:
        """Forget a task that is closed."""
        self.tasks.pop(task_id, None)
        self.votes.pop(task_id, None)
        self.seats.pop(task_id, None)
        self.decided.pop(task_id, None)

    def next_decision(self, task_id: str) -> int:
        """The number of the next decision of an open task."""
        return self.decided.get(task_id, 0) + 1

    def taken_before(self, corrected: Taken) -> dict[str, Taken]:
        """The decisions that stay correctable when a process goes back to before one of them."""
        return {key: one for key, one in self.taken.items() if one.taken_in < corrected.taken_in}
