"""The options that many commands share, each explained once."""

from __future__ import annotations

import math
import os
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import category

import click

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")
C = TypeVar("C", bound="Callable[..., Any] | click.Command")

DATA = "SERVICECYCLE_DATA"
USUAL_FOLDER = ".servicecycle"
READS_AS = "servicecycle.reads_as"
_USUAL_PAGE = 50
_LARGEST_PAGE = 10_000
_LONGEST_REQUEST_ID = 200
# With what Python takes to start, a person has his answer within ten seconds.
_PATIENCE_SECONDS = 8.5


class NumberBetween(click.FloatRange):
    """A number in a range; what is no number at all, such as nan, lies in none."""

    def convert(
        self,
        value: float,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """The number.

        Raises:
            BadParameter: it is none, or lies elsewhere.
        """
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is no number", param, ctx)
        return number


def data_option(command: C) -> C:
    """`--data`: the folder; for everything that the command calls it is as if set outside."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_name_folder,
        help=f"The data folder  [{DATA}, else {USUAL_FOLDER}/]",
    )(command)


def at_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the desk of the house that `--data` or the environment names."""

    @wraps(command)
    def beginning(*args: object, **options: object) -> None:
        from starters.desk import Desk

        reads_as = click.get_current_context().meta.get(READS_AS)
        with Desk.at(None, patience=_PATIENCE_SECONDS, reads_as=reads_as) as desk:
            command(desk, *args, **options)

    return beginning


def json_option(command: F) -> F:
    """`--json` for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")(
        command
    )


def reader_option(command: F) -> F:
    """`--as`: who reads; the command shows what he may see, and is told nothing of him (R89)."""
    return click.option(
        "--as",
        "reader",
        envvar="SERVICECYCLE_ACTOR",
        callback=_checked_person,
        expose_value=False,
        metavar="PERSON",
        help="Show what this person may see, by his id in the register  [SERVICECYCLE_ACTOR]",
    )(command)


def actor_option(command: F) -> F:
    """`--as`: who acts; what the command shows is what he may see."""
    return click.option(
        "--as",
        "person",
        envvar="SERVICECYCLE_ACTOR",
        callback=_checked_person,
        metavar="PERSON",
        help="Who you are, by your id in the register  [SERVICECYCLE_ACTOR]",
    )(command)


def reason_option(command: F) -> F:
    """`--reason`: why."""
    return click.option(
        "--reason", metavar="WORDS", required=True, help="Why; it stands in the record."
    )(command)


def request_option(command: F) -> F:
    """`--request-id`: the same again returns the same."""
    return click.option(
        "--request-id",
        callback=_checked_request_id,
        metavar="ID",
        help="A name of your own for this request: sent again under it, it is done only once.",
    )(command)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command takes that only shows: who reads, for machines, and of which house."""
    return reader_option(json_option(data_option(at_desk(command))))


def acting_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command takes that changes something: who acts, for machines, in which house."""
    return actor_option(json_option(data_option(at_desk(command))))


def demand_options(command: Callable[..., None]) -> Callable[..., None]:
    """What everything takes that is demanded of a process: why, and a name for the request."""
    return reason_option(request_option(acting_options(command)))


def paging_options(command: F) -> F:
    """`--limit` and `--after`: a list comes in pages."""
    limit = click.option(
        "--limit",
        type=click.IntRange(1, _LARGEST_PAGE),
        default=_USUAL_PAGE,
        show_default=True,
        metavar="NUMBER",
        help="How many to list.",
    )
    after = click.option(
        "--after", metavar="ID", help="Begin after this one, the last that you have seen."
    )
    return limit(after(command))


def _name_folder(_context: click.Context, _parameter: click.Parameter, given: Path | None) -> None:
    if given is not None:
        os.environ[DATA] = str(given)


def _checked_person(
    context: click.Context, _parameter: click.Parameter, given: str | None
) -> str | None:
    """Refuse what the environment says of a person where it is no text, and let him read."""
    if given is not None and any(category(letter) == "Cs" for letter in given):
        message = "it is not text in UTF-8"
        raise click.BadParameter(message)
    context.meta[READS_AS] = given or None
    return given


def _checked_request_id(
    _context: click.Context, _parameter: click.Parameter, given: str | None
) -> str | None:
    if given is None:
        return None
    if not given.isprintable() or not 1 <= len(given.strip()) <= _LONGEST_REQUEST_ID:
        message = f"1 to {_LONGEST_REQUEST_ID} letters that can be printed"
        raise click.BadParameter(message)
    return given.strip()
