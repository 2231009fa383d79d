from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from activities.store import people, policies, reading, requests, schema
from domain.clock import BusinessClock
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.identity import Actor
from domain.words import PolicyState, Role
from tests.activities.rows import (
    A_DAY,
    NOON,
    a_person,
    put,
    put_process,
    put_service,
    put_task,
)
from workers.registers.clock import set_clock
from workers.registers.documents import Upload, attach
from workers.registers.engines import business_now
from workers.registers.policies import check_policy, draft_policy, publish_default

if TYPE_CHECKING:
    from tests.activities.house import House

ADA = Actor(person="ada", roles=(Role.ADMINISTRATOR,))
FAST = BusinessClock(epoch=NOON, rate=60, started_at=datetime(2026, 1, 1, tzinfo=UTC))
DEFAULT = files("domain").joinpath("default_policy.yaml").read_bytes()
MEGABYTE = 1024 * 1024


def test_a_new_house_begins_with_the_policy_that_ships(empty_house: House) -> None:
    assert publish_default(empty_house.worker) == 1
    assert publish_default(empty_house.worker) == 1
    (policy,) = reading.policies(empty_house.reader)
    assert (policy.author, policy.approved_by, policy.version) == ("system", "system", 1)
    (event,) = reading.history(empty_house.reader, "policy/default")
    assert (event.kind, event.actor, event.clauses) == (
        "policy_published",
        "system",
        ("5.2", "7.5"),
    )


def test_four_starts_at_once_publish_the_policy_once(empty_house: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: publish_default(empty_house.worker), range(4))) == [1] * 4
    assert len(reading.history(empty_house.reader, "policy/default")) == 1


def test_the_first_policy_holds_from_the_first_day_of_the_house(empty_house: House) -> None:
    long_ago = BusinessClock(epoch=datetime(2011, 5, 1, tzinfo=UTC), started_at=datetime.now(UTC))
    set_clock(empty_house.worker, long_ago)
    publish_default(empty_house.worker)
    now = business_now(empty_house.reader)
    assert now.year == 2011
    assert reading.policy_in_force(empty_house.reader, now).version == 1


def test_a_house_that_has_a_policy_keeps_it(house: House) -> None:
    with house.worker.begin() as connection:
        draft = draft_policy(house.worker, ADA, DEFAULT, NOON)
        row = {"version": 2, "policy_id": draft.policy_id, "approved_by": "bob"}
        more = {"published_at": NOON, "effective_on": NOON.date()}
        put(connection, schema.policy, **row, **more)
    assert publish_default(house.worker) == 2


def test_a_policy_document_is_kept_once_while_it_waits_for_its_approval(house: House) -> None:
    first = draft_policy(house.worker, ADA, DEFAULT, NOON)
    again = draft_policy(house.worker, ADA, DEFAULT, NOON + A_DAY)
    assert (first.policy_id, first) == ("draft-1", again)
    other = draft_policy(house.worker, Actor(person="bob"), DEFAULT, NOON)
    assert other.policy_id == "draft-2"
    states = {one.policy_id: one.state for one in reading.policies(house.reader)}
    assert states == {
        "default": PolicyState.PUBLISHED,
        "draft-1": PolicyState.DRAFT,
        "draft-2": PolicyState.DRAFT,
    }
    with house.reader.connect() as connection:
        assert policies.waiting(connection, DEFAULT.decode(), "ada") == first


@pytest.mark.parametrize(
    ("text", "said", "field"),
    [
        (b"title: A\ntitle: B\n", 'line 2: the key "title" stands there twice', "file"),
        (b"title: [\n", "line 2: ", "file"),
        (b"title: \xff", "not UTF-8", "file"),
        (b"title: Only a title\n", "scope: ", "scope"),
        (b"- 1\n", "mapping", "file"),
    ],
)
def test_a_document_that_is_no_policy_is_refused_with_its_line_or_its_entry(
    text: bytes, said: str, field: str | None
) -> None:
    with pytest.raises(InvalidInputError, match=said) as error:
        check_policy(text)
    assert error.value.field == field


def test_the_clock_is_set_while_the_house_is_empty_and_not_later(house: House) -> None:
    set_clock(house.worker, FAST)
    set_clock(house.worker, FAST)
    assert reading.clock(house.reader) == FAST
    assert len(reading.history(house.reader, "house/clock")) == 1
    with house.worker.begin() as connection:
        put_process(connection, "service/crm")
    set_clock(house.worker, FAST)
    with pytest.raises(ConflictError, match="cannot be set again"):
        set_clock(house.worker, BusinessClock())


def test_business_time_follows_the_clock(house: House) -> None:
    assert abs(business_now(house.reader) - datetime.now(UTC)) < A_DAY
    set_clock(house.worker, FAST)
    before = FAST.business(datetime.now(UTC))
    now = business_now(house.reader)
    assert before <= now <= FAST.business(datetime.now(UTC))


def test_a_file_is_kept_once_and_attached_to_records_of_every_kind(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada")])
        put_service(connection, "crm")
        task_id = put_task(connection, "crm")
    subjects = ("service/crm", "person/ada", "policy/default", task_id, f"task/{task_id}")
    for subject in subjects:
        for _ in range(2):
            attach(house.worker, ADA, Upload(subject, "C:\\plans\\plan.pdf", b"plan"), NOON)
    assert reading.counts(house.reader)["documents"] == {"stored": 1}
    told = {
        subject: [one.kind for one in reading.history(house.reader, subject)]
        for subject in ("service/crm", "person/ada", "policy/default")
    }
    assert told == {
        "service/crm": ["document_attached", "document_attached"],
        "person/ada": ["document_attached"],
        "policy/default": ["policy_published", "document_attached"],
    }
    on_record, on_task = reading.history(house.reader, "service/crm")
    assert on_task.data == {**on_record.data, "task_id": task_id}
    assert "plan.pdf" not in on_record.model_dump_json()
    attached = reading.documents(house.reader, "service/crm")
    assert [(one.subject, one.name) for one in attached] == [
        ("service/crm", "plan.pdf"),
        (task_id, "plan.pdf"),
    ]


@pytest.mark.parametrize(
    "subject",
    ["service/x", "person/x", "policy/x", "task/x", "service/x/committee/1", "x", "", "ship/x"],
)
def test_a_file_needs_a_record_that_exists(house: House, subject: str) -> None:
    with pytest.raises(NotFoundError, match="there is no record") as error:
        attach(house.worker, ADA, Upload(subject, "a.txt", b"a"), NOON)
    assert error.value.field == "subject"


def test_a_file_may_be_as_large_as_policy_allows_and_no_larger(house: House) -> None:
    largest = b"x" * 10 * MEGABYTE
    attach(house.worker, ADA, Upload("policy/default", "a", largest), NOON)
    with pytest.raises(InvalidInputError, match="policy allows 10 MB") as error:
        attach(house.worker, ADA, Upload("policy/default", "a", largest + b"x"), NOON)
    assert error.value.field == "file"


def test_a_request_id_stands_for_one_command_with_one_content(house: House) -> None:
    asked = {"request_id": "r1", "command": "decide", "fingerprint": "f", "subject": "service/crm"}
    with house.worker.begin() as connection:
        assert requests.known_request(connection, "r1", "decide", "f") is None
        put(connection, schema.request, **asked)
        known = requests.known_request(connection, "r1", "decide", "f")
        assert known is not None
        assert known.subject == "service/crm"
        for command, content in (("decide", "g"), ("propose", "f")):
            with pytest.raises(ConflictError, match="request id r1 was used before") as error:
                requests.known_request(connection, "r1", command, content)
            assert error.value.field == "request_id"
