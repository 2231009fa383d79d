"""`visible`: who can see a record, and by which rule (R50-R56, R85, R89)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.options import at_desk, data_option, json_option, paging_options, reader_option
from starters.output import show_list, show_record

if TYPE_CHECKING:
    from starters.desk import Desk


@click.command()
@click.argument("record", metavar="RECORD")
@click.option("--to", metavar="PERSON", help="Only whether this person sees it, and why or not.")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def visible(
    desk: Desk, *, record: str, to: str | None, limit: int, after: str | None, as_json: bool
) -> None:
    """Show who can see a record, and by which rule.

    RECORD is a service, a contract, a task, a person, a customer or whatever else is on record,
    written as in `service/managed-backup` or `contract/c-17`; an event by its id, as in
    `contract/c-17#4`, and a document by its sha256:…. The answer comes from the rules by which
    everything is read, so it is what each of them would find.

    servicecycle visible service/managed-backup
    servicecycle visible service/managed-backup --to ayse
    """
    from activities.store import reading

    if to is not None:
        one = reading.sight(desk.reader, record, to)
        verb = "sees" if one.rule else "does not see"
        show_record(one, [f"{to} {verb} {record}: {one.why}"], as_json=as_json)
        return
    seeing = [one for one in reading.who_sees(desk.reader, record) if one.rule is not None]
    show_list(
        [one for one in seeing if after is None or one.person_id > after][:limit],
        {
            "person": lambda one: one.person_id,
            "rule": lambda one: one.rule,
            "why": lambda one: one.why,
        },
        as_json=as_json,
        empty="nobody of the register sees it",
        limit=limit,
        key="person_id",
    )
