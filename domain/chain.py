"""Every event carries the hash of the one before it, so that nobody rewrites the record unseen.

The hash covers a digest of a person's words and not the words, so that erasing personal data
leaves the chain whole (R43, R87, 7.5). The form of what is hashed has a number: an event is checked
for ever in the form in which it was written.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

GENESIS = "0" * 64

FIRST_FORM = 1
"""Words stood in the event itself, and numbers as Python happened to write them."""

PRESENT_FORM = 2
"""Words lie beside the event, and a number has one form, whichever way it was written."""

_FORM = "form"
_EXACT = 10**15
_LARGEST = 10**308


def canonical(content: object) -> str:
    """JSON with sorted keys and no spaces: the same content always gives the same text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(content: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(content).encode()).hexdigest()


def normal(content: object) -> JsonValue:
    """Content as PostgreSQL gives it back: what JSONB would write otherwise is written so at once.

    A whole number beyond 10^15 is an integer, and there is no negative zero.

    Raises:
        InvalidInputError: a number is endless, none at all, or has more than 308 digits.
    """
    match content:
        case bool() | None | str():
            return content
        case int():
            return _in_range(content)
        case float():
            return _normal_float(content)
        case dict():
            return {str(name): normal(value) for name, value in content.items()}
        case list() | tuple():
            return [normal(value) for value in content]
        case _:
            message = f"a value of the kind {type(content).__name__} cannot stand in the record"
            raise InvalidInputError(message)


def link(previous: str, content: Mapping[str, JsonValue]) -> str:
    """The hash of an event: over the hash before it and its own content, in the form it names."""
    form = content.get(_FORM, FIRST_FORM)
    text = canonical(dict(content)) if form == FIRST_FORM else canonical(_hashed(dict(content)))
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest_of_words(salt: str, words: str) -> str:
    """The digest that stands for a person's words in the chain."""
    return sha256(f"{salt}\n{words}".encode()).hexdigest()


def digest_of_data(salt: str, data: Mapping[str, JsonValue]) -> str:
    """The digest that stands for what a person filled in."""
    return digest_of_words(salt, canonical(_hashed(dict(data))))


def as_once_written(content: JsonValue) -> JsonValue:
    """Content of the first form with its large whole numbers as that release hashed them.

    JSONB gives 1e16 back as 10000000000000000; the first form had hashed "1e+16".
    """
    match content:
        case bool():
            return content
        case int() if _EXACT * 10 <= abs(content) < _LARGEST:
            return float(content)
        case dict():
            return {name: as_once_written(value) for name, value in content.items()}
        case list():
            return [as_once_written(value) for value in content]
        case _:
            return content


def _hashed(content: JsonValue) -> JsonValue:
    """One form for each number: 4 and 4.0 say the same."""
    match content:
        case float() if content.is_integer():
            return int(content)
        case dict():
            return {name: _hashed(value) for name, value in content.items()}
        case list():
            return [_hashed(value) for value in content]
        case _:
            return content


def _normal_float(number: float) -> float | int:
    if not math.isfinite(number):
        message = "a number in the record is finite"
        raise InvalidInputError(message)
    if number.is_integer() and abs(number) >= _EXACT:
        return _in_range(int(number))
    return number + 0.0


def _in_range(number: int) -> int:
    if abs(number) >= _LARGEST:
        message = "a number in the record has at most 308 digits"
        raise InvalidInputError(message)
    return number
