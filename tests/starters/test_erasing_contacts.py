"""After a contact was erased nothing that he wrote, or that says who he was, is left (R43, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.starters.test_contracts import WHY, added, day
from tests.starters.test_customers_sight import WHO, holds

if TYPE_CHECKING:
    from tests.starters.company import Company

HIS = "quetzal"
WHOM = "zoe"
ME = ("--as", WHOM)
COLUMNS = text("""
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name IN
        (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
    ORDER BY table_name, column_name""")
CONTACT = {
    "id": WHOM,
    "customer": "acme",
    "name": f"Zoe {HIS}",
    "email": f"{HIS}@acme.example.com",
    "language": "en",
    "time_zone": "Europe/Istanbul",
    "job": f"{HIS} of purchases",
    "phone": f"{HIS} 555",
    "form_of_address": f"Dear {HIS}",
    "preferred_terms": {"contract": HIS},
}


def where_it_stands(company: Company) -> set[tuple[str, str]]:
    """Every column of every table in which his word stands."""
    engine = create_engine(company.database.owner_url)
    found = set()
    with engine.connect() as connection:
        for table, column in connection.execute(COLUMNS):
            has = f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE :his LIMIT 1'  # noqa: S608 - our own tables
            if connection.scalar(text(has), {"his": f"%{HIS}%"}):
                found.add((table, column))
    engine.dispose()
    return found


@pytest.fixture
def zoe(acme: Company) -> Company:
    """A company in which a contact, who is one of staff as well, wrote wherever one can write."""
    acme.does("contact", "add", acme.write("zoe.json", CONTACT), *WHO)
    holds(acme, WHOM, "contact", "account_manager", "process_manager")
    acme.does("customer", "need", "add", "acme", "--need", f"{HIS} is needed", *ME)
    answer = ("--number", "1", "--outcome", "met", "--answer", f"{HIS} is met")
    acme.does("customer", "need", "answer", "acme", *answer, *ME)
    added(acme, "z-named", recipients={"ours": [], "customer": [WHOM]})
    for command in ("suspend", "resume"):
        acme.does("contract", command, "z-named", "--reason", f"{HIS} says so", *ME)
    acme.does("contract", "terminate", "z-named", "--on", day(50), "--reason", WHY, *WHO)
    (task,) = acme.does("contract", "show", "z-named")["tasks"]
    acme.does("decide", task["task_id"], "agree", "--reason", f"{HIS} agrees", *ME)
    absence = {"id": "zoe-away", "absent": WHOM, "substitute": "account"}
    days = {"from_on": day(1), "back_on": day(5)}
    acme.does("absence", "add", acme.write("away.json", {**absence, **days}), *ME)
    why = ("--reason", f"{HIS} is ill", *WHO)
    acme.does("contact", "passive", WHOM, "--to", "account", *why)
    acme.does("contact", "active", WHOM, *why)
    acme.does("people", "archive", WHOM, "--reason", f"{HIS} left", "--as", "admin")
    return acme


def test_nothing_of_an_erased_contact_is_left_in_any_table_and_the_record_is_whole(
    zoe: Company,
) -> None:
    before = where_it_stands(zoe)
    everywhere = {"contact", "decision", "event_text", "need", "person", "process"}
    assert {table for table, _ in before} == everywhere
    erase = ("people", "erase", WHOM, "--reason", "She asked for it.", "--as", "admin")
    assert zoe.does(*erase)["needs"] == 1
    assert where_it_stands(zoe) == before
    assert "what he wrote of 1 needs of customers" in zoe.run(*erase, "--apply").out
    assert where_it_stands(zoe) == set()
    (need,) = zoe.does("customer", "need", "list", "acme")
    assert (need["need"], need["answer"], need["outcome"]) == ("erased", "erased", "met")
    assert zoe.does(*erase)["needs"] == 0
    assert "whole" in zoe.run("verify").out
    said = zoe.run("records", "history", "contract/z-named").out
    assert "erased (zoe)" in said
