from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from sqlalchemy import event, text

from activities.store import people, reading
from activities.store.reading import Page, Wanted
from domain.errors import NotFoundError
from domain.policy import QuestionName
from domain.words import Role, TaskState
from tests.activities.rows import (
    A_DAY,
    NOON,
    a_person,
    put_decision,
    put_service,
    put_task,
    put_vote,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import Cursor
    from psycopg.abc import Params
    from sqlalchemy import Connection, Engine

    from tests.activities.house import House

Plan: TypeAlias = "dict[str, Any]"

OWNER, MEMBER, TECHNICIAN = Role.SERVICE_OWNER, Role.COMMITTEE_MEMBER, Role.TECHNICIAN
DIRECTOR = Role.OPERATIONS_DIRECTOR

TWO_PAGES, ALL_OPEN = 2 * 50, 100_000
HUNDRED_THOUSAND_TASKS = text("""
    INSERT INTO task (task_id, workflow_id, process, name, subject, question, outcomes, roles,
        barred, ballot, seats, opened_at, due_at, state)
    SELECT 'service/crm/brief/' || n, 'service/crm', 'ServiceLifecycle', 'brief', 'service/crm',
        'What for?', '{complete}',
        CASE WHEN n % 5000 = 0 THEN '{security_officer}'::text[] ELSE '{service_owner}' END,
        '{}', false, '{}', :now, CAST(:now AS timestamptz) + n % 1000 * interval '1 hour',
        'created'
    FROM generate_series(1, 100000) n""")


def ids(house: House, wanted: Wanted, page: Page = reading.ALL) -> list[str]:
    found = reading.inbox(house.reader, wanted, page=page)
    return [one.task_id.removeprefix("service/crm/") for one in found]


def plans_of(reader: Engine, wanted: Wanted, page: Page) -> list[Plan]:
    """How PostgreSQL carried out what the inbox asks it, each with the rows it really read."""
    plans: list[Plan] = []

    def explain(
        _: Connection, cursor: Cursor[Any], asked: str, values: Params, *_more: object
    ) -> None:
        if asked.startswith("SELECT"):
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {asked}", values)
            plans.extend(row[0][0]["Plan"] for row in cursor.fetchall())

    event.listen(reader, "before_cursor_execute", explain)
    try:
        reading.inbox(reader, wanted, page=page)
    finally:
        event.remove(reader, "before_cursor_execute", explain)
    return plans


def rows_read_of(table: str, plans: Iterable[Plan]) -> int:
    """How many rows of a table were looked at, those that were then left out among them."""
    read = 0
    for plan in plans:
        if plan.get("Relation Name") == table:
            left_out = plan.get("Rows Removed by Filter", 0)
            left_out += plan.get("Rows Removed by Index Recheck", 0)
            read += (plan["Actual Rows"] + left_out) * plan["Actual Loops"]
        read += rows_read_of(table, plan.get("Plans", ()))
    return int(read)


def put_people(connection: Connection) -> None:
    people.put(
        connection,
        [
            a_person("ada", OWNER),
            a_person("bob", MEMBER),
            a_person("cem", DIRECTOR),
            a_person("eda", OWNER, archived_at=NOON),
            a_person("fay"),
        ],
    )


def test_the_task_that_is_due_first_stands_at_the_top(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        for ordinal, days in ((1, 3), (2, 1), (3, 2)):
            put_task(connection, "crm", OWNER, ordinal=ordinal, due_at=NOON + days * A_DAY)
        put_task(connection, "crm", OWNER, ordinal=4, state=TaskState.COMPLETED, closed_at=NOON)
    assert ids(house, Wanted(NOON)) == ["committee/2", "committee/3", "committee/1"]


def test_pages_follow_each_other_without_gap_or_repetition_even_with_one_due_date(
    house: House,
) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        for ordinal in range(1, 8):
            put_task(connection, "crm", OWNER, ordinal=ordinal)
    seen: list[str] = []
    page = Page(limit=3)
    while found := reading.inbox(house.reader, Wanted(NOON), page=page):
        seen += [one.task_id for one in found]
        page = Page(limit=3, after=seen[-1])
    assert seen == [f"service/crm/committee/{n}" for n in range(1, 8)]


def test_a_page_goes_on_after_a_task_that_was_answered_meanwhile(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        done = put_task(connection, "crm", OWNER, state=TaskState.COMPLETED, closed_at=NOON)
        put_task(connection, "crm", OWNER, ordinal=2)
    assert ids(house, Wanted(NOON), Page(after=done)) == ["committee/2"]
    with pytest.raises(NotFoundError, match="there is no task 'nothing'") as error:
        ids(house, Wanted(NOON), Page(after="nothing"))
    assert error.value.field == "after"


def test_a_task_is_overdue_after_its_due_date_and_not_at_it(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER, due_at=NOON)
    (task,) = reading.inbox(house.reader, Wanted(NOON))
    assert not task.overdue
    later = NOON.replace(microsecond=1)
    assert ids(house, Wanted(NOON, overdue=True)) == []
    assert ids(house, Wanted(later, overdue=True)) == ["committee/1"]


def test_a_role_sees_what_its_holders_may_answer(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER)
        put_task(connection, "crm", OWNER, TECHNICIAN, ordinal=2)
    assert ids(house, Wanted(NOON, role=OWNER)) == ["committee/1", "committee/2"]
    assert ids(house, Wanted(NOON, role=TECHNICIAN)) == ["committee/2"]
    assert ids(house, Wanted(NOON, role=DIRECTOR)) == []


def test_a_person_sees_what_his_roles_may_answer_unless_it_is_his_own_request(
    house: House,
) -> None:
    with house.worker.begin() as connection:
        put_people(connection)
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER)
        put_task(connection, "crm", OWNER, ordinal=2, barred=["ada"])
        put_task(connection, "crm", TECHNICIAN, ordinal=3)
    assert ids(house, Wanted(NOON, person="ada")) == ["committee/1"]
    assert ids(house, Wanted(NOON, person="fay")) == []


def test_a_task_that_was_handed_over_is_in_one_inbox_and_in_those_an_escalation_reached(
    house: House,
) -> None:
    handed: dict[str, Any] = {"assignee": "fay", "state": TaskState.CLAIMED}
    with house.worker.begin() as connection:
        put_people(connection)
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER, **handed)
        put_task(connection, "crm", OWNER, DIRECTOR, ordinal=2, escalations=1, **handed)
    assert ids(house, Wanted(NOON, person="ada")) == []
    assert ids(house, Wanted(NOON, person="fay")) == ["committee/1", "committee/2"]
    assert ids(house, Wanted(NOON, person="cem")) == ["committee/2"]


def test_a_member_sees_a_ballot_until_his_seat_has_voted(house: House) -> None:
    with house.worker.begin() as connection:
        put_people(connection)
        put_service(connection, "crm")
        first = put_task(connection, "crm", MEMBER, ballot=True, seats=["bob", "gul"])
        put_task(connection, "crm", MEMBER, ordinal=2, ballot=True, seats=["gul"])
    assert ids(house, Wanted(NOON, person="bob")) == ["committee/1"]
    with house.worker.begin() as connection:
        put_vote(connection, first, "bob")
    assert ids(house, Wanted(NOON, person="bob")) == []
    assert reading.task(house.reader, first, NOON).votes_cast == 1


def test_an_archived_person_has_no_inbox_and_a_stranger_is_an_error(house: House) -> None:
    with house.worker.begin() as connection:
        put_people(connection)
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER)
    assert ids(house, Wanted(NOON, person="eda")) == []
    with pytest.raises(NotFoundError, match="nobody is called 'nobody'") as error:
        ids(house, Wanted(NOON, person="nobody"))
    assert error.value.field == "as"


