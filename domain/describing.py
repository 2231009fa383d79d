"""Where a process stands, in Markdown for the Temporal UI."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.answers import needs_data
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
        beside: What else goes on with it, in one sentence; empty where nothing does.
        since: When it entered the stage.
        waits: What it waits for while no task is open.
        waits_beside_tasks: Whether it waits for that as well while people are asked.
        marks: Search attributes of its own, by name.
    """

    title: str
    stage: str
    drawing: str = ""
    beside: str = ""
    since: datetime | None = None
    waits: str = ""
    waits_beside_tasks: bool = False
    marks: dict[str, str] = {}


def describe(
    picture: Picture, state: ProcessState, pinned: PinnedPolicy | None, now: datetime
) -> str:
    """Where it stands, since when, whom it waits for, until when, and the command that answers."""
    since = f" since {_instant(picture.since)}" if picture.since else ""
    lines = [f"### {_plain(picture.title)}", "", f"**{picture.stage}**{since}"]
    if picture.drawing:
        lines += ["", picture.drawing]
    if picture.beside:
        lines += ["", _plain(picture.beside)]
    for task in state.tasks.values():
        lines += ["", *_task(task, state, now)]
    if picture.waits and not state.tasks:
        lines += ["", f"Waits {picture.waits}."]
    elif picture.waits and picture.waits_beside_tasks:
        lines += ["", f"Meanwhile it waits {picture.waits}."]
    if pinned:
        lines += ["", f"Policy version {pinned.version}. Business time {_instant(now)}."]
    return "\n".join(lines)


def _task(task: Task, state: ProcessState, now: datetime) -> list[str]:
    """One question as a short list: the pane is narrow, and a table would break its lines."""
    question = task.question
    late = " **overdue**" if now > task.due_at else ""
    votes = state.votes.get(question.task_id, ())
    data = " --data FILE" if needs_data(question.name) else ""
    cast = f", {len(votes)} of {len(state.seats.get(question.task_id, ()))} votes cast"
    answer = f"{question.task_id} {'|'.join(question.outcomes)}{data} --reason …"
    return [
        f"**{_plain(question.text)}**",
        "",
        f"- may answer: {task.assignee or ', '.join(task.roles)}{cast if question.ballot else ''}",
        f"- asked {_instant(task.opened_at)}, due **{_instant(task.due_at)}**{late}",
        f"- `servicecycle decide {answer}`",
    ]


def _plain(text: str) -> str:
    """What a person wrote, so that none of it is taken for Markdown or HTML."""
    return "".join(f"\\{one}" if one in _MARKUP else one for one in text.replace("\n", " "))


_MARKUP = frozenset("\\`*_{}[]<>#|!~")


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""
