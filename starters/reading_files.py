"""Files of people: what they hand in is read whole and safely, and what they get is written."""

from __future__ import annotations

import json
import math
import os
import sys
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.model import without_control_characters
from workers.registers.yaml_text import LARGEST_YAML, in_proportion, read_yaml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import JsonValue

STANDARD_INPUT = "-"

_MEGABYTE = 1024 * 1024
_LARGEST = 10 * _MEGABYTE
_LONGEST_NAME = 200
_HANDED_OVER = tuple(
    ("/", *place)
    for place in (("dev", "fd"), ("dev", "stdin"), ("dev", "stdout"), ("proc", "self"))
)


def content_of(name: str, *, field: str = "file") -> bytes:
    """The bytes of a file, at most 10 MB.

    Args:
        name: Its path; `-` for standard input.
        field: The input an error is about.

    Raises:
        InvalidInputError: there is no such file, or it is no file, empty or too large.
    """
    called = name[:_LONGEST_NAME] or "a file without a name"
    try:
        content = _read(name)
    except (OSError, ValueError) as refusal:
        message = f"{field}: {called} cannot be read: {_why(refusal)}"
        raise InvalidInputError(message, field=field) from refusal
    if len(content) > _LARGEST:
        message = f"{field}: {called} is larger than {_LARGEST // _MEGABYTE} MB"
        raise InvalidInputError(message, field=field)
    if not content.strip():
        raise InvalidInputError(f"{field}: {called} is empty", field=field)
    return content


def open_file(name: str, *, field: str = "file") -> IO[bytes]:
    """A file opened for reading, however large it is; `-` is standard input.

    Raises:
        InvalidInputError: there is no such file, or it is no file.
    """
    called = name[:_LONGEST_NAME] or "a file without a name"
    try:
        return _opened(name)
    except (OSError, ValueError) as refusal:
        message = f"{field}: {called} cannot be read: {_why(refusal)}"
        raise InvalidInputError(message, field=field) from refusal


def write_file(name: str, content: bytes | Iterable[bytes], *, field: str) -> None:
    """Write a file for a person.

    Args:
        content: The whole of it, or one part after the other.
        field: The input an error is about.

    Raises:
        InvalidInputError: it cannot be written.
    """
    opener = None if _is_handed_over(Path(name)) else _at_once
    try:
        with open(name, "wb", opener=opener) as file:
            file.writelines([content] if isinstance(content, bytes) else content)
    except (OSError, ValueError) as refusal:
        called = name[:_LONGEST_NAME] or "a file without a name"
        message = f"{field}: {called} cannot be written: {_why(refusal)}"
        raise InvalidInputError(message, field=field) from refusal


def _why(refusal: OSError | ValueError) -> str:
    """Why a file cannot be opened, as the system says it; a name it does not take is no file."""
    if isinstance(refusal, OSError):
        return refusal.strerror or "the system does not say why"
    return "no file can have this name"


def _at_once(path: str, flags: int) -> int:
    """Open a file for writing; a pipe that nobody reads from would be waited for without end."""
    return os.open(path, flags | os.O_NONBLOCK, 0o666)


def _is_handed_over(path: Path) -> bool:
    """Whether a path is a pipe that the shell hands over, as `<(command)` and `>(command)` do."""
    return path.parts[:3] in _HANDED_OVER


def _read(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(_LARGEST + 1)
    with _opened(name) as file:
        return file.read(_LARGEST + 1)


def _opened(name: str) -> IO[bytes]:
    if name == STANDARD_INPUT:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    path = Path(name)
    if path.exists() and not path.is_file() and not _is_handed_over(path):
        # A pipe that nobody writes to would be waited for without end.
        raise OSError(0, "it is a folder" if path.is_dir() else "it is not a file")
    return path.open("rb")


def document_of(name: str, *, field: str = "file", as_written: bool = False) -> JsonValue:
    """What a YAML or JSON file says, in the values JSON knows; a day becomes its text.

    Args:
        name: Its path; `-` for standard input.
        field: The input an error is about.
        as_written: Whether a number with decimals is its text, where an amount may be one.

    Raises:
        InvalidInputError: naming the line, or the place in the document, that is wrong.
    """
    content = content_of(name, field=field)
    try:
        loaded = _loaded(text_of(content), as_written=as_written)
    except InvalidInputError as wrong:
        message = wrong.message.replace("file:", f"{field}:", 1)
        raise InvalidInputError(message, field=field) from None
    return _plain(loaded, field)


def _loaded(text: str, *, as_written: bool = False) -> object:
    """JSON is read as such because that is quick; whatever else it is, YAML names the line."""
    if text.lstrip().startswith(("{", "[")):
        try:
            found = json.loads(
                text,
                object_pairs_hook=_each_once,
                parse_constant=_no_number,
                parse_float=str if as_written else float,
            )
        except (ValueError, RecursionError) as wrong:
            if isinstance(wrong, json.JSONDecodeError) and len(text) > LARGEST_YAML:
                message = f"file: line {wrong.lineno}: it is not JSON from here on"
                raise InvalidInputError(message, field="file") from None
            return read_yaml(text, as_written=as_written)
        return in_proportion(found)
    return read_yaml(text, as_written=as_written)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _plain(given: object, path: str) -> JsonValue:
    """Turn what YAML knows into what JSON knows."""
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
            return {_key(name, path): _plain(one, f"{path}.{name}") for name, one in given.items()}
        case list():
            return [_plain(one, f"{path}.{at}") for at, one in enumerate(given)]
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
