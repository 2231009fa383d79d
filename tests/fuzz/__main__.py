"""A campaign: `python -m tests.fuzz --seeds 200 --from 1000`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.coverage import table
from tests.fuzz.driving import Seen, fuzz
from tests.workflows.conftest import prepared_postgres, start_temporal
from workers.leaving import leave


async def main(first: int, seeds: int) -> int:
    """Live so many lives, and say how they went."""
    seen: Seen = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, prepared_postgres(Path(folder)) as postgres:
        async with start_temporal() as env:
            number = 0
            async for life in fuzz(env, postgres, range(first, first + seeds)):
                number += 1
                seen.update(life.seen)
                stands = life.model.closed or life.model.s.stage
                if life.wrong:
                    wrong.append(str(life.wrong))
                    stands = f"APART\n{life.wrong}"
                sys.stdout.write(
                    f"{number:5} of {seeds}  seed {life.seed}  {len(life.acts)} acts  {stands}\n"
                )
                sys.stdout.flush()
    sys.stdout.write(table(seen))
    sys.stdout.write(f"\n{len(wrong)} of {seeds} lives went wrong\n")
    return len(wrong)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    arguments.add_argument("--seeds", type=int, default=50, help="how many lives")
    arguments.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    given = arguments.parse_args()
    leave(1 if asyncio.run(main(given.first, given.seeds)) else 0)
