"""What may stand in a column of a spreadsheet, in words: read from the model of its kind (R44)."""

from __future__ import annotations

import re
import types
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from domain.contracts import line as of_contracts
from domain.contracts.terms import EarlierPeriod
from domain.model import ID_PATTERN, Currency
from domain.people import email_address
from domain.plans import simple as of_plans
from domain.registers.kind import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.registers.kind import Column, Kind

_BETWEEN = "with `;` between"
_SEVERAL = {
    "customer": "customers",
    "group": "groups",
    "person": "people",
    "service": "services",
}
_ONE = {"person": "a person", "time_zone": "a time zone, as in the IANA time zone database"}
_PLAIN = {Shape.FLAG: "`yes` or `no`", Shape.DAY: "a day, as `YYYY-MM-DD`"}
_ARGUMENT = re.compile(r"^ {8}(?P<name>\w+): (?P<words>.+(?:\n {12}.+)*)$", re.MULTILINE)
_NUMBER = re.compile(r" \([^)]*\bR[0-9]+[^)]*\)")


def allowed(kind: Kind, column: Column) -> str:
    """What a cell of a column may hold."""
    info = kind.model.model_fields[column.name]
    marks = list(_marks(info))
    match column.shape:
        case Shape.CHOICE:
            words = ", ".join(f"`{one}`" for one in column.choices)
        case Shape.NUMBER:
            words = f"a whole number{_limits(marks)}"
        case Shape.MAPPING:
            words = _pairs(info)
        case Shape.LIST:
            words = _several(info, column)
        case Shape.TEXT:
            words = _text(marks, column.refers)
        case other:
            words = _PLAIN[other]
    return words


def meaning(kind: Kind, column: Column) -> str:
    """What a column says of its record, from the words beside its field; nothing where none are."""
    found = {one["name"]: one["words"] for one in _ARGUMENT.finditer(kind.model.__doc__ or "")}
    if column.name not in found:
        return "It names the record for life." if column.name == "id" else ""
    return _NUMBER.sub("", " ".join(found[column.name].split()))


def about(kind: Kind) -> str:
    """What a record of a kind is, from the words beside its model."""
    words = (kind.model.__doc__ or "").partition("Args:")[0]
    return "\n\n".join(
        _NUMBER.sub("", " ".join(part.split())) for part in words.split("\n\n") if part.strip()
    )


def _marks(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    yield from _marks_of(info.annotation)


def _marks_of(annotation: object) -> Iterator[Any]:
    """Everything that is said of a type beside what it is, without what it may be in its place."""
    if get_origin(annotation) in {Union, types.UnionType}:
        for one in get_args(annotation):
            yield from _marks_of(one)
    elif hasattr(annotation, "__metadata__"):
        inner, *marks = get_args(annotation)
        yield from _marks_of(inner)
        for one in marks:
            yield from one.metadata if isinstance(one, FieldInfo) else (one,)


def _text(marks: list[Any], refers: str | None) -> str:
    for words, of_type in (
        ("an amount with its currency, such as `1200.00 TRY`", of_contracts.Price),
        ("an amount, such as `1200.00` or `1200.00 TRY`", of_plans.Price),
        ("a number, such as `37.5`", of_plans.Amount),
        ("a number, such as `75.0`", of_contracts.Amount),
        ("a percentage, such as `12.5`", of_contracts.Percentage),
        ("a span: `12 months`, `1 year`, `30 days`", of_contracts.SpanText),
        ("a currency of ISO 4217, such as `TRY`", Currency),
    ):
        if all(mark in marks for mark in _marks_of(of_type)):
            return words
    if AfterValidator(email_address) in marks:
        return "an address, such as `ece@example.com`"
    if ID_PATTERN in {getattr(one, "pattern", None) for one in marks}:
        who = f" of {_ONE.get(refers, f'a {refers}')}" if refers else ""
        return f"an id{who}" if refers else "an id: 1 to 64 letters, digits, `.`, `_` and `-`"
    if refers:
        return _ONE.get(refers, refers)
    longest = max((getattr(one, "max_length", None) or 0 for one in marks), default=0)
    return f"text, {longest:,} letters at most" if longest else "text"


def _several(info: FieldInfo, column: Column) -> str:
    item = get_args(info.annotation)[0]
    if item is EarlierPeriod:
        return f"periods as `first day..last day=amount`, the oldest first, {_BETWEEN}"
    if refers := column.refers:
        return f"ids of {_SEVERAL[refers]}, {_BETWEEN}"
    if values := getattr(item, "__members__", None):
        return f"some of {', '.join(f'`{one.value}`' for one in values.values())}, {_BETWEEN}"
    marks = list(_marks_of(item))
    if limits := _limits(marks):
        return f"whole numbers{limits}, {_BETWEEN}"
    return f"ids, {_BETWEEN}"


def _pairs(info: FieldInfo) -> str:
    marks = list(_marks_of(get_args(info.annotation)[1]))
    if all(one in marks for one in _marks_of(of_plans.Price)):
        return f"`staff role=amount`, {_BETWEEN}"
    return f"`ours=theirs`, {_BETWEEN}"


def _limits(marks: list[Any]) -> str:
    least = next((one.ge for one in marks if hasattr(one, "ge")), None)
    most = next((one.le for one in marks if hasattr(one, "le")), None)
    if least is None:
        return ""
    return f" from {least:,} to {most:,}" if most is not None else f", {least} or more"
