"""A life written down, so that it can be lived again from a file.

A file holds one JSON value a line: first how the life began, then each act in its order. The seed
in the first line names the company, as it does for `--from`; `began_at` is the day on which the
life was lived. Where it is played on another day, the days to which a body puts something off are
moved with it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tests.fuzz.acts import Decide, Together, read, written
from tests.fuzz.model import Begin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.fuzz.acts import Act

A = TypeVar("A", bound="Act")


@dataclass(frozen=True)
class Script:
    """A life.

    Args:
        how: How the service comes into the house.
        began_at: When it came.
        acts: What happened then.
    """

    seed: int
    how: Begin
    began_at: datetime
    acts: tuple[Act, ...]

    def lines(self) -> list[str]:
        """The life as lines of a file."""
        began = {"seed": self.seed, "began_at": self.began_at.isoformat(), **asdict(self.how)}
        return [json.dumps(began), *map(written, self.acts)]

    def write(self, file: Path) -> None:
        """Keep it in a file."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(self.lines()) + "\n", encoding="utf-8")

    def on(self, day: date) -> Script:
        """The same life, were it to begin on a day."""
        later = day - self.began_at.date()
        began_at, acts = self.began_at + later, tuple(_moved(one, later) for one in self.acts)
        return replace(self, began_at=began_at, acts=acts)


class ApartError(AssertionError):
    """The house and the model do not agree.

    Args:
        script: The life up to there.
        told: What is apart.
    """

    def __init__(self, script: Script, told: Sequence[str]) -> None:
        self.script = script
        lines = "\n".join(f"  {one}" for one in script.lines())
        apart = "\n".join(f"  {one}" for one in told)
        super().__init__(
            f"seed {script.seed}: the house is not as the model says after the last act of\n"
            f"{lines}\n{apart}\n"
            "Play it again from a file with these lines: python -m tests.fuzz --script FILE"
        )


def script_of(text: str) -> Script:
    """A life from the lines of a file; leading blanks do no harm."""
    first, *acts = (line for line in text.splitlines() if line.strip())
    how = json.loads(first)
    seed, began_at = how.pop("seed"), datetime.fromisoformat(how.pop("began_at"))
    how["given"] = tuple(how["given"])
    return Script(seed, Begin(**how), began_at.astimezone(UTC), tuple(map(read, acts)))


def _moved(act: A, span: timedelta) -> A:
    if isinstance(act, Together):
        return replace(act, first=_moved(act.first, span), second=_moved(act.second, span))
    if isinstance(act, Decide) and act.data and act.data.get("until"):
        until = date.fromisoformat(act.data["until"]) + span
        return replace(act, data={**act.data, "until": until.isoformat()})
    return act
