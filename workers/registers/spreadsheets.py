"""Files of records as spreadsheets save them: CSV in UTF-8, read line by line however long (R44).

Comma, semicolon or tab is told from the first line that says something; a byte order mark and blank
lines before it are no part of it; a quoted cell may hold line breaks. Only one line at a time is in
memory. A file that cannot be read to its end says so as its last line, so that whoever reads
several tells of all of them.
"""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.registers.entries import Refused
from domain.registers.sheet import SEPARATORS, fitting, sheet_of
from workers.registers.csv_text import (
    LONGEST_LINE,
    TOO_LONG,
    is_something_else,
    said_of,
    says_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.registers.entries import Line
    from domain.registers.kind import Kind

_ENOUGH = 4096
_FIELD = "file"
_MARK = b"\xef\xbb\xbf"


def lines_in(
    kind: Kind, opened: Callable[[], IO[bytes]], *, separator: str | None = None
) -> Iterator[Line | Refused]:
    """The lines of a file that is opened here; one that cannot be opened is refused as a whole."""
    try:
        file = opened()
    except InvalidInputError as wrong:
        yield Refused(line=0, field=_FIELD, reason=wrong.message)
        return
    with file:
        yield from lines_of(kind, file, separator=separator)


def lines_of(
    kind: Kind, file: IO[bytes], *, separator: str | None = None
) -> Iterator[Line | Refused]:
    """The lines of a file, each with the number of the line it begins in.

    Where it is no UTF-8 or no CSV, or its columns are not those of the kind, the last one says so.

    Args:
        separator: comma, semicolon or tab; None where the first line tells.
    """
    reading = _Reading(kind, file)
    try:
        yield from reading.lines(separator)
    except InvalidInputError as wrong:
        yield Refused(line=reading.begins, field=_FIELD, reason=wrong.message)
    except csv.Error as wrong:
        yield Refused(line=reading.begins, field=_FIELD, reason=f"{_FIELD}: {said_of(wrong)}")


class _Reading:
    """A file on its way, and the line in which what is being read begins, counted from 1."""

    def __init__(self, kind: Kind, file: IO[bytes]) -> None:
        self._kind = kind
        self._file = file
        self.begins = 1

    def lines(self, separator: str | None) -> Iterator[Line]:
        texts = self._texts()
        first = next(texts, None)
        while first is not None and says_nothing(first):
            self.begins += 1
            first = next(texts, None)
        if first is None:
            raise _wrong("it is empty")
        blank = self.begins - 1
        mark = SEPARATORS[separator] if separator else _separator(self._kind, first)
        reader = csv.reader(_again(first, texts), delimiter=mark, strict=True)
        sheet = sheet_of(self._kind, next(reader))
        self.begins = blank + reader.line_num + 1
        for cells in reader:
            if any(cells) and any(one.strip() for one in cells):
                yield sheet.line(self.begins, cells)
            self.begins = blank + reader.line_num + 1

    def _texts(self) -> Iterator[str]:
        """The lines as text; UTF-8 has no line break within a letter."""
        place = number = 0
        while line := self._file.readline(LONGEST_LINE + 1):
            number += 1
            if number == 1:
                self._check_text(line)
            if len(line) > LONGEST_LINE:
                self.begins = number
                raise _wrong(TOO_LONG)
            if number == 1 and line.startswith(_MARK):
                place, line = len(_MARK), line.removeprefix(_MARK)
            try:
                yield line.decode()
            except UnicodeDecodeError as wrong:
                self.begins = number
                where = f"byte {place + wrong.start}"
                raise _wrong(f"it is not UTF-8 text ({where}); save it as CSV UTF-8") from None
            place += len(line)

    def _check_text(self, line: bytes) -> None:
        if is_something_else(line) and (said := is_something_else(line + self._file.read(_ENOUGH))):
            raise _wrong(said)


def _separator(kind: Kind, first: str) -> str:
    """What stands between the columns; a first line that goes on in the next tells enough."""
    headers = {mark: next(csv.reader([first], delimiter=mark), []) for mark in SEPARATORS.values()}
    return fitting(kind, headers)


def _again(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def _wrong(said: str) -> InvalidInputError:
    return InvalidInputError(f"{_FIELD}: {said}", field=_FIELD)
