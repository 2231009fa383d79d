"""`inbox`: one list of everything that waits for people, over all processes (R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.words import Role
from starters.options import actor_option, at_desk, data_option, json_option, paging_options
from starters.output import instant, show_list

if TYPE_CHECKING:
    from collections.abc import Container

    from activities.store.reading import Task
    from starters.desk import Desk


@click.command()
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    metavar="ROLE",
    help="Only what holders of this role may answer, such as service_owner.",
)
@actor_option
@click.option("--all", "everything", is_flag=True, help="Everybody's tasks, whoever you are.")
@click.option("--overdue", is_flag=True, help="Only what should have been answered by now.")
@paging_options
@json_option
@data_option
@at_desk
def inbox(
    desk: Desk,
    *,
    role: str | None,
    person: str | None,
    everything: bool,
    overdue: bool,
    limit: int,
    after: str | None,
    as_json: bool,
) -> None:
    """List what waits for an answer, the first due at the top.

    With a person, named by --as or SERVICECYCLE_ACTOR, only what he may answer.

    servicecycle inbox
    servicecycle inbox --as ayse --overdue
    servicecycle inbox --role committee_member --json
    """
    from activities.store import reading

    wanted = reading.Wanted(
        now=desk.now(),
        role=Role(role) if role else None,
        person=None if everything else person,
        overdue=overdue,
    )
    found = reading.inbox(desk.reader, wanted, page=reading.Page(limit, after))
    whose = f" for {wanted.person}; --all shows everybody's tasks" if wanted.person else ""
    show_list(
        found,
        {"task": _id, "due (UTC)": _due, "question": _question, "who may answer": who_may_answer},
        as_json=as_json,
        empty=f"nothing waits{whose}",
        limit=limit,
        key="task_id",
    )
    if wanted.person and not as_json:
        for absent, back in reading.stands_in_for(desk.reader, wanted.person, wanted.now).items():
            click.echo(
                f"{absent} is away until {back}; answer for him with `decide --for {absent}`"
            )


def who_may_answer(task: Task) -> str:
    """Whom a task waits for: the one person it was handed to, the seats of a body, or roles."""
    if task.assignee:
        return task.assignee
    roles = ", ".join(task.roles)
    return f"{roles} ({task.votes_cast} of {len(task.seats)} voted)" if task.ballot else roles


def but_nobody(task: Task, unanswerable: Container[str]) -> str:
    """What stands behind who may answer where the register has nobody for it.

    Args:
        unanswerable: The ids of the tasks that nobody can answer.
    """
    return " (nobody holds this role)" if task.task_id in unanswerable else ""


def _due(task: Task) -> str:
    return f"{instant(task.due_at)}{' overdue' if task.overdue else ''}"


def _id(task: Task) -> str:
    return task.task_id


def _question(task: Task) -> str:
    return task.question
