"""`catalogue`: the service catalogue as it stands, or as it stood on any day (R33; 8.2.4)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import click

from starters.options import at_desk, data_option, json_option, paging_options, reader_option
from starters.output import instant, show_list

if TYPE_CHECKING:
    from starters.desk import Desk


@click.command()
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day, at whose end in UTC the catalogue is shown; now when left out.",
)
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def catalogue(
    desk: Desk, *, on: datetime | None, limit: int, after: str | None, as_json: bool
) -> None:
    """Show the services that customers can have.

    servicecycle catalogue
    servicecycle catalogue --on 2026-06-30 --json
    """
    from activities.store import reading

    at = datetime.combine(on, time.max, UTC) if on else desk.now()
    show_list(
        reading.catalogue(desk.reader, at, page=reading.Page(limit=limit, after=after)),
        {
            "service": lambda one: one.service_id,
            "version": lambda one: one.version,
            "name": lambda one: one.name,
            "what it is": lambda one: one.description,
            "owner": lambda one: one.owner,
            "since (UTC)": lambda one: instant(one.published_at),
        },
        as_json=as_json,
        empty="the catalogue is empty",
        limit=limit,
        key="service_id",
    )
