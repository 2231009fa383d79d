"""What is wrong with a file that should be text or CSV, in our words (R44)."""

from __future__ import annotations

import csv

LONGEST_LINE = 1024 * 1024
"""In bytes; a quoted cell may go over several lines."""

TOO_LONG = f"a line is longer than {LONGEST_LINE:,} bytes, the most a line may have"

_ENOUGH = 4096
_SAVE_IT = "open it in the spreadsheet and save it as CSV UTF-8"
_WORKBOOK = f"it looks like a spreadsheet workbook{{}}, not like text; {_SAVE_IT}"
_IN_WORKBOOKS = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")
_OTHER_LETTERS = "it is not UTF-8 text, but looks like UTF-16; save it as UTF-8"
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
    return next((said for begins, said in _LOOKS.items() if content.startswith(begins)), None)


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
