"""Groups of commands that are loaded when they are called, so that each command answers at once."""

from __future__ import annotations

from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


_EXAMPLE = "servicecycle "


class LazyGroup(click.Group):
    """A group that knows where its commands are and loads the one that is called.

    Args:
        places: For each command where it is defined, as `module:name`, in the order of the help.
    """

    def __init__(self, name: str, *, places: Mapping[str, str], help: str) -> None:  # noqa: A002 - click's name
        super().__init__(name, help=help)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands; nothing is loaded."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None where there is none of this name."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            message = f"{place} is no command"
            raise TypeError(message)
        command.help = _with_examples(command.help)
        if ctx.resilient_parsing:
            # A shell asks what could come next.
            from starters.known import complete_words

            complete_words(command)
        return command


def _with_examples(text: str | None) -> str:
    """Help in which a paragraph of examples is named so and keeps its lines, which click joins."""
    paragraphs = cleandoc(text or "").split("\n\n")
    return "\n\n".join(_titled(one) if one.startswith(_EXAMPLE) else one for one in paragraphs)


def _titled(examples: str) -> str:
    lines = examples.splitlines()
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {line}" for line in lines)])
