"""Entries of the policy that show only while a process runs: each is changed here (R42).

`tests/domain/test_policy_entries.py` names the test of each entry.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store.engine import engine_for
from domain.housekeeping import HousekeepingBook
from domain.mailroom import Shift
from domain.service_state import add_months
from domain.words import Stage
from tests.support.mail_server import Sink, mail_server
from tests.support.mailroom import delivery, real_now, smtp, work
from tests.support.outbox import Outbox, outbox
from tests.workflows.house import eventually
from tests.workflows.test_housekeeping import Rounds
from tests.workflows.test_mailroom import shows
from workers.settings import Settings
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.postgres import Database
    from tests.workflows.house import House


@pytest.fixture
def box(database: Database) -> Iterator[Outbox]:
    engine = engine_for(database.worker_url)
    yield outbox(engine)
    engine.dispose()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as one:
        yield one


@pytest.mark.parametrize("months", [12, 18])
async def test_a_longer_cycle_asks_later(house: House, months: int) -> None:
    house.record.publish_policy({("improvement", "cycle_months"): months})
    life = await house.take_over(Stage.OPERATION, days_ago=300)
    live = life.service.entered_at
    await life.passes(days=320)
    asked = life.task("improvement_cycle").opened_at
    assert timedelta(0) <= asked - add_months(live, months) < timedelta(minutes=1)


@pytest.mark.parametrize("days", [30, 120])
async def test_a_longer_notice_ends_the_service_later(house: House, days: int) -> None:
    house.record.publish_policy({("retirement", "notice_days"): days})
    life = await house.take_over(Stage.OPERATION, days_ago=1)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    told = next(one for one in life.events if one.kind == "customers_told")
    assert life.service.ends_at - told.at == timedelta(days=days)
    await life.passes(days=days - 1)
    assert life.open == set()
    await life.passes(days=2)
    assert life.open == {"data_return/1"}


@pytest.mark.parametrize(("days", "often"), [(14, 3), (5, 7)])
async def test_open_dependents_are_shown_again_as_often(
    house: House, days: int, often: int
) -> None:
    house.record.publish_policy({("retirement", "recheck_days"): days})
    life = await house.take_over(Stage.OPERATION, days_ago=1)
    life.record.depends(life.record_id, "contract")
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=31)
    assert life.story.count("dependents_shown") == often


@pytest.mark.parametrize("days", [2, 9])
async def test_a_longer_correction_time_closes_later(house: House, days: int) -> None:
    house.record.publish_policy({("corrections", "open_days"): days})
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "reject", by=member)
    await life.passes(hours=24 * days - 2)
    assert life.row.closed_at is None
    await life.passes(hours=4)
    assert life.row.closed_reason == "rejected"


async def test_no_correction_time_closes_at_once(house: House) -> None:
    house.record.publish_policy({("corrections", "open_days"): 0})
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "reject", by=member)
    await eventually(lambda: life.row.closed_reason == "rejected")


@pytest.mark.parametrize(("events", "turns"), [(20, True), (4_000, False)])
async def test_a_run_turns_the_page_after_so_many(
    house: House, events: int, *, turns: bool
) -> None:
    house.record.publish_policy({("processes", "turn_page_after_events"): events})
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    assert (len({one.run_id for one in life.events}) > 1) is turns


@pytest.mark.parametrize("minutes", [1, 3])
async def test_housekeeping_looks_again_so_much_later(
    house: House, database: Database, tmp_path: Path, minutes: int
) -> None:
    house.record.publish_policy({("processes", "housekeeping_minutes"): minutes})
    names = {
        "TEMPORAL_ADDRESS": house.env.client.service_client.config.target_host,
        "SERVICECYCLE_DATABASE_URL": database.worker_url,
    }
    rounds = Rounds(house, Settings.resolve(tmp_path, names))
    async with rounds.going(HousekeepingBook()) as handle:
        await shows(handle, f"The next round is in {minutes} min")


@pytest.mark.parametrize(("per_minute", "sent"), [(600, 2), (1, 1)])
def test_a_lower_rate_sends_fewer_notices_a_minute(
    box: Outbox, sink: Sink, per_minute: int, sent: int
) -> None:
    box.policy(per_minute=per_minute)
    box.tell(key="first")
    box.tell(key="second")
    assert work(delivery(box, smtp(sink)), Shift(seconds=1)).sent == sent


@pytest.mark.parametrize(("attempts", "state"), [(1, "failed"), (2, "queued")])
def test_a_notice_fails_after_so_many_attempts(
    box: Outbox, sink: Sink, attempts: int, state: str
) -> None:
    box.policy(attempts=attempts)
    sink.to_receiver = "451 4.7.1 Greylisted"
    notice_id = box.tell()
    work(delivery(box, smtp(sink)))
    assert box.row(notice_id)["state"] == state


@pytest.mark.parametrize("minutes", [5, 30])
def test_a_failed_delivery_is_tried_again_so_much_later(
    box: Outbox, sink: Sink, minutes: int
) -> None:
    box.policy(retry_minutes=minutes)
    sink.to_receiver = "451 4.7.1 Greylisted"
    notice_id, now = box.tell(), real_now()
    work(delivery(box, smtp(sink), lambda: now))
    assert box.row(notice_id)["next_attempt_at"] == now + timedelta(minutes=minutes)
