"""Words of a person, checked before they are sent: the record has to be able to keep them."""

from __future__ import annotations

from domain.carrying import LARGEST_REASON_BYTES, check_size
from domain.errors import InvalidInputError
from domain.model import without_control_characters

FIELD = "reason"


def without_odd_letters(text: str, field: str) -> None:
    """Refuse words that the record could not keep, or a process not carry.

    Raises:
        InvalidInputError: naming the letter, or how long they may be.
    """
    check_size(text, field=field, largest=LARGEST_REASON_BYTES)
    try:
        without_control_characters(text)
    except ValueError as wrong:
        raise InvalidInputError(f"{field}: {wrong}", field=field) from None


def check_reason(reason: str) -> None:
    """Refuse a reason that says nothing.

    Raises:
        InvalidInputError: there is no letter in it, or one that the record could not keep.
    """
    without_odd_letters(reason, FIELD)
    if not any(letter.isalnum() for letter in reason):
        raise InvalidInputError(f"{FIELD}: say why, in words", field=FIELD)
