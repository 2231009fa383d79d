"""What is wrong with contracts that come in is told cell by cell, and nobody is told in vain."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from activities.store.engine import engine_for
from domain.errors import NotFoundError
from starters.desk import Desk
from starters.importing_contracts import start_checked
from tests.starters.test_importing_contracts import (
    ACCOUNT,
    checked,
    day,
    environment,
    row,
    settle,
    sheet,
)
from workers.settings import Settings

if TYPE_CHECKING:
    from tests.starters.company import Company

ADMIN = ("--as", "admin")
WHY = ("--reason", "She moved to another unit.")


@pytest.fixture(scope="module")
def firm(company: Company) -> Company:
    """A customer with two contacts, one of them passive, and the service its contracts cover."""
    if company.run("service", "show", "firm-backup").code:
        company.in_operation("firm-backup")
    settle(company)
    for person in ("quiet", "loud"):
        contact = {
            "id": f"firm-{person}",
            "customer": "firm",
            "name": person.title(),
            "email": f"{person}@firm.example.com",
            "language": "tr",
            "time_zone": "Europe/Istanbul",
        }
        company.does("contact", "add", company.write(f"{person}.json", contact), *ADMIN)
    company.does("contact", "passive", "firm-quiet", *WHY, *ADMIN)
    return company


def test_every_wrong_cell_of_a_contract_is_told_whatever_found_it(firm: Company) -> None:
    rows = [
        row("w-1", customer="nobody", type="lease", start_on="soon", services="firm-backup; none"),
        row("w-2", recipients_ours="stranger", recipients_customer="firm-quiet", services="none"),
        row("w-3", currency="lira", renewal="sometimes", recipients_customer="stranger"),
        row("w-3", term="a while"),
    ]
    file = firm.write("wrong.csv", sheet(*rows))
    said = firm.run("import", file, "--kind", "contracts", "--json")
    (report,) = said.json
    assert [(one["line"], one["field"]) for one in report["refusals"]] == [
        *((2, field) for field in ("type", "start_on", "customer", "services")),
        *((3, field) for field in ("recipients_ours", "recipients_customer", "services")),
        *((4, field) for field in ("currency", "renewal", "recipients_customer")),
        *((5, field) for field in ("id", "term")),
    ]
    assert (report["lines"], report["refused"], report["refused_cells"]) == (4, 4, 12)
    reasons = {(one["line"], one["field"]): one["reason"] for one in report["refusals"]}
    assert reasons[2, "start_on"].endswith("a day is written as YYYY-MM-DD")
    assert reasons[2, "customer"] == "customer: there is no customer 'nobody'"
    passive = "recipients_customer: firm-quiet is a passive contact and is told nothing"
    assert reasons[3, "recipients_customer"] == passive
    assert "(and 11 more)" in said.error["message"]


def test_two_wrong_cells_that_name_each_other_do_not_let_a_line_through(firm: Company) -> None:
    file = firm.write("odd.csv", sheet(row("w-9", price="as earlier", earlier="same price")))
    said = firm.run("import", file, "--kind", "contracts", "--json")
    (report,) = said.json
    assert (said.code, report["lines"], report["refused"], report["new"]) == (2, 1, 1, 0)
    assert {one["field"] for one in report["refusals"]} == {"price", "earlier"}


@pytest.mark.parametrize("term", ["1 year", "1-year", "12 months", "12-months", "1 yıl"])
def test_a_term_is_written_alike_in_a_file_and_in_a_command(firm: Company, term: str) -> None:
    contract_id = f"term-{term.replace(' ', '_').replace('ı', 'i')}"
    line = row(contract_id, renewal="express", term=term, end_on=day(34))
    file = firm.write("contracts.csv", sheet(line))
    firm.does("import", file, "--cut-over", day(1), "--apply", *ACCOUNT)
    words = ("contract", "renew", contract_id, "--reason", "both sides agreed early")
    firm.does(*words, "--term", term, *ACCOUNT)
    shown = firm.does("contract", "show", contract_id)
    assert shown["renewal_state"] == "renewal_approved"
    error = firm.refused(2, *words, "--term", "a while", *ACCOUNT)
    assert (error["field"], "12 months, 1 year or 30 days" in error["message"]) == ("term", True)


def draft(firm: Company, contract_id: str, recipient: str) -> str:
    said = {
        "id": contract_id,
        "customer": "firm",
        "type": "paid",
        "name": "Backup for the firm",
        "services": ["firm-backup"],
        "start_on": day(10),
        "end_on": day(300),
        "recipients": {"ours": ["account"], "customer": [recipient]},
    }
    return firm.write(f"{contract_id}.json", said)


def test_a_passive_contact_is_nobody_whom_a_new_contract_tells(firm: Company) -> None:
    error = firm.refused(2, "contract", "add", draft(firm, "to-quiet", "firm-quiet"), *ACCOUNT)
    assert error["field"] == "recipients.customer"
    assert "firm-quiet is a passive contact and is told nothing" in error["message"]


def test_a_draft_names_its_contact_as_a_contract_in_force_does(firm: Company) -> None:
    firm.does("contract", "add", draft(firm, "to-loud", "firm-loud"), *ACCOUNT)
    passive = ("contact", "passive", "firm-loud", *WHY)
    error = firm.refused(5, *passive, *ADMIN)
    assert (error["field"], "to-loud" in error["message"]) == ("to", True)
    error = firm.refused(5, "people", "archive", "firm-loud", *WHY, *ADMIN)
    assert (error["field"], "to-loud" in error["message"]) == ("person", True)
    firm.does(*passive, "--to", "customer", *ACCOUNT)
    (told,) = [
        one["person_id"]
        for one in firm.does("contract", "show", "to-loud")["recipients"]
        if one["side"] == "customer"
    ]
    assert told == "customer"


def test_a_draft_with_a_recipient_who_is_told_nothing_is_not_activated(firm: Company) -> None:
    firm.does("contact", "active", "firm-quiet", *WHY, *ADMIN)
    firm.does("contract", "add", draft(firm, "silenced", "firm-quiet"), *ACCOUNT)
    engine = engine_for(firm.database.owner_url)
    with engine.begin() as connection:
        # As an earlier release let it come about.
        connection.exec_driver_sql(
            "UPDATE contact SET state = 'passive' WHERE person_id = 'firm-quiet'"
        )
    engine.dispose()
    activate = ("contract", "activate", "silenced", "--reason", "both sides signed", *ACCOUNT)
    error = firm.refused(5, *activate)
    assert (error["field"], "firm-quiet takes no part" in error["message"]) == ("recipients", True)
    edit = firm.write("edit.json", {"recipients": {"ours": ["account"], "customer": ["customer"]}})
    firm.does("contract", "edit", "silenced", edit, "--reason", "she moved away", *ACCOUNT)
    firm.does(*activate)


def test_a_customer_who_was_archived_after_the_check_takes_no_contract(firm: Company) -> None:
    customers = firm.write("gone.csv", "id,name,account_manager\ngone-firm,Gone,account\n")
    firm.does("import", customers, "--kind", "customers", "--apply", *ADMIN)
    rows = [row("late-gone", customer="gone-firm", recipients_customer=""), row("late-there")]
    file = firm.write("contracts.csv", sheet(*rows))
    with Desk(Settings.resolve(None, environment(firm))) as desk:
        found = checked(desk, file)
        firm.does("customer", "archive", "gone-firm", "--reason", "They left us.", *ADMIN)
        with pytest.raises(NotFoundError, match=r"line 2: .*no customer 'gone-firm'") as it:
            asyncio.run(start_checked(desk, "account", found, lambda _done, _total: None))
    assert "1 of 2 contracts are in for certain" in it.value.message
    firm.refused(3, "contract", "show", "late-gone")
    assert firm.does("contract", "show", "late-there")["state"] == "active"
