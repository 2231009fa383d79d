"""What the previous release left open is finished by this one, and nothing is lost or told twice.

Processes live for years, releases for weeks: whatever stands open when a house is brought to the
next release has to come to its end with that.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from temporalio.worker import Replayer

from activities.store import schema
from domain.errors import ConflictError
from domain.telling import Template
from tests.house.test_workflow_files import processes
from tests.replay.lives import LIVES
from tests.upgrade.endings import ENDINGS
from tests.upgrade.kept import releases
from tests.upgrade.places import NEVER_WAIT, WAITING_POINTS, stage_of, waits
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import WorkflowHistory

    from tests.upgrade.kept import Kept
    from tests.upgrade.restored import Restored


@pytest.mark.parametrize("kept", releases(), ids=lambda it: it.version)
async def test_whatever_was_open_replays(kept: Kept) -> None:
    replayer = Replayer(workflows=processes(), plugins=[servicecycle_plugin()])
    replayed, refused = 0, {}
    async with replayer.workflow_replay_iterator(_each(kept)) as results:
        async for one in results:
            replayed += 1
            if one.replay_failure is not None:
                refused[one.history.workflow_id] = one.replay_failure
    assert refused == {}
    assert replayed == len(kept.histories())


async def _each(kept: Kept) -> AsyncIterator[WorkflowHistory]:
    for history in kept.histories().values():
        yield history


def test_processes_of_every_kind_were_captured_and_some_in_a_later_run() -> None:
    names = {name.rpartition(".")[0] for name in releases()[-1].histories()}
    assert {name.partition("/")[0] for name in names} == set(LIVES)
    later = {name for name in releases()[-1].histories() if not name.endswith(".1")}
    assert later >= {"ServiceLifecycle/over-many-runs.2", "ServiceLifecycle/vote-corrected.2"}


def test_every_waiting_point_of_every_kind_was_captured(restored: Restored) -> None:
    wanted = WAITING_POINTS[releases()[-1].version]
    found: dict[str, dict[str, set[str]]] = {kind: {} for kind in wanted}
    for one in restored.resumable():
        found[one.kind].setdefault(stage_of(one), set()).update(waits(one))
    missing = {
        f"{kind}, {stage}: {point}"
        for kind, stages in wanted.items()
        for stage, points in stages.items()
        for point in points - found[kind].get(stage, set())
    }
    assert missing == set()
    ended = {one.stage for one in restored.was.values() if one.closed_at is not None}
    assert ended >= NEVER_WAIT
    assert {one.kind for one in restored.was.values()} == set(wanted)


@pytest.mark.parametrize("workflow_id", ENDINGS)
async def test_an_open_process_comes_to_its_end(restored: Restored, workflow_id: str) -> None:
    told = restored.told(workflow_id)
    life = await restored.resume(workflow_id)
    await life.has_settled()
    stood_open = restored.was[workflow_id].closed_at is None
    assert (restored.told(workflow_id) == told) is stood_open, "an upgrade tells nobody anything"
    finish, stage = ENDINGS[workflow_id]
    await finish(life)
    assert life.row.stage == stage
    assert life.row.closed_reason == stage
    assert life.open == set()


def test_no_open_process_is_left_out(restored: Restored) -> None:
    assert {one.workflow_id for one in restored.resumable()} == set(ENDINGS)


@pytest.mark.parametrize("workflow_id", ENDINGS)
def test_the_chain_is_whole_from_the_first_old_event_to_the_last_new_one(
    restored: Restored, workflow_id: str
) -> None:
    before, now = restored.events_were[workflow_id], restored.record.events(workflow_id)
    assert len(now) > len(before)
    assert [one.hash for one in now[: len(before)]] == [one.hash for one in before]
    restored.record.check_chain(workflow_id)


async def test_an_ended_process_is_not_started_again(restored: Restored) -> None:
    for workflow_id in ("service/withdrawn", "policy/policy-published"):
        with pytest.raises(ConflictError, match="has ended"):
            await restored.resume(workflow_id)


def test_nobody_is_asked_twice_for_a_task_that_was_opened_once(restored: Restored) -> None:
    rows = restored.record.rows
    opened = Counter(one.data["task_id"] for one in rows(schema.event) if one.kind == "task_opened")
    asked = Counter(
        (one.params["task_id"], one.person_id)
        for one in rows(schema.notice)
        if one.template == Template.TASK_OPENED
    )
    assert len(asked) > len(ENDINGS)
    assert [one for one, times in asked.items() if times > opened[one[0]]] == []
