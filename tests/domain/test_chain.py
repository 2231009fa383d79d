"""Nobody rewrites the record unseen (R43, 7.5)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.chain import GENESIS, canonical, digest_of_words, fingerprint, link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

letters = st.text("abğ服", max_size=3)
scalars = st.none() | st.booleans() | st.integers(-9, 9) | letters
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(letters, scalars, max_size=2)
events = st.dictionaries(letters, values, min_size=1, max_size=3)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(previous=hashes, event=events, other=values)
def test_a_changed_field_changes_the_hash(
    previous: str, event: dict[str, JsonValue], other: JsonValue
) -> None:
    field = max(event)
    assume(canonical(other) != canonical(event[field]))
    changed: dict[str, JsonValue] = {**event, field: other}
    assert link(previous, changed) != link(previous, event)


@given(previous=hashes, event=events)
def test_a_field_that_is_added_or_taken_away_changes_the_hash(
    previous: str, event: dict[str, JsonValue]
) -> None:
    field = min(event)
    shorter = {name: value for name, value in event.items() if name != field}
    assert link(previous, shorter) != link(previous, event)
    assert link(previous, {**event, "a longer name": None}) != link(previous, event)


@given(previous=hashes, other=hashes, event=events)
def test_another_event_before_it_changes_the_hash(
    previous: str, other: str, event: dict[str, JsonValue]
) -> None:
    assume(previous != other)
    assert link(previous, event) != link(other, event)


@given(chain=st.tuples(events, events, events), at=st.integers(0, 2))
def test_a_change_anywhere_changes_the_end_of_the_chain(
    chain: tuple[dict[str, JsonValue], ...], at: int
) -> None:
    changed = list(chain)
    changed[at] = {**chain[at], "altered": True}
    assert end_of(changed) != end_of(chain)


def end_of(events: Sequence[dict[str, JsonValue]]) -> str:
    last = GENESIS
    for event in events:
        last = link(last, event)
    return last


@given(event=events)
def test_the_order_of_fields_does_not_matter(event: dict[str, JsonValue]) -> None:
    backwards = dict(reversed(event.items()))
    assert canonical(backwards) == canonical(event)
    assert fingerprint(backwards) == fingerprint(event)
    assert link(GENESIS, backwards) == link(GENESIS, event)


@given(value=values)
def test_the_canonical_form_is_json_that_says_the_same(value: JsonValue) -> None:
    assert json.loads(canonical(value)) == value


def test_the_canonical_form_has_sorted_keys_no_spaces_and_letters_as_they_are() -> None:
    assert canonical({"b": [1, None], "a": "Ağrı 服务"}) == '{"a":"Ağrı 服务","b":[1,null]}'


def test_the_hash_of_an_event_is_the_same_in_every_release() -> None:
    event: dict[str, JsonValue] = {"kind": "stage_entered", "actor": "ada"}
    expected = "06d0b8c33edc4d71091d75137bd44ba4599300b3d00d03dcaa06083e7bead4a8"
    assert link(GENESIS, event) == expected


@given(salt=letters, words=letters, others=letters)
def test_the_digest_tells_words_apart_and_does_not_show_them(
    salt: str, words: str, others: str
) -> None:
    digest = digest_of_words(salt, words)
    assert len(digest) == len(GENESIS)
    assert (digest == digest_of_words(salt, others)) is (words == others)


def test_the_same_words_with_another_salt_have_another_digest() -> None:
    assert digest_of_words("one", "As agreed") != digest_of_words("two", "As agreed")
