"""Random lives of services: a campaign of them, or one life once more from a file.

A campaign: `python -m tests.fuzz --seeds 200 --from 1000`. A life that goes wrong is printed with
its seed, and kept as a script in `build/fuzz`. A script is played with
`python -m tests.fuzz --script build/fuzz/seed-1042.jsonl`; it may be made shorter by hand, a line
is an act. Chance and the hour of the day take part in a seed; a script says what happens.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.coverage import table
from tests.fuzz.driving import Seen
from tests.fuzz.lives import fuzz
from tests.fuzz.script import ApartError, script_of
from tests.workflows.conftest import prepared_postgres, start_temporal
from workers.leaving import leave

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from tests.fuzz.driving import Fuzz
    from tests.fuzz.script import Script

_KEPT = Path("build") / "fuzz"


async def main(seeds: Iterable[int], script: Script | None = None) -> int:
    """Live these lives, and say how they went.

    Returns:
        How many went wrong.
    """
    numbers, seen, wrong = list(seeds), Seen(), 0
    async with _lives(numbers, script) as lives:
        number = 0
        async for life in lives:
            number += 1
            seen.update(life.seen)
            wrong += life.wrong is not None
            told = f"{number:5} of {len(numbers)}  seed {life.seed}  {len(life.acts)} acts  "
            sys.stdout.write(f"{told}{_end_of(life, keep=script is None)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{table(seen)}\n{wrong} of {len(numbers)} lives went wrong\n")
    return wrong


@asynccontextmanager
async def _lives(seeds: list[int], script: Script | None) -> AsyncIterator[AsyncIterator[Fuzz]]:
    """The lives, on servers of their own."""
    with tempfile.TemporaryDirectory() as folder, prepared_postgres(Path(folder)) as postgres:
        async with start_temporal() as env:
            yield fuzz(env, postgres, seeds, script=script)


def _end_of(life: Fuzz, *, keep: bool) -> str:
    """Where a service stands after its life; the script of one that went wrong is kept."""
    if life.wrong is None:
        return str(life.model.closed or life.model.s.stage)
    told = f"APART\n{life.wrong}"
    if keep and isinstance(life.wrong, ApartError):
        file = _KEPT / f"seed-{life.seed}.jsonl"
        life.wrong.script.write(file)
        told += f"\nIts script is kept: python -m tests.fuzz --script {file}"
    return told


def _given() -> tuple[Iterable[int], Script | None]:
    """What the command line asks for."""
    words = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument("--seeds", type=int, default=50, help="how many lives")
    words.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    words.add_argument("--script", type=Path, metavar="FILE", help="one life, from a file")
    given = words.parse_args()
    if given.script is None:
        return range(given.first, given.first + given.seeds), None
    script = script_of(given.script.read_text(encoding="utf-8")).on(datetime.now(UTC).date())
    return [script.seed], script


if __name__ == "__main__":
    leave(1 if asyncio.run(main(*_given())) else 0)
