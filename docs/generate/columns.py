"""The columns of every kind of spreadsheet, as the command `columns` tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.generate.mermaid import table
from starters.column_words import about
from starters.columns import kinds, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.registers.kind import Kind
    from starters.columns import ColumnTold

_HEADS = ("column", "needed", "what may stand there", "example", "what it says", "also called")


def import_columns() -> str:
    """A table for each kind, with one line of it as an example."""
    return "\n\n".join(_of(kind) for kind in kinds().values())


def _of(kind: Kind) -> str:
    rows = table(_HEADS, map(_row, told(kind)))
    return f"### {kind.plural}\n\n{about(kind)}\n\n{rows}"


def _row(one: ColumnTold) -> tuple[str, ...]:
    needed = "**required**" if one.required else ""
    also = ", ".join(one.also)
    return (f"`{one.column}`", needed, one.allowed, f"`{one.example}`", one.meaning, also)


PARTS: dict[str, Callable[[], str]] = {"import-columns": import_columns}
