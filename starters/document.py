"""`attach` and `document get`: evidence on any record (R43; 7.5)."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from domain.errors import InvalidInputError
from starters.lazy import LazyGroup
from starters.options import actor_option, at_desk, data_option, json_option, reader_option
from starters.output import print_json

if TYPE_CHECKING:
    from starters.desk import Desk

document = LazyGroup(
    "document",
    places={"get": "starters.document:get"},
    help="Documents that were attached as evidence.",
)


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--to",
    "record",
    required=True,
    metavar="RECORD",
    help="The record: service/ID, person/ID, policy/ID or the id of a task.",
)
@actor_option
@json_option
@data_option
@at_desk
def attach(desk: Desk, *, file: str, record: str, person: str | None, as_json: bool) -> None:
    """Attach a file to a record, as evidence.

    Answers then refer to it in their evidence, by the sha256:… that is printed. What is attached to
    a contract itself its customer may read; what is attached to a task of it is for staff.

    servicecycle attach design.pdf --to service/managed-backup --as deniz
    """
    from domain.policy import Command
    from starters.reading_files import STANDARD_INPUT, content_of
    from workers.registers.documents import Upload, attach

    actor = desk.admit(person, Command.ATTACH)
    name = "standard-input" if file == STANDARD_INPUT else PurePath(file).name
    upload = Upload(record, name, content_of(file))
    stored = attach(desk.writer, actor, upload, desk.now())
    if as_json:
        print_json(
            {
                "subject": record,
                "sha256": stored.sha256,
                "name": stored.name,
                "size": len(stored.content),
            }
        )
    else:
        click.echo(f"sha256:{stored.sha256}  {stored.name}  ({len(stored.content)} bytes)")


@click.command()
@click.argument("digest", metavar="SHA256")
@click.option("--output", metavar="FILE", help="Where to write it; standard output if left out.")
@reader_option
@json_option
@data_option
@at_desk
def get(desk: Desk, *, digest: str, output: str | None, as_json: bool) -> None:
    """Get a document that was attached.

    SHA256 is the hash of its content, or the first eight or more digits of it. With --json its name
    and size are shown, and its content is only written to --output.

    servicecycle document get 9f86d081 --output design.pdf
    """
    from activities.store import reading
    from starters.reading_files import write_file

    found = reading.document(desk.reader, digest.removeprefix("sha256:"))
    if output is not None:
        write_file(output, found.content, field="output")
    if as_json:
        print_json({"sha256": found.sha256, "names": list(found.names), "size": found.size})
    elif output is not None:
        click.echo(f"{output}  ({found.size} bytes, attached as {', '.join(found.names)})")
    else:
        _say(found.content)


def _say(content: bytes) -> None:
    if sys.stdout.isatty() and b"\0" in content:
        message = "output: it is no text; name a file for it with --output"
        raise InvalidInputError(message, field="output")
    sys.stdout.buffer.write(content)
