"""The columns of a spreadsheet, by what their headers say; and its lines, by those columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.registers.cells import CellError, reader_of, text
from domain.registers.entries import Line, Refused
from domain.registers.kind import Shape
from domain.registers.labels import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from domain.registers.kind import Kind

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_EMPTY: dict[Shape, object] = {Shape.LIST: [], Shape.MAPPING: {}}


@dataclass(frozen=True)
class Sheet:
    """How the lines of a file are read.

    Args:
        fields: The field that each column holds, in the order of the columns.
        readers: What turns the cells of each into values.
        empty: What an empty cell of each means; a required field is left out.
    """

    fields: tuple[str, ...]
    readers: tuple[Callable[[str], object], ...]
    empty: tuple[object, ...]

    def line(self, number: int, cells: Sequence[str]) -> Line:
        """What one line says, cell by cell, and which of its cells cannot be read.

        Cells that are missing at its end are empty ones; those beyond the columns have to be.
        """
        raw: dict[str, object] = {}
        wrong: list[tuple[str | None, str]] = []
        if missing := [""] * (len(self.fields) - len(cells)):
            cells = [*cells, *missing]
        for name, read, empty, cell in zip(
            self.fields, self.readers, self.empty, cells, strict=False
        ):
            try:
                value = read(cell)
            except CellError as unread:
                wrong.append((name, f"{name}: {unread}"))
                continue
            if value is None:
                value = empty
            if value is not _LEFT_OUT:
                raw[name] = value
        if surplus := [one for one in cells[len(self.fields) :] if one.strip()]:
            wrong.append((None, f"a cell too many: {surplus[0].strip()[:80]!r}"))
        if not wrong:
            return Line(number, raw)
        called = _id(raw)
        refused = (Refused(line=number, id=called, field=f, reason=why) for f, why in wrong)
        return Line(number, raw, tuple(refused))


_LEFT_OUT = object()


def sheet_of(kind: Kind, header: Sequence[str]) -> Sheet:
    """The columns of a file of one kind; separators at the end of the header name none.

    Raises:
        InvalidInputError: a column is unknown or has no name, stands twice, or a required one is
            missing.
    """
    known, columns = kind.headers, kind.columns
    header = named_columns(header)
    names = [known.get(folded(cell)) for cell in header]
    strange = [cell.strip()[:80] for cell, name in zip(header, names, strict=True) if name is None]
    there = [name for name in names if name is not None]
    twice = sorted({name for name in there if there.count(name) > 1})
    missing = [name for name, one in columns.items() if one.required and name not in there]
    for what, wrong in (("unknown", strange), ("repeated", twice), ("missing", missing)):
        if wrong:
            called = ", ".join(repr(one) for one in wrong)
            message = f"file: {what} column {called}; allowed are {', '.join(columns)}"
            raise InvalidInputError(message, field="file")
    found = [columns[name] for name in there]
    return Sheet(
        fields=tuple(there),
        readers=tuple(reader_of(one) for one in found),
        empty=tuple(_LEFT_OUT if one.required else _nothing(kind, one.name) for one in found),
    )


def named_columns(header: Sequence[str]) -> list[str]:
    """The cells of a header without the empty ones at its end, as some programs add them.

    Raises:
        InvalidInputError: one before the last has no name.
    """
    cells = [*header]
    while cells and not cells[-1].strip():
        cells.pop()
    for place, cell in enumerate(cells, start=1):
        if not cell.strip():
            message = f"file: column {place} of the header has no name"
            raise InvalidInputError(message, field="file")
    return cells


def fitting(kind: Kind, headers: Mapping[str, Sequence[str]]) -> str:
    """The separator by which the first line has most columns of this kind.

    Args:
        headers: The cells of the first line by each separator.
    """
    known = kind.headers

    def fit(separator: str) -> tuple[int, int]:
        cells = headers[separator]
        return sum(folded(one) in known for one in cells), len(cells)

    return max(headers, key=fit)


def _nothing(kind: Kind, name: str) -> object:
    """What a field is where a cell says that it is nothing: its default."""
    default = kind.model.model_fields[name].default
    shape = kind.columns[name].shape
    return _EMPTY.get(shape, default)


def _id(raw: dict[str, object]) -> str | None:
    found = raw.get("id")
    return text(found) if isinstance(found, str) else None
