from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store import people
from domain.errors import InvalidInputError, NotAllowedError
from domain.identity import Actor
from domain.policy import Command
from domain.words import Role
from tests.activities.rows import NOON, a_person
from workers.registers.admission import admit

if TYPE_CHECKING:
    from tests.activities.house import House

SYSTEM = Actor(person="system", roles=(Role.ADMINISTRATOR,))


@pytest.fixture
def staffed(house: House) -> House:
    """A house with an owner, his substitute, and somebody who has left."""
    with house.worker.begin() as connection:
        people.put(
            connection,
            [
                a_person("ada", Role.SERVICE_OWNER, substitutes=("bob",)),
                a_person("bob", Role.AGENT),
                a_person("eda", Role.ADMINISTRATOR, archived_at=NOON),
            ],
        )
    return house


def test_a_person_acts_with_the_roles_the_register_gives_him(staffed: House) -> None:
    actor = admit(staffed.reader, "ada", Command.SERVICE_PROPOSE, now=NOON)
    assert actor == Actor(person="ada", roles=(Role.SERVICE_OWNER,))


def test_a_person_whose_roles_policy_does_not_name_is_refused(staffed: House) -> None:
    with pytest.raises(NotAllowedError, match="bob may not `service propose`; policy lets") as no:
        admit(staffed.reader, "bob", Command.SERVICE_PROPOSE, now=NOON)
    assert no.value.field == "as"


def test_to_answer_a_task_the_task_itself_decides(staffed: House) -> None:
    assert admit(staffed.reader, "bob", None, now=NOON).roles == (Role.AGENT,)


@pytest.mark.parametrize("nobody", [None, ""])
def test_somebody_has_to_be_named(staffed: House, nobody: str | None) -> None:
    with pytest.raises(InvalidInputError, match="--as or SERVICECYCLE_ACTOR") as error:
        admit(staffed.reader, nobody, Command.SERVICE_PROPOSE, now=NOON)
    assert error.value.field == "as"


@pytest.mark.parametrize(
    ("person_id", "said"), [("system", "nobody is called"), ("eda", "is archived")]
)
def test_strangers_and_the_archived_are_refused(staffed: House, person_id: str, said: str) -> None:
    with pytest.raises(NotAllowedError, match=said) as error:
        admit(staffed.reader, person_id, Command.SERVICE_IMPORT, now=NOON)
    assert error.value.field == "as"


@pytest.mark.parametrize("person_id", [None, "system"])
def test_where_nobody_may_import_people_any_more_the_system_may(
    staffed: House, person_id: str | None
) -> None:
    actor = admit(staffed.reader, person_id, Command.PEOPLE_IMPORT, now=NOON)
    assert (actor.person, actor.roles) == ("system", (Role.ADMINISTRATOR,))
    with staffed.worker.begin() as connection:
        people.put(connection, [a_person("zoe", Role.ADMINISTRATOR)])
    with pytest.raises((InvalidInputError, NotAllowedError)):
        admit(staffed.reader, person_id, Command.PEOPLE_IMPORT, now=NOON)


def test_a_substitute_acts_with_the_roles_of_both(staffed: House) -> None:
    actor = admit(staffed.reader, "bob", Command.SERVICE_PROPOSE, now=NOON, stands_for="ada")
    assert (actor.person, actor.seat) == ("bob", "ada")
    assert set(actor.roles) == {Role.AGENT, Role.SERVICE_OWNER}


@pytest.mark.parametrize(
    ("seat", "said"), [("bob", "does not name ada"), ("eda", "is archived"), ("x", "nobody")]
)
def test_nobody_stands_for_a_person_who_has_not_named_him(
    staffed: House, seat: str, said: str
) -> None:
    with pytest.raises(NotAllowedError, match=said) as error:
        admit(staffed.reader, "ada", None, now=NOON, stands_for=seat)
    assert error.value.field == "for"


def test_who_stands_for_himself_simply_acts(staffed: House) -> None:
    assert admit(staffed.reader, "ada", None, now=NOON, stands_for="ada").stands_for is None


@pytest.mark.parametrize("named", [None, "ada", "system"])
def test_the_first_import_is_the_systems_whoever_is_named(house: House, named: str | None) -> None:
    assert admit(house.reader, named, Command.PEOPLE_IMPORT, now=NOON) == SYSTEM


def test_in_an_empty_register_the_system_does_what_administrators_may_and_no_more(
    house: House,
) -> None:
    assert admit(house.reader, None, Command.ATTACH, now=NOON) == SYSTEM
    with pytest.raises(NotAllowedError, match="system may not `service retire`"):
        admit(house.reader, None, Command.SERVICE_RETIRE, now=NOON)
    with pytest.raises(NotAllowedError, match="nobody is called 'ada'"):
        admit(house.reader, "ada", Command.ATTACH, now=NOON)
    with pytest.raises(InvalidInputError, match="name yourself"):
        admit(house.reader, None, None, now=NOON)
