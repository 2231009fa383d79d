"""The file of `verify --keep`: the end of every chain, a line each, written and read line by line.

Its first line says how many follow, so that a file that was cut is known as such. However large it
is, it is refused at its first wrong line. Releases before 0.3.0 wrote one JSON object over many
lines; that is read as well.
"""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING

from domain.errors import InvalidInputError
from starters.reading_files import open_file, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from activities.store.proof import Ends

_NO_SUCH_FILE = "this is no file of `servicecycle verify --keep`"
_NO_END = "no end of a chain stands here as it was kept"
_LONGEST_LINE = 4_096
_EMPTY, _OPENS, _CLOSES = (re.compile(re.escape(one)) for one in (b"{}", b"{", b"}"))
_HEAD = re.compile(rb'\{"servicecycle_ends": ([0-9]{1,18})\}')
_NAME = rb'("(?:[ !#-\[\]-~]|\\["\\/bfnrt]|\\u[0-9a-f]{4})+")'
_POSITION = rb"([1-9][0-9]{0,17})"
_HASH = rb'"([0-9a-f]{64})"'
_LINE = re.compile(rb"\[" + _NAME + b", " + _POSITION + b", " + _HASH + rb"\]")
_FORMER = tuple(
    re.compile(one)
    for one in (b" " + _NAME + rb": \[", b"  " + _POSITION + b",", b"  " + _HASH, rb" \](,?)")
)


def keep_ends(path: Path, ends: Ends) -> None:
    """Write the ends of chains, to be kept outside of the house.

    Raises:
        InvalidInputError: the file cannot be written.
    """
    write_file(str(path), _written(ends), field="keep")


def kept_ends(path: Path) -> Ends:
    """The ends of chains that were kept.

    Raises:
        InvalidInputError: it is no such file, or was cut or changed; the message names the line.
    """
    with open_file(str(path), field="against") as file:
        lines = _Lines(path, file)
        found: Ends = {}
        for name, end in _ends(lines):
            if name in found:
                raise lines.wrong(f"{name} stands here for the second time")
            found[name] = end
        lines.finish()
    return found


def _written(ends: Ends) -> Iterator[bytes]:
    yield f'{{"servicecycle_ends": {len(ends)}}}\n'.encode()
    for name, (position, last_hash) in ends.items():
        yield f"{json.dumps([name, position, last_hash])}\n".encode()


def _ends(lines: _Lines) -> Iterator[tuple[str, tuple[int, str]]]:
    first = lines.next().rstrip(b"\r\n")
    if head := _HEAD.fullmatch(first):
        return _present(lines, int(head[1]))
    if _OPENS.fullmatch(first):
        return _former(lines)
    if not _EMPTY.fullmatch(first):
        raise lines.wrong(_NO_SUCH_FILE)
    return iter(())


def _present(lines: _Lines, count: int) -> Iterator[tuple[str, tuple[int, str]]]:
    for read in range(count):
        found = lines.match(_LINE, f"the file was cut; it had {count} ends of chains, not {read}")
        yield json.loads(found[1]), (int(found[2]), found[3].decode())


def _former(lines: _Lines) -> Iterator[tuple[str, tuple[int, str]]]:
    """What releases before 0.3.0 wrote: an object of lists, one value a line."""
    cut = "the file was cut; its closing brace is missing"
    goes_on = b","
    while goes_on:
        name, position, last_hash, closed = (lines.match(one, cut)[1] for one in _FORMER)
        yield json.loads(name), (int(position), last_hash.decode())
        goes_on = closed
    lines.match(_CLOSES, cut)


class _Lines:
    """A file line by line; never more than one of them is held."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file
        self._number = 0

    def next(self) -> bytes:
        """The next line with what ends it; nothing after the last one."""
        self._number += 1
        return self._file.readline(_LONGEST_LINE)

    def match(self, form: re.Pattern[bytes], cut: str) -> re.Match[bytes]:
        """The next line, which has to have a form.

        Args:
            cut: What is wrong where there is no further line.
        """
        line = self.next()
        found = form.fullmatch(line.rstrip(b"\r\n"))
        if found is None:
            raise self.wrong(_NO_END if line else cut)
        return found

    def finish(self) -> None:
        """Refuse what stands after the last end."""
        if self.next():
            raise self.wrong("nothing more was kept than stands before this line")

    def wrong(self, why: str) -> InvalidInputError:
        """What is wrong with the line that was read last."""
        message = f"against: {self._path}, line {self._number}: {why}"
        return InvalidInputError(message, field="against")
