from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from activities.store import people, reading
from domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from domain.identity import Actor
from domain.people_import import Row
from domain.words import Role, TaskState
from tests.activities.rows import A_DAY, NOON, a_person, put_service, put_task
from workers.registers.people import apply_people, archive_person, plan_people

if TYPE_CHECKING:
    from domain.people_import import PeopleChanges
    from tests.activities.house import House

ADMIN = Actor(person="root", roles=(Role.ADMINISTRATOR,))


def entry(person_id: str, *roles: str, **more: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "id": person_id,
        "name": person_id.title(),
        "email": f"{person_id}@example.com",
        "language": "tr",
        "time_zone": "Europe/Istanbul",
        "roles": list(roles),
    }
    return usual | more


def rows(*entries: object) -> list[Row]:
    return [Row(line, raw) for line, raw in enumerate(entries, start=1)]


def kinds(house: House, person_id: str) -> list[str]:
    return [one.kind for one in reading.history(house.reader, f"person/{person_id}")]


def test_a_plan_says_what_would_change_and_changes_nothing(house: House) -> None:
    plan = plan_people(house.worker, rows(entry("ada", "administrator")), NOON)
    assert [one.person_id for one in plan.new] == ["ada"]
    assert reading.people(house.reader) == []


def test_an_import_registers_people_and_the_same_file_again_changes_nothing(house: House) -> None:
    file = rows(entry("ada", "administrator"), entry("bob", substitutes=["ada"]))
    assert len(apply_people(house.worker, ADMIN, file, NOON).new) == 2
    again = apply_people(house.worker, ADMIN, file, NOON + A_DAY)
    assert (again.new, again.changed, again.unchanged) == ((), (), ("ada", "bob"))
    ada, bob = reading.people(house.reader)
    assert (ada.roles, bob.substitutes) == ((Role.ADMINISTRATOR,), ("ada",))
    assert kinds(house, "ada") == ["person_registered"]


def test_a_change_is_shown_field_by_field_and_recorded_without_what_is_personal(
    house: House,
) -> None:
    apply_people(house.worker, ADMIN, rows(entry("ada", "administrator")), NOON)
    moved = rows(entry("ada", "administrator", "agent", email="new@example.com"))
    changes = apply_people(house.worker, ADMIN, moved, NOON)
    (change,) = changes.changed
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("email", "ada@example.com", "new@example.com"),
        ("roles", ["administrator"], ["agent", "administrator"]),
    ]
    assert reading.person(house.reader, "ada").email == "new@example.com"
    event = reading.history(house.reader, "person/ada")[-1]
    assert (event.kind, event.data) == ("person_changed", {"fields": ["email", "roles"]})
    assert (event.actor, event.clauses, event.policy_version) == ("root", ("7.2",), 1)
    assert "example.com" not in event.model_dump_json()


def test_the_same_change_forth_and_back_and_forth_is_recorded_each_time(house: House) -> None:
    for name in ("Ada", "Ada B.", "Ada", "Ada B."):
        apply_people(house.worker, ADMIN, rows(entry("ada", name=name)), NOON)
    assert kinds(house, "ada") == ["person_registered", *["person_changed"] * 3]


def test_one_refused_entry_keeps_the_whole_file_out(house: House) -> None:
    file = rows(entry("ada", "administrator"), entry("bob", language="de"), entry("ada"))
    plan = plan_people(house.worker, file, NOON)
    assert [(one.line, one.person_id, one.field) for one in plan.refused] == [
        (2, "bob", "language"),
        (3, "ada", "id"),
    ]
    with pytest.raises(InvalidInputError, match=r"line 2: language.*nothing was imported") as error:
        apply_people(house.worker, ADMIN, file, NOON)
    assert error.value.field == "language"
    assert reading.people(house.reader) == []


def test_an_archived_person_comes_back_with_an_import_that_names_him(house: House) -> None:
    file = rows(entry("ada", "administrator"), entry("bob", "administrator"))
    apply_people(house.worker, ADMIN, file, NOON)
    archive_person(house.worker, ADMIN, "ada", NOON, reason="She left.")
    back = apply_people(house.worker, ADMIN, rows(entry("ada", "administrator")), NOON)
    assert [one.field for one in back.changed[0].fields] == ["archived_at"]
    assert reading.person(house.reader, "ada").is_active
    assert kinds(house, "ada") == ["person_registered", "person_archived", "person_changed"]


def test_an_import_that_leaves_nobody_who_could_import_is_warned_of(house: House) -> None:
    (warning,) = plan_people(house.worker, rows(entry("ada", "agent")), NOON).warnings
    assert (
        warning == "nobody but `system` could import people afterwards; give somebody administrator"
    )
    assert plan_people(house.worker, rows(entry("ada", "administrator")), NOON).warnings == ()


