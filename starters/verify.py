"""`verify` and `resume`: all is as it was written, and all that is open goes on (R43; 8.1)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from domain.errors import InvalidInputError
from starters.options import actor_option, at_desk, data_option, json_option
from starters.output import print_json, print_table, say_meanwhile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from domain.proof import Apart, RecordCheck
    from starters.desk import Desk

_APART = 5


@click.command()
@click.option("--records-only", is_flag=True, help="Check the record only; Temporal may be away.")
@click.option(
    "--keep",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Note the end of every chain in a file, to be kept outside of the house.",
)
@click.option(
    "--against",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Check as well that everything noted in such a file is still there.",
)
@json_option
@data_option
@at_desk
def verify(
    desk: Desk, *, records_only: bool, keep: Path | None, against: Path | None, as_json: bool
) -> None:
    """Check that nobody rewrote the record, and that all that is open goes on.

    Every event has to follow the one before it with the content it was written with, and every
    process that is open on record has to run and stand where the record says. What is apart is
    listed with the command that mends it, and ends with exit code 5.

    servicecycle verify
    servicecycle verify --records-only --keep ends-2026-03.jsonl
    servicecycle verify --records-only --against ends-2026-03.jsonl
    """
    from starters.kept_ends import keep_ends, kept_ends
    from workers.leaving import run_settled
    from workers.verifying import noted_ends, verify_processes, verify_record

    kept = kept_ends(against) if against else None
    checked = verify_record(desk.settings, _progress(as_json=as_json), kept)
    apart = [] if records_only else run_settled(verify_processes(desk.settings))
    is_whole = not (checked.broken_in_all or apart)
    if keep and is_whole:
        keep_ends(keep, noted_ends(desk.settings))
    if as_json:
        said = {"record": checked.model_dump(mode="json"), "apart": [_plain(one) for one in apart]}
        print_json({**said, "processes_checked": not records_only})
    else:
        _say(checked, apart, records_only=records_only)
    if not is_whole:
        click.get_current_context().exit(_APART)


@click.command()
@click.argument("records", metavar="[PROCESS]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Whatever `verify` finds apart.")
@actor_option
@json_option
@data_option
@at_desk
def resume(
    desk: Desk, *, records: Sequence[str], everything: bool, person: str | None, as_json: bool
) -> None:
    """Bring processes in line with their records.

    One that was terminated, lost or restored goes on where its record stands; what runs without a
    record is ended. PROCESS is the id of a service, or the workflow id of any other process.

    servicecycle resume managed-backup --as okan
    servicecycle resume --all --as okan
    """
    from starters.resuming import mend
    from workers.leaving import run_settled

    if everything == bool(records):
        message = "name the processes to bring in line, or all that is apart with --all"
        raise InvalidInputError(message, field="process")
    mended = run_settled(mend(desk, person, records))
    if as_json:
        print_json([one.model_dump(mode="json") for one in mended])
    for one in () if as_json else mended:
        click.echo(f"{one.workflow_id}: {one.done}")
    if not mended and not as_json:
        click.echo("nothing is apart")
    if not all(one.mended for one in mended):
        click.get_current_context().exit(_APART)


def _say(checked: RecordCheck, apart: Sequence[Apart], *, records_only: bool) -> None:
    for line in _about_record(checked):
        click.echo(line)
    if checked.broken:
        rows = [[one.subject, one.position or "", one.said] for one in checked.broken]
        print_table(["record", "event", "what is wrong"], rows)
        click.echo("the record cannot be mended: restore a backup, see docs/backup-and-restore.md")
    if records_only:
        return
    if not apart:
        click.echo("processes: all that is open runs, and stands where the record says")
        return
    click.echo(f"processes: {len(apart)} apart")
    rows = [[one.workflow_id, one.said, one.mend] for one in apart]
    print_table(["process", "what is apart", "what mends it"], rows)
    click.echo("all at once: servicecycle resume --all")


def _about_record(checked: RecordCheck) -> Iterator[str]:
    whole = "whole" if not checked.broken_in_all else f"broken in {checked.broken_in_all} places"
    yield f"record: {checked.events} events of {checked.subjects} records, {whole}"
    yield f"words: beside {checked.texts} events; those of {checked.erased} were erased, on record"


def _progress(*, as_json: bool) -> Callable[[int, int], None]:
    """On a terminal the number of events that were checked; nothing elsewhere."""
    if as_json or not sys.stderr.isatty():
        return lambda _number, _of: None

    def say(number: int, of: int) -> None:
        say_meanwhile(f"\r{number} of {of} events", nl=number >= of)

    return say


def _plain(one: Apart) -> dict[str, object]:
    return one.model_dump(mode="json")
