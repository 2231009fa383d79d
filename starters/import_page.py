"""What `import` tells a person of a file: what is new, what changes, and every wrong cell.

Whoever mends a spreadsheet goes from line to line, so that all cells of a line stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starters.import_folder import lines_passed_over
from starters.output import or_nothing, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.registers.report import ImportReport

MOST_SHOWN = 10_000
_BESIDE = " " * 11


def lines_of(reports: Sequence[ImportReport]) -> Iterator[str]:
    """What became of each file, what follows from all of them, and which were passed over."""
    read = [one for one in reports if one.passed_over is None]
    for one in read:
        yield from _lines(one)
    yield from lines_passed_over([one for one in reports if one.passed_over is not None])
    wrong = [one.file for one in read if one.refused]
    if len(read) > 1 and wrong:
        yield (
            "mind: no file comes in while one is refused, and what refers to a record of "
            f"{', '.join(wrong)} may be refused for that alone"
        )
    if read and not any(one.applied or one.refused for one in read):
        yield "nothing is changed yet: --apply does it"


def _lines(one: ImportReport) -> Iterator[str]:
    yield from _changes(one)
    for refused in one.refusals:
        where = f"line {refused.line}  {plain(refused.id)}" if refused.line else "the file"
        yield f"refused    {where.rstrip()}  {plain(refused.reason)}"
    if left_out := one.refusals_left_out:
        yield f"refused    {left_out:,} more cells; {_all_of_them(one)}"
    done = "imported" if one.applied else "not imported"
    yield (
        f"{one.file} ({one.kind}): {one.new} new, {one.changed} changed, {one.unchanged} "
        f"unchanged, {one.refused} refused of {max(one.lines, one.refused)}; {done}"
    )


def _changes(one: ImportReport) -> Iterator[str]:
    meanings = _meanings(one)
    for change in one.changes:
        if not change.fields:
            yield f"new        line {change.line}  {change.id}"
        if change.mind:
            yield f"{_BESIDE}mind: {plain(change.mind)}"
        yield from meanings.get(change.line, [])
        for field in change.fields:
            what = f"{field.field}: {or_nothing(field.before)} becomes {or_nothing(field.after)}"
            yield f"changed    line {change.line}  {change.id}  {what}"


def _all_of_them(one: ImportReport) -> str:
    if one.refused_cells > MOST_SHOWN:
        return f"--json tells the first {MOST_SHOWN:,}"
    return "--json tells them all"


def _meanings(report: ImportReport) -> dict[int, list[str]]:
    """What the cut-over means for each contract, by its line."""
    from domain.contracts.coming_over import ContractsReport, words_of

    if not isinstance(report, ContractsReport):
        return {}
    return {one.line: [f"{_BESIDE}{said}" for said in words_of(one)] for one in report.contracts}
