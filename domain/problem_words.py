"""What is wrong with a value that was typed, in our words and never in those of a library.

Whoever reads them keeps customers or contracts and knows no Python: each says what is allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.model import ID_PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

ANYTHING_ELSE = "is not written as it has to be"
"""What is said where nothing better is known."""

_A_LIST = "has to be a list"
_A_MAPPING = "has to be a mapping"
_A_DAY = "is no day of the calendar; a day is written as YYYY-MM-DD"
_AN_INSTANT = "is no instant; one is written as 2027-01-31T09:00+03:00"
_A_NUMBER = "has to be a number such as 12.5"
_A_TEXT = "has to be text"
_WHOLE = "has to be a whole number"
_YES_OR_NO = "has to be true or false"

WORDS: Mapping[str, str] = {
    "missing": "is required",
    "extra_forbidden": "is not known",
    "none_required": "has to be left empty",
    "recursion_loop": "contains itself",
    "invalid_key": "is a key that is no text",
    "string_unicode": "is not valid Unicode",
    "string_not_ascii": "has to be written in ASCII letters",
    "int_parsing_size": "has more digits than any number of ours",
    "finite_number": "has to be a number that has an end",
    "timezone_aware": f"{_AN_INSTANT}, with the distance from UTC",
    "timezone_naive": "is written without the distance from UTC",
    "time_delta_type": "is no length of time",
    "time_delta_parsing": "is no length of time",
    **dict.fromkeys(("model_type", "model_attributes_type", "dataclass_type"), _A_MAPPING),
    **dict.fromkeys(("dict_type", "mapping_type"), _A_MAPPING),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _A_LIST),
    "iterable_type": _A_LIST,
    "string_type": _A_TEXT,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_OR_NO),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing"), _A_NUMBER),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _A_DAY),
    "date_from_datetime_inexact": _A_DAY,
    **dict.fromkeys(("datetime_type", "datetime_parsing"), _AN_INSTANT),
    **dict.fromkeys(("datetime_from_date_parsing", "datetime_object_invalid"), _AN_INSTANT),
    **dict.fromkeys(("time_type", "time_parsing"), "is no time of day; one is written as 09:00"),
}
"""By the kind of problem; those that name a limit stand in `_WITH_A_LIMIT`."""

_WITH_A_LIMIT: Mapping[str, str] = {
    "enum": "has to be one of {expected}",
    "literal_error": "has to be one of {expected}",
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be {ge} or more",
    "less_than": "has to be less than {lt}",
    "less_than_equal": "has to be {le} or less",
    "multiple_of": "has to be a multiple of {multiple_of}",
    "string_too_long": "is longer than {max_length} letters, the most that is allowed",
    "string_too_short": "is shorter than {min_length} letters, the least that is allowed",
    "too_long": "has more than {max_length} entries, the most that are allowed",
    "too_short": "has fewer than {min_length} entries, the least that are allowed",
    "decimal_max_places": "has more than {decimal_places} decimals",
    "decimal_max_digits": "has more than {max_digits} digits",
    "decimal_whole_digits": "has more than {whole_digits} digits before the decimal point",
    "union_tag_invalid": "has to name one of {expected_tags} as its {discriminator}",
    "union_tag_not_found": "has to name its {discriminator}",
}

PATTERNS: Mapping[str, str] = {
    ID_PATTERN: (
        "has to be an id such as acme-1: 1 to 64 ASCII letters, digits, dots, dashes and "
        "underscores, with a letter or a digit first"
    ),
    r"^[A-Z]{3}$": "has to be a currency of three capital letters, such as TRY",
    r"^[A-Z]{2}$": "has to be a country of two capital letters, such as TR",
    r"^[a-z][a-z_]{0,31}$": "has to be a word of small letters and underscores, at most 32",
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "has to be a month written as 2027-01",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "has to be a time of day written as 09:00",
    r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": "has to be a time of day such as 09:00 or 24:00",
}
"""What is wanted where a text has to be written in one way, by that way."""


def words_for(problem: ErrorDetails) -> str:
    """What is wrong at one place, and what is allowed there."""
    kind, facts = problem["type"], problem.get("ctx") or {}
    if kind == "value_error":
        # One of our own rules refused it, in its own words.
        return str(facts.get("error", ANYTHING_ELSE))
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(facts.get("pattern")), ANYTHING_ELSE)
    if kind in {"string_too_short", "too_short"} and facts.get("min_length") == 1:
        return "must not be empty"
    return _with_its_limit(kind, facts) or WORDS.get(kind, ANYTHING_ELSE)


def _with_its_limit(kind: str, facts: Mapping[str, Any]) -> str:
    said = _WITH_A_LIMIT.get(kind)
    return said.format_map(facts) if said else ""
