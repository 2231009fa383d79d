"""Amounts in the data of an answer: people write `1200.00 TRY`, machines the minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.errors import InvalidInputError
from domain.money import Amount, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

AS_AN_AMOUNT = "such as 1200.00 TRY"


def is_amount(part: Mapping[str, Any]) -> bool:
    """Whether a part of a JSON Schema, already resolved, wants an amount of money."""
    return set(part.get("properties", {})) == set(Amount._fields)


def resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and take of several possibilities the one that is not null."""
    while "$ref" in part or "anyOf" in part:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rpartition("/")[2]]
        else:
            part = next((one for one in part["anyOf"] if one.get("type") != "null"), {})
    return part


def with_amounts(
    data: Mapping[str, JsonValue], schema: Mapping[str, Any], path: str
) -> dict[str, JsonValue]:
    """The data of an answer with every amount in minor units, as its process takes it.

    Args:
        data: As a person wrote it.
        schema: What the task wants.
        path: What the data are called, before the name of a wrong field.

    Raises:
        InvalidInputError: an amount is not written as one.
    """
    fields = resolved(schema, schema).get("properties", {})
    return {
        name: _counted(one, fields.get(name, {}), schema, f"{path}.{name}")
        for name, one in data.items()
    }


def _counted(
    value: JsonValue, wanted: Mapping[str, Any], schema: Mapping[str, Any], path: str
) -> JsonValue:
    wanted = resolved(wanted, schema)
    if is_amount(wanted) and not isinstance(value, dict | list | None):
        try:
            return {**written(str(value))._asdict()}
        except ValueError as wrong:
            raise InvalidInputError(f"{path}: {wrong}", field=path) from None
    if isinstance(value, dict):
        fields = wanted.get("properties", {})
        return {
            name: _counted(one, fields.get(name, {}), schema, f"{path}.{name}")
            for name, one in value.items()
        }
    if isinstance(value, list):
        items = wanted.get("items", {})
        return [_counted(one, items, schema, f"{path}.{at}") for at, one in enumerate(value)]
    return value
