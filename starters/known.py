"""What a shell completes beside commands and options: the ids that are on record.

It is quick and silent: where the records cannot be read in a moment, nothing is completed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from domain.errors import ServicecycleError
from starters.options import READS_AS

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _services() -> Words:
    from activities.store.reading import Page, services

    page = Page(limit=_MOST)
    return lambda desk, _: [one.service_id for one in services(desk.reader, stage=None, page=page)]


def _tasks() -> Words:
    from activities.store.reading import Page, Wanted, inbox

    page = Page(limit=_MOST)
    return lambda desk, _: [
        one.task_id for one in inbox(desk.reader, Wanted(now=desk.now()), page=page)
    ]


def _outcomes() -> Words:
    from activities.store.reading import task

    return lambda desk, ctx: list(
        task(desk.reader, str(ctx.params.get("task_id")), desk.now()).outcomes
    )


def _people() -> Words:
    from activities.store.reading import Page, people

    page = Page(limit=_MOST)
    return lambda desk, _: [one.person_id for one in people(desk.reader, page=page)]


def _calendars() -> Words:
    from activities.store.reading import Page, calendars

    page = Page(limit=_MOST)
    return lambda desk, _: [one.calendar_id for one in calendars(desk.reader, page=page)]


def _plans() -> Words:
    from activities.store.reading import Page, plans

    page = Page(limit=_MOST)
    return lambda desk, _: [one.plan_id for one in plans(desk.reader, page=page)]


def _contracts() -> Words:
    from activities.store.reading import Page, contracts

    page = Page(limit=_MOST)
    return lambda desk, _: [one.contract_id for one in contracts(desk.reader, page=page)]


def _policies() -> Words:
    from activities.store.reading import Page, policies

    page = Page(limit=_MOST)
    return lambda desk, _: [one.policy_id for one in policies(desk.reader, page=page)]


def _records() -> Words:
    services, people, tasks = _services(), _people(), _tasks()
    return lambda desk, ctx: [
        *(f"service/{one}" for one in services(desk, ctx)),
        *(f"person/{one}" for one in people(desk, ctx)),
        *tasks(desk, ctx),
    ]


# Each loads what reads the words, and gives what reads them.
_KINDS: dict[str, Callable[[], Words]] = {
    "SERVICE": _services,
    "TASK": _tasks,
    "OUTCOME": _outcomes,
    "PERSON": _people,
    "CALENDAR": _calendars,
    "PLAN": _plans,
    "CONTRACT": _contracts,
    "POLICY": _policies,
    "RECORD": _records,
}
