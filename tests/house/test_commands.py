"""Every command explains itself, with an example, and the README names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tests.house.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, with the words a person types for it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{context.command_path} {name} is listed and not there"
        below = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from commands(command, below)
        elif not command.hidden:
            yield below.command_path, command


def names(text: str, path: str) -> bool:
    """Whether a text has a command in full; "walk northward" does not name "walk north"."""
    return re.search(rf"(?<![\w-]){re.escape(path)}(?![\w-])", text) is not None


def unexplained(group: click.Group, name: str) -> list[str]:
    """Each command or option without help, and each command whose help shows no example of it."""
    found = []
    for path, command in commands(group, click.Context(group, info_name=name)):
        if not names(command.help or "", path):
            found.append(f"{path}: the help has no example")
        options = (one for one in command.params if isinstance(one, click.Option))
        found += [f"{path}: --{one.name} has no help" for one in options if not one.help]
    return found


def unmentioned(group: click.Group, name: str, readme: str) -> list[str]:
    """Each command that a text does not name in full."""
    root = click.Context(group, info_name=name)
    return [path for path, _ in commands(group, root) if not names(readme, path)]


def servicecycle() -> click.Group:
    """The command line of the product."""
    from starters.main import cli  # noqa: PLC0415 - the other tests here stand without it.

    assert isinstance(cli, click.Group)
    return cli


def test_every_command_has_help_with_an_example() -> None:
    assert unexplained(servicecycle(), "servicecycle") == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert unmentioned(servicecycle(), "servicecycle", readme) == []


@click.group()
def walk() -> None:
    """Walk."""


@walk.command()
@click.option("--far")
def north(far: str) -> None:
    """Walk north."""


@walk.command()
def south() -> None:
    """Walk south: `walk south`."""


def test_a_command_without_example_help_or_mention_is_found() -> None:
    assert unexplained(walk, "walk") == [
        "walk north: the help has no example",
        "walk north: --far has no help",
    ]
    assert unmentioned(walk, "walk", "Say walk north, or walk southward.") == ["walk south"]
