"""`servicecycle demo`: a company's whole service catalogue, in about two minutes."""

from __future__ import annotations

from pathlib import Path

import click

from starters.options import NumberBetween

_FOLDER = ".servicecycle-demo"
_RATE = 250_000.0


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=_FOLDER,
    show_default=True,
    help="A folder of its own; what an earlier demo left there is replaced.",
)
@click.option(
    "--rate",
    type=NumberBetween(min=1, max=2_000_000),
    default=_RATE,
    show_default=True,
    help="Business seconds in one real second, fewer where this machine cannot keep up; the policy "
    "is never shortened.",
)
@click.option("--keep", is_flag=True, help="Leave the house and its web UI running.")
@click.option("--check", is_flag=True, help="Only compare what an earlier --keep left running.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object of all records.")
def demo(data: Path, rate: float, *, keep: bool, check: bool, as_json: bool) -> None:
    """Take a company's services through their whole life on a fast business clock.

    Real Temporal, real PostgreSQL; the demo's people answer through the same starters as you do.
    What is meant to happen was written down by hand and is compared with PostgreSQL at the end.
    Exit code 5 says that something came out otherwise.

    servicecycle demo
    servicecycle demo --keep
    servicecycle demo --check
    """
    from starters.demo.staging import perform

    perform(data, rate, keep=keep, check=check, as_json=as_json)
