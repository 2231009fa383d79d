"""A person's words leave the state of a process, and his outcomes stay (R43, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from domain.erasing import ERASED_EMAIL, without_words_of
from domain.people import email_address

if TYPE_CHECKING:
    from pydantic import JsonValue

names = st.sampled_from(["ada", "bob", "committee"])
answers = st.fixed_dictionaries(
    {"by": names, "outcome": st.just("offer")},
    optional={"reason": st.text(min_size=1, max_size=3), "data": st.just({"a": "b"})},
)
states = st.recursive(
    answers | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=9,
)


def test_what_he_wrote_goes_and_what_a_committee_repeats_of_it_goes_as_well() -> None:
    state: JsonValue = {
        "taken": [
            {"by": "committee", "reason": "too dear", "outcome": "reject"},
            {"voter": "ada", "reason": "too dear", "data": {"until": "May"}, "outcome": "reject"},
            {"by": "bob", "reason": "too dear"},
            {"by": "committee", "reason": "as bob says"},
        ],
        "step": 3,
    }
    assert without_words_of("ada", state) == {
        "taken": [
            {"by": "committee", "reason": "", "outcome": "reject"},
            {"voter": "ada", "reason": "", "data": None, "outcome": "reject"},
            {"by": "bob", "reason": "too dear"},
            {"by": "committee", "reason": "as bob says"},
        ],
        "step": 3,
    }


@given(state=states)
def test_erasing_twice_changes_nothing_more_and_a_stranger_changes_nothing(
    state: JsonValue,
) -> None:
    once = without_words_of("ada", state)
    assert without_words_of("ada", once) == once
    assert without_words_of("nobody", state) == state


def test_the_address_that_is_left_is_one_that_no_mail_reaches() -> None:
    assert email_address(ERASED_EMAIL).endswith(".invalid")
