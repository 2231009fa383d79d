"""What people hand in: files, or standard input as `-`, read whole and safely."""

from __future__ import annotations

import json
import math
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.model import without_control_characters
from workers.registers.yaml_text import read_yaml, text_of

if TYPE_CHECKING:
    from pydantic import JsonValue

STANDARD_INPUT = "-"

_MEGABYTE = 1024 * 1024
_LARGEST = 10 * _MEGABYTE
_MOST_VALUES = 200_000


def content_of(name: str, *, field: str = "file") -> bytes:
    """The bytes of a file, at most 10 MB.

    Args:
        name: Its path; `-` for standard input.
        field: The input an error is about.

    Raises:
        InvalidInputError: there is no such file, or it is no file, empty or too large.
    """
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(_LARGEST + 1)
    except OSError as refusal:
        message = f"{field}: {name} cannot be read: {refusal.strerror}"
        raise InvalidInputError(message, field=field) from refusal
    if len(content) > _LARGEST:
        message = f"{field}: {name} is larger than {_LARGEST // _MEGABYTE} MB"
        raise InvalidInputError(message, field=field)
    if not content.strip():
        raise InvalidInputError(f"{field}: {name} is empty", field=field)
    return content


def document_of(name: str, *, field: str = "file") -> JsonValue:
    """What a YAML or JSON file says, in the values JSON knows; a day becomes its text.

    Args:
        name: Its path; `-` for standard input.
        field: The input an error is about.

    Raises:
        InvalidInputError: naming the line, or the place in the document, that is wrong.
    """
    content = content_of(name, field=field)
    try:
        loaded = _loaded(text_of(content))
    except InvalidInputError as wrong:
        message = wrong.message.replace("file:", f"{field}:", 1)
        raise InvalidInputError(message, field=field) from None
    except RecursionError:
        raise _too_deep(field) from None
    try:
        return _Plain(field).value(loaded, field)
    except RecursionError:
        raise _too_deep(field) from None


def _too_deep(field: str) -> InvalidInputError:
    message = f"{field}: it is nested too deeply, or contains itself"
    return InvalidInputError(message, field=field)


def _loaded(text: str) -> object:
    """JSON is read as such because that is quick; whatever else it is, YAML names the line."""
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
        except ValueError:
            return read_yaml(text)
    return read_yaml(text)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


class _Plain:
    """Turns what YAML knows into what JSON knows, as long as it is not out of all proportion."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._count = 0

    def value(self, given: object, path: str) -> JsonValue:
        self._count += 1
        if self._count > _MOST_VALUES:
            message = f"{self._field}: it has more than {_MOST_VALUES} values"
            raise InvalidInputError(message, field=self._field)
        match given:
            case None | bool() | int():
                return given
            case float() if math.isfinite(given):
                return given
            case str():
                return _text(given, path)
            case date():
                return given.isoformat()
            case dict():
                return {
                    _key(name, path): self.value(one, f"{path}.{name}")
                    for name, one in given.items()
                }
            case list():
                return [self.value(one, f"{path}.{at}") for at, one in enumerate(given)]
            case _:
                message = f"{path}: {str(given)[:80]!r} is neither text, number, list nor mapping"
                raise InvalidInputError(message, field=path)


def _key(name: object, path: str) -> str:
    if not isinstance(name, str):
        message = f"{path}: the key {str(name)[:80]!r} has to be text; put it in quotes"
        raise InvalidInputError(message, field=path)
    return _text(name, path)


def _text(given: str, path: str) -> str:
    try:
        return without_control_characters(given)
    except ValueError as wrong:
        raise InvalidInputError(f"{path}: {wrong}", field=path) from None
