"""Where a process stands, in Markdown for the Temporal UI."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.model import Value

if TYPE_CHECKING:
    from domain.asking import Task
    from domain.policy import PinnedPolicy
    from domain.process_state import ProcessState


class Picture(Value):
    """What a process says of itself.

    Args:
        title: What it is about, in business words.
        stage: Where it stands.
        drawing: The stages in a row with the present one marked; empty where there are none.
        since: When it entered the stage.
        waits: What it waits for while no task is open.
        marks: Search attributes of its own, by name.
    """

    title: str
    stage: str
    drawing: str = ""
    since: datetime | None = None
    waits: str = ""
    marks: dict[str, str] = {}


def describe(
    picture: Picture, state: ProcessState, pinned: PinnedPolicy | None, now: datetime
) -> str:
    """Where it stands, since when, whom it waits for, until when, and the command that answers."""
    since = f" since {_instant(picture.since)}" if picture.since else ""
    lines = [f"### {picture.title}", "", f"**{picture.stage}**{since}"]
    if picture.drawing:
        lines += ["", picture.drawing]
    if state.tasks:
        lines += ["", "| waits for | who may answer | asked | due |", "| --- | --- | --- | --- |"]
        lines += [_row(task, now) for task in state.tasks.values()]
        lines += ["", "Answer with:", ""]
        lines += [f"    {_command(task)}" for task in state.tasks.values()]
    elif picture.waits:
        lines += ["", f"Waits {picture.waits}."]
    if pinned:
        lines += ["", f"Policy version {pinned.version} · business time {_instant(now)}"]
    return "\n".join(lines)


def _row(task: Task, now: datetime) -> str:
    who = task.assignee or ", ".join(task.roles)
    late = " **overdue**" if now > task.due_at else ""
    return (
        f"| {_cell(task.question.text)} | {who} | {_instant(task.opened_at)} "
        f"| {_instant(task.due_at)}{late} |"
    )


def _command(task: Task) -> str:
    outcomes = "|".join(task.question.outcomes)
    return f"servicecycle decide {task.question.task_id} {outcomes} --reason … --as …"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""
