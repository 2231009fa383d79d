"""What is wrong with the data of an answer, in our words and not in those of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from domain.problem_words import ANYTHING_ELSE, PATTERNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Wanted: TypeAlias = Any  # A schema says what it likes.

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number such as 12.5",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "left empty",
}
_FORMATS = {
    "date": "has to be a day written as YYYY-MM-DD",
    "date-time": "has to be an instant written as 2027-01-31T09:00+03:00",
    "time": "has to be a time of day written as 09:00",
}


def said_of(rule: str, wanted: Wanted, schema: Mapping[str, Any]) -> str:
    """What is wrong with one value.

    Args:
        rule: The rule of the schema that refused it, such as `minimum`.
        wanted: What that rule wants.
        schema: The part of the schema in which the rule stands.
    """
    said = _WORDS.get(rule)
    return said(wanted, schema) if said else ANYTHING_ELSE


def _one_of(wanted: Wanted, _schema: Mapping[str, Any]) -> str:
    *others, last = (repr(one) for one in wanted)
    return f"has to be one of {', '.join(others)} or {last}" if others else f"has to be {last}"


def _type(wanted: Wanted, _schema: Mapping[str, Any]) -> str:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return f"has to be {' or '.join(_TYPES.get(one, one) for one in kinds)}"


def _any_of(wanted: Wanted, schema: Mapping[str, Any]) -> str:
    """Of several possibilities the kinds are told, where each is of one."""
    kinds = [one.get("type") for one in wanted]
    return _type(kinds, schema) if all(isinstance(one, str) for one in kinds) else ANYTHING_ELSE


def _at_least(wanted: Wanted, entries: str) -> str:
    return "must not be empty" if wanted == 1 else f"needs {wanted} {entries} or more"


_WORDS: Mapping[str, Callable[[Wanted, Mapping[str, Any]], str]] = {
    "enum": _one_of,
    "const": lambda wanted, schema: _one_of([wanted], schema),
    "type": _type,
    "anyOf": _any_of,
    "oneOf": _any_of,
    "minimum": lambda wanted, _: f"has to be {wanted} or more",
    "maximum": lambda wanted, _: f"has to be {wanted} or less",
    "exclusiveMinimum": lambda wanted, _: f"has to be more than {wanted}",
    "exclusiveMaximum": lambda wanted, _: f"has to be less than {wanted}",
    "minLength": lambda wanted, _: _at_least(wanted, "letters"),
    "maxLength": lambda wanted, _: f"is longer than {wanted} letters, the most that is allowed",
    "minItems": lambda wanted, _: _at_least(wanted, "entries"),
    "maxItems": lambda wanted, _: f"has more than {wanted} entries, the most that are allowed",
    "minProperties": lambda wanted, _: _at_least(wanted, "entries"),
    "maxProperties": lambda wanted, _: f"has more than {wanted} entries, the most that are allowed",
    "uniqueItems": lambda _wanted, _: "names something twice",
    "pattern": lambda wanted, _: PATTERNS.get(wanted, ANYTHING_ELSE),
    "format": lambda wanted, _: _FORMATS.get(wanted, ANYTHING_ELSE),
}
