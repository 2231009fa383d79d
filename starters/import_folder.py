"""What lies in a folder that is imported: the files that say what they hold, and all others (R44).

Nothing is passed over without a word, for whoever exports twenty files does not count them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from domain.abridging import some_of
from domain.errors import InvalidInputError
from starters.output import presentable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from domain.registers.report import ImportReport

_CSV = ".csv"
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
# What systems and office programs put into folders for themselves, such as locks.
_NOBODYS = (".", "~$")
_LONGEST_NAME = 200
_FIRST_FEW = 5
_NOT_CSV = "not CSV"
_WITHIN = "a folder within a folder is not read; import it alone"
_MANY_ALIKE = (_NOT_CSV, _WITHIN)


@dataclass(frozen=True)
class Contents:
    """What lies in a folder.

    Args:
        named: The files to read, by the plural of the kind that each is named after.
        passed_over: The others, each with why it is not read.
    """

    named: dict[str, Path]
    passed_over: list[ImportReport] = field(default_factory=list)


def kinds_understood() -> list[str]:
    """The plurals after which a file may be named."""
    from domain.contracts.line import CONTRACT
    from workers.registers.kinds import REGISTERS

    return sorted([*REGISTERS, CONTRACT.plural])


def kind_named(path: Path) -> str:
    """The kind a file is named after, in small or capital letters; it may be none."""
    return path.stem.lower()


def contents_of(folder: Path) -> Contents:
    """What lies in a folder, without what programs keep there for themselves.

    Raises:
        InvalidInputError: it cannot be looked into, two of its files are named after one kind, or
            none is named after any.
    """
    kinds = kinds_understood()
    found = Contents({})
    for path in _entries(folder):
        kind = kind_named(path)
        if path.suffix.lower() != _CSV or kind not in kinds:
            found.passed_over.append(_passed_over(path, kinds))
        elif other := found.named.get(kind):
            message = f"file: {other.name} and {path.name} are named after the same kind, {kind}"
            raise InvalidInputError(message, field="file")
        else:
            found.named[kind] = path
    if not found.named:
        raise _nothing_there(folder, kinds, found.passed_over)
    return found


def lines_passed_over(passed_over: Sequence[ImportReport]) -> list[str]:
    """What a person is told of them: each file of data by itself, all others together."""
    kinds = kinds_understood()
    told = [one for one in passed_over if _is_data(one, kinds)]
    lines = [f"passed over  {one.file}: {one.passed_over}" for one in told]
    rest = [one for one in passed_over if not _is_data(one, kinds)]
    for why in dict.fromkeys(one.passed_over for one in rest):
        alike = some_of([one.file for one in rest if one.passed_over == why], most=_FIRST_FEW)
        lines.append(f"passed over  {alike}: {why}")
    if told:
        read = ", ".join(f"{one}{_CSV}" for one in kinds)
        lines.append(f"mind: of a folder only these files are read: {read}")
    return lines


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if not one.name.startswith(_NOBODYS))
    except OSError as refusal:
        why = refusal.strerror or "the system does not say why"
        message = f"file: {str(folder)[:_LONGEST_NAME]} cannot be read: {why}"
        raise InvalidInputError(message, field="file") from refusal


def _passed_over(path: Path, kinds: Sequence[str]) -> ImportReport:
    from domain.registers.report import ImportReport

    called = f"{path.name}/" if path.is_dir() else path.name
    return ImportReport(file=presentable(called), kind=None, passed_over=_why(path, kinds))


def _why(path: Path, kinds: Sequence[str]) -> str:
    ending, stem = path.suffix.lower(), kind_named(path)
    if path.is_dir():
        return _WITHIN
    if ending in _WORKBOOKS:
        return f"a workbook is not read; save {_the_sheet(stem, kinds)} as CSV UTF-8"
    if ending != _CSV:
        return _by_another_name(_kind_meant(path.name), kinds)
    like = get_close_matches(stem, kinds, n=1)
    hint = f"if it holds {like[0]}, call it {like[0]}{_CSV}, or " if like else ""
    return f"its name says no kind; {hint}import it alone with --kind"


def _by_another_name(kind: str, kinds: Sequence[str]) -> str:
    """Why a file that may be a text of columns all the same is not read, such as customers.tsv."""
    if kind not in kinds:
        return _NOT_CSV
    return f"its name does not end in {_CSV}; if it is a text of columns, call it {kind}{_CSV}"


def _is_data(one: ImportReport, kinds: Sequence[str]) -> bool:
    """Whether somebody may miss what it holds: each such file is told by itself."""
    return one.passed_over not in _MANY_ALIKE or _kind_meant(one.file) in kinds


def _kind_meant(name: str) -> str:
    """What a name says before its first dot, for some programs add an ending to another."""
    return name.rstrip("/").partition(".")[0].lower()


def _the_sheet(stem: str, kinds: Sequence[str]) -> str:
    return f"{stem}{_CSV}" if stem in kinds else "each sheet"


def _nothing_there(
    folder: Path, kinds: Sequence[str], passed_over: Sequence[ImportReport]
) -> InvalidInputError:
    allowed = ", ".join(f"{one}{_CSV}" for one in kinds)
    there = some_of([one.file for one in passed_over], most=_FIRST_FEW)
    lies = f"; there lies {there}" if passed_over else ""
    message = f"file: {str(folder)[:_LONGEST_NAME]} has none of {allowed}{lies}"
    return InvalidInputError(message, field="file")
