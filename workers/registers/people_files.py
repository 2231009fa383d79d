"""Files of people: a YAML or JSON list, or CSV as spreadsheets save it (R84)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.people import PersonFile
from domain.people_import import Row
from domain.registers.sheet import named_columns
from workers.registers.csv_text import blank_before, said_of
from workers.registers.yaml_text import read_entries, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTS = ("roles", "substitutes")
_COLUMNS = tuple(PersonFile.model_fields)
_NEEDED = tuple(name for name, one in PersonFile.model_fields.items() if one.is_required())


def read_people(content: bytes, name: str) -> list[Row]:
    """The entries of a file of people, each with the line it begins in; nothing is checked yet.

    Args:
        name: The name of the file; `.csv` tells CSV from YAML, and without an ending the text does.

    Raises:
        InvalidInputError: the file is neither, or its columns are not those of people.
    """
    text = text_of(content)
    if _is_csv(name, text):
        return _from_csv(text)
    entries = read_entries(text)
    if entries is None:
        message = f"file: it has to be a list of people, each with {', '.join(_NEEDED)}"
        raise InvalidInputError(message, field="file")
    return [Row(line, raw) for line, raw in entries]


def _is_csv(name: str, text: str) -> bool:
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending in {"csv", "yaml", "yml", "json"}:
        return ending == "csv"
    first = next((line for line in text.splitlines() if line.strip()), "")
    return {*_NEEDED} <= {*_cells(first)}


def _from_csv(text: str) -> list[Row]:
    lines = text.splitlines(keepends=True)
    blank = blank_before(lines)
    header = lines[blank] if lines else ""
    reader = csv.reader(lines[blank:], delimiter=_delimiter(header), strict=True)
    rows: list[Row] = []
    begins = blank + 1
    try:
        columns = _columns(next(reader, []))
        begins = blank + reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(begins, _entry(columns, cells)))
            begins = blank + reader.line_num + 1
    except csv.Error as wrong:
        message = f"file: line {begins}: {said_of(wrong)}"
        raise InvalidInputError(message, field="file") from None
    return rows


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _cells(header: str) -> list[str]:
    return [cell.strip().strip('"').lower() for cell in header.split(_delimiter(header))]


def _columns(header: Sequence[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in named_columns(header)]
    strange = [name for name in columns if name not in _COLUMNS]
    missing = [name for name in _NEEDED if name not in columns]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    for what, names in (("unknown", strange), ("missing", missing), ("repeated", twice)):
        if names:
            message = f"file: {what} column {', '.join(names)}; allowed are {', '.join(_COLUMNS)}"
            raise InvalidInputError(message, field="file")
    return columns


def _entry(columns: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    """One line; cells beyond the columns are an error, missing ones at the end are empty."""
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    entry: dict[str, object] = {}
    for name, cell in zip(columns, padded, strict=False):
        entry[name] = _split(cell) if name in _LISTS else cell.strip()
    if surplus := [cell for cell in padded[len(columns) :] if cell.strip()]:
        entry["a cell too many"] = ", ".join(surplus)
    return entry


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace(",", ";").split(";") if part.strip()]
