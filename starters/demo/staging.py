"""The demo from its beginning to its end: a house of its own, its people, what came of it all."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from activities.store import reading
from domain.clock import BusinessClock
from domain.errors import ConflictError
from domain.policy import Command
from starters.demo.comparing import compare_all
from starters.demo.handing_over import YOURS, hand_over
from starters.demo.moving_in import bring_in_registers
from starters.demo.playing import Player
from starters.demo.story import content_of, shipped
from starters.desk import Desk
from starters.hints import said_beside, way_here
from starters.output import day, print_json, print_table
from workers.embedded.background import run_detached
from workers.embedded.ports import PortWishes
from workers.embedded.stopping import stop_stack
from workers.leaving import run_settled
from workers.registers.clock import set_clock
from workers.registers.people import apply_people
from workers.registers.people_files import read_people
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starters.demo.comparing import Difference

_MARK = "demo.json"
_EPOCH = datetime(2026, 1, 5, 8, tzinfo=UTC)
_SLOWER = (1, 2, 4)
_DAY = "%Y-%m-%d"


def perform(data: Path, rate: float, *, keep: bool, check: bool, as_json: bool) -> None:
    """Play the demo in a folder of its own, once more at a slower pace where this machine lags.

    Args:
        rate: Business seconds in one real second.
        check: Whether only what an earlier demo left running is compared.

    Raises:
        ConflictError: something came out otherwise, or the folder is not that of a demo.
    """
    settings = Settings.resolve(data, {})
    if check:
        with Desk(settings) as desk:
            _end(desk, _compared(desk), as_json=as_json)
        return
    for slower in _SLOWER:
        with _stage(settings, keep=keep, quiet=as_json) as ui, Desk(settings) as desk:
            _set_up(desk, rate / slower)
            player = Player(desk, _teller(as_json=as_json))
            differences = run_settled(player.play())
            if player.is_outpaced and slower != _SLOWER[-1]:
                _say_it_was_too_fast(as_json=as_json)
                continue
            if keep and not differences:
                run_settled(hand_over(desk))
            _end(desk, differences, as_json=as_json)
            if keep and not as_json:
                _say_what_to_try(data, ui)
            return


@contextmanager
def _stage(settings: Settings, *, keep: bool, quiet: bool) -> Iterator[str]:
    """The embedded house of the demo, stopped afterwards unless it is kept."""

    def say(line: str) -> None:
        if not quiet:
            click.echo(line)

    _clear(settings, say)
    ui = run_detached(settings, PortWishes(), say=say)
    try:
        yield ui
    except BaseException:
        stop_stack(settings, say=say)
        raise
    if not keep:
        stop_stack(settings, say=say)


def _clear(settings: Settings, say: Callable[[str], None]) -> None:
    """Make room for a new demo, and for nothing else: a real house is never removed."""
    folder, mark = settings.data, settings.data / _MARK
    if mark.exists():
        stop_stack(settings, say=say)
        shutil.rmtree(folder)
    elif folder.is_dir() and any(folder.iterdir()):
        message = f"data: {folder} is not the folder of a demo; name another one"
        raise ConflictError(message, field="data")
    settings.folder.make()
    mark.write_text(json.dumps({"demo": True}), encoding="utf-8")


def _set_up(desk: Desk, rate: float) -> None:
    """Let business time run fast, and bring in the people, the customers and their contacts."""
    set_clock(desk.writer, BusinessClock(epoch=_EPOCH, rate=rate, started_at=datetime.now(UTC)))
    actor = desk.admit(None, Command.PEOPLE_IMPORT)
    rows = read_people(content_of("people.yaml"), "people.yaml")
    apply_people(desk.writer, actor, rows, desk.now())
    bring_in_registers(desk)


def _teller(*, as_json: bool) -> Callable[[datetime, str], None]:
    """Shows what happens as it happens; for machines only the end is said."""

    def tell(at: datetime, line: str) -> None:
        if not as_json:
            click.echo(f"  {at:{_DAY}}  {line}")

    return tell


def _say_it_was_too_fast(*, as_json: bool) -> None:
    """This machine answers too slowly for the pace, so the demo begins again at half of it."""
    if not as_json:
        click.echo(
            "\nA due date passed before anybody could answer: once more, at half the pace.\n"
        )


def _say_what_to_try(data: Path, ui: str) -> None:
    """The house goes on at the pace of real time, and one question is yours."""
    commands = [
        *way_here(data),
        "servicecycle inbox --as elif",
        f"servicecycle decide {YOURS} offer --reason 'it pays' --as elif",
        f"servicecycle decide {YOURS} offer --reason 'customers ask' --as murat",
    ]
    click.echo(f"\nTemporal UI  {ui}\na service was proposed; business time goes on as usual")
    for line in said_beside("your turn", commands):
        click.echo(line)
    click.echo("stop         servicecycle down")


def _compared(desk: Desk) -> list[Difference]:
    return compare_all(desk.reader, shipped("expected.yaml"), desk.now())


def _end(desk: Desk, differences: list[Difference], *, as_json: bool) -> None:
    """Show what became of every service, and whether it is what was meant to happen."""
    if as_json:
        print_json(reading.counts(desk.reader))
    else:
        _show(desk, differences)
    if differences:
        first = differences[0]
        message = (
            f"{len(differences)} came out otherwise; the first: {first.record}, {first.what}: "
            f"meant {first.meant or 'nothing'}, found {first.found or 'nothing'}"
        )
        raise ConflictError(message, field=first.record)


def _show(desk: Desk, differences: list[Difference]) -> None:
    now = desk.now()
    rows = [
        [one.service_id, one.name, one.stage, one.version, f"{one.entered_at:{_DAY}}", one.owner]
        for one in reading.services(desk.reader, page=reading.ALL)
    ]
    click.echo()
    print_table(["service", "name", "stage", "version", "since", "owner"], rows)
    click.echo()
    _show_contracts(desk)
    click.echo()
    for kind, states in reading.counts(desk.reader).items():
        told = ", ".join(f"{count} {state}" for state, count in states.items())
        click.echo(f"  {kind:<12} {told or 'none'}")
    for one in differences:
        click.echo(f"  {one.record}: {one.what}: meant {one.meant!r}, found {one.found!r}")
    if not differences:
        days = (now - _EPOCH).days
        click.echo(f"\nAll as it was meant to be, after {days} days of business time.")


def _show_contracts(desk: Desk) -> None:
    """Where each contract stands, in short."""
    rows = [
        [
            one.contract_id,
            one.customer_id,
            one.state,
            one.period,
            day(one.terminated_on or one.ends_on),
        ]
        for one in reading.contracts(desk.reader, page=reading.ALL)
    ]
    print_table(["contract", "customer", "state", "period", "last day"], rows)
