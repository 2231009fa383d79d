"""What a person was told when his answer was stored, for when he gives it once more (R36, R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.protocol import Receipt
from domain.words import TaskState

if TYPE_CHECKING:
    from activities.store.reading import Decision, Task, Vote
    from domain.asking import Answer
    from domain.identity import Actor
    from starters.desk import Desk

VOTED = "voted"


def receipt_on_record(desk: Desk, task: Task, actor: Actor, answer: Answer) -> Receipt | None:
    """What was returned for an answer, or for the same one in other words; None where none is."""
    if task.ballot:
        vote = _vote_of(desk, task, actor)
        return _of_vote(desk, task, vote) if vote and _says(vote, answer) else None
    for one in reading.decisions(desk.house, task.task_id):
        if one.actor == actor.person and _says(one, answer):
            return _of_decision(one)
    return None


def receipt_of_what_holds(desk: Desk, task: Task, actor: Actor, answer: Answer) -> Receipt | None:
    """What was returned for the answer that holds, where a correction would only repeat it.

    It repeats it when the same person gives the same outcome, reason and data. Where a body
    decides, what holds is the vote of his seat.
    """
    if task.ballot:
        vote = _vote_of(desk, task, actor)
        if vote is None or (vote.voter, vote.reason) != (actor.person, answer.reason):
            return None
        return _of_vote(desk, task, vote) if _says(vote, answer) else None
    for one in reading.decisions(desk.house, task.task_id)[-1:]:
        given = (one.actor, one.stands_for, one.reason)
        if given == (actor.person, actor.stands_for, answer.reason) and _says(one, answer):
            return _of_decision(one)
    return None


def _vote_of(desk: Desk, task: Task, actor: Actor) -> Vote | None:
    votes = reading.votes(desk.house, task.task_id)
    return next((one for one in votes if one.seat == actor.seat), None)


def _says(one: Vote | Decision, answer: Answer) -> bool:
    return (one.outcome, one.data or {}) == (answer.outcome, answer.data or {})


def _is_decided(task: Task) -> bool:
    """Whether its decision holds; a corrected vote opens a task again and leaves the decision."""
    return task.state is TaskState.COMPLETED


def _of_decision(one: Decision) -> Receipt:
    return Receipt(
        task_id=one.task_id,
        outcome=one.outcome,
        state=TaskState.COMPLETED,
        decision_id=one.decision_id,
        decided=one.outcome,
        by=one.actor,
        at=one.at,
    )


def _of_vote(desk: Desk, task: Task, vote: Vote) -> Receipt:
    """The receipt of a vote; it decided where the decision that holds came no later than it."""
    taken = reading.decisions(desk.house, task.task_id)[-1:] if _is_decided(task) else []
    made = next((one for one in taken if one.at <= vote.at), None)
    return Receipt(
        task_id=task.task_id,
        outcome=vote.outcome,
        state=TaskState.COMPLETED if made else VOTED,
        decision_id=made.decision_id if made else None,
        decided=made.outcome if made else None,
        by=vote.voter,
        at=vote.at,
    )
