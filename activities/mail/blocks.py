"""How a letter is built: the parts into which the text of a notice is taken apart.

That is done before a gap is filled, so nothing that people wrote can add a part of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = "    "
_COMMANDS = ("servicecycle ", "{command}")
_FACT = re.compile(r"(?P<label>[^{}]+?)\s*[:：]\s*(?P<value>\{\w+\})")
_ALONE = re.compile(r"\{(?P<name>\w+)\}")


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Facts:
    """A table of labels and what is known of each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Command:
    """What its reader may copy into a terminal."""

    text: str


@dataclass(frozen=True)
class Quotation:
    """Words of somebody else, set apart."""

    text: str


@dataclass(frozen=True)
class Insert:
    """The place of a list, or of another text, that a gap standing alone names."""

    name: str


Block = Paragraph | Facts | Command | Quotation | Insert


def blocks_of(text: str) -> Iterator[Block]:
    """Take a text of the catalogue apart.

    A blank line ends a part. Lines with four blanks in front of them are set apart: facts, each of
    them a label and a gap, or a command, or a quotation. A gap that stands alone is an insert.
    """
    for part in text.strip("\n").split("\n\n"):
        alone = _ALONE.fullmatch(part)
        if alone:
            yield Insert(alone["name"])
        elif all(line.startswith(_APART) for line in part.split("\n")):
            yield from _apart([line.strip() for line in part.split("\n")])
        else:
            yield Paragraph(part)


def _apart(lines: list[str]) -> Iterator[Block]:
    facts = [_FACT.fullmatch(line) for line in lines]
    rows = tuple((one["label"], one["value"]) for one in facts if one)
    if len(rows) == len(lines):
        yield Facts(rows)
        return
    for line in lines:
        yield Command(line) if line.startswith(_COMMANDS) else Quotation(line)
