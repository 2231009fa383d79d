"""What the documents say is so: diagrams, links, commands, paths and quoted code."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from docs.generate import FOLDER, PARTS, documents, parts_of, renewed
from domain.policy import Command, QuestionName
from domain.words import ChangeState, NoticeState, PolicyState, Stage, TaskState
from tests.house.repository import ROOT, short
from tests.house.test_commands import servicecycle, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import StrEnum
    from pathlib import Path

README = ROOT / "README.md"
WRITTEN = (README, ROOT / "CHANGELOG.md", *documents())

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```[a-z]*\n(?P<inside>.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(?P<inside>[^`\n]+)`")
_LINE = re.compile(r"^(?:\$ )?(?P<words>servicecycle .*)$", re.MULTILINE)
_PATH = re.compile(
    r"^(?:domain|activities|workflows|workers|starters|tests|docs|examples)/[\w./-]*\w$"
)
_QUOTED = re.compile(
    r"^<!-- quoted: (?P<path>\S+) -->\n```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
_ENDS_A_COMMAND = frozenset({"|", ">", "<", "&&", ";"})


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The names by which the usual forges reach the headings of a document."""
    kept = (re.sub(r"[^\w\- ]", "", one.lower()) for one in _HEADING.findall(text))
    return {one.replace(" ", "-") for one in kept}


def dead_links(path: Path) -> Iterator[str]:
    """Each link to a file or a heading that is not there; other people's sites are theirs."""
    for target in _LINK.findall(read(path)):
        file, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (anchor and anchor not in anchors(read(there))):
            yield f"{short(path)}: {target}"


def command_lines(text: str) -> Iterator[str]:
    """Each command line of ours, in a block or between words."""
    for block in _FENCED.findall(text):
        yield from _LINE.findall(block)
    spans = _SPAN.findall(_FENCED.sub("", text))
    yield from (one for one in spans if one.startswith("servicecycle "))


def unknown(group: click.Group, line: str) -> list[str]:
    """What a command line names that the command does not have."""
    words = shlex.split(line.split(" > ", maxsplit=1)[0], comments=True)[1:]
    command: click.Command = group
    context = click.Context(group, info_name=group.name)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            return [f"{line}: there is no {words[0]}"]
        command, words = found, words[1:]
    has = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    has |= set(command.get_help_option_names(context))
    given = [one.partition("=")[0] for one in _before_the_end(words) if one.startswith("--")]
    return [f"{line}: there is no {one}" for one in given if one not in has]


def _before_the_end(words: list[str]) -> Iterator[str]:
    for one in words:
        if one in _ENDS_A_COMMAND:
            return
        yield one


@pytest.mark.parametrize("path", list(documents()), ids=short)
def test_a_generated_part_is_what_the_code_says(path: Path) -> None:
    stale = "the code has changed: `make diagrams` writes the parts of the documents anew"
    assert read(path) == renewed(read(path)), stale


def test_every_part_stands_in_one_document() -> None:
    assert sorted(one for path in documents() for one in parts_of(read(path))) == sorted(PARTS)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("service-life", Stage),
        ("change-life", ChangeState),
        ("policy-life", PolicyState),
        ("task-life", TaskState),
        ("notice-life", NoticeState),
        ("questions", QuestionName),
        ("rights", Command),
    ],
)
def test_a_generated_part_leaves_none_out(part: str, words: type[StrEnum]) -> None:
    written = PARTS[part]()
    assert [one for one in words if re.search(rf"\b{one}\b", written) is None] == []


def test_a_stale_part_is_found() -> None:
    text = "a\n<!-- generated: task-life -->\nold\n<!-- end -->\nz\n"
    assert parts_of(text) == ["task-life"]
    assert "stateDiagram-v2" in renewed(text)
    with pytest.raises(KeyError, match="no-such-part"):
        renewed(text.replace("task-life", "no-such-part"))


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_no_link_is_dead(path: Path) -> None:
    assert list(dead_links(path)) == []


def test_every_document_is_linked_from_the_readme() -> None:
    linked = {(ROOT / target).resolve() for target in _LINK.findall(read(README))}
    assert [short(path) for path in documents() if path.resolve() not in linked] == []


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_every_command_line_can_be_typed(path: Path) -> None:
    lines = list(command_lines(read(path)))
    assert [one for line in lines for one in unknown(servicecycle(), line)] == []


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_every_path_that_is_named_is_there(path: Path) -> None:
    named = [one for one in _SPAN.findall(read(path)) if _PATH.match(one)]
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_code_that_is_quoted_stands_where_it_is_quoted_from() -> None:
    quoted = [one for path in documents() for one in _QUOTED.findall(read(path))]
    assert quoted != []
    assert [code for name, code in quoted if code not in read(ROOT / name)] == []


def test_a_dead_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A Page, really\n[a](page.md#a-page-really) [b](gone.md) [c](#none)", encoding="utf-8"
    )
    monkeypatch.setattr("tests.house.test_documents.short", lambda path: path.name)
    assert list(dead_links(page)) == ["page.md: gone.md", "page.md: #none"]


def test_a_command_line_that_cannot_be_typed_is_found() -> None:
    text = "`servicecycle north` and\n```console\n$ servicecycle north --far 2 > file\nsaid\n```\n"
    assert sorted(command_lines(text)) == [
        "servicecycle north",
        "servicecycle north --far 2 > file",
    ]
    assert unknown(walk, "servicecycle north --far=2") == []
    assert unknown(walk, "servicecycle north --near 2 | more --all") == [
        "servicecycle north --near 2 | more --all: there is no --near"
    ]
    assert unknown(walk, "servicecycle east") == ["servicecycle east: there is no east"]


def test_the_documents_lie_in_one_folder() -> None:
    assert FOLDER == ROOT / "docs"
