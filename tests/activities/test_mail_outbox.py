"""The outbox on real PostgreSQL: what is due, claimed and held, and what rings the bell."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from activities.store import holding, schema
from activities.store.bell import Bell
from activities.store.notices import Notices
from activities.store.outbox import tell
from domain.errors import ConflictError, NotFoundError
from domain.posts import PostedPolicy, PostedService
from domain.telling import Telling, Template
from domain.words import NoticeState
from tests.support.outbox import Outbox, add_dependent, add_version, outbox
from tests.support.posts import AYSE, NOON, POLICY, SERVICE, TASK

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from domain.posts import Post
    from tests.activities.house import House

NOW = datetime(2027, 2, 3, 4, 5, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def box(empty_house: House) -> Outbox:
    return outbox(empty_house.worker)


def post_in(box: Outbox, notice_id: int) -> Post:
    with Notices(box.engine).claim(notice_id, NOW) as claimed:
        assert claimed is not None
        return claimed.post


def done(box: Outbox, act: Callable[..., bool], *arguments: object) -> bool:
    with box.engine.begin() as connection:
        return act(connection, *arguments)


def test_new_notices_come_first_and_those_tried_before_follow(box: Outbox) -> None:
    tried, later, new = (box.tell(key=f"service/crm#{n}") for n in (1, 2, 3))
    box.change(tried, next_attempt_at=NOW)
    box.change(later, next_attempt_at=SOON)
    assert Notices(box.engine).due(NOW, 10) == [new, tried]
    assert Notices(box.engine).due(SOON, 10) == [new, tried, later]
    assert Notices(box.engine).due(SOON, 1) == [new]


@pytest.mark.parametrize("state", [NoticeState.SENT, NoticeState.FAILED, NoticeState.HELD])
def test_only_a_queued_notice_is_due(box: Outbox, state: NoticeState) -> None:
    box.change(box.tell(), state=state)
    assert Notices(box.engine).due(NOW, 10) == []


def test_a_notice_knows_its_service_its_task_and_its_receiver(box: Outbox) -> None:
    post = post_in(box, box.tell(Template.TASK_OPENED, task_id=TASK.task_id))
    assert post.task == TASK
    assert post.service == PostedService(service_id="crm", name=SERVICE.name, version=1)
    assert post.to == AYSE
    assert post.notice_key == "service/crm#1/task_opened/ayse"
    assert (post.at, post.attempts, post.policy) == (NOON, 0, None)


def test_a_notice_speaks_of_the_newest_version_of_a_service(box: Outbox) -> None:
    add_version(box.engine, 1)
    add_version(box.engine, 2)
    service = post_in(box, box.tell()).service
    assert service is not None
    assert service.version == 2


@pytest.mark.parametrize("state", ["completed", "cancelled", "expired"])
def test_a_notice_knows_that_its_task_was_closed_meanwhile(box: Outbox, state: str) -> None:
    notice_id = box.tell(Template.TASK_OPENED, task_id=TASK.task_id)
    box.task(state=state, closed_at=NOON, closed_reason="over")
    task = post_in(box, notice_id).task
    assert task is not None
    assert not task.is_open


def test_a_notice_lists_open_dependents_only(box: Outbox) -> None:
    add_dependent(box.engine, "K-2")
    add_dependent(box.engine, "K-1")
    add_dependent(box.engine, "K-0", closed=True)
    post = post_in(box, box.tell(Template.DEPENDENTS_OPEN))
    assert [one.dependent_id for one in post.dependents] == ["K-1", "K-2"]


def test_a_notice_knows_its_policy_document_published_or_not(box: Outbox) -> None:
    published = post_in(box, box.tell(Template.POLICY_PUBLISHED, subject="policy/p-3")).policy
    assert published is not None
    assert (published.title, published.version) == (POLICY.title, POLICY.version)
    with box.engine.begin() as connection:
        document = {"title": "A draft"}
        connection.execute(
            insert(schema.policy_draft).values(
                policy_id="p-4",
                document=document,
                source="",
                author="ayse",
                state="rejected",
                drafted_at=NOON,
            )
        )
    refused = post_in(box, box.tell(Template.POLICY_REJECTED, subject="policy/p-4")).policy
    assert refused == PostedPolicy(title="A draft")


def test_a_notice_about_what_is_not_there_still_has_its_receiver(box: Outbox) -> None:
    post = post_in(box, box.tell(subject="service/gone", key="service/gone#1"))
    assert (post.service, post.to) == (None, AYSE)
    post = post_in(box, box.tell(Template.TASK_OPENED, key="x", task_id="service/gone/brief/1"))
    assert post.task is None


def test_a_claimed_notice_is_nobody_elses(box: Outbox) -> None:
    notices = Notices(box.engine)
    notice_id = box.tell()
    with notices.claim(notice_id, NOW) as mine:
        with notices.claim(notice_id, NOW) as yours:
            assert (mine is None, yours is None) == (False, True)
        assert notices.due(NOW, 10) == [notice_id]
    with notices.claim(notice_id, NOW) as mine:
        assert mine is not None


def test_a_claim_that_is_let_go_leaves_no_trace(box: Outbox) -> None:
    notice_id = box.tell()
    before = dict(box.row(notice_id))
    post_in(box, notice_id)
    assert dict(box.row(notice_id)) == before


def test_what_became_of_a_notice_is_written_at_once(box: Outbox) -> None:
    notices = Notices(box.engine)
    sent, failed, later, spared = (box.tell(key=f"k{n}") for n in range(4))
    for notice_id in (sent, failed, later, spared):
        with notices.claim(notice_id, NOW) as claimed:
            assert claimed is not None
            if notice_id == sent:
                claimed.sent(NOW)
            elif notice_id == failed:
                claimed.failed("550 No such user")
            else:
                claimed.postponed("451 Busy", SOON, counts=notice_id == later)
    names = ("state", "attempts", "sent_at", "next_attempt_at", "last_error")
    told = {one: tuple(box.row(one)[name] for name in names) for one in (sent, failed, later)}
    assert told == {
        sent: ("sent", 1, NOW, None, None),
        failed: ("failed", 1, None, None, "550 No such user"),
        later: ("queued", 1, None, SOON, "451 Busy"),
    }
    assert box.row(spared)["attempts"] == 0


def test_the_rule_is_that_of_the_policy_in_force(box: Outbox) -> None:
    notices = Notices(box.engine)
    assert notices.rule(NOW).retry_minutes == 5
    box.policy(retry_minutes=7)
    assert notices.rule(NOW).retry_minutes == 7


def test_a_notice_is_sent_at_the_business_time_of_the_house(box: Outbox) -> None:
    notices, notice_id = Notices(box.engine), box.tell()
    box.clock(rate=60.0, epoch=NOON, started_at=NOW)
    with notices.claim(notice_id, SOON) as claimed:
        assert claimed is not None
        claimed.sent(SOON)
    assert box.row(notice_id)["sent_at"] == NOON + timedelta(hours=5)


def test_a_held_notice_stays_until_it_is_released(box: Outbox) -> None:
    notice_id = box.tell()
    box.change(notice_id, next_attempt_at=SOON, attempts=2)
    assert done(box, holding.hold, notice_id)
    assert not done(box, holding.hold, notice_id)
    assert Notices(box.engine).due(SOON, 10) == []
    assert done(box, holding.release, notice_id)
    assert not done(box, holding.release, notice_id)
    assert Notices(box.engine).due(NOW, 10) == [notice_id]
    assert box.row(notice_id)["attempts"] == 2


def test_a_failed_notice_that_is_released_has_all_its_attempts_again(box: Outbox) -> None:
    notice_id = box.tell()
    box.change(notice_id, state="failed", attempts=12, last_error="550 No such user")
    assert done(box, holding.release, notice_id)
    assert (box.row(notice_id)["state"], box.row(notice_id)["attempts"]) == ("queued", 0)


@pytest.mark.parametrize(
    ("state", "act"),
    [("sent", holding.hold), ("failed", holding.hold), ("sent", holding.release)],
)
def test_what_has_left_the_house_is_neither_held_nor_released(
    box: Outbox, state: str, act: Callable[[Connection, int], bool]
) -> None:
    notice_id = box.tell()
    box.change(notice_id, state=state)
    with pytest.raises(ConflictError, match=f"notice {notice_id} (is|was) {state}"):
        done(box, act, notice_id)


@pytest.mark.parametrize("act", [holding.hold, holding.release])
def test_there_must_be_such_a_notice(box: Outbox, act: Callable[[Connection, int], bool]) -> None:
    with pytest.raises(NotFoundError, match="there is no notice 4711"):
        done(box, act, 4711)


def test_a_held_house_lets_nothing_out_and_is_released_as_a_whole(box: Outbox) -> None:
    notice_id = box.tell()
    notices = Notices(box.engine)
    assert not done(box, holding.release_house)
    assert done(box, holding.hold_house)
    assert not done(box, holding.hold_house)
    assert notices.due(NOW, 10) == []
    with notices.claim(notice_id, NOW) as claimed:
        assert claimed is None
    assert notices.standing().house_held
    assert done(box, holding.release_house)
    assert notices.due(NOW, 10) == [notice_id]


def test_what_lies_in_the_outbox_is_counted(box: Outbox) -> None:
    states = ("queued", "queued", "held", "failed", "sent", "sent", "sent")
    for n, state in enumerate(states):
        box.change(box.tell(key=f"k{n}"), state=state)
    standing = Notices(box.engine).standing()
    assert (standing.still_queued, standing.still_held, standing.still_failed) == (2, 1, 1)
    assert not standing.house_held


def test_a_committed_notice_rings_the_bell_and_one_undone_does_not(box: Outbox) -> None:
    telling = Telling(template=Template.SERVICE_RETIRED, persons=("ayse",))
    with Bell(box.engine).listen() as ear, box.engine.connect() as connection:
        tell(connection, telling, subject="service/crm", key="undone", at=NOON)
        connection.rollback()
        assert not ear.wait(0.05)
        tell(connection, telling, subject="service/crm", key="kept", at=NOON)
        assert not ear.wait(0.05)
        connection.commit()
        assert ear.wait(5)
        assert not ear.wait(0.01)


def test_who_waits_hears_the_bell_at_once(box: Outbox) -> None:
    with Bell(box.engine).listen() as ear, ThreadPoolExecutor(1) as threads:
        heard = threads.submit(ear.wait, 30)
        box.tell()
        assert heard.result(timeout=10)


@pytest.mark.parametrize("act", [holding.release, holding.release_house])
def test_what_is_released_rings_the_bell(box: Outbox, act: Callable[..., bool]) -> None:
    notice_id = box.tell()
    done(box, holding.hold, notice_id)
    done(box, holding.hold_house)
    with Bell(box.engine).listen() as ear:
        done(box, act, *((notice_id,) if act is holding.release else ()))
        assert ear.wait(5)


def test_a_connection_that_listened_is_not_handed_to_others(box: Outbox) -> None:
    with Bell(box.engine).listen():
        pass
    with box.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_listening_channels()").all() == []
        assert connection.scalar(select(1)) == 1
