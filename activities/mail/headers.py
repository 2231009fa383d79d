"""Mail headers that survive folding and carry nothing but what they are meant to carry.

Python's own folding of a header with letters beyond ASCII loses a blank here and there, so such a
header is written as encoded words from end to end.
"""

from __future__ import annotations

import hashlib
import unicodedata
from email.header import Header
from email.policy import SMTP, EmailPolicy
from typing import TYPE_CHECKING, cast

from domain.ids import slug

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.headerregistry import UniqueAddressHeader

# Marks that turn the direction of what follows: a name could make a sentence say something else.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE = 76
_SLUG = 24
_DIGEST = 24


class LetterPolicy(EmailPolicy):
    """How our letters are put on the wire: as Python does, but for names and subjects."""

    def fold(self, name: str, value: str) -> str:
        """Write a header on lines that every mail server takes."""
        writer = _WRITERS.get(name.lower())
        if writer is None or value.isascii():
            return str(super().fold(name, value))
        return f"{name}: {writer(self, name, value)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def words(self, name: str, text: str) -> str:
        """A text as encoded words from end to end."""
        return Header(text, "utf-8", _LINE, name).encode(linesep=self.linesep)

    def receiver(self, name: str, value: str) -> str:
        """A receiver: his name as encoded words, his address as it is."""
        address = cast("UniqueAddressHeader", value).addresses[0]
        return f"{self.words(name, address.display_name)}{self.linesep} <{address.addr_spec}>"


_WRITERS: dict[str, Callable[[LetterPolicy, str, str], str]] = {
    "subject": LetterPolicy.words,
    "to": LetterPolicy.receiver,
}

LETTER = LetterPolicy(linesep=SMTP.linesep)


def on_one_line(text: str) -> str:
    """A text as one line without control characters.

    A line break in a name would otherwise begin a header, or a paragraph, of its writer's choice.
    """
    blanks = " ".join(text.split())
    return "".join(letter for letter in blanks if unicodedata.category(letter) != "Cc")


def one_line(text: str) -> str:
    """A text of other people as one line that turns no direction but its own."""
    return "".join(letter for letter in on_one_line(text) if letter not in _TURNS)


def header_text(text: str) -> str:
    """One line that no reader takes for an encoded word."""
    return on_one_line(text).replace("=?", "= ?")


def message_id(notice_key: str) -> str:
    """The Message-ID of a notice: the same in every attempt, another for every notice.

    Short enough to stand on one line: Python breaks a longer one in two.
    """
    digest = hashlib.sha256(notice_key.encode()).hexdigest()[:_DIGEST]
    words = slug(notice_key)[:_SLUG].strip("-")
    return f"<{words}.{digest}@servicecycle>" if words else f"<{digest}@servicecycle>"
