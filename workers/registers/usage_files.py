"""Files of usage: CSV as spreadsheets save it, read row by row with the line of each (R73–R78)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.people_import import Row
from domain.plans.usage_file import UsageRow
from domain.registers.sheet import named_columns
from workers.registers.csv_text import blank_before, said_of
from workers.registers.yaml_text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = tuple(UsageRow.model_fields)
_NEEDED = tuple(name for name, one in UsageRow.model_fields.items() if one.is_required())
_FIELD = "file"
_MOST_ROWS = 20_000


def read_usage(content: bytes) -> list[Row]:
    """The rows of a file of usage; blank lines are none, and an empty cell says nothing.

    Raises:
        InvalidInputError: it is no CSV, or its columns are not those of usage.
    """
    lines = text_of(content).splitlines(keepends=True)
    blank = blank_before(lines)
    delimiter = max(",;\t", key=lines[blank].count) if lines else ","
    reader = csv.reader(lines[blank:], delimiter=delimiter, strict=True)
    rows: list[Row] = []
    begins = blank + 1
    try:
        columns = _columns(next(reader, []), begins)
        begins = blank + reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(begins, _entry(columns, cells, begins)))
            if len(rows) > _MOST_ROWS:
                message = f"{_FIELD}: it has more than {_MOST_ROWS} entries; price fewer at once"
                raise InvalidInputError(message, field=_FIELD)
            begins = blank + reader.line_num + 1
    except csv.Error as wrong:
        message = f"{_FIELD}: line {begins}: {said_of(wrong)}"
        raise InvalidInputError(message, field=_FIELD) from None
    return rows


def _columns(header: Sequence[str], line: int) -> list[str]:
    columns = [cell.strip().lower() for cell in named_columns(header)]
    strange = [name for name in columns if name not in _COLUMNS]
    missing = [name for name in _NEEDED if name not in columns]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    for what, names in (("unknown", strange), ("missing", missing), ("repeated", twice)):
        if names:
            message = f"{_FIELD}: line {line}: {what} column {', '.join(names)[:200]}; "
            message += f"allowed are {', '.join(_COLUMNS)}"
            raise InvalidInputError(message, field=_FIELD)
    return columns


def _entry(columns: Sequence[str], cells: Sequence[str], line: int) -> dict[str, str]:
    if surplus := [cell for cell in cells[len(columns) :] if cell.strip()]:
        message = f"{_FIELD}: line {line}: a cell too many, {surplus[0][:80]!r}"
        raise InvalidInputError(message, field=_FIELD)
    filled = zip(columns, cells, strict=False)
    return {name: cell.strip() for name, cell in filled if cell.strip()}
