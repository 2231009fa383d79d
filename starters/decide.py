"""`decide`: the one way to answer whatever is asked (R5, R36, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.options import actor_option, at_desk, json_option, reason_option, request_option
from starters.output import show_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.protocol import Receipt
    from starters.desk import Desk


@click.command()
@click.argument("task_id", metavar="TASK")
@click.argument("outcome")
@reason_option
@click.option(
    "--data",
    "file",
    metavar="FILE",
    help="The data of the answer, as YAML or JSON; - for standard input.",
)
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="FIELD=VALUE",
    help="One field of the data, such as until=2027-01-01; may be repeated.",
)
@click.option(
    "--for", "stands_for", metavar="PERSON", help="In whose place you answer, as his substitute."
)
@click.option(
    "--correct", is_flag=True, help="Replace your answer, as long as nobody has built on it."
)
@request_option
@actor_option
@json_option
@at_desk
def decide(
    desk: Desk,
    *,
    task_id: str,
    outcome: str,
    reason: str,
    file: str | None,
    changes: tuple[str, ...],
    stands_for: str | None,
    correct: bool,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Answer a task.

    `servicecycle task show TASK` says which outcomes it has, and which data an answer needs. When
    this command returns, the answer is stored; the same answer again changes nothing. The data
    folder is named before the command: `servicecycle --data FOLDER decide …`.

    servicecycle decide service/managed-backup/committee/1 offer --reason "it fits the strategy"
    servicecycle decide service/managed-backup/committee/1 defer --set until=2027-01-01 --reason …
    servicecycle decide service/managed-backup/brief/1 complete --data brief.yaml --reason …
    """
    from activities.store import reading
    from starters.answer_data import given_data
    from starters.deciding import Given, decide
    from workers.leaving import run_settled

    schema = reading.task(desk.reader, task_id, desk.now()).data_schema
    given = Given(
        outcome=outcome,
        reason=reason,
        data=given_data(file, changes, schema),
        stands_for=stands_for,
        corrects=correct,
        request_id=request_id,
    )
    receipt = run_settled(decide(desk, person, task_id, given))
    show_record(receipt, _lines(desk, receipt), as_json=as_json)


def _lines(desk: Desk, receipt: Receipt) -> Iterator[str]:
    """What was stored, and what it led to."""
    from activities.store import reading
    from starters.following import next_lines

    task = reading.task(desk.reader, receipt.task_id, desk.now())
    has_decided = receipt.decided == receipt.outcome
    done = "decided" if has_decided else "voted"
    yield f"{done}: {receipt.outcome}, by {receipt.by}  ({receipt.task_id})"
    if not has_decided:
        decided = receipt.decided or (task.outcome if task.closed_at else None)
        cast = f"{task.votes_cast} of {len(task.seats)} have voted"
        yield f"decided: {decided}" if decided else cast
    process = reading.process(desk.house, task.workflow_id)
    yield f"{process.subject} is in {process.stage}"
    yield from next_lines(desk, task.workflow_id)
