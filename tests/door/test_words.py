"""Whatever is typed: an exit code of the list, one line that names the field, nothing half done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.door import odd
from tests.door.words import RUN_ON, every_command, right_words, spoilable, typed

if TYPE_CHECKING:
    from tests.door.world import World
    from tests.starters.company import Said

pytestmark = pytest.mark.usefixtures("elsewhere")

COMMANDS = {path: one for path, one in every_command().items() if path not in RUN_ON}
CODES = {
    "invalid_input": 2,
    "not_found": 3,
    "not_allowed": 4,
    "conflict": 5,
    "unreachable": 6,
    "outcome_unknown": 7,
}
REPORTS = frozenset({"verify"})
"""Commands whose answer says what is wrong; their exit code repeats it."""

LEISURELY = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fits(said: Said, words: list[str]) -> None:
    """Whether a command ended as every command has to end."""
    assert said.code in {0, *CODES.values()}, (words, said.code, said.out[-500:], said.err[-2000:])
    assert "Traceback" not in said.out + said.err
    if said.code == 0 or (words[0] in REPORTS and said.out):
        return
    if "--json" in words[: words.index("--") if "--" in words else None]:
        error = json.loads(said.err)["error"]
        assert CODES[error["code"]] == said.code, words
        assert error["message"], words
        message = error["message"]
    else:
        message = said.err
    assert len(message) < 3000, (words, message[:200], len(message))
    letters = {one for one in message if ord(one) < 32 and one not in "\n\t"}
    assert not letters, (words, message)


def test_every_parameter_of_every_command_can_be_spoiled(world: World) -> None:
    assert len(COMMANDS) > 30
    for path, command in COMMANDS.items():
        right_words(world, path, command)


@pytest.mark.parametrize("path", COMMANDS)
@LEISURELY
@given(drawn=st.data())
def test_odd_words_are_refused_and_nothing_is_half_done(
    world: World, path: str, drawn: st.DataObject
) -> None:
    command = COMMANDS[path]
    words = drawn.draw(spoiled(world, path, command))
    before = world.records()
    said = world.company.run(*words)
    fits(said, words)
    if said.code:
        assert world.records() == before, words


def test_no_process_was_wedged_by_any_of_it(world: World) -> None:
    found = world.company.does("status")
    assert (found["wedged"], found["failing_activities"]) == ([], [])


@st.composite
def spoiled(draw: st.DrawFn, world: World, path: str, command: click.Command) -> list[str]:
    """A command of which one parameter or two are odd, are missing, or are given twice."""
    given_words = right_words(world, path, command)
    possible = spoilable(command)
    chosen = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=2)) if possible else []
    for parameter in chosen:
        name = str(parameter.name)
        how = draw(st.sampled_from(["odd", "odd", "odd", "missing", "twice"]))
        word = draw(odd.odd_word(parameter))
        if how == "missing":
            given_words.pop(name, None)
        elif isinstance(parameter, click.Option):
            more = given_words.get(name, []) if how == "twice" else []
            given_words[name] = [*more, f"{parameter.opts[0]}={word}"]
        else:
            given_words[name] = [*(given_words.get(name, []) if how == "twice" else []), word]
    flags = [
        one for one in command.params if getattr(one, "is_flag", False) and one.name != "as_json"
    ]
    for flag in draw(st.lists(st.sampled_from(flags), max_size=2)) if flags else []:
        given_words[str(flag.name)] = [*given_words.get(str(flag.name), []), flag.opts[0]]
    return typed(path, command, given_words, as_json=draw(st.booleans()))
