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

        found: list[str] = []
        # A server that answers no more must not hold a person's shell.
        reading = Thread(target=_read, args=(Desk, self._words, ctx, found), daemon=True)
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
    words: Callable[[Desk, click.Context], list[str]],
    ctx: click.Context,
    to: list[str],
) -> None:
    # He is offered what he may see.
    reads_as = ctx.meta.get(READS_AS) or os.environ.get("SERVICECYCLE_ACTOR")
    with suppress(ServicecycleError), house.at(None, reads_as=reads_as) as desk:
        to += words(desk, ctx)


def _services(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    page = reading.Page(limit=_MOST)
    return [one.service_id for one in reading.services(desk.reader, stage=None, page=page)]


def _tasks(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    wanted = reading.Wanted(now=desk.now())
    return [
        one.task_id for one in reading.inbox(desk.reader, wanted, page=reading.Page(limit=_MOST))
    ]


def _outcomes(desk: Desk, ctx: click.Context) -> list[str]:
    from activities.store import reading

    return list(reading.task(desk.reader, str(ctx.params.get("task_id")), desk.now()).outcomes)


def _people(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    return [one.person_id for one in reading.people(desk.reader, page=reading.Page(limit=_MOST))]


def _calendars(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    found = reading.calendars(desk.reader, page=reading.Page(limit=_MOST))
    return [one.calendar_id for one in found]


def _plans(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    return [one.plan_id for one in reading.plans(desk.reader, page=reading.Page(limit=_MOST))]


def _contracts(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    found = reading.contracts(desk.reader, page=reading.Page(limit=_MOST))
    return [one.contract_id for one in found]


def _policies(desk: Desk, _ctx: click.Context) -> list[str]:
    from activities.store import reading

    return [one.policy_id for one in reading.policies(desk.reader, page=reading.Page(limit=_MOST))]


def _records(desk: Desk, ctx: click.Context) -> list[str]:
    services = [f"service/{one}" for one in _services(desk, ctx)]
    return [*services, *(f"person/{one}" for one in _people(desk, ctx)), *_tasks(desk, ctx)]


_KINDS: dict[str, Callable[[Desk, click.Context], list[str]]] = {
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
