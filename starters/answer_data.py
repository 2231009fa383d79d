"""The data of an answer: from a file and from `--set`, checked before anything is sent."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from domain.errors import InvalidInputError
from domain.model import without_control_characters
from starters.answer_money import resolved, with_amounts
from starters.schema_words import said_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jsonschema import ValidationError
    from pydantic import JsonValue

FIELD = "data"


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
    data = _read(file) if file else {}
    if not isinstance(data, dict):
        raise InvalidInputError("data: it has to be a mapping", field=FIELD)
    for change in changes:
        path, sign, text = change.partition("=")
        if not sign or not path.strip():
            message = f"set: {change[:80]!r} is not path=value, such as until=2027-01-01"
            raise InvalidInputError(message, field="set")
        _Setting(path.strip(), schema or {}).put(data, text)
    return with_amounts(data, schema or {}, FIELD)


def _read(file: str) -> object:
    from starters.reading_files import document_of

    return document_of(file, field=FIELD)


def check_data(data: object, schema: Mapping[str, Any]) -> None:
    """Check the data of an answer against the JSON Schema of its task.

    Raises:
        InvalidInputError: naming the field, as `data.x.y`.
    """
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    problem = best_match(validator.iter_errors(data))
    if problem is None:
        return
    path = [FIELD, *(str(part) for part in problem.absolute_path)]
    there = _keys(problem)
    match problem.validator:
        case "required":
            path.append(next(name for name in problem.validator_value if name not in there))
            words = "is required"
        case "additionalProperties":
            known = list(problem.schema.get("properties", {}))
            path.append(next(name for name in there if name not in known))
            words = f"is not known; allowed are {', '.join(known)}"
        case _:
            words = said_of(str(problem.validator), problem.validator_value, problem.schema)
    field = ".".join(path)
    raise InvalidInputError(f"{field}: {words}", field=field)


def _keys(problem: ValidationError) -> list[str]:
    return list(problem.instance) if isinstance(problem.instance, dict) else []


class _Setting:
    """A place in the data, such as `targets.0.value`, and what the schema wants there."""

    def __init__(self, path: str, schema: Mapping[str, Any]) -> None:
        self._path = path
        self._steps = path.split(".")
        self._schema = schema

    def put(self, data: dict[str, JsonValue], text: str) -> None:
        """Put a value there; what lies on the way is made."""
        try:
            without_control_characters(text)
        except ValueError as wrong:
            field = f"{FIELD}.{self._path}"
            raise InvalidInputError(f"{field}: {wrong}", field=field) from None
        place: JsonValue = data
        wanted = self._resolved(self._schema)
        for step, following in pairwise(self._steps):
            wanted = self._below(wanted, step)
            place = self._enter(place, step, [] if following.isdecimal() else {})
        last = self._steps[-1]
        self._write(place, last, self._typed(text, self._below(wanted, last)))

    def _enter(self, place: JsonValue, step: str, empty: JsonValue) -> JsonValue:
        if isinstance(place, dict):
            return place.setdefault(step, empty)
        if isinstance(place, list) and step.isdecimal() and int(step) <= len(place):
            if int(step) == len(place):
                place.append(empty)
            return place[int(step)]
        raise self._no_place()

    def _write(self, place: JsonValue, step: str, value: JsonValue) -> None:
        present = self._enter(place, step, None)
        if isinstance(present, list) and isinstance(value, list):
            present.extend(value)
        elif isinstance(place, dict):
            place[step] = value
        elif isinstance(place, list):
            place[int(step)] = value

    def _no_place(self) -> InvalidInputError:
        message = f"set: there is no place {self._path[:80]!r} in the data"
        return InvalidInputError(message, field=f"{FIELD}.{self._path}")

    def _below(self, wanted: Mapping[str, Any], step: str) -> Mapping[str, Any]:
        items, fields = wanted.get("items"), wanted.get("properties", {})
        found = items if step.isdecimal() else fields.get(step)
        return self._resolved(found if isinstance(found, dict) else {})

    def _resolved(self, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        return resolved(wanted, self._schema)

    def _typed(self, text: str, wanted: Mapping[str, Any]) -> JsonValue:
        """The value a text stands for; what does not fit stays text, and the check names it."""
        kind = wanted.get("type")
        if kind == "array" and not text.lstrip().startswith("["):
            return [self._typed(text, self._resolved(wanted.get("items", {})))]
        if kind in {"integer", "number", "boolean", "array", "object"}:
            try:
                found: JsonValue = json.loads(text, parse_constant=str)
            except ValueError:
                return text
            return found
        return text
