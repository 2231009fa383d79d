"""Every command with words that are right, so that a test can spoil one of them at a time.

A new command is found by walking the tree of commands; what is right for a parameter follows from
what its help calls it, such as SERVICE or PERSON. A parameter that is called something new needs an
entry here, and `test_every_parameter_of_every_command_can_be_spoiled` says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.main import cli
from tests.house.test_commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.door.world import World

# What the stack is made of is started and stopped by tests of its own, in real processes.
RUN_ON = frozenset({"demo", "up", "down", "worker"})
_READ = frozenset({"FILE", "BEFORE"})
_WRITTEN = frozenset({"output", "keep", "html"})


def every_command() -> dict[str, click.Command]:
    """Each command by its words, without the name of the program."""
    found = commands(cli, click.Context(cli, info_name="servicecycle"))
    return {path.partition(" ")[2]: command for path, command in found}


def called(parameter: click.Parameter) -> str:
    """What the help calls a parameter."""
    name = getattr(parameter, "metavar", None) or str(parameter.name)
    return name.strip("[].").upper()


def right_words(world: World, path: str, command: click.Command) -> dict[str, list[str]]:
    """For each parameter of a command the words that are right for it."""
    given = dict(_rightly(world, path, command))
    return {name: words for name, words in given.items() if words}


def typed(
    path: str, command: click.Command, given: Mapping[str, list[str]], *, as_json: bool = True
) -> list[str]:
    """A whole command, its options first, so that a word that begins with a dash is no option."""
    options: list[str] = []
    arguments: list[str] = []
    for parameter in command.params:
        words = given.get(str(parameter.name), [])
        (arguments if isinstance(parameter, click.Argument) else options).extend(words)
    machine = ["--json"] if as_json and has_json(command) else []
    return [*path.split(), *machine, *options, *(["--", *arguments] if arguments else [])]


def has_json(command: click.Command) -> bool:
    """Whether a command speaks to machines."""
    return any(parameter.name == "as_json" for parameter in command.params)


def spoilable(command: click.Command) -> list[click.Parameter]:
    """The parameters into which a person types something."""
    return [one for one in command.params if not getattr(one, "is_flag", False)]


def is_file(parameter: click.Parameter) -> bool:
    """Whether a parameter names a file that is read."""
    return called(parameter) in _READ and parameter.name not in _WRITTEN


def _rightly(world: World, path: str, command: click.Command) -> Iterator[tuple[str, list[str]]]:
    for parameter in spoilable(command):
        word = world.word_for(path, str(parameter.name), called(parameter))
        if isinstance(parameter, click.Argument):
            yield str(parameter.name), [] if word is None else [word]
        else:
            yield str(parameter.name), [] if word is None else [parameter.opts[0], word]
