"""What a customer's people see of their contracts, and who follows one of them (R51, R63, R88)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.starters.test_contracts import WHY, added, day

if TYPE_CHECKING:
    from tests.starters.company import Company, Json

WHO = ("--as", "account")
PLAN = {
    "id": "silver-of-acme",
    "title": "Silver",
    "description": "By the hour",
    "currency": "TRY",
    "pricing_method": "hourly",
    "billing_method": "postpaid",
    "billing_period": "monthly",
    "hourly_rates": {"technician": "1500.00"},
}


def contact(company: Company, person_id: str, *, granted: bool = False) -> str:
    """A contact of acme, which is there."""
    said = {
        "id": person_id,
        "customer": "acme",
        "name": f"{person_id.title()} Şahin",
        "email": f"{person_id}@acme.example.com",
        "language": "en",
        "time_zone": "Europe/Istanbul",
    }
    company.does("contact", "add", company.write(f"{person_id}.json", said), *WHO)
    if granted:
        company.does("contact", "grant", person_id, "--company", "acme", *WHO)
    return person_id


def holds(company: Company, person_id: str, *roles: str) -> None:
    """Let somebody hold these roles and no others."""
    known = {**company.does("people", "show", person_id), "id": person_id, "roles": roles}
    names = ("id", "name", "email", "language", "time_zone", "roles")
    file = company.write("people.json", [{name: known[name] for name in names}])
    company.does("people", "import", file, "--apply", "--as", "admin")


def recipients(company: Company, contract_id: str) -> dict[str, str]:
    shown = company.does("contract", "show", contract_id)
    return {one["person_id"]: one["side"] for one in shown["recipients"]}


def kinds(company: Company, contract_id: str, *reader: str) -> list[str]:
    listed = company.does("records", "history", f"contract/{contract_id}", *reader)
    return [one["kind"] for one in listed]


def test_a_customers_person_follows_what_happens_to_his_contract_and_reads_names(
    acme: Company,
) -> None:
    boss = contact(acme, "seda", granted=True)
    added(acme, "s-told", recipients={"ours": ["account"], "customer": [boss]})
    acme.does("contract", "suspend", "s-told", "--reason", "They owe us three invoices.", *WHO)
    acme.does("contract", "resume", "s-told", "--reason", "They have paid.", *WHO)
    told = kinds(acme, "s-told", "--as", boss)
    assert told[:2] == ["contract_added", "contract_period_opened"]
    assert told[-2:] == ["contract_suspended", "contract_suspension_lifted"]
    everything = kinds(acme, "s-told")
    assert set(told) <= set(everything)
    page = acme.run("contract", "show", "s-told", "--as", boss).out
    name = acme.does("people", "show", "account")["name"]
    assert re.search(rf"account manager +{name} \(account\)", page)
    assert re.search(r"Seda Şahin \(seda\) +customer", page)
    assert "contract suspended" in page
    assert "three invoices" not in page + acme.run("records", "history", "contract/s-told").err
    assert "They owe us three invoices." in acme.run("records", "history", "contract/s-told").out
    said = acme.run("visible", "contract/s-told", "--to", boss).out
    assert "of it he sees what customers are told" in said
    (listed,) = [
        one
        for one in acme.does("records", "list", "--as", boss)
        if one["subject"] == "contract/s-told"
    ]
    assert listed["opened_by_name"] == name


def test_a_document_of_the_contract_is_his_and_one_of_a_task_is_not(acme: Company) -> None:
    boss = contact(acme, "sevgi", granted=True)
    added(acme, "s-papers")
    signed = acme.does(
        "attach", acme.write("signed.txt", "as agreed"), "--to", "contract/s-papers", *WHO
    )
    assert acme.run("document", "get", signed["sha256"], "--as", boss).out == "as agreed"
    shown = acme.does("contract", "show", "s-papers", "--as", boss)
    assert [one["name"] for one in shown["attachments"]] == ["signed.txt"]
    assert acme.run("visible", f"sha256:{signed['sha256']}", "--to", boss).out.endswith(
        "it is attached to a record that he sees\n"
    )


def test_the_page_of_a_plan_names_the_contracts_that_have_it(acme: Company) -> None:
    acme.does("plan", "add", acme.write("silver.json", PLAN), *WHO)
    assert acme.does("plan", "show", "silver-of-acme")["contracts"] == []
    added(acme, "s-planned", plan="silver-of-acme")
    found = acme.does("plan", "show", "silver-of-acme")
    assert found["contracts_in_all"] == 1
    assert found["contracts"] == [
        {
            "contract_id": "s-planned",
            "name": "Backup for Acme",
            "customer_id": "acme",
            "state": "active",
            "plan_version": 1,
            "ends_on": day(200),
        }
    ]
    assert re.search(
        r"s-planned +Backup for Acme +acme +active", acme.run("plan", "show", "silver-of-acme").out
    )
    boss = contact(acme, "sibel", granted=True)
    assert acme.run("plan", "show", "silver-of-acme", "--as", boss).code == 3


def test_a_contact_whom_contracts_name_is_followed_on_each_of_them(acme: Company) -> None:
    leaving, heir = contact(acme, "leyla"), contact(acme, "deniz")
    for one in ("s-first", "s-second"):
        added(acme, one, recipients={"ours": ["account"], "customer": [leaving]})
    added(acme, "s-other", recipients={"ours": ["account"], "customer": [heir]})
    words = ("contact", "passive", leaving, "--reason", WHY, *WHO)
    away = acme.refused(5, "contact", "archive", leaving, "--reason", WHY, *WHO)
    assert "contracts name leyla: s-first, s-second; let somebody follow" in away["message"]
    refused = acme.refused(5, *words)
    assert refused["field"] == "to"
    assert "contracts name leyla: s-first, s-second" in refused["message"]
    assert acme.does("contact", "show", leaving)["state"] == "active"
    assert acme.refused(2, *words, "--to", "nobody")["field"] == "to"
    done = acme.does(*words, "--to", heir)
    assert (done["state"], done["contracts"]) == ("passive", ["s-first", "s-second"])
    for one in ("s-first", "s-second"):
        assert recipients(acme, one) == {"account": "ours", heir: "customer"}
        assert kinds(acme, one)[-1] == "contract_edited"
    assert kinds(acme, "s-other").count("contract_edited") == 0
    again: Json = acme.does(*words, "--to", heir)
    assert (again["state"], again["contracts"]) == ("passive", [])
    assert acme.does(*words)["state"] == "passive"


def test_what_was_broken_off_is_completed_by_saying_it_again(acme: Company) -> None:
    leaving = contact(acme, "melis")
    for one in ("s-whole", "s-half"):
        added(acme, one, recipients={"ours": [], "customer": [leaving]})
    acme.servers.terminate("contract/s-whole")
    words = ("contact", "passive", leaving, "--to", "account", "--reason", WHY, *WHO)
    broken_off = acme.run(*words)
    assert broken_off.code in {5, 6, 7}
    assert recipients(acme, "s-half") == {"account": "ours"}
    assert acme.does("contact", "show", leaving)["state"] == "passive"
    acme.does("service", "resume", "contract/s-whole", "--as", "admin")
    assert acme.does(*words)["contracts"] == ["s-whole"]
    assert recipients(acme, "s-whole") == {"account": "ours"}


def test_whoever_may_turn_a_contact_passive_passes_his_contracts_on_and_edits_no_other_thing(
    acme: Company,
) -> None:
    leaving = contact(acme, "nazli")
    added(acme, "s-passed", recipients={"ours": ["account"], "customer": [leaving]})
    file = acme.write("edit.json", {"recipients": {"ours": ["account"]}})
    edit = ("contract", "edit", "s-passed", file, "--reason", WHY, "--as", "admin")
    assert acme.refused(4, *edit)["field"] == "as"
    words = ("contact", "passive", leaving, "--to", "account", "--reason", WHY)
    assert acme.does(*words, "--as", "admin")["contracts"] == ["s-passed"]
    assert recipients(acme, "s-passed") == {"account": "ours"}


@pytest.mark.parametrize("person", ["owner", "ayse"])
def test_who_may_not_turn_a_contact_passive_passes_no_contract_on(
    acme: Company, person: str
) -> None:
    leaving = contact(acme, f"kept-from-{person}")
    contract_id = f"s-kept-from-{person}"
    added(acme, contract_id, recipients={"ours": ["account"], "customer": [leaving]})
    words = ("contact", "passive", leaving, "--to", "account", "--reason", WHY)
    assert acme.refused(4, *words, "--as", person)["field"] == "as"
    assert acme.does("contact", "show", leaving)["state"] == "active"
    assert recipients(acme, contract_id) == {"account": "ours", leaving: "customer"}


def test_of_staff_who_are_a_contact_as_well_only_the_customers_side_passes_on(
    acme: Company,
) -> None:
    both, heir = contact(acme, "both"), contact(acme, "heir")
    holds(acme, both, "contact", "agent")
    added(acme, "s-ours", recipients={"ours": [both], "customer": []}, account_manager=both)
    added(acme, "s-theirs", recipients={"ours": [], "customer": [both]})
    words = ("contact", "passive", both, "--to", heir, "--reason", WHY, *WHO)
    assert acme.does(*words)["contracts"] == ["s-theirs"]
    assert recipients(acme, "s-ours") == {both: "ours"}
    assert recipients(acme, "s-theirs") == {heir: "customer"}


def test_who_answered_for_a_contract_is_followed_by_one_who_may(acme: Company) -> None:
    leaving, heir = contact(acme, "asli"), contact(acme, "arda")
    holds(acme, leaving, "contact", "account_manager")
    added(acme, "s-asked", account_manager=leaving, answered_by=leaving)
    holds(acme, leaving, "contact")
    words = ("contact", "passive", leaving, "--reason", WHY, *WHO)
    refused = acme.refused(2, *words, "--to", heir)
    assert (refused["field"], "none of the roles that may" in refused["message"]) == ("to", True)
    assert acme.does("contact", "show", leaving)["state"] == "active"
    assert acme.does(*words, "--to", "account")["contracts"] == ["s-asked"]
    shown = acme.does("contract", "show", "s-asked")
    assert (shown["account_manager"], shown["answered_by"]) == ("account", "account")
