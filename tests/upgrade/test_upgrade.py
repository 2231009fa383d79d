"""What an earlier release left open is finished by this one, and nothing is lost or told twice.

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
from tests.upgrade.capture import laid_into
from tests.upgrade.carried import forgotten, forgotten_in
from tests.upgrade.finishing import OPEN, endings_of
from tests.upgrade.kept import releases
from tests.upgrade.lives import POLICIES, SERVICES, services
from tests.upgrade.places import NEVER_WAIT, ONE_IN_A_HOUSE, WAITING_POINTS, stage_of, waits
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import WorkflowHistory

    from tests.upgrade.kept import Kept
    from tests.upgrade.restored import Restored


# The first test about a house waits until all that was open in it has come to its end.
pytestmark = pytest.mark.timeout(900)

each_release = pytest.mark.parametrize("kept", releases(), ids=str)
each_open_process = pytest.mark.parametrize(
    ("restored", "workflow_id"), OPEN, indirect=["restored"], ids=str, scope="module"
)


@each_release
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


@each_release
def test_processes_of_every_kind_were_captured_and_some_in_a_later_run(kept: Kept) -> None:
    names = {name.rpartition(".")[0] for name in kept.histories()}
    kinds = {one.value for one in WAITING_POINTS[kept.version]} | ONE_IN_A_HOUSE
    assert {name.partition("/")[0] for name in names} == kinds
    later = {name for name in kept.histories() if not name.endswith(".1")}
    assert later >= {"ServiceLifecycle/over-many-runs.2", "ServiceLifecycle/vote-corrected.2"}


def test_changes_of_0_2_0_were_captured_in_a_later_run() -> None:
    [kept] = [one for one in releases() if one.version == "0.2.0"]
    for life in ("change-voted", "version-in-design", "version-in-transition"):
        assert f"ServiceLifecycle/{life}-over-many-runs.2" in kept.histories()


def test_a_life_is_laid_only_into_a_release_that_can_lead_it() -> None:
    assert "lives_of_changes" not in laid_into("0.1.0")
    assert set(laid_into("0.1.0")) < set(laid_into("0.2.0")) == set(laid_into("0.10.0"))
    written = {*SERVICES, *POLICIES}
    assert {one.rpartition("/")[2] for one in endings_of("0.1.0")} < written
    assert set(services()) - set(SERVICES) == {
        one.rpartition("/")[2] for one in set(endings_of("0.2.0")) - set(endings_of("0.1.0"))
    }


def test_the_record_of_an_earlier_release_is_whole(restored: Restored) -> None:
    found = restored.verified()
    assert (found.broken, found.events) == ((), sum(len(one) for one in _events(restored)))
    assert (found.erased > 0) is (restored.release.version != "0.1.0"), (
        "somebody was erased since 0.2.0"
    )


def _events(house: Restored) -> list[list[object]]:
    subjects = {one.subject for one in house.record.rows(schema.event)}
    return [list(house.record.events(one)) for one in subjects]


def test_every_waiting_point_of_every_kind_was_captured(restored: Restored) -> None:
    wanted = WAITING_POINTS[restored.release.version]
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


def test_nothing_that_a_process_or_a_policy_carries_is_forgotten(restored: Restored) -> None:
    assert forgotten_in(restored) == set()


def test_what_is_forgotten_is_named() -> None:
    then = {"kept": 1, "gone": 2, "others": [{"by": "ayse"}], "fewer": [1, 2], "more": {}}
    now = {"kept": 1, "others": [{"by": "mehmet"}], "fewer": [1], "more": {"new": None}}
    assert set(forgotten(then, now)) == {".gone", ".others[].by", ".fewer"}


@each_open_process
def test_an_open_process_comes_to_its_end(
    finished: dict[str, BaseException | None], workflow_id: str
) -> None:
    hindered_by = finished[workflow_id]
    if hindered_by is not None:
        raise hindered_by


def test_no_open_process_is_left_out(restored: Restored) -> None:
    assert {one.workflow_id for one in restored.resumable()} == set(
        endings_of(restored.release.version)
    )


@each_open_process
def test_the_chain_is_whole_from_the_first_old_event_to_the_last_new_one(
    restored: Restored, finished: dict[str, BaseException | None], workflow_id: str
) -> None:
    assert finished[workflow_id] is None
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
    assert len(asked) > len(restored.was)
    assert [one for one, times in asked.items() if times > opened[one[0]]] == []


async def test_verify_finds_nothing_apart_once_all_have_come_to_their_end(
    restored: Restored,
) -> None:
    assert (restored.verified().broken, await restored.apart()) == ((), [])
