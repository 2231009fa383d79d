"""What is wrong with a file that should be text or CSV, in our words (R44)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_LINE = 1024 * 1024
"""In bytes; a quoted cell may go over several lines."""

TOO_LONG = f"a line is longer than {LONGEST_LINE:,} bytes, the most a line may have"

_ENOUGH = 4096
_SAVE_IT = "open it in the spreadsheet and save it as CSV UTF-8"
_WORKBOOK = f"it looks like a spreadsheet workbook{{}}, not like text; {_SAVE_IT}"
_IN_WORKBOOKS = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")
_OTHER_LETTERS = "it is not UTF-8 text, but looks like UTF-16; save it as UTF-8"
_A_PAIR = 2
_ZIP = b"PK\x03\x04"
_LOOKS = {
    b"\xd0\xcf\x11\xe0": _WORKBOOK.format(" (.xls)"),
    b"PK\x05\x06": "it looks like an empty ZIP archive, not like text",
    b"%PDF": "it looks like a PDF document, not like text",
    b"\x1f\x8b": "it looks like a compressed file, not like text; unpack it first",
    b"\xff\xfe": _OTHER_LETTERS,
    b"\xfe\xff": _OTHER_LETTERS,
}
_WORDS = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "new-line character": (
        "a carriage return stands outside of quotation marks; save the file with the line ends of "
        "Windows or of Unix"
    ),
    "field larger": (
        f"a cell is longer than {csv.field_size_limit():,} letters, the most a cell may have; "
        "perhaps a quotation mark is never closed"
    ),
    "expected after": (
        "something follows a closing quotation mark; a quotation mark within a cell is written "
        "twice, and the cell in quotation marks"
    ),
}


def is_something_else(content: bytes) -> str | None:
    """What a file looks like that is no text in UTF-8 by how it begins; None where it may be.

    Args:
        content: How it begins; some thousand bytes are enough.
    """
    if content.startswith(_ZIP):
        return _zipped(content[:_ENOUGH])
    if looks := [said for begins, said in _LOOKS.items() if content.startswith(begins)]:
        return looks[0]
    # No text has such a byte; a Latin letter of UTF-16 has one in its pair.
    return _OTHER_LETTERS if b"\0" in content[:_A_PAIR] else None


def says_nothing(line: str) -> bool:
    """Whether a line is blank, or has separators only, as spreadsheets save an empty row."""
    return not line.strip(" \t\r\n,;")


def blank_before(lines: Sequence[str]) -> int:
    """How many lines say nothing before the first that says something."""
    return next((at for at, one in enumerate(lines) if not says_nothing(one)), 0)


def said_of(wrong: csv.Error) -> str:
    """What is wrong with a line that is no CSV."""
    text = str(wrong)
    return next((ours for theirs, ours in _WORDS.items() if theirs in text), "it is not CSV")


def _zipped(content: bytes) -> str:
    if b"vnd.oasis.opendocument" in content:
        return _WORKBOOK.format(" (.ods)")
    if any(one in content for one in _IN_WORKBOOKS):
        return _WORKBOOK.format(" (.xlsx)")
    return f"it looks like a ZIP archive or {_WORKBOOK.format('').removeprefix('it looks like ')}"
