"""What an import would change, or has changed, by line and column (R44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.model import Value
from domain.registers.entries import Changed, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.registers.entries import Draft


class ImportReport(Value):
    """What became of one file; counts are of all lines, lists go as far as was asked for.

    Args:
        file: Its name.
        kind: The plural of its kind; None where it is passed over.
        applied: Whether it was done; a file is applied as a whole or not at all.
        lines: How many lines say something, the header left out.
        refused: How many lines cannot be taken; a file that cannot be read counts as one.
        refused_cells: For how many cells they cannot.
        changes: The first of the new and changed ones; a new one names no fields.
        refusals: The first of the cells for which lines cannot be taken, and why.
        passed_over: Why a file of a folder is not read; None where it is.
    """

    file: str
    kind: str | None
    applied: bool = False
    lines: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_cells: int = 0
    changes: tuple[Changed, ...] = ()
    refusals: tuple[Refused, ...] = ()
    passed_over: str | None = None

    @property
    def refusals_left_out(self) -> int:
        """How many of the cells that are wrong are not among those that are shown."""
        return self.refused_cells - len(self.refusals)


class Tally:
    """Counts what becomes of lines, and keeps the first of each sort to be shown.

    Args:
        at_most: How many changes are kept.
        refusals: How many cells that are wrong; as many as changes where nothing is said.
    """

    def __init__(self, at_most: int, refusals: int | None = None) -> None:
        self._at_most = at_most
        self._most_refusals = at_most if refusals is None else refusals
        self._changes: list[Changed] = []
        self._refusals: list[Refused] = []
        self._refused_lines: set[int] = set()
        self._counts = dict.fromkeys(("lines", "new", "changed", "unchanged", "cells"), 0)

    @property
    def lines(self) -> int:
        """How many lines were seen so far."""
        return self._counts["lines"]

    def saw(self, lines: int) -> None:
        """Count lines that say something."""
        self._counts["lines"] += lines

    def change(self, outcome: str, drafts: Sequence[Draft]) -> None:
        """Count lines that come out new or changed."""
        self._counts[outcome] += len(drafts)
        room = self._at_most - len(self._changes)
        self._changes += [one.changed() for one in drafts[:room]]

    def leave(self, unchanged: int) -> None:
        """Count lines that stand there already just so."""
        self._counts["unchanged"] += unchanged

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Count cells for which lines cannot be taken, and each line once."""
        self._counts["cells"] += len(refused)
        self._refused_lines.update(one.line for one in refused)
        self._refusals += refused[: max(self._most_refusals - len(self._refusals), 0)]

    def report(self, file: str, kind: str) -> ImportReport:
        """What became of the file, nothing applied yet."""
        return ImportReport(
            file=file,
            kind=kind,
            lines=self.lines,
            new=self._counts["new"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            refused=len(self._refused_lines),
            refused_cells=self._counts["cells"],
            changes=tuple(sorted(self._changes, key=lambda one: one.line)),
            refusals=tuple(sorted(self._refusals, key=lambda one: one.line)),
        )
