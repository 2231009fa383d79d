"""The two kinds of value that cross a boundary, and the kinds of text people write."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

_SMALLEST_WEIGHT = 8
_SMALLEST_VARIETY = 4
_IDEOGRAPH_WEIGHT = 3
_FIRST_IDEOGRAPH = 0x2E80
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STEERS = re.compile("[\t\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]")
"""What turns or hides the letters around it, and a tab. The joiners that Persian is written with,
U+200C and U+200D, and the marks of direction, U+200E and U+200F, are letters of a name."""

AS_TYPED = {"as_typed": True}
"""The context in which a value is checked that somebody types now; what is on record stays read."""


class Value(BaseModel):
    """A frozen value that processes and activities exchange; unknown fields are ignored.

    Later releases add fields with defaults, so a value written by another release must be readable.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


class Edge(BaseModel):
    """A frozen value that a person or another system typed.

    `domain.checking.checked` refuses unknown fields where it is typed. Inside the house, where a
    process of another release may have written it, they are ignored like those of any value.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        str_strip_whitespace=True,
        json_schema_extra={"additionalProperties": False},
    )


def without_control_characters(text: str) -> str:
    """Refuse text that a terminal, a mail or PostgreSQL could not carry.

    Raises:
        ValueError: when a control character other than a line break or a tab is in the text.
    """
    if text.isprintable():
        return text
    for letter in text:
        category = unicodedata.category(letter)
        if category == "Cc" and letter not in "\n\t\r":
            message = f"control character U+{ord(letter):04X} is not allowed"
            raise ValueError(message)
        if category == "Cs":
            message = "the text is not valid Unicode"
            raise ValueError(message)
    return text


def shown_as_written(text: str) -> str:
    """Refuse a name that shows itself otherwise than it is written, in every list that holds it.

    Raises:
        ValueError: when a letter turns the direction of others, hides them, or is a tab.
    """
    if found := _STEERS.search(text):
        message = f"the character U+{ord(found[0]):04X} is not allowed here"
        raise ValueError(message)
    return text


def without_turns(text: str, info: ValidationInfo) -> str:
    """Refuse such a name where somebody types it now: what is on record stays readable."""
    return shown_as_written(text) if info.context == AS_TYPED else text


def on_one_line(text: str) -> str:
    """Refuse a line break in a name, for it would end the subject of a mail.

    Raises:
        ValueError: when the text has more than one line.
    """
    if len(text.splitlines()) > 1:
        message = "write it on one line"
        raise ValueError(message)
    return text


def meaningful(text: str) -> str:
    """Refuse an answer that says nothing, such as "x", "n/a" or "........".

    An ideograph carries about as much as three letters, so four of them are enough.

    Raises:
        ValueError: when fewer than eight letters, or fewer than four different ones, were written.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = [letter for letter in plain if letter.isalnum()]
    weight = sum(_IDEOGRAPH_WEIGHT if ord(one) >= _FIRST_IDEOGRAPH else 1 for one in letters)
    if weight < _SMALLEST_WEIGHT or len(set(letters)) < _SMALLEST_VARIETY:
        message = "say it in words that another person can check"
        raise ValueError(message)
    return text


def written_as_a_day(given: object) -> object:
    """Refuse a day that is not written as YYYY-MM-DD, such as a number or a time of day.

    Raises:
        ValueError: when it is neither a date nor such a text.
    """
    if type(given) is date or (isinstance(given, str) and _DAY.fullmatch(given)):
        return given
    message = "a day is written as YYYY-MM-DD"
    raise ValueError(message)


Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Identifier = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Day = Annotated[date, BeforeValidator(written_as_a_day)]
ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300),
    AfterValidator(without_control_characters),
    AfterValidator(on_one_line),
    AfterValidator(without_turns),
]
LongText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    AfterValidator(without_control_characters),
]
Statement = Annotated[LongText, AfterValidator(meaningful)]
Confidential = Annotated[
    str,
    StringConstraints(max_length=20_000),
    AfterValidator(without_control_characters),
    Field(json_schema_extra={"confidential": True}),
]
