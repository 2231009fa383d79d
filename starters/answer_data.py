"""The data of an answer: from a file and from `--set`, checked before anything is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from domain.errors import InvalidInputError
from starters.reading_files import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jsonschema import ValidationError
    from pydantic import JsonValue

FIELD = "data"

_LONGEST_WORDS = 300


def given_data(
    file: str | None, changes: Sequence[str], schema: Mapping[str, Any] | None
) -> dict[str, JsonValue] | None:
    """The data of an answer.

    Args:
        file: A YAML or JSON file; `-` for standard input.
        changes: Values for single fields, as `path=value`; a list grows by each.
        schema: What the task wants, which says whether a value is text or a number.

    Raises:
        InvalidInputError: the file or one of the changes cannot be understood.
    """
    if file is None and not changes:
        return None
    data = document_of(file, field=FIELD) if file else {}
    if not isinstance(data, dict):
        raise InvalidInputError("data: it has to be a mapping", field=FIELD)
    for change in changes:
        path, sign, text = change.partition("=")
        if not sign or not path.strip():
            message = f"set: {change[:80]!r} is not path=value, such as until=2027-01-01"
            raise InvalidInputError(message, field="set")
        _put(data, path.strip().split("."), text, schema or {})
    return data


def check_data(data: object, schema: Mapping[str, Any]) -> None:
    """Check the data of an answer against the JSON Schema of its task.

    Raises:
        InvalidInputError: naming the field, as `data.x.y`.
    """
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    problem = best_match(validator.iter_errors(data))
    if problem is None:
        return
    path = [FIELD, *(str(part) for part in problem.absolute_path)]
    match problem.validator:
        case "required":
            path.append(next(name for name in problem.validator_value if name not in _keys(problem)))
            words = "is required"
        case "additionalProperties":
            known = list(problem.schema.get("properties", {}))
            path.append(next(name for name in _keys(problem) if name not in known))
            words = f"is not known; allowed are {', '.join(known)}"
        case _:
            words = problem.message[:_LONGEST_WORDS]
    field = ".".join(path)
    raise InvalidInputError(f"{field}: {words}", field=field)


def _keys(problem: ValidationError) -> list[str]:
    return list(problem.instance) if isinstance(problem.instance, dict) else []


def _put(
    data: dict[str, JsonValue], path: Sequence[str], text: str, schema: Mapping[str, Any]
) -> None:
    """Put a value at its place; what lies on the way there is made."""
    place: Any = data
    part = schema
    for step, following in zip(path[:-1], path[1:], strict=True):
        part = _below(part, step, schema)
        empty: list[Any] | dict[str, Any] = [] if following.isdecimal() else {}
        place = _enter(place, step, empty, ".".join(path))
    part = _below(part, path[-1], schema)
    value = _typed(text, part, schema)
    present = place.get(path[-1]) if isinstance(place, dict) else None
    if isinstance(present, list) and isinstance(value, list):
        value = [*present, *value]
    _enter(place, path[-1], value, ".".join(path), replace=True)


def _enter(place: Any, step: str, value: Any, path: str, *, replace: bool = False) -> Any:
    if isinstance(place, dict):
        if replace:
            place[step] = value
        return place.setdefault(step, value)
    if isinstance(place, list) and step.isdecimal() and int(step) <= len(place):
        if int(step) == len(place):
            place.append(value)
        elif replace:
            place[int(step)] = value
        return place[int(step)]
    message = f"set: there is no place {path[:80]!r} in the data"
    raise InvalidInputError(message, field=f"{FIELD}.{path}")


def _below(part: Mapping[str, Any], step: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    part = _resolved(part, schema)
    found = part.get("items") if step.isdecimal() else part.get("properties", {}).get(step)
    return found if isinstance(found, dict) else {}


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and take of several possibilities the one that is not null."""
    while True:
        if "$ref" in part:
            part = schema.get("$defs", {}).get(part["$ref"].rpartition("/")[2], {})
        elif "anyOf" in part:
            part = next((one for one in part["anyOf"] if one.get("type") != "null"), {})
        else:
            return part


def _typed(text: str, part: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """The value a text stands for; what does not fit stays text, and the check names it."""
    part = _resolved(part, schema)
    kind = part.get("type")
    if kind == "array" and not text.lstrip().startswith("["):
        return [_typed(text, part.get("items", {}), schema)]
    if kind in {"integer", "number", "boolean", "array", "object"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
