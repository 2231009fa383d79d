"""`columns`: what a spreadsheet may say, kind by kind, column by column (R44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.model import Value
from starters.options import json_option
from starters.output import heading, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.registers.kind import Kind


class ColumnTold(Value):
    """A column of a kind of spreadsheet.

    Args:
        allowed: What a cell may hold, in words.
        meaning: What it says of its record; empty where its name says it.
        also: What else the column may be called.
    """

    column: str
    required: bool
    allowed: str
    meaning: str
    example: str
    also: tuple[str, ...]


def kinds() -> dict[str, Kind]:
    """Every kind that `import` takes, in the order in which they refer to each other."""
    from domain.contracts.line import CONTRACT
    from workers.registers.kinds import REGISTERS

    found = {name: one.kind for name, one in REGISTERS.items()}
    return {**found, CONTRACT.plural: CONTRACT}


def told(kind: Kind) -> list[ColumnTold]:
    """The columns of a kind, the required ones first."""
    from starters.column_examples import EXAMPLES
    from starters.column_words import allowed, meaning

    return [
        ColumnTold(
            column=one.name,
            required=one.required,
            allowed=allowed(kind, one),
            meaning=meaning(kind, one),
            example=EXAMPLES[kind.plural][one.name],
            also=one.labels,
        )
        for one in sorted(kind.columns.values(), key=lambda one: not one.required)
    ]


@click.command()
@click.argument("name", metavar="KIND", required=False)
@json_option
def columns(name: str | None, *, as_json: bool) -> None:
    """Show the columns a spreadsheet may have, and what may stand in each; no house is needed.

    KIND is what a file holds, such as customers; all kinds are shown where it is left out.

    servicecycle columns plans
    servicecycle columns contracts --json
    """
    from domain.errors import InvalidInputError

    known = kinds()
    if name is not None and name not in known:
        message = f"kind: there is no kind {name[:80]!r}; allowed are {', '.join(known)}"
        raise InvalidInputError(message, field="kind")
    chosen = {name: known[name]} if name else known
    if as_json:
        print_json({one: _plainly(told(kind)) for one, kind in chosen.items()})
        return
    for place, kind in enumerate(chosen.values()):
        if place:
            click.echo()
        _show(kind)


def _plainly(found: Iterable[ColumnTold]) -> list[dict[str, object]]:
    return [one.model_dump(mode="json") for one in found]


def _show(kind: Kind) -> None:
    from starters.column_words import about

    click.echo(heading(kind.plural))
    click.echo(f"{about(kind)}\n")
    titles = ["column", "needed", "what may stand there", "example", "what it says", "also"]
    rows = [
        [
            one.column,
            "required" if one.required else "",
            one.allowed.replace("`", ""),
            one.example,
            one.meaning.replace("`", ""),
            ", ".join(one.also),
        ]
        for one in told(kind)
    ]
    print_table(titles, rows)