def test_two_imports_at_once_leave_one_record_of_each_person(house: House) -> None:
    file = rows(*(entry(f"p{number}", "administrator") for number in range(20)))

    def run(_: int) -> PeopleChanges:
        return apply_people(house.worker, ADMIN, file, NOON)

    with ThreadPoolExecutor(4) as pool:
        changes = list(pool.map(run, range(4)))
    assert sorted(len(one.new) for one in changes) == [0, 0, 0, 20]
    assert [kinds(house, f"p{number}") for number in range(20)] == [["person_registered"]] * 20


def test_of_two_first_imports_at_once_one_is_the_systems_and_the_other_has_to_name_somebody(
    house: House,
) -> None:
    system = Actor(person="system", roles=(Role.ADMINISTRATOR,))

    def run(person_id: str) -> str:
        try:
            apply_people(house.worker, system, rows(entry(person_id, "administrator")), NOON)
        except NotAllowedError as refused:
            return refused.message
        return person_id

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(run, ["ada", "bob"]))
    (registered,) = [one.person_id for one in reading.people(house.reader)]
    assert told == {
        registered,
        "people have been imported meanwhile; name yourself with --as",
    }


def test_an_archived_person_keeps_his_record_and_is_archived_once(house: House) -> None:
    apply_people(house.worker, ADMIN, rows(entry("ada")), NOON)
    archived = archive_person(house.worker, ADMIN, "ada", NOON, reason="She left.")
    again = archive_person(house.worker, ADMIN, "ada", NOON + A_DAY)
    assert archived.archived_at == again.archived_at == NOON
    event = reading.history(house.reader, "person/ada")[-1]
    assert (event.kind, event.reason) == ("person_archived", "She left.")
    assert kinds(house, "ada") == ["person_registered", "person_archived"]


def test_a_person_to_whom_open_tasks_were_handed_is_not_archived(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada", Role.SERVICE_OWNER)])
        put_service(connection, "crm")
        held: dict[str, Any] = {"assignee": "ada", "state": TaskState.CLAIMED}
        put_task(connection, "crm", Role.SERVICE_OWNER, **held)
    with pytest.raises(ConflictError, match="service/crm/committee/1; hand them") as error:
        archive_person(house.worker, ADMIN, "ada", NOON)
    assert error.value.field == "person"
    assert reading.person(house.reader, "ada").is_active


def test_a_stranger_is_not_archived(house: House) -> None:
    with pytest.raises(NotFoundError, match="nobody is called 'ada'"):
        archive_person(house.worker, ADMIN, "ada", NOON)


def told_of(house: House, person_id: str) -> list[object]:
    found = [one for one in reading.notices(house.reader) if one.person_id == person_id]
    return [one.params["task_id"] for one in found]


def test_who_is_given_a_role_hears_once_of_the_tasks_that_wait_for_it(house: House) -> None:
    with house.owner.begin() as connection:
        put_service(connection, "crm")
        waiting = put_task(connection, "crm", Role.SECURITY_OFFICER, ordinal=1)
        put_task(connection, "crm", Role.SECURITY_OFFICER, ordinal=2, barred=["ada"])
        put_task(connection, "crm", Role.SECURITY_OFFICER, ordinal=3, ballot=True)
        put_task(connection, "crm", Role.TECHNICIAN, ordinal=4)
    apply_people(house.worker, ADMIN, rows(entry("ada"), entry("bob")), NOON)
    assert told_of(house, "ada") == []
    joining = rows(entry("ada", "security_officer"))
    apply_people(house.worker, ADMIN, joining, NOON + A_DAY)
    assert told_of(house, "ada") == [waiting]
    renamed = rows(entry("ada", "security_officer", name="Ada L."))
    apply_people(house.worker, ADMIN, renamed, NOON + A_DAY)
    assert told_of(house, "ada") == [waiting]


def test_the_last_person_who_may_import_people_is_not_archived(house: House) -> None:
    alone = rows(entry("ada", "administrator"), entry("bob", "technician"))
    apply_people(house.worker, ADMIN, alone, NOON)
    with pytest.raises(ConflictError, match="ada is the last who may import people") as error:
        archive_person(house.worker, ADMIN, "ada", NOON)
    assert error.value.field == "person"
    apply_people(house.worker, ADMIN, rows(entry("bob", "administrator")), NOON)
    assert archive_person(house.worker, ADMIN, "ada", NOON).archived_at == NOON