def test_a_closed_task_carries_the_answer_that_holds_and_what_was_corrected_is_still_there(
    house: House,
) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        task_id = put_task(connection, "crm", OWNER, state=TaskState.COMPLETED, closed_at=NOON)
        put_decision(connection, task_id, 1, outcome="reject", actor="bob")
        put_decision(connection, task_id, 2, data={"until": "2027-01-01"}, stands_for="cem")
        put_vote(connection, task_id, "bob")
    task = reading.task(house.reader, task_id, NOON + 9 * A_DAY)
    assert (task.outcome, task.decided_by, task.stands_for) == ("offer", "ada", "cem")
    assert (task.decided_at, task.overdue) == (NOON + 2 * A_DAY, False)
    assert task.data == {"until": "2027-01-01"}
    first, second = reading.decisions(house.reader, task_id)
    assert (first.decision_id, first.outcome) == (f"{task_id}#1", "reject")
    assert second.votes == tuple(reading.votes(house.reader, task_id))
    assert [one.seat for one in second.votes] == ["bob"]


def test_a_task_that_does_not_exist_is_an_error(house: House) -> None:
    with pytest.raises(NotFoundError, match="`inbox` lists the open ones") as error:
        reading.task(house.reader, "service/crm/committee/1", NOON)
    assert error.value.field == "task"


