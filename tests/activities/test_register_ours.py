"""Who is one of ours, and who of two customers, is judged alike wherever it matters (R84, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from activities.store import people, reading
from activities.store.registers.roles import of_ours
from activities.store.schema import customer
from domain.errors import ConflictError, InvalidInputError, NotAllowedError
from domain.words import SYSTEM, Role, TaskState
from tests.activities.registering import (
    ADMIN,
    add,
    archive,
    contact,
    edit,
    planned,
    settle,
    shown,
    source,
)
from tests.activities.rows import NOON, a_person, put_service, put_task
from workers.registers.admission import admit
from workers.registers.importing import Telling, apply_import, plan_import

if TYPE_CHECKING:
    from tests.activities.house import House

FACES = text("SELECT reader_faces()")
DAYS = {"from_on": "2026-03-02", "back_on": "2026-03-10"}
MOVES = "id,customer\ncan,nova\nelif,nova\n"


@pytest.fixture
def settled(house: House) -> House:
    """Two customers with contacts, and people of ours who hold no role."""
    settle(house)
    with house.worker.begin() as connection:
        people.put(connection, [a_person("boss"), a_person("cleaner")])
    add(house, "roles", id="cleaning", name="Cleaning", members=["cleaner"])
    add(house, "customers", id="nova", name="Nova", account_manager="ayse")
    contact(house)
    contact(house, "can")
    contact(house, "nil", customer="nova")
    return house


def names(house: House, person_id: str, *substitutes: str) -> None:
    """Let somebody name those who may fill his seat for good."""
    before = reading.person(reading.read_as(house.reader, SYSTEM), person_id)
    with house.worker.begin() as connection:
        people.put(connection, [before.model_copy(update={"substitutes": substitutes})])


def faces(house: House, person_id: str) -> set[str]:
    """For whom the database lets somebody see what was asked."""
    with reading.read_as(house.reader, person_id).connect() as connection:
        return set(connection.scalar(FACES))


def test_ours_is_whoever_is_more_than_a_customers_person_or_was_never_one(settled: House) -> None:
    with settled.worker.begin() as connection:
        people.put(connection, [a_person("noted", Role.CONTACT)])
    contact(settled, "mehmet", name=None, email=None, language=None, time_zone=None)
    contact(settled, "gone")
    archive(settled, "contacts", "gone")
    asked = ["ayse", "boss", "can", "cleaner", "gone", "mehmet", "nobody", "noted"]
    with settled.worker.connect() as connection:
        assert of_ours(connection, asked) == {"ayse", "boss", "cleaner", "mehmet"}


def test_who_is_only_written_to_is_renamed_by_nobody_who_writes_down_contacts(
    settled: House,
) -> None:
    before = reading.person(reading.read_as(settled.reader, SYSTEM), "boss")
    with pytest.raises(InvalidInputError, match=r"boss is one of ours.*`people import`") as error:
        contact(settled, "boss", name=before.name, email="evil@elsewhere.example.com")
    assert error.value.field == "email"
    assert reading.person(reading.read_as(settled.reader, SYSTEM), "boss") == before
    (report,) = planned(settled, source("contacts", "id,customer\nboss,acme\n"))
    assert report.changes[0].mind == "boss is one of ours, and becomes a contact as well"


def test_who_was_brought_in_as_a_customers_person_becomes_a_contact_as_he_is_called_now(
    settled: House,
) -> None:
    with settled.worker.begin() as connection:
        people.put(connection, [a_person("noted", Role.CUSTOMER_REPRESENTATIVE)])
    assert contact(settled, "noted", name="Noted Now").fields["name"] == "Noted Now"
    contact(settled, "gone")
    archive(settled, "contacts", "gone")
    assert contact(settled, "gone", name="Back Again").fields["name"] == "Back Again"


@pytest.mark.parametrize("substitute", ["boss", "cleaner", "mehmet", "can"])
def test_for_a_contact_stands_in_one_of_ours_whatever_he_may_do_or_one_of_his_own(
    settled: House, substitute: str
) -> None:
    add(settled, "absences", id="away", absent="elif", substitute=substitute, **DAYS)
    assert admit(settled.reader, substitute, None, now=NOON, stands_for="elif").seat == "elif"


def test_for_a_contact_stands_in_nobody_who_is_or_was_a_contact_of_another_customer(
    settled: House,
) -> None:
    said: dict[str, Any] = {"id": "away", "absent": "elif", "substitute": "nil", **DAYS}
    with pytest.raises(InvalidInputError, match="nil is neither of acme, as elif is, nor one of"):
        add(settled, "absences", **said)
    archive(settled, "contacts", "nil")
    with pytest.raises(InvalidInputError, match="nil is neither of acme, as elif is, nor one of"):
        add(settled, "absences", **said)


def test_who_was_named_for_good_and_moves_to_another_customer_stands_in_no_longer(
    settled: House,
) -> None:
    names(settled, "elif", "can", "boss", "mehmet")
    for one in ("can", "boss", "mehmet"):
        assert admit(settled.reader, one, None, now=NOON, stands_for="elif").seat == "elif"
        assert faces(settled, one) == {one, "elif"}
    edit(settled, "contacts", "can", customer="nova")
    with pytest.raises(NotAllowedError, match="elif does not name can as a substitute") as error:
        admit(settled.reader, "can", None, now=NOON, stands_for="elif")
    assert error.value.field == "for"
    assert faces(settled, "can") == {"can"}
    archive(settled, "contacts", "elif")
    assert faces(settled, "can") == {"can"}
    for one in ("boss", "mehmet"):
        assert faces(settled, one) == {one, "elif"}


def test_one_of_ours_who_is_a_contact_too_stands_in_for_whom_he_was_named(settled: House) -> None:
    contact(
        settled, "mehmet", customer="nova", name=None, email=None, language=None, time_zone=None
    )
    for absent in ("elif", "ayse"):
        names(settled, absent, "mehmet")
        assert admit(settled.reader, "mehmet", None, now=NOON, stands_for=absent).seat == absent
    assert faces(settled, "mehmet") == {"mehmet", "elif", "ayse"}


@pytest.mark.parametrize("files", [1, 2])
def test_a_trial_lets_contracts_begin_with_whom_a_contact_would_leave(
    settled: House, files: int
) -> None:
    seen: list[str] = []

    def look(_file: str, _lines: int) -> None:
        with settled.worker.connect() as other:
            free = select(customer.c.customer_id).order_by(customer.c.customer_id)
            locked = free.with_for_update(read=True, key_share=True, skip_locked=True)
            seen.append(" ".join(other.scalars(locked)))

    more = [source("groups", "id,name\nnorth,North\n")][: files - 1]
    telling = Telling(10, look)
    plan_import(settled.worker, [source("contacts", MOVES), *more], NOON, telling)
    assert {*seen} == {"acme nova"}
    seen.clear()
    assert apply_import(settled.worker, source("contacts", MOVES), ADMIN, NOON, telling).applied
    assert seen == ["nova"]


def of_both(house: House) -> None:
    """Let somebody of ours be a contact as well, and be asked something as what he is with us."""
    contact(house, "mehmet", name=None, email=None, language=None, time_zone=None)
    held: dict[str, Any] = {"assignee": "mehmet", "state": TaskState.CLAIMED}
    with house.owner.begin() as connection:
        put_service(connection, "crm")
        put_task(connection, "crm", Role.AGENT, **held)


def test_what_somebody_has_as_one_of_ours_keeps_him_with_no_customer(settled: House) -> None:
    of_both(settled)
    edit(settled, "contacts", "mehmet", customer="nova")
    assert shown(settled, "contact", "mehmet").fields["customer"] == "nova"
    archive(settled, "contacts", "mehmet")
    assert shown(settled, "contact", "mehmet").archived_at is not None


def test_what_only_customers_answer_keeps_one_of_ours_as_it_keeps_any_contact(
    settled: House,
) -> None:
    of_both(settled)
    held: dict[str, Any] = {"state": TaskState.CLAIMED}
    with settled.owner.begin() as connection:
        for one in ("mehmet", "elif"):
            put_service(connection, f"of-{one}")
            put_task(connection, f"of-{one}", Role.CONTACT, **held, assignee=one)
    for one in ("mehmet", "elif"):
        with pytest.raises(ConflictError, match=f"cannot leave acme yet: .* to {one}: [^,]*of-"):
            edit(settled, "contacts", one, customer="nova")
