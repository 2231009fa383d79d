"""Whoever looks at what came of a chaos finds what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, text, update

from activities.store.engine import engine_for
from activities.store.migrating import migrate
from activities.store.schema import event, metadata, person
from domain.words import NoticeState, TaskState
from tests.activities.rows import (
    NOON,
    a_person,
    put_decision,
    put_event,
    put_notice,
    put_service,
    put_task,
    put_vote,
)
from tests.chaos.ledger import Ledger, Line, Moment, begun_again, ran_twice
from tests.chaos.letters import Delivery, unexplained
from tests.chaos.rows import all_sent, check_rows
from tests.support.postgres import start_test_postgres
from workers.registers.policies import publish_default

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

SECOND = timedelta(seconds=1)
TASK = "service/crm/committee/1"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"))
    migrate(server.owner_url)
    engine = engine_for(server.owner_url)
    yield engine
    engine.dispose()
    server.stop()


@pytest.fixture
def store(engine: Engine) -> Engine:
    """A service whose committee was asked, as a process leaves it."""
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    publish_default(engine)
    with engine.begin() as connection:
        connection.execute(insert(person), a_person("ada").model_dump(mode="json"))
        put_service(connection, "crm")
        asked(connection)
        put_vote(connection, TASK, "ada")
        put_event(connection, "vote", kind="vote_cast", actor="ada", data={"task_id": TASK})
        put_notice(connection, "n1", NoticeState.SENT)
    return engine


def asked(
    connection: Connection,
    ordinal: int = 1,
    *,
    times: int = 1,
    state: TaskState = TaskState.CREATED,
    closed_at: datetime | None = None,
) -> str:
    task_id = put_task(connection, "crm", ordinal=ordinal, state=state, closed_at=closed_at)
    for time in range(times):
        key = f"{task_id}/opened/{time}"
        at = NOON + time * SECOND
        put_event(connection, key, kind="task_opened", data={"task_id": task_id}, at=at)
    return task_id


def overwrite(connection: Connection) -> None:
    connection.execute(update(event).where(event.c.event_key == "vote").values(actor="mallory"))


def cut_out(connection: Connection) -> None:
    connection.execute(delete(event).where(event.c.event_key == f"{TASK}/opened/0"))


def vote_again(connection: Connection) -> None:
    told = {"task_id": TASK}
    put_event(connection, "again", kind="vote_cast", actor="ada", data=told, at=NOON + SECOND)


def say_twice(connection: Connection) -> None:
    put_event(connection, "one")
    put_event(connection, "two")


def tell_twice(connection: Connection) -> None:
    for key in ("n2", "n3"):
        put_notice(connection, key, NoticeState.SENT, params={})


WRONG: dict[str, Callable[[Connection], object]] = {
    "a task was opened once": lambda c: asked(
        c, 2, times=2, state=TaskState.CANCELLED, closed_at=NOON
    ),
    "a task is the next of its question": lambda c: asked(c, 3),
    "a question is open once": lambda c: asked(c, 2),
    "a task is completed by one decision": lambda c: put_decision(c, TASK, 1),
    "a decision is told by one event": lambda c: put_decision(c, TASK, 1),
    "a vote is told by one event": vote_again,
    "a notice of a task is written once": lambda c: put_notice(c, "n2", NoticeState.SENT),
    "another notice has a cause of its own": tell_twice,
    "a fact of an instant is written once": say_twice,
    "every notice was sent": lambda c: put_notice(c, "n2", NoticeState.QUEUED),
    "an event follows the one before it": overwrite,
}


def test_a_record_that_is_as_it_should_be_has_nothing_wrong(store: Engine) -> None:
    found = check_rows(store)
    assert found.wrong == []
    assert {name: found.counted[name] for name in ("task", "vote", "event", "notice")} == {
        "task": 1,
        "vote": 1,
        "event": 3,
        "notice": 1,
    }
    assert all_sent(store)


@pytest.mark.parametrize("rule", WRONG)
def test_what_breaks_a_rule_is_found(store: Engine, rule: str) -> None:
    with store.begin() as connection:
        WRONG[rule](connection)
    assert any(one.startswith(f"{rule}: ") for one in check_rows(store).wrong)


def test_an_event_that_was_cut_out_is_missed(store: Engine) -> None:
    with store.begin() as connection:
        cut_out(connection)
    assert "an event follows the one before it: vote" in check_rows(store).wrong


def line(moment: Moment, attempt: int = 1) -> Line:
    return Line(
        moment=moment,
        run_id="run",
        activity_id="1",
        attempt=attempt,
        activity="process.record",
        key="service/crm#1",
        pid=1,
    )


def test_a_body_that_ran_to_its_end_and_begins_again_ran_twice(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for moment in (Moment.BEGUN, Moment.RETURNED, Moment.KILLED):
        ledger.note(line(moment))
    assert ran_twice(ledger.lines()) == []
    ledger.note(line(Moment.BEGUN, attempt=2))
    assert [one.attempt for one in ran_twice(ledger.lines())] == [2]
    assert [one.moment for one in ledger.kills()] == [Moment.KILLED]


def test_a_body_that_failed_and_begins_again_did_not_run_twice() -> None:
    lines = [line(Moment.BEGUN), line(Moment.BEGUN, attempt=2), line(Moment.RETURNED, attempt=2)]
    assert ran_twice(lines) == []
    assert begun_again(lines) == 1


def deliveries(*letters: str) -> list[Delivery]:
    return [Delivery(letter, NOON + 2 * place * SECOND) for place, letter in enumerate(letters)]


@pytest.mark.parametrize(
    ("letters", "killed_after", "is_explained"),
    [
        ("aa", 1, True),
        ("aba", 1, True),
        ("aba", 3, False),
        ("baa", 1, True),
        ("baa", -1, False),
        ("aaa", 1, False),
    ],
)
def test_a_repeat_is_explained_by_a_kill_while_the_letter_was_on_its_way(
    letters: str, killed_after: int, *, is_explained: bool
) -> None:
    kills = [NOON + killed_after * SECOND]
    assert (unexplained(deliveries(*letters), kills) == []) is is_explained
