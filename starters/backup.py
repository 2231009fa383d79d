"""`backup` and `restore`: both stores of the embedded house, in one folder (R43, 8.7.2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from starters.options import data_option, json_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.embedded.backup import Manifest

_FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))


@click.command()
@_FOLDER
@json_option
@data_option
def backup(folder: Path, *, as_json: bool) -> None:
    """Copy Temporal's and PostgreSQL's data into a new folder; the house may go on working.

    Your own servers are backed up with their own tools: docs/backup-and-restore.md says how.

    servicecycle backup /srv/backup/2026-03-02
    """
    from workers.embedded.backup import back_up
    from workers.settings import Settings

    made = back_up(Settings.resolve(), folder.absolute(), say=_say(as_json=as_json))
    _tell(made, "backed up; `servicecycle restore` brings it back", as_json=as_json)


@click.command()
@_FOLDER
@click.option("--replace", is_flag=True, help="Put aside what is there, into a folder beside it.")
@json_option
@data_option
def restore(folder: Path, *, replace: bool, as_json: bool) -> None:
    """Bring back what `servicecycle backup` copied; the house has to be down.

    Afterwards `servicecycle up` starts it, `servicecycle verify` says what has come apart, and
    `servicecycle resume --all` brings it in line with the record.

    servicecycle restore /srv/backup/2026-03-02 --replace
    """
    from workers.embedded.backup import restore as bring_back
    from workers.settings import Settings

    say = _say(as_json=as_json)
    found = bring_back(Settings.resolve(), folder.absolute(), replaces=replace, say=say)
    after = "restored; now `servicecycle up`, then `servicecycle verify`"
    _tell(found, after, as_json=as_json)


def _say(*, as_json: bool) -> Callable[[str], None]:
    return (lambda _line: None) if as_json else click.echo


def _tell(manifest: Manifest, line: str, *, as_json: bool) -> None:
    if as_json:
        from starters.output import print_json

        print_json(manifest.model_dump(mode="json"))
    else:
        click.echo(line)
