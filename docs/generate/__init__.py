"""The parts of the documents that follow from the code: `make diagrams` writes them anew.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. Whoever changes a transition
table, a question or the policy that ships makes them stale, and a test says so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docs.generate.columns import PARTS as COLUMNS
from docs.generate.houses import PARTS as HOUSE
from docs.generate.questions import PARTS as QUESTIONS
from docs.generate.states import PARTS as STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = {**STATES, **QUESTIONS, **HOUSE, **COLUMNS}
"""What writes each part, by its name."""

FOLDER = Path(__file__).parents[1]
_PART = re.compile(
    r"^<!-- generated: (?P<name>[a-z-]+) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL
)


def documents() -> Iterator[Path]:
    """Every document that may have such parts."""
    yield from sorted(FOLDER.glob("*.md"))


def parts_of(text: str) -> list[str]:
    """The names of the parts of a document."""
    return [one["name"] for one in _PART.finditer(text)]


def renewed(text: str) -> str:
    """A document with its parts as they follow from the code now.

    Raises:
        KeyError: it has a part that nothing writes.
    """
    return _PART.sub(lambda found: _written(found["name"]), text)


def _written(name: str) -> str:
    return f"<!-- generated: {name} -->\n\n{PARTS[name]().strip()}\n\n<!-- end -->"
