"""Two ways to put words into a text: as plain text, and as HTML.

What other people wrote (a name, a title, an id) may run against the direction of the letter. It is
isolated, so that it disturbs neither the order of the words nor the punctuation around it; in HTML
it is escaped as well.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LEFT_TO_RIGHT = frozenset({"L", "EN"})


class Pen(Protocol):
    """Writes the texts of a letter."""

    def foreign(self, text: str) -> str:
        """Words of other people, which stay what they are."""

    def plain(self, text: str) -> str:
        """Words of the house, or a command."""

    def fill(self, text: str, gaps: Mapping[str, str]) -> str:
        """Put words into the gaps of a text of the catalogue.

        Raises:
            KeyError: the text has a gap that nothing is known for.
        """

    def join(self, comma: str, parts: Iterable[str]) -> str:
        """Several words as a list within a sentence."""


class PlainPen:
    """Writes plain text; in a letter from right to left or not.

    Unicode's isolates stand around what runs the other way, and nowhere else.
    """

    def __init__(self, *, is_rtl: bool) -> None:
        self._against = _LEFT_TO_RIGHT if is_rtl else _RIGHT_TO_LEFT

    def foreign(self, text: str) -> str:
        """Isolate what runs against the letter."""
        if any(unicodedata.bidirectional(letter) in self._against for letter in text):
            return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
        return text

    def plain(self, text: str) -> str:
        """Leave it as it is."""
        return text

    def fill(self, text: str, gaps: Mapping[str, str]) -> str:
        """Put words into the gaps."""
        return text.format_map(gaps)

    def join(self, comma: str, parts: Iterable[str]) -> str:
        """Put commas between them."""
        return comma.join(parts)


class HtmlPen:
    """Writes HTML; whatever comes in is text and no mark-up."""

    def foreign(self, text: str) -> Markup:
        """Escape and isolate it."""
        return Markup("<bdi>{}</bdi>").format(text)

    def plain(self, text: str) -> Markup:
        """Escape it."""
        return escape(text)

    def fill(self, text: str, gaps: Mapping[str, str]) -> Markup:
        """Put words into the gaps; what was not escaped yet is."""
        return escape(text).format_map(gaps)

    def join(self, comma: str, parts: Iterable[str]) -> Markup:
        """Put commas between them."""
        return Markup(comma).join(parts)  # noqa: S704 - a comma of the house, not of other people
