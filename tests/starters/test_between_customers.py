"""Nobody of one customer reaches what another one has, in whatever way he is named (R89, R99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.test_contracts import WHY, added
from tests.starters.test_customers_sight import holds, recipients
from tests.starters.test_handing_on import MANAGER, costs_asked_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.starters.company import Company

BY = ("--as", "account")
OWNER = ("--as", "owner")
CONTACTS = ("--kind", "contacts")
NEED = ("--need", "reports in Persian by March")
ANSWER = ("--number", "1", "--outcome", "met", "--answer", "They are there since March")


def customer(company: Company, customer_id: str) -> None:
    said = {
        "id": customer_id,
        "name": customer_id.title(),
        "kind": "external",
        "basis": "agreement",
        "account_manager": "account",
        "language": "en",
        "time_zone": "Europe/Istanbul",
    }
    company.does("customer", "add", company.write(f"{customer_id}.json", said), *BY)


def contact(company: Company, person_id: str, of: str, roles: Sequence[str] = ("contact",)) -> None:
    said = {
        "id": person_id,
        "customer": of,
        "name": person_id.title(),
        "email": f"{person_id}@{of}.example.com",
        "language": "en",
        "time_zone": "Europe/Istanbul",
    }
    company.does("contact", "add", company.write(f"{person_id}.json", said), *BY)
    if roles != ("contact",):
        holds(company, person_id, *roles)


@pytest.fixture(scope="module")
def house(company: Company) -> Company:
    """A house with two customers who have nothing in common."""
    for one in ("bc-acme", "bc-sepehr"):
        customer(company, one)
    contact(company, "bc-ece", "bc-acme", ["contact", "customer_representative"])
    contact(company, "bc-can", "bc-acme")
    for one in ("bc-omid", "bc-nasrin"):
        contact(company, one, "bc-sepehr")
    return company


def test_a_representative_states_needs_of_customers_he_sees_and_learns_of_no_other(
    house: Company,
) -> None:
    need, as_ece = ("customer", "need"), ("--as", "bc-ece")
    house.does(*need, "add", "bc-sepehr", "--need", "a secret wish", *BY)
    refused = house.refused(3, *need, "add", "bc-sepehr", *NEED, *as_ece)
    nobody = house.refused(3, *need, "add", "bc-nixda", *NEED, *as_ece)
    assert refused["message"].replace("bc-sepehr", "bc-nixda") == nobody["message"]
    assert refused["field"] == nobody["field"] == "customer"
    assert house.does(*need, "add", "bc-acme", *NEED, *as_ece)["stated_by"] == "bc-ece"
    assert [one["need"] for one in house.does(*need, "list", "bc-sepehr")] == ["a secret wish"]


def test_only_one_of_ours_answers_a_need(house: Company) -> None:
    need, as_ece = ("customer", "need"), ("--as", "bc-ece")
    for one in ("bc-acme", "bc-sepehr"):
        house.does(*need, "add", one, "--need", "something to answer", *BY)
    assert house.refused(3, *need, "answer", "bc-sepehr", *ANSWER, *as_ece)["field"] == "customer"
    refused = house.refused(4, *need, "answer", "bc-acme", *ANSWER, *as_ece)
    assert refused["message"] == ("bc-ece speaks for a customer; what we answer says one of ours")
    assert house.does(*need, "list", "bc-sepehr")[0]["answer"] is None
    assert house.does(*need, "answer", "bc-acme", *ANSWER, *BY)["answered_by"] == "account"


def moved(person_id: str, to: str) -> tuple[str, ...]:
    return ("contact", "edit", person_id, "--customer", to, *BY)


def passive(person_id: str, to: str) -> tuple[str, ...]:
    return ("contact", "passive", person_id, "--to", to, "--reason", WHY, *BY)


def on_contract(company: Company, contract_id: str, of: str, *people: str) -> None:
    told = {"ours": ["account"], "customer": list(people)}
    added(company, contract_id, customer=of, recipients=told)


def test_a_contact_moves_to_another_customer_once_no_contract_names_him(house: Company) -> None:
    contact(house, "bc-moves", "bc-acme")
    on_contract(house, "bc-agreed", "bc-acme", "bc-moves")
    refused = house.refused(5, *moved("bc-moves", "bc-sepehr"))
    assert refused["field"] == "customer"
    assert refused["message"].startswith("customer: bc-moves cannot leave bc-acme yet: ")
    assert refused["message"].endswith(
        "contracts name bc-moves: bc-agreed; let somebody follow him there first, with `contact "
        "passive --to`"
    )
    file = house.write("contacts.csv", "id,customer\nbc-moves,bc-sepehr\nbc-can,bc-acme\n")
    said = house.run("import", file, "--kind", "contacts", "--apply", "--json", *BY)
    assert said.code == 2
    (report,) = said.json
    assert [(one["line"], one["field"]) for one in report["refusals"]] == [(2, "customer")]
    assert house.does("contact", "show", "bc-moves")["customer"] == "bc-acme"
    house.does(*passive("bc-moves", "bc-can"))
    assert recipients(house, "bc-agreed") == {"account": "ours", "bc-can": "customer"}
    assert house.does(*moved("bc-moves", "bc-sepehr"))["customer"] == "bc-sepehr"
    house.does("contact", "active", "bc-moves", "--reason", WHY, *BY)
    assert house.does("contact", "show", "bc-moves")["state"] == "active"


def test_a_contact_who_answers_or_was_asked_or_is_reached_stays_with_his_customer(
    house: Company,
) -> None:
    contact(house, "bc-asked", "bc-acme", ["contact", MANAGER])
    for one in ("bc-first", "bc-second"):
        house.propose(one)
        house.offer(one)
    house.does("task", "assign", "service/bc-first/costs/1", "--to", "bc-asked", "--as", "delivery")
    holds(house, "bc-asked", "contact")
    dependent = ("--kind", "site", "--id", "bc-site", "--name", "Their site")
    house.does("dependent", "add", "bc-second", *dependent, "--contact", "bc-asked", *OWNER)
    refused = house.refused(5, *moved("bc-asked", "bc-sepehr"))
    assert "open tasks were handed to bc-asked: service/bc-first/costs/1" in refused["message"]
    assert "reached through bc-asked: bc-second site bc-site" in refused["message"]
    assert house.does("contact", "show", "bc-asked")["customer"] == "bc-acme"


def test_who_takes_over_is_of_the_same_customer_also_where_no_contract_names_him(
    house: Company,
) -> None:
    contact(house, "bc-leaves", "bc-acme")
    house.propose("bc-third")
    dependent = ("--kind", "site", "--id", "bc-other", "--name", "Their other site")
    house.does("dependent", "add", "bc-third", *dependent, "--contact", "bc-leaves", *OWNER)
    refused = house.refused(2, *passive("bc-leaves", "bc-omid"))
    assert (refused["field"], refused["message"]) == (
        "to",
        "to: bc-omid belongs to another customer than bc-leaves",
    )
    assert house.does("contact", "show", "bc-leaves")["state"] == "active"
    (reached,) = house.does("dependent", "list", "bc-third")
    assert reached["contact"] == "bc-leaves"
    house.does(*passive("bc-leaves", "bc-can"))
    (reached,) = house.does("dependent", "list", "bc-third")
    assert reached["contact"] == "bc-can"


def test_an_open_task_goes_to_nobody_of_another_customer(house: Company) -> None:
    contact(house, "bc-handed", "bc-acme", ["contact", MANAGER])
    contact(house, "bc-other-rep", "bc-sepehr")
    task = costs_asked_of(house, "bc-handed", "bc-fourth")
    refused = house.refused(2, *passive("bc-handed", "bc-other-rep"))
    assert refused["message"] == "to: bc-other-rep belongs to another customer than bc-handed"
    assert house.does("task", "show", task)["assignee"] == "bc-handed"
    house.does(*passive("bc-handed", "delivery"))
    assert house.does("task", "show", task)["assignee"] == "delivery"


def test_an_heir_is_held_against_each_contract_before_anything_changes(house: Company) -> None:
    for one in ("bc-north", "bc-south"):
        customer(house, one)
    house.does("group", "add", "--id", "bc-holding", "--name", "Holding", *BY)
    for one in ("bc-north", "bc-south"):
        house.does("customer", "edit", one, "--groups", "bc-holding", *BY)
    contact(house, "bc-nora", "bc-north")
    contact(house, "bc-noah", "bc-north")
    on_contract(house, "bc-own", "bc-north", "bc-nora")
    on_contract(house, "bc-sister", "bc-south", "bc-nora")
    both = ["agent", "contact"]
    contact(house, "bc-both", "bc-acme")
    holds(house, "bc-both", *both)
    refused = house.refused(2, *passive("bc-nora", "bc-both"))
    assert refused["field"] == "to"
    assert "contract bc-own: " in refused["message"]
    assert "bc-both belongs to another customer than bc-north" in refused["message"]
    assert house.does("contact", "show", "bc-nora")["state"] == "active"
    for one in ("bc-own", "bc-sister"):
        assert recipients(house, one) == {"account": "ours", "bc-nora": "customer"}
    house.does(*passive("bc-nora", "bc-noah"))
    for one in ("bc-own", "bc-sister"):
        assert recipients(house, one) == {"account": "ours", "bc-noah": "customer"}
