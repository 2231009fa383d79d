"""How a body decides, as the policy means it: quorum, majority, tie."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fuzz.standing import Vote

TIE = "tie"


def outcome_of(votes: Iterable[Vote], seats: list[str], quorum_percent: int) -> str | None:
    """What the body decided; `TIE` when everybody voted without a majority, None while it is open.

    Quorum is a share of the seats, rounded up. More than half of the votes cast make a decision.
    """
    cast = [one.outcome for one in votes]
    needed = max(1, ceil(len(seats) * quorum_percent / 100))
    if len(cast) >= needed:
        for outcome in sorted(set(cast)):
            if cast.count(outcome) > len(cast) / 2:
                return outcome
    return TIE if len(cast) == len(seats) else None


def data_of(votes: Iterable[Vote], outcome: str) -> dict[str, object]:
    """What the body says with its outcome; among days of a deferral the latest holds."""
    agreeing = [one.data for one in votes if one.outcome == outcome]
    return max(agreeing, key=lambda data: str(data.get("until") or ""))
