"""What a process asks next, for whoever has just moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from starters.inbox import but_nobody
from starters.output import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starters.desk import Desk


def next_lines(desk: Desk, workflow_id: str) -> Iterator[str]:
    """The tasks of a process that stand open, and who may answer each; nothing where none does."""
    tasks = reading.open_tasks(desk.reader, workflow_id, desk.now())
    if not tasks:
        return
    unanswerable = reading.unanswerable(desk.reader, tasks)
    yield heading("Next")
    for one in tasks:
        who = one.assignee or ", ".join(one.roles)
        yield f"  {one.task_id}  {who}{but_nobody(one, unanswerable)}"
