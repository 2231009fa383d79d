"""Who answers for a contract may answer each question that is handed to him (R38, R64, R65)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.starters.test_contracts import WHY, added, agreed
from tests.starters.test_customers_sight import contact, holds
from tests.starters.test_importing_contracts import row, sheet
from tests.starters.test_rights_beyond_sight import published

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.starters.company import Company

WHO = ("--as", "account")
HIM = "an-omid"
LEAVING = (
    f"answered_by: {HIM} has none of the roles that may answer service_leaving: account_manager"
)
EXPRESS = {"renewal": "express", "price_rule": {"kind": "negotiated"}}


def letting_contacts_answer(text: str, *questions: str) -> str:
    """A policy in which contacts may answer some questions as well."""
    for one in questions:
        text, found = re.subn(
            rf"(?m)^(  {one}:.*\n    roles: \[account_manager)\]", r"\1, contact]", text
        )
        assert found == 1
    return text


@pytest.fixture(scope="module")
def house(company: Company) -> Iterator[Company]:
    """A house whose contacts may say whether a contract is renewed, and not what else is asked."""
    company.customer()
    contact(company, HIM)
    now = company.does("policy", "show")["source"]
    published(company, letting_contacts_answer(now, "renewal", "tacit_renewal"))
    yield company
    published(company, now)


def test_a_contract_names_nobody_who_may_answer_only_some_of_its_questions(
    house: Company,
) -> None:
    words = agreed(house, "an-added", answered_by=HIM)
    refused = house.refused(2, *words)
    assert (refused["field"], refused["message"]) == ("answered_by", LEAVING)
    words = agreed(house, "an-added", answered_by=HIM, **EXPRESS)
    assert house.refused(2, *words)["message"] == LEAVING.replace(
        "service_leaving", "renewal_price: account_manager; service_leaving"
    )
    assert house.run("contract", "show", "an-added").code == 3


def test_a_contract_is_not_edited_to_name_him(house: Company) -> None:
    added(house, "an-edited")
    file = house.write("an-edit.json", {"answered_by": HIM})
    words = ("contract", "edit", "an-edited", file, "--reason", WHY, *WHO)
    assert house.refused(2, *words)["message"] == LEAVING
    assert house.does("contract", "show", "an-edited")["answered_by"] is None


def test_a_contract_that_comes_over_does_not_name_him(house: Company) -> None:
    house.in_operation("an-covered")
    its = {"customer": "acme", "services": "an-covered", "recipients_customer": "", "earlier": ""}
    line = row("an-over", **its)
    head, only = sheet(line).splitlines()
    table = f"{head}\tanswered_by\n{only}\t{HIM}\n"
    file = house.write("an-over.tsv", table)
    said = house.run("import", file, "--kind", "contracts", *WHO)
    assert LEAVING.removeprefix("answered_by: ") in said.out + said.err


def test_he_does_not_take_over_from_whoever_answered(house: Company) -> None:
    leaving = contact(house, "an-leaving")
    holds(house, leaving, "contact", "account_manager")
    added(house, "an-passed", answered_by=leaving)
    holds(house, leaving, "contact")
    words = ("contact", "passive", leaving, "--to", HIM, "--reason", WHY, *WHO)
    refused = house.refused(2, *words)
    assert (refused["field"], LEAVING in refused["message"]) == ("to", True)


def test_who_may_answer_all_of_them_is_named_whatever_else_he_may_not(house: Company) -> None:
    now = house.does("policy", "show")["source"]
    published(house, letting_contacts_answer(now, "service_leaving"))
    added(house, "an-tacit", answered_by=HIM)
    refused = house.refused(2, *agreed(house, "an-priced", answered_by=HIM, **EXPRESS))
    assert refused["message"].endswith("may answer renewal_price: account_manager")
    published(house, now)
