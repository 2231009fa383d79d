"""`up`, `down`, `status`, `worker` and `migrate`: the house itself."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from starters.hints import said_beside, way_here
from starters.options import json_option
from starters.output import print_json, say_meanwhile, show_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.settings import Settings

Command = TypeVar("Command", bound="Callable[..., object]")

_HIGHEST_PORT = 65535
_TO_TRY = ("servicecycle service list", "servicecycle inbox", "servicecycle status")


def data_option(command: Command) -> Command:
    """The option that names the data folder."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="The data folder  [SERVICECYCLE_DATA, else .servicecycle/]",
    )(command)


@click.command()
@data_option
@click.option(
    "--port",
    type=click.IntRange(1, _HIGHEST_PORT),
    help="The port of Temporal  [that of the last start, else 7233]",
)
@click.option(
    "--ui-port",
    type=click.IntRange(1, _HIGHEST_PORT),
    help="The port of its web UI  [that of the last start, else 8233]",
)
@click.option("--detach", is_flag=True, help="Run in the background once everything serves.")
@json_option
def up(
    data: Path | None, port: int | None, ui_port: int | None, *, detach: bool, as_json: bool
) -> None:
    """Start everything: Temporal, PostgreSQL and a worker.

    Temporal comes with its web UI. All of it lies in one data folder. Ctrl-C stops it in order; the
    next start goes on from there. With --json one object says when everything serves, and what
    happens until then goes to standard error.

    servicecycle up
    servicecycle up --detach --data /srv/servicecycle
    """
    from importlib.metadata import version

    from workers.embedded.background import run_detached
    from workers.embedded.ports import PortWishes
    from workers.embedded.running import run_stack
    from workers.leaving import run_settled
    from workers.settings import Settings

    begun = time.monotonic()
    settings = Settings.resolve(data)
    wishes = PortWishes(port=port, ui_port=ui_port)
    say = partial(say_meanwhile, err=as_json)
    say(f"servicecycle {version('servicecycle')} on {settings.data}")

    def ready(ui: str) -> None:
        seconds = time.monotonic() - begun
        if as_json:
            print_json({"data": str(settings.data), "ui": ui, "ready_after_s": round(seconds, 1)})
            return
        click.echo(f"ready after {seconds:.1f} s\n")
        _say_what_to_try(settings, ui, stop="servicecycle down" if detach else "Ctrl-C")

    if detach:
        ready(run_detached(settings, wishes, say=say))
        return
    run_settled(run_stack(settings, wishes, say=say, ready=ready))


@click.command()
@data_option
@json_option
def down(data: Path | None, *, as_json: bool) -> None:
    """Stop what `up` started, in order; nothing is lost.

    servicecycle down
    """
    from workers.embedded.stopping import stop_stack
    from workers.settings import Settings

    settings, said = Settings.resolve(data), list[str]()
    stop_stack(settings, say=said.append if as_json else partial(say_meanwhile, err=False))
    if as_json:
        print_json({"data": str(settings.data), "said": [one.strip() for one in said]})


@click.command()
@data_option
@json_option
def status(data: Path | None, *, as_json: bool) -> None:
    """Say what runs, in which release, and what needs a hand.

    servicecycle status --json
    """
    from starters.stack_status import lines
    from workers.leaving import run_settled
    from workers.settings import Settings
    from workers.status import stack_status

    found = run_settled(stack_status(Settings.resolve(data)))
    show_record(found, lines(found), as_json=as_json)


@click.command()
@data_option
@click.option("--check", is_flag=True, help="Ask the worker of this machine whether it is well.")
def worker(data: Path | None, *, check: bool) -> None:
    """Run one more worker until Ctrl-C.

    It works for the house on the data folder, or for your own servers where TEMPORAL_ADDRESS and
    SERVICECYCLE_DATABASE_URL name them. Where SERVICECYCLE_METRICS_ADDRESS is set it tells its
    metrics and its health there; `--check` asks for the health and ends with 0, or with 6.

    servicecycle worker
    servicecycle worker --check
    """
    from workers.settings import Settings

    settings = Settings.resolve(data)
    if check:
        from workers.metrics_server import ask_health

        click.echo(f"the worker is {ask_health(settings.metrics)}")
        return
    from workers.leaving import run_settled
    from workers.logs import configure_logs
    from workers.main import work_until_signalled

    configure_logs()
    run_settled(work_until_signalled(settings))


@click.command()
@data_option
def migrate(data: Path | None) -> None:
    """Bring your own servers to this release.

    That is the tables of the database, the policy that ships and Temporal's search attributes.
    Repeating it changes nothing. `up` does it by itself; your own servers need it once a release.

    servicecycle migrate
    """
    from workers.embedded.first_steps import real_first_steps
    from workers.leaving import run_settled
    from workers.settings import Settings

    async def work(settings: Settings) -> None:
        steps = real_first_steps()
        applied = await steps.migrate(settings)
        click.echo(f"migrations: {', '.join(applied) or 'none needed'}")
        click.echo(f"policy: {await steps.publish_policy(settings)}")
        new = await steps.register(settings)
        click.echo(f"search attributes: {', '.join(new) or 'all known'}")

    run_settled(work(Settings.resolve(data)))


def _say_what_to_try(settings: Settings, ui: str, *, stop: str) -> None:
    click.echo(f"  Temporal UI  {ui}")
    for line in said_beside("try", [*way_here(settings.data), *_TO_TRY]):
        click.echo(f"  {line}")
    click.echo(f"  {'stop':<11}  {stop}")
