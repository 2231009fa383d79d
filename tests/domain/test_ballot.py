"""A body decides with its quorum and by more than half of the votes cast (R5, R36)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ballot import TallyKind, Vote, cast_by, check_vote, quorum, tally, voting_seats
from domain.errors import ConflictError, NotAllowedError
from domain.policy import CommitteeRule
from tests.domain.samples import NOW, actor, answer

if TYPE_CHECKING:
    from pydantic import JsonValue

    from domain.identity import Actor

HALF = CommitteeRule(quorum_percent=50, longest_deferral_days=730, substitutes=True)
SEATS = ("ada", "bo", "cem", "deniz", "ece", "ferit", "gul")
OUTCOMES = ("offer", "reject", "defer")
DAYS = ("2027-04-01", "2027-10-01", "2028-01-15")


def vote(seat: str, outcome: str, until: str | None = None, minute: int = 0) -> Vote:
    """A vote of a seat, cast by the member himself."""
    data: dict[str, JsonValue] | None = {"until": until} if until else None
    at = NOW + timedelta(minutes=minute)
    return Vote(seat=seat, voter=seat, outcome=outcome, data=data, at=at, request_id=f"v-{seat}")


def votes(*outcomes: str) -> tuple[Vote, ...]:
    """One vote a seat, in the order of the seats."""
    return tuple(vote(seat, outcome) for seat, outcome in zip(SEATS, outcomes, strict=False))


rules = st.builds(
    CommitteeRule,
    quorum_percent=st.integers(1, 100),
    longest_deferral_days=st.just(730),
    substitutes=st.booleans(),
)
said = st.tuples(st.sampled_from(OUTCOMES), st.sampled_from((None, *DAYS)), st.integers(0, 3))
ballots = st.dictionaries(st.sampled_from(SEATS), said).map(
    lambda cast: tuple(vote(seat, *one) for seat, one in cast.items())
)


@pytest.mark.parametrize(
    ("cast", "seats", "kind", "outcome"),
    [
        (("offer",), 1, TallyKind.DECIDED, "offer"),
        (("offer",), 2, TallyKind.DECIDED, "offer"),
        (("offer",), 3, TallyKind.OPEN, None),
        (("offer", "offer"), 3, TallyKind.DECIDED, "offer"),
        (("offer", "reject"), 3, TallyKind.OPEN, None),
        (("offer", "reject"), 2, TallyKind.TIED, None),
        (("offer", "reject", "reject"), 3, TallyKind.DECIDED, "reject"),
        (("offer", "reject", "defer"), 3, TallyKind.TIED, None),
        (("offer", "offer", "reject", "defer"), 4, TallyKind.TIED, None),
        (("offer", "offer", "offer", "reject", "defer"), 5, TallyKind.DECIDED, "offer"),
        ((), 3, TallyKind.OPEN, None),
        ((), 0, TallyKind.TIED, None),
    ],
)
def test_a_body_decides_once_its_quorum_agrees_by_more_than_half(
    cast: tuple[str, ...], seats: int, kind: TallyKind, outcome: str | None
) -> None:
    found = tally(votes(*cast), SEATS[:seats], HALF)
    assert found.kind is kind
    assert (found.carried_by.outcome if found.carried_by else None) == outcome


@given(cast=ballots, rule=rules)
def test_a_ballot_is_decided_by_quorum_and_majority_and_by_nothing_else(
    cast: tuple[Vote, ...], rule: CommitteeRule
) -> None:
    counts = Counter(one.outcome for one in cast)
    enough = Fraction(len(cast), len(SEATS)) >= Fraction(rule.quorum_percent, 100) and cast
    ahead = [outcome for outcome, count in counts.items() if count > len(cast) / 2]
    found = tally(cast, SEATS, rule)
    if enough and ahead:
        assert found.kind is TallyKind.DECIDED
        assert found.carried_by is not None
        assert [found.carried_by.outcome] == ahead
    else:
        assert found.kind is (TallyKind.TIED if len(cast) == len(SEATS) else TallyKind.OPEN)
        assert found.carried_by is None


@given(cast=ballots, rule=rules, order=st.permutations(SEATS))
def test_the_order_of_votes_does_not_matter(
    cast: tuple[Vote, ...], rule: CommitteeRule, order: list[str]
) -> None:
    shuffled = tuple(sorted(cast, key=lambda one: order.index(one.seat)))
    assert tally(shuffled, SEATS, rule) == tally(cast, SEATS, rule)


@given(untils=st.lists(st.sampled_from(DAYS), min_size=1, max_size=len(SEATS)))
def test_among_deferral_dates_the_latest_carries(untils: list[str]) -> None:
    cast = tuple(
        vote(seat, "defer", until=until) for seat, until in zip(SEATS, untils, strict=False)
    )
    found = tally(cast, SEATS[: len(cast)], HALF)
    assert found.carried_by is not None
    assert found.carried_by.data == {"until": max(untils)}


def test_without_a_date_the_last_agreeing_vote_carries() -> None:
    cast = (vote("ada", "offer", minute=9), vote("bo", "offer"), vote("cem", "reject", minute=10))
    found = tally(cast, SEATS[:3], HALF)
    assert found.carried_by == cast[0]


@given(cast=ballots, rule=rules)
def test_a_vote_of_no_seat_of_the_body_does_not_count(
    cast: tuple[Vote, ...], rule: CommitteeRule
) -> None:
    inside = tuple(one for one in cast if one.seat in SEATS[:3])
    assert tally(cast, SEATS[:3], rule) == tally(inside, SEATS[:3], rule)


@pytest.mark.parametrize(
    ("seats", "percent", "needed"),
    [
        (5, 50, 3),
        (4, 50, 2),
        (3, 100, 3),
        (7, 1, 1),
        (0, 50, 1),
        (1, 50, 1),
        (3, 34, 2),
        (3, 33, 1),
        (200, 100, 200),
    ],
)
def test_quorum_is_rounded_up_and_is_never_nobody(seats: int, percent: int, needed: int) -> None:
    rule = HALF.model_copy(update={"quorum_percent": percent})
    assert quorum(seats, rule) == needed


@given(seats=st.integers(0, 100), rule=rules)
def test_a_whole_body_always_meets_its_quorum(seats: int, rule: CommitteeRule) -> None:
    assert quorum(seats, rule) <= max(1, seats)


def test_a_vote_is_that_of_the_seat_and_says_who_cast_it() -> None:
    said = answer("defer", {"until": "2028-01-01"}, reason="After the audit")
    cast = cast_by(said, actor("bo", stands_for="ada"), at=NOW)
    assert (cast.seat, cast.voter, cast.at) == ("ada", "bo", NOW)
    assert (cast.outcome, cast.reason, cast.data) == (said.outcome, said.reason, said.data)
    assert cast.request_id == said.request_id


def test_the_proposer_has_no_vote() -> None:
    assert voting_seats(("ada", "bo", "cem"), frozenset({"bo"})) == ("ada", "cem")
    assert voting_seats(("ada", "bo"), frozenset()) == ("ada", "bo")


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        (actor("bo"), "reject"),
        (actor("ada"), "offer"),
        (actor("bo", stands_for="cem"), "offer"),
        (actor("cem", stands_for="ada"), "offer"),
    ],
    ids=["another seat", "the same vote again", "a substitute", "the same vote by a substitute"],
)
def test_each_seat_votes_once_and_may_say_the_same_again(who: Actor, outcome: str) -> None:
    check_vote(who, answer(outcome), (vote("ada", "offer"),), HALF)


@pytest.mark.parametrize("who", [actor("ada"), actor("cem", stands_for="ada")], ids=["ada", "cem"])
def test_a_seat_does_not_vote_otherwise_the_second_time(who: Actor) -> None:
    with pytest.raises(ConflictError, match="the seat of ada has already voted offer") as refused:
        check_vote(who, answer("reject"), (vote("bo", "reject"), vote("ada", "offer")), HALF)
    assert refused.value.field == "outcome"


def test_a_deferral_to_another_day_is_another_vote() -> None:
    cast = vote("ada", "defer").model_copy(update={"data": {"until": "2026-09-01"}})
    check_vote(actor("ada"), answer("defer", data={"until": "2026-09-01"}), (cast,), HALF)
    with pytest.raises(ConflictError, match="already voted defer until 2026-09-01"):
        check_vote(actor("ada"), answer("defer", data={"until": "2026-10-01"}), (cast,), HALF)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (vote("ada", "offer"), actor("ada", stands_for="bo")),
        (vote("bo", "offer").model_copy(update={"voter": "ada"}), actor("ada")),
        (
            vote("bo", "offer").model_copy(update={"voter": "ada"}),
            actor("ada", stands_for="cem"),
        ),
    ],
    ids=["then for another", "first for another", "for two others"],
)
def test_a_person_fills_one_seat_of_a_ballot(first: Vote, second: Actor) -> None:
    with pytest.raises(ConflictError, match="ada has already voted for the seat of") as refused:
        check_vote(second, answer("offer"), (first,), HALF)
    assert refused.value.field == "for"


def test_a_substitute_votes_only_where_policy_has_substitutes() -> None:
    alone = HALF.model_copy(update={"substitutes": False})
    check_vote(actor("ada"), answer("offer"), (), alone)
    with pytest.raises(NotAllowedError, match="no substitute") as refused:
        check_vote(actor("bo", stands_for="ada"), answer("offer"), (), alone)
    assert refused.value.field == "for"
