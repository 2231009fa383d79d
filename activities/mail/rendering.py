"""A letter as plain text and as HTML."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from activities.mail.speech import SPEECH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.mail.building import Built, Part
    from domain.words import Language

_WIDE = frozenset("WF")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def plain_text(letter: Built, language: Language) -> str:
    """The letter as every mail program shows it."""
    colon = SPEECH[language].colon
    parts = (line for part in letter.parts for line in _plain(part, colon))
    body = "\n\n".join((letter.greeting, *parts))
    return f"{body}\n\n-- \n{letter.signature}\n"


def html(letter: Built, language: Language) -> str:
    """The letter as one page of HTML that loads nothing from anywhere."""
    page = _PAGES.get_template("letter.html")
    return page.render(letter=letter, speech=SPEECH[language])


def _plain(part: Part, colon: str) -> Iterator[str]:
    match part.kind:
        case "facts":
            yield "\n".join(_aligned(part.rows, colon))
        case "listing":
            yield "\n".join(f"    - {item}" for item in part.items)
        case "paragraph":
            yield part.text
        case _:
            yield f"    {part.text}"


def _aligned(rows: tuple[tuple[str, str], ...], colon: str) -> Iterator[str]:
    longest = max((_columns(label) for label, _ in rows), default=0)
    for label, value in rows:
        yield f"    {label}{colon}{' ' * (longest - _columns(label) + 1)}{value}"


def _columns(text: str) -> int:
    """How wide a text is where a letter of Latin has one column; an ideograph has two."""
    seen = [letter for letter in text if unicodedata.category(letter) != "Cf"]
    return len(seen) + sum(unicodedata.east_asian_width(letter) in _WIDE for letter in seen)