def test_the_names_of_a_task_are_those_other_systems_rely_on(house: House) -> None:
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        put_task(connection, "crm", OWNER, name=QuestionName.BRIEF, data_schema={"type": "object"})
    (task,) = reading.inbox(house.reader, Wanted(NOON))
    shown = task.model_dump(mode="json")
    promised = {
        "task_id": "service/crm/brief/1",
        "process": "ServiceLifecycle",
        "workflow_id": "service/crm",
        "subject": "service/crm",
        "question": "Shall we?",
        "outcomes": ["offer", "reject"],
        "roles": ["service_owner"],
        "opened_at": "2026-03-02T12:00:00Z",
        "due_at": "2026-03-03T12:00:00Z",
        "data_schema": {"type": "object"},
    }
    assert {name: shown[name] for name in promised} == promised


@pytest.fixture
def crowded(house: House) -> House:
    """A house in which a hundred thousand tasks stand open."""
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada", OWNER), a_person("sec", Role.SECURITY_OFFICER)])
        put_service(connection, "crm")
        connection.execute(HUNDRED_THOUSAND_TASKS, {"now": NOON})
    with house.owner.begin() as connection:
        connection.execute(text("ANALYZE task"))
    return house


def test_a_page_of_the_inbox_reads_few_of_a_hundred_thousand_open_tasks(crowded: House) -> None:
    house = crowded
    deep = reading.inbox(house.reader, Wanted(NOON), page=Page(limit=1))[0].task_id
    far = "service/crm/brief/50499"
    for wanted, page, most in (
        (Wanted(NOON), Page(after=deep), TWO_PAGES),
        (Wanted(NOON), Page(after=far), TWO_PAGES),
        (Wanted(NOON, person="ada"), Page(after=far), TWO_PAGES),
        (Wanted(NOON, person="ada", overdue=True), reading.FIRST_PAGE, 0),
    ):
        plans = plans_of(house.reader, wanted, page)
        assert plans != []
        assert rows_read_of("task", plans) <= most, (wanted, page)


@pytest.mark.parametrize(
    "said", [{"role": Role.SECURITY_OFFICER}, {"person": "sec"}, {"role": Role.AGENT}]
)
def test_an_inbox_in_which_little_stands_goes_through_what_is_open_but_once(
    crowded: House, said: dict[str, str]
) -> None:
    """Under the rules of who sees what, PostgreSQL finds the few by no index."""
    plans = plans_of(crowded.reader, Wanted(NOON, **said), reading.FIRST_PAGE)  # type: ignore[arg-type]  # of either kind
    assert plans != []
    assert rows_read_of("task", plans) <= ALL_OPEN
    assert len(ids(crowded, Wanted(NOON, person="sec"))) == 20
