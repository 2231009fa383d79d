"""What a person types to reach this house from his shell."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_USUAL_FOLDER = ".servicecycle"


def way_here(data: Path) -> list[str]:
    """The lines that make `servicecycle` be found, and find the house on a data folder."""
    lines = []
    if shutil.which("servicecycle") is None:
        lines.append(f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH")
    if data.absolute() != Path(_USUAL_FOLDER).absolute():
        lines.append(f"export SERVICECYCLE_DATA={shlex.quote(str(data))}")
    return lines


def said_beside(word: str, lines: list[str]) -> list[str]:
    """The lines in a block, with a word before the first."""
    return [f"{word if place == 0 else '':<11}  {line}" for place, line in enumerate(lines)]
