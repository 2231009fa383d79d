"""Whatever is handed in as a file: taken whole, or refused by name with nothing half done."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.carrying import LARGEST_BYTES
from domain.errors import InvalidInputError
from starters.reading_files import content_of, document_of
from tests.door.agreements import AGREED, EDIT
from tests.door.odd import DOCUMENTS, odd_files, spoilt
from tests.door.test_words import COMMANDS, LEISURELY, fits
from tests.door.words import is_file, right_words, spoilable, typed
from tests.door.world import CALENDAR
from tests.starters.company import GATES, PEOPLE_FILE, imported_file, service_file
from workers.registers.people_files import read_people
from workers.registers.policies import check_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import click

    from tests.door.world import World

pytestmark = pytest.mark.usefixtures("elsewhere")

TAKE_FILES = {
    (path, str(one.name))
    for path, command in COMMANDS.items()
    for one in spoilable(command)
    if is_file(one)
}
ANY_CONTENT = frozenset({("attach", "file")})
A_FEW = frozenset({"empty", "utf-16", "twice", "no day", "deep JSON", "bomb", "large", "one word"})
READERS: tuple[Callable[[str], object], ...] = (
    document_of,
    lambda file: read_people(content_of(file), "people.yaml"),
    lambda file: read_people(content_of(file), "people.csv"),
    lambda file: check_policy(content_of(file)),
)
# The worst of them, a bomb of 400 bytes, takes 1.7 million before it is refused.
MOST_STEPS = 10_000_000
WRITTEN: dict[tuple[str, str], Any] = {
    ("service propose", "file"): service_file("spoilt", design={"brief": GATES["brief"][1]}),
    ("service import", "file"): [imported_file("spoilt-a"), imported_file("spoilt-b")],
    ("people import", "file"): PEOPLE_FILE[:3],
    ("decide", "file"): GATES["brief"][1],
    ("calendar add", "file"): CALENDAR,
    ("contract add", "file"): AGREED,
    ("contract edit", "file"): EDIT,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return odd_files(tmp_path_factory.mktemp("odd") / "files")


@contextmanager
def at_most(steps: int, what: str) -> Iterator[None]:
    """Refuse work that takes more steps, a step being a call or its end, on whatever machine."""
    taken = 0

    def count(*_step: object) -> None:
        nonlocal taken
        taken += 1
        assert taken < steps, what

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
        assert taken < steps, what


@pytest.mark.parametrize("reader", READERS, ids=["document", "people", "spreadsheet", "policy"])
def test_every_odd_file_is_read_or_refused_by_name_in_few_steps(
    files: dict[str, str], reader: Callable[[str], object]
) -> None:
    for what, file in files.items():
        try:
            with at_most(MOST_STEPS, what):
                reader(file)
        except InvalidInputError as refused:
            told = refused
        else:
            told = InvalidInputError("it was read", field="file")
        assert told.field, (what, told.message)


@pytest.mark.parametrize(("path", "parameter"), sorted(TAKE_FILES))
def test_odd_files_are_refused_by_name_and_nothing_is_half_done(
    world: World, files: dict[str, str], path: str, parameter: str
) -> None:
    before = world.records()
    for what, file in files.items():
        if what in DOCUMENTS and (what not in A_FEW or (path, parameter) in ANY_CONTENT):
            continue
        words = with_file(world, path, parameter, file)
        said = world.company.run(*words)
        fits(said, words)
        assert said.code == 2, (path, what, said.out, said.err)
        assert json.loads(said.err)["error"]["field"], (path, what)
    assert world.records() == before


@pytest.mark.parametrize(("path", "parameter"), sorted(WRITTEN))
@LEISURELY
@given(drawn=st.data())
def test_document_with_one_odd_value_is_taken_whole_or_refused_with_its_field(
    world: World, path: str, parameter: str, drawn: st.DataObject
) -> None:
    document = drawn.draw(spoilt(WRITTEN[path, parameter]))
    file = world.company.write("drawn.json", document)
    words = with_file(world, path, parameter, file)
    before = world.records()
    said = world.company.run(*words)
    fits(said, words)
    if said.code:
        error = json.loads(said.err)["error"]
        assert error["field"], (document, error)
        assert world.records() == before, document


def test_file_that_no_process_could_carry_is_refused_with_how_large_it_may_be(
    world: World,
) -> None:
    needs = ["x" * 20_000 for _ in range(LARGEST_BYTES // 20_000 + 1)]
    company = world.company
    file = company.write("large.json", service_file("large", customers_needs=needs))
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert (error["field"], "may have 102 KB" in error["message"]) == ("file", True)
    listed = company.write("large.json", [imported_file("large", customers_needs=needs)])
    assert company.refused(2, "service", "import", listed, "--as", "admin")["field"] == "0"
    brief = {**GATES["brief"][1], "evidence": needs}
    words = company.deciding("designed/brief/1", "complete", by="owner", data=brief)
    assert company.refused(2, *words)["field"] == "data"
    words[words.index("--reason") + 1] = "why not " * 2_000
    assert company.refused(2, *words)["field"] == "reason"
    company.refused(3, "service", "show", "large")


def test_service_whose_file_is_as_large_as_may_be_lives(world: World) -> None:
    company = world.company
    needs = ["x" * 20_000 for _ in range(LARGEST_BYTES // 20_000)]
    proposed = company.propose("heavy", customers_needs=needs)
    assert proposed["stage"] == "strategy"
    company.offer("heavy")
    answered = company.decide("heavy/brief/1", "complete", by="owner", data=GATES["brief"][1])
    assert answered["state"] == "completed"


def test_no_process_was_wedged_by_any_of_it(world: World) -> None:
    found = world.company.does("status")
    assert (found["wedged"], found["failing_activities"]) == ([], [])


def with_file(world: World, path: str, parameter: str, file: str) -> list[str]:
    command: click.Command = COMMANDS[path]
    words = right_words(world, path, command)
    one = next(each for each in command.params if each.name == parameter)
    words[parameter] = [file] if one.param_type_name == "argument" else [f"{one.opts[0]}={file}"]
    return typed(path, command, words)
