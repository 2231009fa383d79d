"""Delivery: from the outbox in PostgreSQL to a mail server, each notice once, whatever happens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from activities.mail.folder import FolderTransport
from activities.mail.smtp import SmtpTransport
from activities.store.notices import Notices
from domain.mailroom import Shift, ShiftDone
from domain.telling import Template
from tests.support.mail_server import HANG_UP, Sink, mail_server
from tests.support.mailroom import Killed, KilledAfterwards, delivery, real_now, smtp, work
from tests.support.outbox import Outbox, outbox
from tests.support.posts import NOON, TASK, plain
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.activities.house import House


@pytest.fixture
def box(empty_house: House) -> Outbox:
    return outbox(empty_house.worker)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as one:
        yield one


def test_a_notice_is_sent_and_noted_as_sent(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell(Template.TASK_OPENED, task_id=TASK.task_id)
    assert work(delivery(box, smtp(sink))) == ShiftDone(sent=1)
    (letter,) = sink.letters
    assert letter["To"] == "Ayşe Yılmaz <ayse@example.com>"
    assert TASK.task_id in plain(letter)
    row = box.row(notice_id)
    assert (row["state"], row["attempts"], row["last_error"]) == ("sent", 1, None)


def test_it_is_noted_in_business_time(box: Outbox, sink: Sink) -> None:
    started = datetime(2027, 5, 1, tzinfo=UTC)
    box.clock(rate=3600.0, epoch=NOON, started_at=started)
    notice_id = box.tell()
    now = iter(started + timedelta(seconds=1) for _ in range(99))
    work(delivery(box, smtp(sink), lambda: next(now)))
    assert box.row(notice_id)["sent_at"] == NOON + timedelta(hours=1)


def test_a_house_without_a_mail_server_writes_message_files(box: Outbox, tmp_path: Path) -> None:
    box.tell()
    assert work(delivery(box, FolderTransport(tmp_path / "mail"))).sent == 1
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_a_receiver_who_is_refused_fails_at_once(box: Outbox, sink: Sink) -> None:
    sink.to_receiver = "550 5.1.1 No such user"
    notice_id = box.tell()
    assert work(delivery(box, smtp(sink))) == ShiftDone(failed=1, still_failed=1)
    row = box.row(notice_id)
    assert (row["state"], row["attempts"]) == ("failed", 1)
    assert row["last_error"] == "550 5.1.1 No such user"


@pytest.mark.parametrize("minutes", [5, 30])
def test_a_receiver_who_is_put_off_is_tried_again_after_the_minutes_of_policy(
    box: Outbox, sink: Sink, minutes: int
) -> None:
    box.policy(retry_minutes=minutes)
    sink.to_receiver = "451 4.7.1 Greylisted"
    notice_id = box.tell()
    before = real_now()
    assert work(delivery(box, smtp(sink))) == ShiftDone(postponed=1, still_queued=1)
    row = box.row(notice_id)
    assert (row["state"], row["attempts"]) == ("queued", 1)
    assert row["last_error"] == "451 4.7.1 Greylisted"
    waits = row["next_attempt_at"] - before
    assert timedelta(minutes=minutes) <= waits < timedelta(minutes=minutes, seconds=30)
    assert Notices(box.engine).due(before, 10) == []


def test_it_waits_in_real_minutes_however_fast_the_business_runs(box: Outbox, sink: Sink) -> None:
    box.clock(rate=1_000_000.0, epoch=NOON, started_at=real_now())
    sink.to_receiver = "451 4.7.1 Greylisted"
    notice_id = box.tell()
    work(delivery(box, smtp(sink)))
    assert box.row(notice_id)["next_attempt_at"] < real_now() + timedelta(minutes=6)


@pytest.mark.parametrize("attempts", [1, 3])
def test_after_the_attempts_of_policy_it_has_failed(box: Outbox, sink: Sink, attempts: int) -> None:
    box.policy(attempts=attempts)
    sink.to_letter = "554 5.7.1 Looks like spam"
    notice_id = box.tell()
    for n in range(attempts):
        assert (box.row(notice_id)["state"], box.row(notice_id)["attempts"]) == ("queued", n)
        box.change(notice_id, next_attempt_at=None)
        work(delivery(box, smtp(sink)))
    row = box.row(notice_id)
    assert (row["state"], row["attempts"]) == ("failed", attempts)
    assert row["last_error"] == "554 5.7.1 Looks like spam"


def test_a_mail_server_that_is_down_costs_no_attempt(box: Outbox) -> None:
    box.policy(attempts=1)
    notice_id = box.tell()
    port = free_port()
    assert work(delivery(box, SmtpTransport("127.0.0.1", port))).postponed == 1
    row = box.row(notice_id)
    assert (row["state"], row["attempts"]) == ("queued", 0)
    assert f"127.0.0.1:{port}" in row["last_error"]
    assert row["next_attempt_at"] > real_now() + timedelta(minutes=4)


def test_who_is_archived_is_told_nothing_and_it_is_not_tried_again(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell()
    box.person(archived_at=NOON)
    assert work(delivery(box, smtp(sink))).failed == 1
    assert box.row(notice_id)["last_error"] == "ayse is archived and is told nothing any more"
    assert sink.letters == []


@pytest.mark.parametrize("email", ["", "ayse at example.com", "a@b.com\r\nBcc: c@d.com"])
def test_who_has_no_address_cannot_be_told_and_it_is_not_tried_again(
    box: Outbox, sink: Sink, email: str
) -> None:
    notice_id = box.tell()
    box.person(email=email)
    assert work(delivery(box, smtp(sink))).failed == 1
    assert box.row(notice_id)["last_error"] == "ayse has no address that mail can be sent to"
    assert sink.letters == []


def test_a_notice_nobody_can_write_does_not_stop_the_others(box: Outbox, sink: Sink) -> None:
    lost = box.tell(Template.TASK_OPENED, key="lost", task_id="service/crm/brief/9")
    fine = box.tell(key="fine")
    assert work(delivery(box, smtp(sink)), Shift(notices=2)) == ShiftDone(
        sent=1, failed=1, still_failed=1
    )
    assert box.row(lost)["last_error"] == "task_opened: nothing is known of 'question'"
    assert box.row(fine)["state"] == "sent"


def test_a_kill_before_the_commit_repeats_the_message_id_and_nothing_else(
    box: Outbox, sink: Sink
) -> None:
    notice_id = box.tell()
    killed = delivery(box, KilledAfterwards(smtp(sink)))
    with pytest.raises(Killed):
        work(killed)
    assert box.row(notice_id)["state"] == "queued"
    assert work(delivery(box, smtp(sink))).sent == 1
    first, second = sink.raw
    assert first == second
    assert len(set(sink.message_ids)) == 1


def test_a_server_that_hangs_up_after_the_letter_meets_the_same_message_id(
    box: Outbox, sink: Sink
) -> None:
    sink.to_letter = HANG_UP
    notice_id = box.tell()
    assert work(delivery(box, smtp(sink))).postponed == 1
    assert box.row(notice_id)["last_error"] == "Connection unexpectedly closed"
    sink.to_letter = "250 OK"
    box.change(notice_id, next_attempt_at=None)
    assert work(delivery(box, smtp(sink))).sent == 1
    assert len(sink.letters) == 2
    assert len(set(sink.message_ids)) == 1


def test_two_mailrooms_at_once_send_nothing_twice(box: Outbox, sink: Sink) -> None:
    box.policy(per_minute=1_000_000)
    for n in range(30):
        box.tell(key=f"k{n}")
    with ThreadPoolExecutor(2) as threads:
        shifts = [
            threads.submit(work, delivery(box, smtp(sink)), Shift(seconds=8, notices=30))
            for _ in range(2)
        ]
        assert sum(shift.result().sent for shift in shifts) == 30
    assert len(sink.letters) == len(set(sink.message_ids)) == 30
