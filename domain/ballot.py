"""How a body decides: one vote a seat, quorum, majority, and when the chair is asked (R5, R36)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import JsonValue

from domain.errors import ConflictError, NotAllowedError
from domain.model import Confidential, Value

if TYPE_CHECKING:
    from domain.asking import Answer
    from domain.identity import Actor
    from domain.policy import CommitteeRule

_PERCENT = 100


class Vote(Value):
    """One vote.

    Args:
        seat: The member whose vote it is.
        voter: Who cast it: the member or his substitute.
        request_id: Names this vote; the same id again is the same vote.
    """

    seat: str
    voter: str
    outcome: str
    reason: Confidential = ""
    data: dict[str, JsonValue] | None = None
    at: datetime
    request_id: str = ""


class TallyKind(StrEnum):
    """Where a ballot stands."""

    OPEN = "open"
    DECIDED = "decided"
    TIED = "tied"


class Tally(Value):
    """Where a ballot stands, with the vote that carries the outcome once it is decided."""

    kind: TallyKind
    carried_by: Vote | None = None


def voting_seats(seats: tuple[str, ...], barred: frozenset[str]) -> tuple[str, ...]:
    """The seats that may vote: the proposer does not."""
    return tuple(seat for seat in seats if seat not in barred)


def quorum(seats: int, rule: CommitteeRule) -> int:
    """How many votes the body needs, rounded up and never fewer than one."""
    return max(1, -(-seats * rule.quorum_percent // _PERCENT))


def tally(votes: tuple[Vote, ...], seats: tuple[str, ...], rule: CommitteeRule) -> Tally:
    """Count the votes.

    Decided once quorum is met and more than half of the votes cast agree; tied once every seat
    has voted without that, which a body without a seat has from the start. Among agreeing votes
    the one with the latest deferral date carries. A vote of no seat of the body does not count.
    """
    cast = [vote for vote in votes if vote.seat in seats]
    if len(cast) >= quorum(len(seats), rule):
        outcome, count = Counter(vote.outcome for vote in cast).most_common(1)[0]
        if 2 * count > len(cast):
            agreeing = [vote for vote in cast if vote.outcome == outcome]
            return Tally(kind=TallyKind.DECIDED, carried_by=max(agreeing, key=_latest_date))
    everyone_voted = {vote.seat for vote in cast} == set(seats)
    return Tally(kind=TallyKind.TIED if everyone_voted else TallyKind.OPEN)


def cast_by(answer: Answer, actor: Actor, *, at: datetime) -> Vote:
    """The vote an answer is, for the seat its author fills."""
    return Vote(
        seat=actor.seat,
        voter=actor.person,
        outcome=answer.outcome,
        reason=answer.reason,
        data=answer.data,
        at=at,
        request_id=answer.request_id,
    )


def check_vote(actor: Actor, answer: Answer, votes: tuple[Vote, ...], rule: CommitteeRule) -> None:
    """Refuse a second, different vote, a second seat, and a substitute where there are none.

    The same vote again is fine: it changes nothing.

    Raises:
        ConflictError: the seat has voted otherwise, or the person has voted for another seat.
        NotAllowedError: the policy knows no substitutes.
    """
    if actor.stands_for and not rule.substitutes:
        message = "the policy lets no substitute vote in this body"
        raise NotAllowedError(message, field="for")
    for vote in votes:
        if vote.seat == actor.seat and not _same(vote, answer):
            message = f"the seat of {actor.seat} has already voted {vote.outcome}{_until(vote)}"
            raise ConflictError(message, field="outcome")
        if vote.seat != actor.seat and vote.voter == actor.person:
            message = f"{actor.person} has already voted for the seat of {vote.seat}"
            raise ConflictError(message, field="for")


def _same(vote: Vote, answer: Answer) -> bool:
    return (vote.outcome, vote.data or {}) == (answer.outcome, answer.data or {})


def _until(vote: Vote) -> str:
    return f" until {vote.data['until']}" if vote.data and vote.data.get("until") else ""


def _latest_date(vote: Vote) -> tuple[str, datetime, str]:
    until = (vote.data or {}).get("until")
    return (until if isinstance(until, str) else "", vote.at, vote.seat)
