"""Whoever reads our output may go away whenever he likes: a command then ends quietly."""

from __future__ import annotations

import fcntl
import os
import subprocess
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from starters.main import Root
from tests.support.stack import COMMAND, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.starters.company import Company

SECONDS = 120


@click.command()
def broken() -> None:
    message = "the socket of a server"
    raise BrokenPipeError(message)


def environment(company: Company) -> dict[str, str]:
    """The environment of a command in a process of its own, which keeps what it says together."""
    kept = {name: value for name, value in company.environment.items() if value is not None}
    return clean_environment(**kept, PYTHONUNBUFFERED="")


def typed(company: Company, *words: str, said: int, complained: int, **more: str) -> int:
    """Type a command in a process of its own; returns its exit code."""
    done = subprocess.run(
        [COMMAND, *words],
        env=environment(company) | more,
        stdout=said,
        stderr=complained,
        check=False,
        timeout=SECONDS,
    )
    return done.returncode


@pytest.fixture
def unread() -> Iterator[int]:
    """The end of a pipe into which one writes, and whose reader is gone."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "show", "acme"),
        ("customer", "list", "--json"),
        ("service", "list"),
        ("policy", "show"),
        ("verify", "--records-only"),
        ("columns", "contacts"),
        ("contract", "list", "--help"),
        ("--help",),
        ("--version",),
    ],
    ids=" ".join,
)
def test_a_command_whose_reader_is_gone_ends_well_and_says_nothing_of_it(
    acme: Company, unread: int, words: tuple[str, ...]
) -> None:
    complaints = acme.folder / "complaints"
    with complaints.open("wb") as file:
        code = typed(acme, *words, said=unread, complained=file.fileno())
    assert (code, complaints.read_text()) == (0, "")


def test_a_shell_that_wants_no_word_completed_any_more_ends_it_well(
    acme: Company, unread: int
) -> None:
    words = {"COMP_WORDS": "servicecycle cust", "COMP_CWORD": "1"}
    asked = {"_SERVICECYCLE_COMPLETE": "bash_complete", **words}
    assert typed(acme, said=unread, complained=subprocess.DEVNULL, **asked) == 0


def test_who_reads_one_line_of_many_has_it_and_the_command_ends_well(acme: Company) -> None:
    words, pipe = [COMMAND, "policy", "show", "--json"], subprocess.PIPE
    with subprocess.Popen(words, env=environment(acme), stdout=pipe, stderr=pipe) as one:
        assert one.stdout is not None
        assert one.stderr is not None
        # It holds less than the command says, so that it still writes when its reader goes.
        fcntl.fcntl(one.stdout, fcntl.F_SETPIPE_SZ, 4_096)
        assert one.stdout.readline() == b"{\n"
        one.stdout.close()
        assert (one.wait(SECONDS), one.stderr.read()) == (0, b"")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (3, ("customer", "show", "pp-nowhere")),
        (3, ("customer", "show", "pp-nowhere", "--json")),
        (2, ("customer", "show")),
        (2, ("customer", "show", "--json")),
    ],
    ids=str,
)
def test_where_nobody_reads_what_went_wrong_the_exit_code_tells_of_it(
    acme: Company, unread: int, code: int, words: tuple[str, ...]
) -> None:
    assert typed(acme, *words, said=subprocess.DEVNULL, complained=unread) == code


def test_the_work_goes_on_where_nobody_listens_how_far_it_has_come(
    acme: Company, unread: int
) -> None:
    kept = acme.folder / "pipe-ends.jsonl"
    words = ("verify", "--records-only", "--keep", str(kept))
    assert typed(acme, *words, said=unread, complained=unread) == 0
    assert acme.run("verify", "--records-only", "--against", str(kept)).code == 0


def test_another_pipe_that_breaks_is_not_taken_for_a_reader_who_has_gone() -> None:
    group = Root("root", places={"broken": f"{__name__}:broken"}, help="-")
    done = CliRunner().invoke(group, ["broken"])
    assert done.exit_code == 1
    assert "something unexpected happened" in done.stderr
