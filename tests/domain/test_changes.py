"""One change of a service is made at a time, the others wait in their order (R27; 8.5.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import ChangeFile, Changes, OpenChange, title_of
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.words import ChangeState
from tests.domain.samples import COMPLETE, NOW, change

TODAY = NOW.date()
FILE = {
    "title": "Larger mailboxes",
    "change": "Mailboxes of fifty gigabytes",
    "benefit": "Nobody deletes mail any more",
    "person_days": 4,
}


def proposed(*titles: str) -> Changes:
    changes = Changes()
    for title in titles:
        changes.propose(change(title=title))
    return changes


def next_of(changes: Changes, days: int = 0) -> int | None:
    found = changes.next(NOW + timedelta(days=days))
    return found.number if found else None


def numbered(changes: Changes, number: int) -> OpenChange:
    found = changes.numbered(number)
    assert found is not None
    return found


def test_a_change_as_a_person_writes_it() -> None:
    known = {"costs": COMPLETE["costs"]}  # type: ignore[index]  # a question is its own name
    file = checked(
        ChangeFile, {**FILE, "design": known, "cost": {"minor_units": 1, "currency": "TRY"}}
    )
    assert (file.person_days, list(file.design.given())) == (4, ["costs"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"change": "n/a"}, "change"),
        ({"benefit": "x"}, "benefit"),
        ({"person_days": -1}, "person_days"),
        ({"person_days": None}, "person_days"),
        ({"cost": {"minor_units": 1.5, "currency": "TRY"}}, "cost.minor_units"),
        ({"cost": {"minor_units": 1, "currency": "lira"}}, "cost.currency"),
        ({"design": {"looks": {}}}, "design.looks"),
        ({"size": "minor"}, "size"),
    ],
)
def test_a_change_that_says_too_little_is_refused(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(ChangeFile, FILE | wrong)
    assert refused.value.field == field


def test_the_oldest_change_comes_first_and_is_numbered() -> None:
    changes = proposed("First", "Second")
    assert [(one.number, one.title) for one in changes.open] == [(1, "First"), (2, "Second")]
    assert next_of(changes) == 1
    assert next_of(Changes()) is None


@pytest.mark.parametrize("state", [ChangeState.DECIDING, ChangeState.MAKING])
def test_the_change_at_hand_stays_at_hand_until_it_is_over(state: ChangeState) -> None:
    changes = proposed("First", "Second", "Third")
    changes.put(numbered(changes, 2), state)
    assert changes.at_hand == numbered(changes, 2)
    assert (next_of(changes), [one.number for one in changes.waiting]) == (2, [1, 3])
    changes.drop(numbered(changes, 2))
    assert (next_of(changes), changes.count, len(changes.waiting)) == (1, 3, 2)


def test_a_change_that_was_put_off_comes_back_on_its_day_before_those_after_it() -> None:
    changes = proposed("First", "Second")
    until = TODAY + timedelta(days=10)
    changes.put(numbered(changes, 1), ChangeState.DEFERRED, until=until)
    assert [next_of(changes, days) for days in (0, 9, 10)] == [2, 2, 1]
    assert changes.wakes_at() == numbered(changes, 1).wakes_at
    changes.put(numbered(changes, 1), ChangeState.MAKING)
    assert (changes.wakes_at(), numbered(changes, 1).deferred_until) == (None, None)


def test_a_change_comes_back_from_the_first_instant_of_its_day() -> None:
    put_off = change(deferred_until=TODAY)
    wakes_at = put_off.wakes_at
    assert wakes_at is not None
    assert put_off.is_ready(wakes_at)
    assert not put_off.is_ready(wakes_at - timedelta(microseconds=1))


def test_going_back_keeps_what_people_proposed_since() -> None:
    back, later = proposed("First"), proposed("First", "Second", "Third")
    later.put(numbered(later, 2), ChangeState.MAKING)
    back.keep_what_was_proposed_since(later, cycle=0)
    assert [(one.number, one.state) for one in back.open] == [
        (1, ChangeState.QUEUED),
        (2, ChangeState.QUEUED),
        (3, ChangeState.QUEUED),
    ]
    assert back.count == 3


def test_going_back_forgets_the_change_that_the_decision_brought_up() -> None:
    back, later = proposed("First"), proposed("First")
    later.propose(change(cycle=4))
    back.keep_what_was_proposed_since(later, cycle=3)
    assert (len(back.open), back.count) == (1, 1)
    back.keep_what_was_proposed_since(later, cycle=4)
    assert (len(back.open), back.count) == (2, 2)


acts = st.lists(
    st.tuples(st.sampled_from(["propose", "decide", "make", "defer", "drop"]), st.integers(0, 400)),
    max_size=40,
)


@given(acts)
def test_whatever_happens_there_is_one_change_at_hand_and_nothing_is_forgotten(
    happening: list[tuple[str, int]],
) -> None:
    changes, over = Changes(), 0
    for what, days in happening:
        now = NOW + timedelta(days=days)
        chosen = changes.next(now)
        if what == "propose":
            changes.propose(change())
        elif chosen is None:
            continue
        elif what == "drop":
            changes.drop(chosen)
            over += 1
        elif what == "defer":
            changes.put(chosen, ChangeState.DEFERRED, until=now.date() + timedelta(days=1))
        else:
            state = ChangeState.DECIDING if what == "decide" else ChangeState.MAKING
            changes.put(chosen, state)
        assert len([one for one in changes.open if one not in changes.waiting]) <= 1
        assert len(changes.open) + over == changes.count
        numbers = [one.number for one in changes.open]
        assert numbers == sorted(set(numbers))
        assert Changes.model_validate(changes.model_dump(mode="json")) == changes


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Larger mailboxes", "Larger mailboxes"),
        ("\n Larger mailboxes\nof fifty gigabytes", "Larger mailboxes"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 119 + "…"),
    ],
)
def test_a_long_text_is_named_by_its_first_line(text: str, title: str) -> None:
    assert title_of(text) == title
