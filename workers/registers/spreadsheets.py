"""Files of records as spreadsheets save them: CSV in UTF-8, read line by line however long (R44).

Comma, semicolon or tab is told from the first line; a byte order mark is no part of it; a quoted
cell may hold line breaks. Only one line at a time is in memory.
"""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.registers.sheet import SEPARATORS, fitting, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.registers.entries import Line, Refused
    from domain.registers.kind import Kind

_LONGEST_LINE = 1024 * 1024
_MARK = b"\xef\xbb\xbf"


def lines_of(
    kind: Kind, file: IO[bytes], *, separator: str | None = None
) -> Iterator[Line | Refused]:
    """The lines of a file, each with the number of the line it begins in.

    Args:
        separator: comma, semicolon or tab; None where the first line tells.

    Raises:
        InvalidInputError: it is no UTF-8 or no CSV, or its columns are not those of the kind.
    """
    texts = _texts(file)
    try:
        first = next(texts)
    except StopIteration:
        raise _wrong("it has no line") from None
    mark = SEPARATORS[separator] if separator else _separator(kind, first)
    reader = csv.reader(_again(first, texts), delimiter=mark, strict=True)
    try:
        sheet = sheet_of(kind, next(reader))
        begins = reader.line_num + 1
        for cells in reader:
            if any(cells) and any(one.strip() for one in cells):
                yield sheet.line(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise _wrong(f"line {reader.line_num}: {wrong}") from None


def _separator(kind: Kind, first: str) -> str:
    """What stands between the columns; a first line that goes on in the next tells enough."""
    headers = {}
    for mark in SEPARATORS.values():
        try:
            headers[mark] = next(csv.reader([first], delimiter=mark), [])
        except csv.Error as wrong:
            raise _wrong(f"line 1: {wrong}") from None
    return fitting(kind, headers)


def _again(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def _texts(file: IO[bytes]) -> Iterator[str]:
    """The lines as text; UTF-8 has no line break within a letter."""
    place = 0
    while line := file.readline(_LONGEST_LINE):
        if place == 0 and line.startswith(_MARK):
            place, line = len(_MARK), line.removeprefix(_MARK)
        try:
            yield line.decode()
        except UnicodeDecodeError as wrong:
            where = f"byte {place + wrong.start}"
            raise _wrong(f"it is not UTF-8 text ({where}); save it as UTF-8") from None
        if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            raise _wrong(f"a line is longer than {_LONGEST_LINE} bytes")
        place += len(line)


def _wrong(said: str) -> InvalidInputError:
    return InvalidInputError(f"file: {said}", field="file")
