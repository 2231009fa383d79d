"""The options of a register's commands: each field of the kind is one (R44)."""

from __future__ import annotations

import re
from functools import partial
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from domain.errors import InvalidInputError
from domain.registers.cells import CellError, reader_of
from domain.registers.kind import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from domain.registers.kind import Column, Kind

_ARGUMENT = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_WORDS = {
    Shape.NUMBER: "NUMBER",
    Shape.DAY: "YYYY-MM-DD",
    Shape.FLAG: "yes|no",
    Shape.MAPPING: "OURS=THEIRS",
}


def made(
    name: str,
    function: Callable[..., None],
    text: str,
    columns: Iterable[Column],
    kind: Kind,
) -> click.Command:
    """A command with an option for each of these columns."""
    for one in reversed([*columns]):
        function = _option(kind, one, filters=name == "list")(function)
    return click.command(name, help=cleandoc(text))(function)


def _option(
    kind: Kind, column: Column, *, filters: bool
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    is_list = column.shape is Shape.LIST
    name = option_name(column.name.removesuffix("s") if filters and is_list else column.name)
    text = f"Only those with this {_spoken(column)}." if filters else _explained(kind, column)
    make = partial(click.option, name, column.name, help=text)
    if column.shape is Shape.CHOICE:
        return make(type=click.Choice(column.choices), metavar="|".join(column.choices))
    return make(metavar=_metavar(column))


def said(kind: Kind, options: Mapping[str, str | None]) -> dict[str, object]:
    """What options say, read as the cells of a spreadsheet are.

    Raises:
        InvalidInputError: one cannot be read as what its field holds.
    """
    found: dict[str, object] = {}
    for name, word in options.items():
        if word is None:
            continue
        try:
            found[name] = reader_of(kind.columns[name])(word)
        except CellError as wrong:
            raise InvalidInputError(f"{name}: {wrong}", field=name) from None
    return found


def is_filter(column: Column) -> bool:
    """Whether a list can be asked for the records that refer to another one by this field."""
    refers = column.refers not in {None, "time_zone"} and column.name != "id"
    return refers and not (column.shape is Shape.LIST and column.refers == "person")


def option_name(name: str) -> str:
    """The option of a field."""
    return f"--{name.replace('_', '-')}"


def called(kind: str) -> str:
    """What the help calls the id of a record of a kind."""
    return kind.upper()


def _metavar(column: Column) -> str:
    if column.refers:
        return called(column.refers)
    if column.name in {"id", "email"}:
        return column.name.upper()
    return _WORDS.get(column.shape, "WORDS")


def _spoken(column: Column) -> str:
    return (
        column.name.replace("_", " ").removesuffix("s")
        if column.shape is Shape.LIST
        else (column.name.replace("_", " "))
    )


def _explained(kind: Kind, column: Column) -> str:
    """What the model says of a field, and how several are written."""
    told = dict(_arguments(kind))
    text = told.get(column.name) or f"The {column.name.replace('_', ' ')}."
    return f"{text} Several are separated by commas." if column.shape is Shape.LIST else text


def _arguments(kind: Kind) -> Iterator[tuple[str, str]]:
    for name, text in _ARGUMENT.findall(cleandoc(kind.model.__doc__ or "")):
        yield name, " ".join(text.split())


def an(kind: str) -> str:
    """One of a kind, with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
