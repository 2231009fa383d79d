"""The mailroom's shifts: how long, how fast, and what ends them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from temporalio.exceptions import CancelledError
from temporalio.testing import ActivityEnvironment

from activities.mail.pace import Pace
from activities.store import holding
from domain.mailroom import Shift, ShiftDone
from tests.support.mail_server import Sink, mail_server
from tests.support.mailroom import LONG, Cancelling, delivery, real_now, smtp, work
from tests.support.outbox import Outbox, outbox
from tests.support.posts import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.activities.house import House


@pytest.fixture
def box(empty_house: House) -> Outbox:
    return outbox(empty_house.worker)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as one:
        yield one


def test_nothing_leaves_a_held_house_and_everything_once_it_is_released(
    box: Outbox, sink: Sink
) -> None:
    box.tell()
    with box.engine.begin() as connection:
        holding.hold_house(connection)
    done = work(delivery(box, smtp(sink)), Shift(seconds=1))
    assert done == ShiftDone(still_queued=1, house_held=True)
    with box.engine.begin() as connection:
        holding.release_house(connection)
    assert work(delivery(box, smtp(sink))).sent == 1


def test_a_notice_that_comes_while_it_waits_is_delivered_at_once(box: Outbox, sink: Sink) -> None:
    with ThreadPoolExecutor(1) as threads:
        shift = threads.submit(work, delivery(box, smtp(sink)), Shift(seconds=60, notices=1))
        box.tell()
        assert shift.result(timeout=20).sent == 1


def test_a_shift_ends_when_the_worker_stops(box: Outbox, sink: Sink) -> None:
    environment = ActivityEnvironment()
    environment.worker_shutdown()
    box.tell()
    assert environment.run(delivery(box, smtp(sink)).deliver, LONG) == ShiftDone(still_queued=1)


def test_a_cancelled_mailroom_finishes_the_letter_in_its_hands(box: Outbox, sink: Sink) -> None:
    environment = ActivityEnvironment()
    first, second = box.tell(key="k1"), box.tell(key="k2")
    transport = Cancelling(smtp(sink), environment)
    with pytest.raises(CancelledError):
        environment.run(delivery(box, transport).deliver, LONG)
    assert (box.row(first)["state"], box.row(second)["state"]) == ("sent", "queued")


def test_a_shift_gives_signs_of_life(box: Outbox, sink: Sink) -> None:
    environment = ActivityEnvironment()
    beats: list[object] = []
    environment.on_heartbeat = lambda *details: beats.append(details)
    environment.run(delivery(box, smtp(sink)).deliver, Shift(seconds=2))
    assert len(beats) > 1


def test_letters_leave_no_faster_than_policy_lets_them(box: Outbox, sink: Sink) -> None:
    box.policy(per_minute=200)
    for n in range(3):
        box.tell(key=f"k{n}")
    begun = real_now()
    assert work(delivery(box, smtp(sink)), Shift(notices=3)).sent == 3
    assert real_now() - begun >= timedelta(seconds=0.6)


def test_the_shift_ends_while_the_next_letter_waits_for_its_turn(box: Outbox, sink: Sink) -> None:
    box.policy(per_minute=1)
    box.tell(key="k1")
    box.tell(key="k2")
    done = work(delivery(box, smtp(sink)), Shift(seconds=1))
    assert done == ShiftDone(sent=1, still_queued=1)


def test_the_pace_is_kept_from_shift_to_shift(box: Outbox, sink: Sink) -> None:
    box.policy(per_minute=1)
    box.tell(key="k1")
    box.tell(key="k2")
    worker = delivery(box, smtp(sink))
    assert work(worker, Shift(seconds=1)).sent == 1
    assert work(worker, Shift(seconds=1)).sent == 0


@pytest.mark.parametrize(("per_minute", "apart"), [(1, 60.0), (60, 1.0), (600, 0.1)])
def test_a_minutes_letters_are_spread_evenly(per_minute: int, apart: float) -> None:
    pace = Pace()
    assert pace.rest(NOON) == timedelta()
    pace.take(NOON, per_minute)
    assert pace.rest(NOON) == timedelta(seconds=apart)
    assert pace.rest(NOON + timedelta(seconds=apart)) == timedelta()
    assert pace.rest(NOON + timedelta(days=1)) == timedelta()
