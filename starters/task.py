"""`task show` and `task assign`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.lazy import LazyGroup
from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    reader_option,
    request_option,
)
from starters.output import show_record

if TYPE_CHECKING:
    from starters.desk import Desk

task = LazyGroup(
    "task",
    places={"show": "starters.task:show", "assign": "starters.task:assign"},
    help="One task: look at it, or hand it to somebody.",
)


@click.command()
@click.argument("task_id", metavar="TASK")
@reader_option
@json_option
@data_option
@at_desk
def show(desk: Desk, *, task_id: str, as_json: bool) -> None:
    """Show what is asked, and how it is answered.

    Who may answer until when, what the records say, which data an answer needs, and the command
    that answers; or how it was answered.

    servicecycle task show service/managed-backup/brief/1
    """
    from activities.store import reading
    from starters.task_page import lines_of

    found = reading.task(desk.reader, task_id, desk.now())
    show_record(found, [] if as_json else lines_of(desk, found), as_json=as_json)


@click.command()
@click.argument("task_id", metavar="TASK")
@click.option("--to", required=True, metavar="PERSON", help="Who answers it from now on.")
@click.option("--reason", default="", metavar="WORDS", help="Why; it stands in the record.")
@request_option
@actor_option
@json_option
@data_option
@at_desk
def assign(
    desk: Desk,
    *,
    task_id: str,
    to: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Hand a task to one person who may answer it.

    From then on nobody else answers it but whoever an escalation reaches.

    servicecycle task assign service/managed-backup/costs/1 --to deniz --as selin
    """
    from starters.assigning import assign
    from workers.leaving import run_settled

    receipt = run_settled(
        assign(desk, person, task_id, to=to, reason=reason, request_id=request_id)
    )
    show_record(receipt, [f"{task_id} is handed to {to}"], as_json=as_json)
