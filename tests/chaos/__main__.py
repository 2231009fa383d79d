"""`make chaos`: the demo's catalogue lives while its house is killed, with a table at the end."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import click
from rich.console import Console
from rich.table import Table
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from tests.chaos.people import Cast
from tests.chaos.playing import Outcome, Plan, play
from workers.leaving import leave

_RATE = 250_000.0
_PAUSES = (0.5, 6.0)
_EVERYTHING = 2


@click.command()
@click.option("--kills", type=click.IntRange(min=1), default=30, show_default=True)
@click.option("--seed", type=int, help="Draws the same victims and pauses again.")
@click.option("--rate", type=float, default=_RATE, show_default=True)
def chaos(kills: int, seed: int | None, rate: float) -> None:
    """Kill worker, Temporal and PostgreSQL with -9 while the demo's catalogue lives."""
    quieten()
    chosen = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    folder = Path(mkdtemp(prefix="chaos-"))
    click.echo(f"seed {chosen}, {kills} kills, on {folder}")
    plan = Plan(Cast.whole(), kills, chosen, _PAUSES, rate, _EVERYTHING)
    outcome = play(plan, folder, _say)
    show(outcome)
    if outcome.wrong:
        click.echo("\n".join([*explained(outcome, chosen), f"What is left lies in {folder}"]))
        leave(1)
    shutil.rmtree(folder)
    leave(0)


def quieten() -> None:
    """Let Temporal's client keep to itself that servers are down; here they are meant to be."""
    only_errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    logging = LoggingConfig(filter=only_errors)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=logging)))


def _say(line: str) -> None:
    click.echo(f"  {datetime.now(UTC):%H:%M:%S}  {line}")


def show(outcome: Outcome) -> None:
    """Say in a table what was killed and what came of it."""
    table = Table(title="Chaos", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for victim, times in Counter(one.victim.value for one in outcome.kills).most_common():
        table.add_row(f"killed: {victim}", str(times))
    table.add_row("kill -9 in all", str(len(outcome.kills)))
    table.add_section()
    table.add_row("activity bodies", str(outcome.bodies))
    table.add_row("begun again after a failure or a kill", str(outcome.begun_again))
    table.add_row("ran twice, commit included", str(outcome.ran_twice))
    for code, times in outcome.asked_again.items():
        table.add_row(f"asked again by people: {code}", str(times))
    table.add_section()
    table.add_row("letters", str(outcome.letters))
    table.add_row("deliveries", str(outcome.deliveries))
    table.add_row("repeats, each explained by a kill", str(outcome.repeated))
    table.add_section()
    for name, number in outcome.rows.items():
        table.add_row(f"rows checked: {name}", str(number))
    table.add_section()
    table.add_row("seconds", f"{outcome.seconds:.0f}")
    Console().print(table)


def explained(outcome: Outcome, seed: int) -> list[str]:
    """What is wrong, and everything one needs to see it again."""
    return [
        f"Not as it should be, with seed {seed}:",
        *(f"  {one}" for one in outcome.wrong),
        "The kills:",
        *(f"  {kill}" for kill in outcome.kills),
    ]


if __name__ == "__main__":
    chaos()
