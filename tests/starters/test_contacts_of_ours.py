"""Somebody of ours who is a contact as well is called and reached as before (R48, R84)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.test_between_customers import BY, CONTACTS, customer
from tests.starters.test_contracts import WHY

if TYPE_CHECKING:
    from tests.starters.company import Company


@pytest.fixture(scope="module")
def house(company: Company) -> Company:
    """A house with a customer."""
    customer(company, "co-acme")
    return company


def person_of(company: Company, person_id: str) -> dict[str, object]:
    shown = company.does("people", "show", person_id)
    return {one: shown[one] for one in ("name", "email", "language", "time_zone", "roles")}


def of_ours(company: Company, person_id: str, *roles: str) -> dict[str, object]:
    """Somebody of ours, as the register of people has him."""
    said = {
        "id": person_id,
        "name": "Okan Usta",
        "email": f"{person_id}@ours.example.com",
        "language": "en",
        "time_zone": "Europe/Istanbul",
        "roles": roles,
    }
    file = company.write(f"{person_id}.json", [said])
    company.does("people", "import", file, "--apply", "--as", "admin")
    return person_of(company, person_id)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("name", "Somebody Else"),
        ("email", "redirected@elsewhere.example.com"),
        ("language", "fa"),
        ("time-zone", "Asia/Tehran"),
    ],
)
def test_a_contacts_entry_changes_nothing_of_one_of_ours(
    house: Company, option: str, value: str
) -> None:
    person_id, field = f"co-okan-{option}", option.replace("-", "_")
    before = of_ours(house, person_id, "administrator")
    add = ("contact", "add", "--id", person_id, "--customer", "co-acme", *BY)
    refused = house.refused(2, *add, f"--{option}", value)
    assert (refused["field"], refused["message"]) == (
        field,
        f"{field}: {person_id} is one of ours: this is changed with `people import`",
    )
    assert person_of(house, person_id) == before
    house.does(*add, f"--{option}", str(before[field]))
    edit = ("contact", "edit", person_id, f"--{option}", value, *BY)
    assert house.refused(2, *edit)["field"] == field
    house.does("contact", "edit", person_id, "--job", "Head of IT", *BY)
    assert person_of(house, person_id) == {**before, "roles": ["administrator", "contact"]}
    house.does("contact", "archive", person_id, "--reason", WHY, *BY)
    assert person_of(house, person_id) == before


def test_a_file_of_contacts_with_a_wrong_id_is_refused_and_a_right_one_says_who_is_ours(
    house: Company,
) -> None:
    before = of_ours(house, "co-ours", "agent")
    wrong = "id,customer,name,email\nco-ours,co-acme,Somebody Else,elsewhere@example.com\n"
    said = house.run("import", house.write("wrong.csv", wrong), *CONTACTS, "--apply", "--json", *BY)
    assert said.code == 2
    (report,) = said.json
    assert [(one["line"], one["field"]) for one in report["refusals"]] == [
        (2, "name"),
        (2, "email"),
    ]
    assert person_of(house, "co-ours") == before
    file = house.write("right.csv", "id,customer,job\nco-ours,co-acme,Our own\n")
    tried = house.run("import", file, *CONTACTS, *BY)
    assert tried.code == 0, tried.err
    assert "mind: co-ours is one of ours, and becomes a contact as well" in tried.out
    (report,) = house.does("import", file, *CONTACTS, "--apply", *BY)
    assert report["changes"][0]["mind"] == "co-ours is one of ours, and becomes a contact as well"
    file = house.write("again.csv", "id,customer,job\nco-ours,co-acme,Our very own\n")
    (report,) = house.does("import", file, *CONTACTS, *BY)
    assert (report["changed"], report["changes"][0]["mind"]) == (1, None)


def test_who_is_in_a_role_of_staff_that_permits_nothing_is_one_of_ours_too(house: Company) -> None:
    of_ours(house, "co-cleaner")
    role = ("role", "add", "--id", "co-cleaning", "--name", "Cleaning", "--members", "co-cleaner")
    house.does(*role, "--as", "admin")
    add = ("contact", "add", "--id", "co-cleaner", "--customer", "co-acme", *BY)
    assert house.refused(2, *add, "--name", "Somebody Else")["field"] == "name"
