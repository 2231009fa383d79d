"""How commands speak: tables in a terminal, plain columns in a pipe, JSON for machines."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO, TypeVar
from unicodedata import category

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from pydantic import BaseModel
    from rich.table import Table

    from domain.errors import ServicecycleError

R = TypeVar("R", bound="BaseModel")

_GAP = "  "
_WIDEST = 10_000
_LONGEST = 1_000
_WIDE = 100
_SHORT = 40
_ID = r"[A-Za-z0-9_.@:+-]{1,64}(?:/[A-Za-z0-9_.@:+-]{1,64})*"
_IDS = re.compile(rf"{_ID}(?:, {_ID})*")
# Marks that turn the direction of what follows, by which a message could be made to say otherwise.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def show_list(
    records: Sequence[R],
    columns: Mapping[str, Callable[[R], object]],
    *,
    as_json: bool,
    empty: str,
    limit: int | None = None,
    key: str = "",
) -> None:
    """Show a list: an array for machines, a table for people.

    Args:
        columns: For each column its title and what stands in it.
        empty: What a person is told when there is nothing.
        limit: How many were asked for at most; where so many came there may be more.
        key: The field of a record by which the next page is asked for.
    """
    if as_json:
        print_json([one.model_dump(mode="json") for one in records])
        return
    if not records:
        click.echo(empty)
        return
    print_table(list(columns), [[cell(one) for cell in columns.values()] for one in records])
    if key and len(records) == limit:
        click.echo(f"\nthe next page: --after {getattr(records[-1], key)}")


def show_record(record: BaseModel, lines: Iterable[str], *, as_json: bool) -> None:
    """Show one record: an object for machines, its lines for people."""
    if as_json:
        print_json(record.model_dump(mode="json"))
        return
    for line in lines:
        click.echo(line)


def print_json(content: object) -> None:
    """Write JSON, in letters that the receiver's encoding has."""
    click.echo(json.dumps(content, ensure_ascii=not _is_unicode(sys.stdout), indent=2))


def print_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table: drawn in a terminal, in plain columns elsewhere."""
    cells = [[plain(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _draw(titles, cells)
        return
    for line in columns_of([list(titles), *cells]):
        click.echo(line)


def columns_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines whose columns stand below each other, also where letters are wide.

    A very long cell pushes aside what follows it on its own line, and widens no other.
    """
    from rich.cells import cell_len

    sizes = [[cell_len(cell) for cell in column] for column in zip(*rows, strict=True)]
    widths = [max((one for one in column if one <= _WIDE), default=0) for column in sizes]
    return [
        _GAP.join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def plain(value: object) -> str:
    """A value on one line; nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return ", ".join(plain(one) for one in value)
    return " ".join(str(value).split())


def or_nothing(value: object) -> str:
    """A value on one line, and the word where nothing is there: of what becomes of a cell."""
    return plain(value) or "nothing"


def named(person_id: str, name: str | None) -> str:
    """A person by name and id; by the id alone where no name is known, or none may be told."""
    return f"{plain(name)} ({person_id})" if name else person_id


def instant(at: datetime | None) -> str:
    """An instant for a person, in UTC; nothing where there is none."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def day(on: date | None) -> str:
    """A day for a person; nothing where there is none."""
    return on.isoformat() if on else ""


def heading(text: str) -> str:
    """The title of a part of a page."""
    return click.style(text, bold=True)


def fail(error: ServicecycleError, *, as_json: bool) -> int:
    """Say what went wrong, for people in one red line that names the field.

    Returns:
        The exit code.
    """
    say_error(error.code, error.message, error.field, as_json=as_json)
    return error.exit_code


def say_meanwhile(message: str, *, nl: bool = True, err: bool = True) -> None:
    """Tell a person how far the work has come; it goes on where nobody listens any more."""
    with suppress(BrokenPipeError):
        click.echo(message, nl=nl, err=err)


def say_error(code: str, message: str, field: str | None, *, as_json: bool) -> None:
    """Write one error to standard error; what somebody typed stands in it without its tricks.

    Where nobody reads it any more the exit code alone tells of it.
    """
    message = presentable(message)
    with suppress(BrokenPipeError):
        if as_json:
            content = {"error": {"code": code, "message": message, "field": field}}
            click.echo(json.dumps(content, ensure_ascii=not _is_unicode(sys.stderr)), err=True)
            return
        about = f"{field}: " if field and not message.startswith(f"{field}:") else ""
        click.secho(f"error: {about}{plain(message)}", fg="red", err=True)


def presentable(text: str) -> str:
    """A text that a terminal shows as it is: no letter steers it, and it is not endless."""
    whole = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(one if one in "\n\t" or not _steers(one) else ascii(one)[1:-1] for one in whole)


def _steers(letter: str) -> bool:
    """Whether a letter does something to what stands around it, or is half a letter."""
    return category(letter) in {"Cc", "Cs"} or letter in _TURNS


def _is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().startswith("utf")


def shortened(text: str, width: int) -> str:
    """A text that takes no more than a width; ids, and lists of them, are never cut."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width or _IDS.fullmatch(text):
        return text
    return f"{set_cell_size(text, width - 1).rstrip()}…"


def _draw(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table where it fits, with long texts cut where it does not.

    Else each row is a card, so that an id is never broken in two. What is cut stands whole on the
    page of its record, and in `--json`.
    """
    from rich.console import Console

    console = Console()
    short = [[shortened(cell, _SHORT) for cell in row] for row in rows]
    for cells in (rows, short):
        table = _table(titles, cells)
        options = console.options.update(width=_WIDEST)
        if table.__rich_measure__(console, options).maximum <= console.width:
            console.print(table)
            return
    room = console.width - len(_GAP) * 2 - max(len(title) for title in titles)
    for row in rows:
        click.echo(heading(row[0]))
        named = [
            [f"{_GAP}{title}", shortened(cell, max(room, _SHORT))]
            for title, cell in zip(titles, row, strict=True)
            if cell
        ]
        for line in columns_of(named[1:]):
            click.echo(line)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(*titles, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        # Text, not a string: brackets in a person's words are no markup.
        table.add_row(*(Text(cell) for cell in row))
    return table
