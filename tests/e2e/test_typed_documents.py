"""What the documents show is what happens when it is typed, on a whole house."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from starters.main import cli
from tests.house.repository import ROOT
from tests.support.stack import COMMAND, clean_environment
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.e2e

WRITTEN_IN = 2026
ELIDED = "…"
UP = "servicecycle up --detach"
# Programs that begin or end others; every other command is typed without a program of its own.
_PROGRAMS = frozenset({"up", "down", "backup", "restore"})
PEOPLE = "servicecycle people import examples/people.yaml --apply"
SERVICES = "servicecycle service import examples/cut-over/services.yaml --as okan"
CONTRACT = "servicecycle contract add examples/contract.yaml --as aylin"

_BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TYPED = frozenset({"", "console"})
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?=-[0-9]{2}-|\.\.)|(?<=\.\.)20[0-9]{2}")
_VARIES = re.compile(
    r"\d{4}-\d\d-\d\d( \d\d:\d\d)?|127\.0\.0\.1:\d+|\d+\.\d s\b|(?<=migrations: )\d+|"
    r"(?<=holidays )\d+\.\d+"
)


class Session(NamedTuple):
    """What is typed one after the other.

    Args:
        documents: One after the other, in houses that are there or that they start themselves.
        before: What is typed before the first.
        after: What is typed after the last; whatever it says.
        ages: Whether its days are those of the year in which it is read.
    """

    documents: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ages: bool = True


SESSIONS = (
    Session(("README.md",), ages=False),
    Session(("docs/cutting-over.md",)),
    Session(
        ("docs/service-plans.md", "docs/working-time.md"),
        before=(UP, PEOPLE),
        ages=False,
    ),
    Session(("docs/importing.md",), before=(UP, PEOPLE, SERVICES), after=(CONTRACT,)),
)


def shown(text: str) -> list[tuple[str, str]]:
    """Each command that a document shows, with what it says."""
    blocks = [inside for kind, inside in _BLOCK.findall(text) if kind in _TYPED]
    found = chain.from_iterable(_COMMAND.findall(block) for block in blocks)
    return [(command, said.strip()) for command, said in found]


def years_on(text: str) -> str:
    """A text with its days as far from today as they were from the day it was written."""
    later = datetime.now(UTC).year - WRITTEN_IN
    return _YEAR.sub(lambda year: str(int(year[0]) + later), text)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The examples in a folder in which somebody types; what he started is stopped."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    yield tmp_path
    for data in ("rehearsal", "house", ".servicecycle"):
        environment = clean_environment(SERVICECYCLE_DATA=str(tmp_path / data))
        subprocess.run([COMMAND, "down"], env=environment, check=False, capture_output=True)


class Shell:
    """Somebody who types; what he exports holds for what he types next."""

    def __init__(self) -> None:
        path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
        self._environment = clean_environment(PATH=path)
        self._ports = ["--port", str(free_port()), "--ui-port", str(free_port())]

    def types(self, line: str) -> tuple[int, str]:
        """Type a line; how it ended, and what it said."""
        words = shlex.split(line)
        if words[0] == "export":
            self._environment |= dict(one.split("=", 1) for one in words[1:])
            return 0, ""
        if words[0] != "servicecycle" or words[1] in _PROGRAMS:
            ports = self._ports if line == UP else []
            done = subprocess.run(
                [*words, *ports],
                env=self._environment,
                text=True,
                stdout=subprocess.PIPE,
                check=False,
            )
            return done.returncode, done.stdout
        kept: dict[str, str | None] = {**dict.fromkeys(os.environ), **self._environment}
        said = CliRunner().invoke(cli, words[1:], env=kept)
        return said.exit_code, said.stdout


def plain(line: str) -> str:
    """A line without what differs from day to day and from machine to machine."""
    return re.sub(r"(?<=\S) {2,}", "  ", _VARIES.sub("#", line.rstrip()))


def says(said: str, told: str) -> bool:
    """Whether a command said what a document tells, which leaves lines out where it says so.

    A document that tells nothing of a command leaves out all of them.
    """
    lines = [plain(line) for line in told.splitlines()] or [ELIDED]
    if ELIDED not in lines:
        return lines == [plain(line) for line in said.strip().splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if one == ELIDED else f"{re.escape(one)}\n" for one in lines)
    return (
        re.fullmatch(pattern, "".join(f"{plain(one)}\n" for one in said.splitlines())) is not None
    )


@pytest.mark.parametrize("session", SESSIONS, ids=lambda one: one.documents[0])
def test_every_command_of_a_document_does_what_it_shows(
    folder: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    shell = Shell()
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in session.documents]
    told = list(chain.from_iterable(shown(text) for text in texts))
    assert len(told) >= 4 * len(texts)
    whole = [*((one, "") for one in session.before), *told, *((one, "") for one in session.after)]
    if session.ages:
        whole = [(years_on(command), said) for command, said in whole]
        for file in (folder / "examples").rglob("*.*"):
            file.write_text(years_on(file.read_text(encoding="utf-8")), encoding="utf-8")
    for command, said in whole:
        code, out = shell.types(command)
        assert code == 0, (command, out)
        assert says(out, said), (command, out, said)
    if "docs/cutting-over.md" in session.documents:
        assert list(folder.rglob("*.eml")) == []
        assert not (folder / "rehearsal").exists()


def test_lines_that_are_left_out_may_be_any_and_all_others_are_compared() -> None:
    told = "first\n…\nends on 2027-01-01"
    assert says("first\nwhatever\nmore\nends on 2031-05-05\n", told)
    assert says("first\nends on 2031-05-05\n", told)
    assert not says("first\nwhatever\nends on Monday", told)
    assert not says("whatever\nends on 2031-05-05", told)
    assert says("\nready after 4.7 s\n", "ready after 5.1 s")
    assert not says("ready", "ready\nand more")
    assert says("whatever", "")


def test_a_command_is_found_with_what_it_says() -> None:
    text = "```console\n$ one --a\nsaid\n\n$ two\n```\n```sh\n$ three\n```\n"
    text += "```\n$ four\n```\n```\nfive\n```\n"
    assert shown(text) == [("one --a", "said"), ("two", ""), ("four", "")]


def test_days_grow_older_with_the_documents_and_other_numbers_do_not() -> None:
    later = datetime.now(UTC).year - WRITTEN_IN
    text = "in 2026, +90 2026: 2026-01-31..2027-06-30 and 2026..2028"
    expected = (
        f"in 2026, +90 2026: {2026 + later}-01-31..{2027 + later}-06-30 and "
        f"{2026 + later}..{2028 + later}"
    )
    assert years_on(text) == expected
