"""Erasing a person: his words go, what he did stays, and the chain stays whole (R43, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.model import Value
from domain.words import COMMITTEE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

ERASED_NAME = "erased"
ERASED_EMAIL = "nobody@erased.invalid"
"""An address of a domain that can never exist (RFC 2606)."""

_GONE: dict[str, JsonValue] = {"reason": "", "data": None}


class Erasure(Value):
    """What erasing a person takes away, what stays, and what stands in the way.

    Args:
        texts: How many events lose words: his reasons, what he filled in, what others wrote of him.
        answers: How many of his decisions and votes lose their words and keep their outcome.
        needs: How many needs of customers he stated or answered; the words go, the outcomes stay.
        documents: How many documents were attached to his own record; they go.
        letters: How many letters to him lie in the house's folder; they go.
        carried_by: Open processes that carry words of his last answer until the next one there.
        owns: Services whose record keeps his id as their owner.
        hindered_by: Why he cannot be erased yet, each with what to do.
        done: Whether it was done, now or before.
    """

    person_id: str
    texts: int
    answers: int
    needs: int
    documents: int
    letters: int
    carried_by: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    hindered_by: tuple[str, ...] = ()
    done: bool = False


def without_words_of(person_id: str, state: JsonValue) -> JsonValue:
    """The state of a process without what one person wrote in his answers; the outcomes stay.

    A committee's verdict repeats the words of the vote that carried it; where they are his, they
    go there as well.
    """
    his = {
        str(one.get("reason"))
        for one in _answers_in(state)
        if person_id in _authors_of(one) and one.get("reason")
    }
    return _without(person_id, his, state)


def _without(person_id: str, his: set[str], state: JsonValue) -> JsonValue:
    match state:
        case dict():
            kept = {name: _without(person_id, his, value) for name, value in state.items()}
            authors = _authors_of(state)
            repeats = COMMITTEE in authors and state.get("reason") in his
            if person_id in authors or repeats:
                kept |= {name: _GONE[name] for name in _GONE if name in state}
            return kept
        case list():
            return [_without(person_id, his, value) for value in state]
        case _:
            return state


def _answers_in(state: JsonValue) -> Iterator[dict[str, JsonValue]]:
    if isinstance(state, dict):
        yield state
    inner = state.values() if isinstance(state, dict) else state if isinstance(state, list) else ()
    for value in inner:
        yield from _answers_in(value)


def _authors_of(answer: dict[str, JsonValue]) -> frozenset[JsonValue]:
    named = (answer.get("by"), answer.get("voter"))
    return frozenset(one for one in named if isinstance(one, str))
