"""What docs/changing-a-policy.md shows is what the commands say when they are really typed."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.house.repository import ROOT
from tests.starters.conftest import company_on
from tests.starters.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.starters.company import Company
    from tests.support.postgres import TestPostgres

DOCUMENT = ROOT / "docs" / "changing-a-policy.md"
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")


def shown(text: str) -> list[tuple[str, str]]:
    """Each command that a document shows, with what it says."""
    blocks = "\n".join(_CONSOLE.findall(text))
    return [(command, said.strip()) for command, said in _COMMAND.findall(blocks)]


@pytest.fixture
def company(postgres: TestPostgres, tmp_path: Path) -> Iterator[Company]:
    """The company of the examples, which nobody has asked anything yet."""
    servers = Servers(postgres.sibling("how_to", template=postgres.name))
    servers.start()
    one = company_on(servers, servers.database, tmp_path)
    examples = ROOT / "examples"
    one.does("people", "import", str(examples / "people.yaml"), "--apply")
    one.does("service", "import", str(examples / "running.yaml"), "--as", "okan")
    yield one
    servers.stop()


def typed(company: Company, line: str) -> str:
    """Type a line as a document shows it; what it says."""
    words, _, target = line.partition(" > ")
    program, *arguments = shlex.split(words)
    if program == "servicecycle":
        said = company.run(*arguments)
        assert said.code == 0, said.err
        out = said.out
    else:
        out = subprocess.run(
            [program, *arguments], check=True, capture_output=True, text=True
        ).stdout
    if target:
        (company.folder / target).write_text(out, encoding="utf-8")
    return "" if target else out.strip()


def test_every_command_says_what_the_document_shows(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company.folder)
    commands = shown(DOCUMENT.read_text(encoding="utf-8"))
    assert len(commands) > len({"show", "check", "diff", "publish", "decide", "adopt"})
    said = [(command, typed(company, command)) for command, _ in commands]
    assert [(one, _INSTANT.sub("…", out)) for one, out in said] == [
        (one, _INSTANT.sub("…", out)) for one, out in commands
    ]


def test_a_command_is_found_with_what_it_says() -> None:
    text = "```console\n$ one --a\nsaid\nmore\n$ two > file\n```\n```sh\n$ three\n```\n"
    assert shown(text) == [("one --a", "said\nmore"), ("two > file", "")]
