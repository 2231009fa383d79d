from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.people import Person, PersonFile
from domain.words import Language, Role

ADA = {
    "id": "ada",
    "name": "Ada Çelik",
    "email": "ada@example.com",
    "language": "tr",
    "time_zone": "Europe/Istanbul",
    "roles": ["agent", "service_owner", "agent"],
    "substitutes": ["cem", "bob", "cem"],
}


def test_roles_and_substitutes_count_once_whatever_their_order() -> None:
    ada = checked(PersonFile, ADA)
    assert ada.roles == (Role.SERVICE_OWNER, Role.AGENT)
    assert ada.substitutes == ("bob", "cem")


def test_a_person_of_a_file_becomes_an_active_one_of_the_register() -> None:
    assert checked(PersonFile, ADA).entry() == Person(
        person_id="ada",
        name="Ada Çelik",
        email="ada@example.com",
        language=Language.TURKISH,
        time_zone="Europe/Istanbul",
        roles=(Role.SERVICE_OWNER, Role.AGENT),
        substitutes=("bob", "cem"),
    )


def test_who_is_archived_is_not_active() -> None:
    ada = checked(PersonFile, ADA).entry()
    assert ada.is_active
    assert not ada.model_copy(update={"archived_at": datetime(2026, 1, 1, tzinfo=UTC)}).is_active


@pytest.mark.parametrize(
    "email",
    ["a@b.co", "ada.lovelace+crm@mail.example.com", "o'neil@example.com", "a@xn--rnek-4qa.com.tr"],
)
def test_an_address_a_mail_server_takes_is_taken(email: str) -> None:
    assert checked(PersonFile, ADA | {"email": email}).email == email


@pytest.mark.parametrize(
    "email",
    [
        "x",
        "",
        "ada@",
        "@example.com",
        "ada@localhost",
        "ada@example..com",
        "ada@-example.com",
        "ada@example.123",
        ".ada@example.com",
        "ada.@example.com",
        "a..b@example.com",
        "ada@exam ple.com",
        "ada@example.com, bob@example.com",
        "Ada <ada@example.com>",
        "ada@example.com\nBcc: x@example.com",
        "ayşe@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 64}.com",
        f"a@{'.'.join(['b' * 60] * 5)}.com",
    ],
)
def test_what_is_no_address_of_one_person_is_refused(email: str) -> None:
    with pytest.raises(InvalidInputError, match="must be one address") as error:
        checked(PersonFile, ADA | {"email": email})
    assert error.value.field == "email"


@pytest.mark.parametrize("person_id", ["system", "Policy"])
def test_the_names_of_what_no_person_does_are_kept(person_id: str) -> None:
    with pytest.raises(InvalidInputError, match="is kept for what no person does") as error:
        checked(PersonFile, ADA | {"id": person_id})
    assert error.value.field == "id"


def test_nobody_is_his_own_substitute() -> None:
    with pytest.raises(InvalidInputError, match="ada cannot be his own substitute"):
        checked(PersonFile, ADA | {"substitutes": ["ada"]})
