"""Nobody is archived while contracts tell him of their notices (R63, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.starters.test_contracts import WHY, added, day

if TYPE_CHECKING:
    from tests.starters.company import Company

ADMIN = ("--as", "admin")
ACCOUNT = ("--as", "account")


def engineer(company: Company, person_id: str) -> str:
    """One of our own people, who keeps nothing."""
    said = {
        "id": person_id,
        "name": person_id.title(),
        "email": f"{person_id}@example.com",
        "language": "tr",
        "time_zone": "Europe/Istanbul",
        "roles": ["technician"],
    }
    company.does("people", "import", company.write("one.json", [said]), "--apply", *ADMIN)
    return person_id


def names(company: Company, contract_id: str, *people: str) -> None:
    file = company.write("edit.json", {"recipients": {"ours": people}})
    company.does("contract", "edit", contract_id, file, "--reason", WHY, *ACCOUNT)


def test_whoever_is_told_of_contracts_is_archived_once_they_tell_somebody_else(
    company: Company,
) -> None:
    leaving = engineer(company, "ar-leaving")
    added(company, "ar-first", recipients={"ours": [leaving, "account"]})
    added(company, "ar-draft", recipients={"ours": [leaving]}, start_on=day(20), signed_on=None)
    assert company.does("contract", "show", "ar-draft")["state"] == "draft"
    words = ("people", "archive", leaving, "--reason", WHY, *ADMIN)
    refused = company.refused(5, *words)
    told = "contracts tell ar-leaving of their notices: ar-draft, ar-first; name somebody else"
    assert (refused["field"], told in refused["message"]) == ("person", True)
    assert company.does("people", "show", leaving)["archived_at"] is None
    names(company, "ar-first", "account")
    assert "notices: ar-draft;" in company.refused(5, *words)["message"]
    names(company, "ar-draft", "account")
    assert company.does(*words)["archived_at"] is not None
    assert company.does(*words)["archived_at"] is not None


def test_a_contract_that_is_over_keeps_nobody(company: Company) -> None:
    leaving = engineer(company, "ar-over")
    added(company, "ar-ended", recipients={"ours": [leaving]}, start_on=day(20), signed_on=None)
    words = ("people", "archive", leaving, "--reason", WHY, *ADMIN)
    assert "ar-ended" in company.refused(5, *words)["message"]
    company.does("contract", "terminate", "ar-ended", "--reason", WHY, *ACCOUNT)
    assert company.does(*words)["archived_at"] is not None


def test_of_a_contact_who_is_one_of_ours_as_well_each_side_is_told_with_its_own_way(
    company: Company,
) -> None:
    both = engineer(company, "ar-both")
    company.customer()
    contact = company.write("contact.json", {"id": both, "customer": "acme"})
    company.does("contact", "add", contact, *ACCOUNT)
    added(company, "ar-ours", recipients={"ours": [both]})
    added(company, "ar-theirs", recipients={"ours": ["account"], "customer": [both]})
    said = company.refused(5, "people", "archive", both, "--reason", WHY, *ADMIN)["message"]
    assert "contracts name ar-both: ar-theirs; let somebody follow him first" in said
    assert "contracts tell ar-both of their notices: ar-ours; name somebody else" in said
