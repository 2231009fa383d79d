"""Documents that are attached to records as evidence (R43; 7.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from domain.errors import InvalidInputError
from domain.model import shown_as_written, without_control_characters

_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 255
_SHORTEST_PREFIX = 8
_LONGEST_PREFIX = 64
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class File:
    """A file that a person hands in; `file_of` makes one that is checked.

    Args:
        name: Its name without folders, as a person knows it.
    """

    name: str
    content: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """What the content is known by, in hexadecimal."""
        return sha256(self.content).hexdigest()


def file_of(name: str, content: bytes, *, largest_megabytes: int) -> File:
    """Check a file before it is kept.

    Args:
        name: A name or a path; the folders are not kept.
        largest_megabytes: What policy allows, in units of 1,048,576 bytes; exactly that is allowed.

    Raises:
        InvalidInputError: the file is empty, too large, or without a name that can be shown.
    """
    if not content:
        raise InvalidInputError("file: it is empty", field="file")
    if len(content) > largest_megabytes * _MEGABYTE:
        message = f"file: {len(content)} bytes; policy allows {largest_megabytes} MB"
        raise InvalidInputError(message, field="file")
    last = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    try:
        shown_as_written(without_control_characters(last))
    except ValueError as wrong:
        raise InvalidInputError(f"file: in its name, {wrong}", field="file") from None
    if not 1 <= len(last) <= _LONGEST_NAME:
        message = f"file: its name has {len(last)} letters; allowed are 1 to {_LONGEST_NAME}"
        raise InvalidInputError(message, field="file")
    return File(last, content)


def check_prefix(given: str) -> str:
    """The beginning of a document's SHA-256 by which somebody asks for it, in small letters.

    Raises:
        InvalidInputError: it is shorter than 8 letters, longer than 64, or not hexadecimal.
    """
    prefix = given.strip().lower()
    if not _SHORTEST_PREFIX <= len(prefix) <= _LONGEST_PREFIX or not _HEXADECIMAL.issuperset(
        prefix
    ):
        message = (
            f"document: {given[:80]!r} is no SHA-256; give all of its 64 hexadecimal digits or "
            f"the first {_SHORTEST_PREFIX} at least"
        )
        raise InvalidInputError(message, field="document")
    return prefix
