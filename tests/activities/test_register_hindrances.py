"""However much stands in the way of something, what has to be done first is still read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from activities.store import people
from domain.dependents import DependentFile
from domain.errors import ConflictError
from domain.words import Role, TaskState
from tests.activities.registering import ADMIN, add, archive, contact, pen, settle
from tests.activities.rows import NOON, a_person, put_service, put_task
from tests.activities.test_register_calendars import add as add_calendar
from workers.registers.calendar_uses import archive_calendar
from workers.registers.contacts import make_passive
from workers.registers.erasing import plan_erasure
from workers.registers.people import archive_person
from workers.registers.services import add_dependent

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.activities.house import House

MANY = [f"x-{number:02}" for number in range(25)]


@pytest.fixture
def settled(house: House) -> House:
    settle(house)
    contact(house)
    return house


def handed(house: House) -> None:
    """Hand one task of each of many services to a contact."""
    held: dict[str, Any] = {"assignee": "elif", "state": TaskState.CLAIMED}
    with house.owner.begin() as connection:
        for one in MANY:
            put_service(connection, one)
            put_task(connection, one, Role.CONTACT, **held)


def reached(house: House) -> None:
    """Let the customers of many services be reached through a contact."""
    with house.owner.begin() as connection:
        for one in MANY:
            put_service(connection, one)
    for one in MANY:
        said = DependentFile(service=one, kind="contract", id="C", name="Acme", contact="elif")
        add_dependent(house.worker, ADMIN, said, NOON)


@pytest.mark.parametrize("let", [handed, reached])
def test_what_is_open_with_a_contact_is_told_by_the_first_of_it(
    settled: House, let: Callable[[House], None]
) -> None:
    let(settled)
    with pytest.raises(ConflictError, match=r"^to: .* and 5 more; .*, with --to$") as error:
        make_passive(settled.worker, pen("contacts"), "elif", None, reason="She left.")
    assert error.value.field == "to"
    with pytest.raises(ConflictError, match=r"x-19.* and 5 more; (hand|let)"):
        archive_person(settled.worker, ADMIN, "elif", NOON)
    with pytest.raises(ConflictError, match=r"x-19.* and 5 more; (hand|name)"):
        archive(settled, "contacts", "elif")


def test_what_hangs_on_a_customer_and_on_a_group_is_told_by_the_first_of_it(
    settled: House,
) -> None:
    for one in MANY[1:]:
        contact(settled, one)
        add(settled, "customers", id=one, name=one, groups=["holding"])
    with pytest.raises(ConflictError, match=r"act for him: elif, .* and 5 more; first `contact"):
        archive(settled, "customers", "acme")
    with pytest.raises(ConflictError, match=r"belong to it: acme, .* and 5 more; take them out"):
        archive(settled, "groups", "holding")


def test_whoever_has_a_calendar_is_told_by_the_first_of_them(settled: House) -> None:
    add_calendar(settled)
    for one in MANY:
        add(settled, "customers", id=one, name=one, calendar="tr-office")
    with pytest.raises(ConflictError, match=r"calendar of x-00, .* and 5 more; give them"):
        archive_calendar(settled.worker, ADMIN, "tr-office", NOON, reason="It is over.")


def test_what_hinders_erasing_is_told_by_the_first_of_it(settled: House) -> None:
    reached(settled)
    found = plan_erasure(settled.worker, "elif", None).hindered_by
    assert " and 5 more; close these dependents" in found[-1]


def test_who_is_in_a_role_is_told_by_the_first_of_them(settled: House) -> None:
    with settled.owner.begin() as connection:
        people.put(connection, [a_person(one, Role.AGENT) for one in MANY])
    add(settled, "roles", id="network", name="Network", permissions=["agent"], members=MANY)
    with pytest.raises(ConflictError, match=r"in it: x-00, .*x-19 and 5 more; take them out"):
        archive(settled, "roles", "network")
