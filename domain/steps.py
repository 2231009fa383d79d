"""Record: one business step, as a process hands it to the store in one piece.

Everything in a step is written in one transaction or not at all, and a step that was written
before changes nothing and returns what is stored. A step is named by its process and number.
"""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import Field, JsonValue, field_validator

from domain.asking import Milestone, Task, Verdict
from domain.ballot import Vote
from domain.chain import fingerprint
from domain.clock import BusinessClock
from domain.facts import AnyFact
from domain.model import Confidential, Value
from domain.policy import PinnedPolicy
from domain.words import ProcessKind, TaskState


class Noted(Value):
    """A fact with who made it so and why.

    Args:
        key: Its business key; writing the same key again writes no second event.
    """

    fact: AnyFact
    key: str
    by: str
    stands_for: str | None = None
    reason: Confidential = ""
    at: datetime


class Ask(Value):
    """A task to open; `quiet` opens it without telling anyone."""

    task: Task
    quiet: bool = False


class CastVote(Value):
    """A vote to store; `corrects` replaces the vote the seat cast before."""

    corrects: bool = False

    task_id: str
    vote: Vote
    fingerprint: str = ""


class Settled(Value):
    """A task to complete with its verdict."""

    verdict: Verdict
    request_id: str
    fingerprint: str = ""
    corrects: bool = False


class Changed(Value):
    """A task that stays open and is reminded of, escalated or handed over."""

    task: Task
    passed: Milestone | None = None
    by: str
    reason: Confidential = ""
    at: datetime
    request_id: str = ""
    fingerprint: str = ""


class Closed(Value):
    """A task to close without a verdict."""

    task_id: str
    state: TaskState
    reason: str
    at: datetime


class Asked(Value):
    """A request of a person to a running process that its own key makes idempotent."""

    request_id: str
    command: str
    fingerprint: str


class ProcessView(Value):
    """Where a process stands, for the row that lists and `resume` read.

    Args:
        stage: The stage in the words of the process.
        state: Everything the process needs to go on elsewhere, as JSON text: it is written and
            not looked into on its way.
        ended: Why it ended; None while it lives.
    """

    kind: ProcessKind
    subject: str
    stage: str
    state: str
    ended: str | None = None

    @field_validator("state", mode="before")
    @classmethod
    def _as_text(cls, state: object) -> object:
        """Release 0.1.0 sent it as an object."""
        return state if isinstance(state, str) else json.dumps(state)


class Step(Value):
    """One step of a process.

    Args:
        number: Counts the steps of a process over all its runs, from 1.
        reopened: Tasks a correction left without a decision.
        adopt: Whether the process takes up the policy in force with this step.
    """

    workflow_id: str
    run_id: str
    number: int
    at: datetime
    policy_version: int
    view: ProcessView
    facts: tuple[Noted, ...] = ()
    asks: tuple[Ask, ...] = ()
    votes: tuple[CastVote, ...] = ()
    settled: tuple[Settled, ...] = ()
    changed: tuple[Changed, ...] = ()
    closed: tuple[Closed, ...] = ()
    reopened: tuple[str, ...] = ()
    requests: tuple[Asked, ...] = ()
    adopt: bool = False

    @property
    def key(self) -> str:
        """What is in the step, whenever it is written: the same again has the same key.

        A run that does its last moment once more, after a crash or a restore, may hear something
        else in it; then the number of the step is the same and its key is another.
        """
        return fingerprint(
            [
                [[one.task_id, one.vote.seat, one.vote.request_id] for one in self.votes],
                [[one.verdict.decision_id, one.request_id] for one in self.settled],
                [[one.verdict.by, one.verdict.outcome] for one in self.settled],
                [one.key for one in self.facts],
                [one.task.question.task_id for one in self.asks],
                [[one.task.question.task_id, one.task.climbed] for one in self.changed],
                [one.task_id for one in self.closed],
                list(self.reopened),
                [one.request_id for one in self.requests],
                [self.adopt, self.view.stage, self.view.ended],
            ]
        )


class Stored(Value):
    """What the store knows about a task that was opened, perhaps for the second time.

    Args:
        verdict: The answer it already has.
        votes: The votes it already has.
        seats: Whose votes count on it, where a body decides.
    """

    verdict: Verdict | None = None
    votes: tuple[Vote, ...] = ()
    seats: tuple[str, ...] = ()
    opened_at: datetime | None = None
    due_at: datetime | None = None


class StepDone(Value):
    """What the store answers to a step.

    Args:
        tasks: What is known of each task the step opened, by task id.
        adopted: The policy in force, where the step asked to take it up; with `rejoin` the policy
            the process is pinned to on record.
        clock: The house's clock, taken up with the policy; a demo that is over slows it down.
        rejoin: The state on record that is not the one this run stands in; go on from there.
    """

    tasks: dict[str, Stored] = Field(default_factory=dict)
    adopted: PinnedPolicy | None = None
    clock: BusinessClock | None = None
    rejoin: dict[str, JsonValue] | None = None


class Opening(Value):
    """How a process comes into the record: its first fact and the request that started it."""

    workflow_id: str
    run_id: str
    engine_time: datetime
    view: ProcessView
    first: tuple[Noted, ...]
    request: Asked
    quiet: bool = False


class Opened(Value):
    """What a process lives by: the policy it is pinned to and the clock it reads.

    Args:
        new: Whether this opening wrote the row; False returns what an earlier one wrote.
        fingerprint: The content it was opened with.
        state: Where it stands by now.
        closed: Why it ended; None while it lives.
    """

    policy: PinnedPolicy
    clock: BusinessClock
    new: bool
    fingerprint: str
    stage: str
    step: int
    state: dict[str, JsonValue]
    closed: str | None = None
