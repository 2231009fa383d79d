"""Where an import finds what it brings in: one file, or a folder of them (R44)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from starters.import_folder import contents_of, kind_named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from domain.registers.report import ImportReport
    from starters.importing_contracts import ContractsFile
    from workers.registers.importing import Source

_CONTRACTS = "contracts"


@dataclass(frozen=True)
class Found:
    """What lies in a file or a folder; contracts come last, for they refer to all the others.

    Args:
        passed_over: The files of a folder that are not read, each with why.
    """

    sources: list[Source]
    contracts: ContractsFile | None = None
    passed_over: Sequence[ImportReport] = ()

    @property
    def is_alone(self) -> bool:
        """Whether nothing it refers to can come in with it."""
        return len(self.sources) + (self.contracts is not None) == 1


def found_in(file: str, kind: str | None, separator: str | None, cut_over: date | None) -> Found:
    """The file, or the files of a folder, in the order in which they come in.

    Args:
        kind: What a file holds; None where its name says it.
        separator: As `Source` has it.
        cut_over: The day from which this house writes of contracts; None where nobody says it.

    Raises:
        InvalidInputError: the kind is unknown, the folder holds nothing to read, or no contracts.
    """
    from domain.errors import InvalidInputError

    found = _sources(file, kind, separator, cut_over)
    if cut_over is not None and found.contracts is None:
        message = "cut_over: is for contracts only, and none lie there"
        raise InvalidInputError(message, field="cut_over")
    return found


def _sources(file: str, kind: str | None, separator: str | None, cut_over: date | None) -> Found:
    from domain.errors import InvalidInputError
    from starters.importing_contracts import ContractsFile
    from workers.registers.importing import Source
    from workers.registers.kinds import register_of

    path = Path(file) if file else Path("-")
    if _is_folder(path):
        if kind is not None:
            message = "kind: the files of a folder are named after what they hold"
            raise InvalidInputError(message, field="kind")
        return _in_folder(path, separator, cut_over)
    named = kind or kind_named(path)
    if named == _CONTRACTS:
        return Found([], ContractsFile(file, lambda: _opened(file), separator, cut_over))
    register = register_of(named)
    return Found([Source(file, register, lambda: _opened(file), separator)])


def _in_folder(folder: Path, separator: str | None, cut_over: date | None) -> Found:
    from starters.importing_contracts import ContractsFile
    from workers.registers.importing import Source, ordered
    from workers.registers.kinds import REGISTERS

    contents = contents_of(folder)
    sources = [
        Source(path.name, REGISTERS[kind], _opening(path), separator)
        for kind, path in contents.named.items()
        if kind in REGISTERS
    ]
    contracts = None
    if path := contents.named.get(_CONTRACTS):
        contracts = ContractsFile(path.name, _opening(path), separator, cut_over)
    return Found(ordered(sources), contracts, contents.passed_over)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Such as a name that no file can have; opening it says so.
        return False


def _opening(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: _opened(str(path))


def _opened(name: str) -> IO[bytes]:
    from starters.reading_files import open_file

    return open_file(name)
