"""Lives that stop half way: every process is brought to a waiting point and left open there.

They are led by the release that is captured, with its own helpers; what a later release does with
them stands in `endings.py`. A life is never changed once a release was captured with it. Here are
those that every release can lead; `LATER` names those that came with a later one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from domain.words import Stage
from tests.upgrade import before_operation as early
from tests.upgrade import in_operation as late

if TYPE_CHECKING:
    from tests.workflows.house import House

Play = Callable[["House", str], Awaitable[None]]


async def policy_asked(house: House, name: str) -> None:
    await house.publish_policy(house.record.draft_policy({}, name))


async def policy_reminded(house: House, name: str) -> None:
    life = await house.publish_policy(house.record.draft_policy({}, name))
    await life.passes(days=12)


async def policy_escalated(house: House, name: str) -> None:
    life = await house.publish_policy(house.record.draft_policy({}, name))
    await life.passes(days=15)


async def policy_rejected(house: House, name: str) -> None:
    life = await house.publish_policy(house.record.draft_policy({}, name))
    await life.decide("policy_approval", "reject", by="boss")


async def policy_published(house: House, name: str) -> None:
    life = await house.publish_policy(house.record.draft_policy({}, name))
    await life.decide("policy_approval", "approve", by="boss")
    await life.has_ended()


SERVICES: dict[str, Play] = {
    one.__name__.replace("_", "-"): one
    for one in (
        early.asked,
        early.voted_once,
        early.voted_by_a_substitute,
        early.committee_reminded,
        early.chair_asked_after_the_due_date,
        early.chair_asked_after_a_tie,
        early.chair_escalated,
        early.put_off,
        early.asked_again,
        early.vote_corrected,
        early.offered,
        early.some_gates_answered,
        early.gates_overdue,
        early.designed,
        early.sent_back,
        early.accepted,
        early.ready,
        early.not_good_enough,
        early.back_in_design,
        late.live,
        late.cycle_asked,
        late.cycle_escalated,
        late.kept,
        late.changing,
        late.changed_and_designed,
        late.change_accepted,
        late.change_ready,
        late.retirement_asked,
        late.retirement_voted_once,
        late.retirement_before_the_chair,
        late.retirement_put_off,
        late.retirement_asked_again,
        late.retirement_asked_beside_a_change,
        late.retirement_put_off_beside_a_change,
        late.customers_told,
        late.dependents_open,
        late.data_to_return,
        late.rejected,
        late.retired,
        late.withdrawn,
        late.cancelled,
        late.over_many_runs,
    )
} | {
    f"taken-over-in-{stage}": late.taken_over(stage)
    for stage in (
        Stage.STRATEGY,
        Stage.DESIGN,
        Stage.TRANSITION,
        Stage.OPERATION,
        Stage.RETIREMENT,
    )
}
"""How each service comes to where it waits."""

POLICIES: dict[str, Play] = {
    one.__name__.replace("_", "-"): one
    for one in (policy_asked, policy_reminded, policy_escalated, policy_rejected, policy_published)
}
"""How each policy document comes to where it waits."""

LATER = ("lives_of_changes",)
"""The files with the lives of later releases; whoever captures lays in those that can be led."""


def services() -> dict[str, Play]:
    """How each service comes to where it waits, as far as it was laid into this release."""
    found = dict(SERVICES)
    for name in LATER:
        module = f"{__package__}.{name}"
        if find_spec(module) is not None:
            found |= import_module(module).SERVICES
    return found
