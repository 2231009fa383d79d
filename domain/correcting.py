"""Going back to before a decision, as long as no later step of a person rests on it (R43).

The first decision stays in the record beside the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from domain.asking import Verdict
from domain.ballot import cast_by, tally
from domain.errors import ConflictError
from domain.ids import count_of, decision_id
from domain.process_state import ProcessState
from domain.words import COMMITTEE

if TYPE_CHECKING:
    from datetime import datetime

    from domain.asking import Answer, Task
    from domain.ballot import Vote
    from domain.identity import Actor
    from domain.policy import CommitteeRule

S = TypeVar("S", bound=ProcessState)


@dataclass(frozen=True)
class Correction(Generic[S]):
    """What a correction does.

    Args:
        back: The state the process goes on from.
        verdict: The new decision; None when a body has to go on voting.
        vote: The vote that replaces an earlier one, where a body decides.
    """

    back: S
    verdict: Verdict | None
    vote: Vote | None = None


def correctable(state: ProcessState, task_id: str, seat: str) -> Task:
    """The task whose decision may still be corrected.

    Raises:
        ConflictError: a later step of a person rests on it, it is not decided, or a body decided
            and this seat cast no vote.
    """
    taken = state.taken.get(task_id)
    if taken is None:
        message = (
            f"{task_id} has no decision that can still be corrected: a later step rests on it, "
            "or it is not decided; make a new decision instead"
        )
        raise ConflictError(message, field="correct")
    if taken.task.question.ballot and all(one.seat != seat for one in taken.votes):
        message = f"the seat of {seat} cast no vote on {task_id} that could be corrected"
        raise ConflictError(message, field="correct")
    return taken.task


def verdict_of(answer: Answer, actor: Actor, *, at: datetime, number: int = 1) -> Verdict:
    """The verdict one person's answer makes."""
    return Verdict(
        task_id=answer.task_id,
        decision_id=decision_id(answer.task_id, number),
        outcome=answer.outcome,
        reason=answer.reason,
        data=answer.data,
        by=actor.person,
        stands_for=actor.stands_for,
        at=at,
    )


def verdict_of_body(task_id: str, carried_by: Vote, *, number: int = 1) -> Verdict:
    """The verdict a body's votes make; reason and data are those of the vote that carries it."""
    return Verdict(
        task_id=task_id,
        decision_id=decision_id(task_id, number),
        outcome=carried_by.outcome,
        reason=carried_by.reason,
        data=carried_by.data,
        by=COMMITTEE,
        at=carried_by.at,
    )


def correct(
    state: S, answer: Answer, actor: Actor, *, at: datetime, rule: CommitteeRule
) -> Correction[S]:
    """Replace a decision, or one vote of it, and go back to before it was taken."""
    taken = state.taken[answer.task_id]
    back = type(state).model_validate(taken.before)
    back.taken = state.taken_before(taken)
    number = count_of(taken.verdict.decision_id) + 1
    if not taken.task.question.ballot:
        return Correction(back, verdict_of(answer, actor, at=at, number=number))
    vote = cast_by(answer, actor, at=at)
    votes = (*(one for one in taken.votes if one.seat != vote.seat), vote)
    back.votes[answer.task_id] = votes
    carried_by = tally(votes, back.seats.get(answer.task_id, ()), rule).carried_by
    if carried_by is None:
        back.decided[answer.task_id] = number - 1
        return Correction(back, None, vote)
    return Correction(back, verdict_of_body(answer.task_id, carried_by, number=number), vote)
