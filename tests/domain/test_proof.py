"""What is wrong with an event is told from what was written, in whichever form (R43, 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chain import (
    FIRST_FORM,
    GENESIS,
    PRESENT_FORM,
    as_once_written,
    digest_of_data,
    digest_of_words,
    link,
    normal,
)
from domain.errors import InvalidInputError
from domain.proof import Words, is_hashed_so, wrong_with

if TYPE_CHECKING:
    from pydantic import JsonValue

SALT = "salt"
REASON = digest_of_words(SALT, "As agreed")
DATA = digest_of_data(SALT, {"value": 4})

numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)


@given(number=numbers)
def test_a_number_in_normal_form_stays_what_it_is(number: float) -> None:
    once = normal(number)
    assert once == number
    assert normal(once) == once


@given(number=st.integers(-(10**14), 10**14))
def test_a_whole_number_has_one_hash_however_it_is_written(number: int) -> None:
    content: dict[str, JsonValue] = {"form": PRESENT_FORM, "data": [{"value": number}]}
    other: dict[str, JsonValue] = {"form": PRESENT_FORM, "data": [{"value": float(number)}]}
    assert link(GENESIS, content) == link(GENESIS, other)


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), 10**308, -(10**400), object()])
def test_what_could_not_be_read_back_as_written_is_refused(odd: object) -> None:
    with pytest.raises(InvalidInputError):
        normal({"inside": [odd]})


def test_an_event_of_the_first_release_is_checked_as_it_was_hashed_then() -> None:
    written: dict[str, JsonValue] = {"data": {"value": 1e16, "done": True, "items": [2, "a"]}}
    found = link(GENESIS, written)
    read_back: dict[str, JsonValue] = {"data": {"value": 10**16, "done": True, "items": [2, "a"]}}
    assert is_hashed_so(GENESIS, read_back, found)
    assert not is_hashed_so(GENESIS, {**read_back, "actor": "eve"}, found)
    assert not is_hashed_so(GENESIS, {"form": PRESENT_FORM, **read_back}, found)
    assert as_once_written(10**400) == 10**400
    assert FIRST_FORM != PRESENT_FORM


@pytest.mark.parametrize(
    ("words", "reason", "data", "wrong"),
    [
        (Words(), None, None, None),
        (Words(), REASON, None, "missing"),
        (Words(), None, DATA, "missing"),
        (Words(salt=SALT, reason="As agreed"), REASON, None, None),
        (Words(salt=SALT, reason="As agreed", data={"value": 4.0}), REASON, DATA, None),
        (Words(salt=SALT, reason="Otherwise"), REASON, None, "reason"),
        (Words(salt=SALT, reason="Added"), None, None, "reason"),
        (Words(salt=SALT, data={"value": 5}), None, DATA, "filled in"),
        (Words(erased_by="person/ada#1"), REASON, DATA, None),
    ],
)
def test_words_are_those_that_were_written_or_were_erased(
    words: Words, reason: str | None, data: str | None, wrong: str | None
) -> None:
    found = wrong_with(words, reason, data)
    assert (found is None) if wrong is None else (wrong in str(found))
