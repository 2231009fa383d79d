"""What an operator sees of a process in the Temporal UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import workflow

from domain.describing import Picture, describe
from workflows import search

if TYPE_CHECKING:
    from datetime import datetime

    from domain.policy import PinnedPolicy
    from domain.process_state import ProcessState


def publish(picture: Picture, state: ProcessState, pinned: PinnedPolicy, now: datetime) -> None:
    """Show where the process stands, whom it waits for and until when; and make it findable."""
    workflow.set_current_details(describe(picture, state, pinned, now))
    tasks = state.tasks.values()
    roles = sorted({role.value for task in tasks for role in task.roles})
    due = min((task.due_at for task in tasks), default=None)
    wanted = [
        search.keyword(search.STAGE, picture.stage),
        search.keywords(search.AWAITING_ROLE, roles),
        search.instant(search.DUE_AT, due),
        search.OVERDUE.value_set(any(task.due_at < now for task in tasks)),
        search.ESCALATED.value_set(
            any(len(task.roles) > len(task.question.rule.roles) for task in tasks)
        ),
        search.keyword(search.POLICY_VERSION, str(pinned.version)),
        *(search.keyword(search.BY_NAME[name], value) for name, value in picture.marks.items()),
    ]
    present = workflow.info().typed_search_attributes
    changed = [one for one in wanted if present.get(one.key) != one.value]
    if changed:
        workflow.upsert_search_attributes(changed)
