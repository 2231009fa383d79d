"""What a shell completes beside commands and options: the ids that are on record.

It is quick and silent: where the records cannot be read in a moment, nothing is completed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from operator import attrgetter
from threading import Thread
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from activities.store import reading
from domain.errors import ServicecycleError
from starters.options import READS_AS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starters.desk import Desk

    Words = Callable[[Desk, click.Context], list[str]]
    _Word = click.ParamType[str]
else:
    # Earlier releases of click do not say what a type makes of a word.
    _Word = click.ParamType

_MOMENT_SECONDS = 3.0
_MOST = 1_000


class Known(_Word):
    """A word of which those that are on record are completed.

    Args:
        kind: What the help calls it, such as SERVICE.
    """

    def __init__(self, kind: str) -> None:
        self.name = kind.lower()
        self._words = _KINDS[kind]

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The words that begin so; none where the records do not answer at once."""
        # Loading takes as long as a busy machine needs; only the records have but a moment.
        from starters.desk import Desk

        words = self._words()
        found: list[str] = []
        # A server that answers no more must not hold a person's shell.
        reading = Thread(target=_read, args=(Desk, words, ctx, found), daemon=True)
        reading.start()
        reading.join(_MOMENT_SECONDS)
        return [CompletionItem(one) for one in list(found) if one.startswith(incomplete)]


class Files(_Word):
    """A file, which the shell itself completes."""

    name = "file"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type="file")]


def complete_words(command: click.Command) -> None:
    """Let each parameter of a command complete what its help calls it."""
    for parameter in command.params:
        if type(parameter.type) is not click.types.StringParamType:
            continue
        called = str(getattr(parameter, "metavar", None) or parameter.name).strip("[]").upper()
        if called in _KINDS:
            parameter.type = Known(called)
        elif called == "FILE":
            parameter.type = Files()


def _read(
    house: type[Desk],
    words: Words,
    ctx: click.Context,
    to: list[str],
) -> None:
    # He is offered what he may see.
    reads_as = ctx.meta.get(READS_AS) or os.environ.get("SERVICECYCLE_ACTOR")
    with suppress(ServicecycleError), house.at(None, reads_as=reads_as) as desk:
        to += words(desk, ctx)


def _ids(listed: Callable[[], Callable[..., Sequence[object]]], name: str) -> Callable[[], Words]:
    """The ids of what is listed; the list is loaded before the moment for its words begins."""
    return lambda: partial(_listed, listed(), attrgetter(name))


def _listed(
    rows: Callable[..., Sequence[object]],
    name: Callable[[object], str],
    desk: Desk,
    _: click.Context,
) -> list[str]:
    return [name(one) for one in rows(desk.reader, page=reading.Page(limit=_MOST))]


def _tasks() -> Words:
    inbox, wanted = reading.inbox, reading.Wanted
    return lambda desk, _: [
        one.task_id
        for one in inbox(desk.reader, wanted(now=desk.now()), page=reading.Page(limit=_MOST))
    ]


def _outcomes() -> Words:
    task = reading.task
    return lambda desk, ctx: list(
        task(desk.reader, str(ctx.params.get("task_id")), desk.now()).outcomes
    )


def _records() -> Words:
    services, people, tasks = _KINDS["SERVICE"](), _KINDS["PERSON"](), _tasks()
    return lambda desk, ctx: [
        *(f"service/{one}" for one in services(desk, ctx)),
        *(f"person/{one}" for one in people(desk, ctx)),
        *tasks(desk, ctx),
    ]


# Each loads what reads the words, and gives what reads them.
_KINDS: dict[str, Callable[[], Words]] = {
    "SERVICE": _ids(lambda: reading.services, "service_id"),
    "TASK": _tasks,
    "OUTCOME": _outcomes,
    "PERSON": _ids(lambda: reading.people, "person_id"),
    "CALENDAR": _ids(lambda: reading.calendars, "calendar_id"),
    "PLAN": _ids(lambda: reading.plans, "plan_id"),
    "CONTRACT": _ids(lambda: reading.contracts, "contract_id"),
    "POLICY": _ids(lambda: reading.policies, "policy_id"),
    "RECORD": _records,
}
