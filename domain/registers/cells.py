"""What a cell of a spreadsheet says, by one stated rule for each shape of field (R44).

Blanks and marks of direction around a text are no part of it; letters are composed, so that ş
written as s with a cedilla is ş. In numbers and days the Persian and Arabic digits are read as
ours; separators of thousands are refused, for a point means one thing here and another there.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from domain.registers.kind import Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.registers.kind import Column

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_AROUND = " \t\r\n\u00a0\u200e\u200f\u061c\ufeff"
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_BETWEEN = re.compile(r"[;,،؛]")
_YES = frozenset({"yes", "y", "true", "1", "evet", "e", "x"})
_NO = frozenset({"no", "n", "false", "0", "hayır", "hayir", "h"})


class CellError(ValueError):
    """A cell that cannot be read as what its column holds."""


def reader_of(column: Column) -> Callable[[str], object]:
    """What turns the cells of a column into values; it raises `CellError` where it cannot."""
    return _READERS[column.shape]


def text(cell: str) -> str | None:
    """A text as it is meant; None where nothing stands there."""
    bare = cell.strip(_AROUND)
    if bare.isascii():
        return bare or None
    return unicodedata.normalize("NFC", bare)


def _number(cell: str) -> object:
    said = text(cell)
    if said is None:
        return None
    digits = said.translate(_DIGITS)
    if not _WHOLE.fullmatch(digits):
        message = f"{said[:80]!r} is no whole number in digits without separators"
        raise CellError(message)
    return int(digits)


def _flag(cell: str) -> object:
    said = text(cell)
    if said is None:
        return None
    word = said.translate(_DIGITS).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    message = f"{said[:80]!r} is neither yes nor no"
    raise CellError(message)


def _day(cell: str) -> object:
    said = text(cell)
    return said and said.translate(_DIGITS)


def _choice(cell: str) -> object:
    said = text(cell)
    return said and said.lower()


def _list(cell: str) -> object:
    parts = (text(one) for one in _BETWEEN.split(cell))
    return [one for one in parts if one is not None]


def _mapping(cell: str) -> object:
    found: dict[str, str] = {}
    for part in cell.split(";"):
        ours, between, theirs = part.partition("=")
        name, value = text(ours), text(theirs)
        if not between and name is None:
            continue
        if name is None or value is None or name in found:
            message = f"{part.strip()[:80]!r} is not written as ours=theirs, each once"
            raise CellError(message)
        found[name] = value
    return found


_READERS: dict[Shape, Callable[[str], object]] = {
    Shape.TEXT: text,
    Shape.NUMBER: _number,
    Shape.FLAG: _flag,
    Shape.DAY: _day,
    Shape.CHOICE: _choice,
    Shape.LIST: _list,
    Shape.MAPPING: _mapping,
}
