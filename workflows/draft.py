"""The step a process is writing: what happened since the last one, until it comes to rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.steps import CastVote, Settled, Step

if TYPE_CHECKING:
    from datetime import datetime

    from domain.asking import Answer, Verdict
    from domain.ballot import Vote
    from domain.steps import Ask, Asked, Changed, Closed, Noted, ProcessView

_LONGEST_SUMMARY = 180


@dataclass
class Draft:
    """What the next step will write."""

    facts: list[Noted] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    votes: list[CastVote] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    adopt: bool = False
    ends: bool = False
    compares: bool = False

    def settle(self, verdict: Verdict, answer: Answer | None = None) -> None:
        """Complete a task; a body and the policy decide without an answer of their own."""
        self.settled.append(
            Settled(
                verdict=verdict,
                request_id=answer.request_id if answer else "",
                fingerprint=answer.fingerprint if answer else "",
                corrects=answer.corrects if answer else False,
            )
        )

    def unask(self, task_id: str) -> None:
        """Leave a question out that is closed before it was written."""
        self.asks = [one for one in self.asks if one.task.question.task_id != task_id]

    def change(self, changed: Changed) -> None:
        """Note who may answer a task by now; one that is being opened is opened as it is now."""
        task_id = changed.task.question.task_id
        self.asks = [
            one.model_copy(update={"task": changed.task})
            if one.task.question.task_id == task_id
            else one
            for one in self.asks
        ]
        self.changed.append(changed)

    def vote(self, vote: Vote, answer: Answer) -> None:
        """Store a vote."""
        self.votes.append(
            CastVote(
                task_id=answer.task_id,
                vote=vote,
                fingerprint=answer.fingerprint,
                corrects=answer.corrects,
            )
        )

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to write."""
        asked = self.adopt or self.ends or self.compares
        return not (self._parts() or self.reopened or self.requests or asked)

    def summary(self) -> str:
        """What the step does, in business words, for the Temporal UI."""
        words = [
            *(f"{one.vote.seat} votes {one.vote.outcome}" for one in self.votes),
            *(f"{_short(one.verdict.task_id)}: {one.verdict.outcome}" for one in self.settled),
            *(one.fact.words() for one in self.facts),
            *(f"{_short(one.task.question.task_id)} {_why(one)}" for one in self.changed),
            *(f"close {_short(one.task_id)}" for one in self.closed),
            *(f"ask {_short(one.task.question.task_id)}" for one in self.asks),
        ]
        return ("; ".join(words) or "record where it stands")[:_LONGEST_SUMMARY]

    def step(  # noqa: PLR0913 - a step is named by process, run, number, instant and policy
        self,
        *,
        workflow_id: str,
        run_id: str,
        number: int,
        at: datetime,
        policy_version: int,
        view: ProcessView,
    ) -> Step:
        """The step in the form the store takes."""
        return Step(
            workflow_id=workflow_id,
            run_id=run_id,
            number=number,
            at=at,
            policy_version=policy_version,
            view=view,
            facts=tuple(self.facts),
            asks=tuple(self.asks),
            votes=tuple(self.votes),
            settled=tuple(self.settled),
            changed=tuple(self.changed),
            closed=tuple(self.closed),
            reopened=tuple(self.reopened),
            requests=tuple(self.requests),
            adopt=self.adopt,
        )

    def _parts(self) -> bool:
        return bool(
            self.facts or self.asks or self.votes or self.settled or self.changed or self.closed
        )


def _short(task_id: str) -> str:
    return task_id.split("/", 2)[2]


def _why(changed: Changed) -> str:
    return changed.passed.kind.value if changed.passed else "handed over"
