"""What a customer's person reads on the pages of his records: facts, documents and names (R51)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.visibility.company import BY_ID, HAPPENINGS, STANDINGS
from tests.visibility.rules import sees_event, sees_words

if TYPE_CHECKING:
    from tests.visibility.conftest import Run

SOME = (
    *("adm", "tech-none", "both-sides", "stranger", "acme-own", "acme-boss", "acme-north"),
    *("acme-passive", "bolt-north"),
)


def test_what_happened_to_a_record_is_told_to_each_as_far_as_it_is_his(run: Run) -> None:
    words = ("records", "history", "contract/acme-opened-1", "--json", "--as")
    for person in SOME:
        expected = [
            (what.kind, what.actor, "It is secret." if sees_words(BY_ID[person], what) else None)
            for what in HAPPENINGS
            if what.subject == words[2] and sees_event(BY_ID[person], what)
        ]
        said = run(*words, person)
        assert said.code == (0 if expected else 3), (person, said.err)
        found = said.json if expected else []
        assert [(one["kind"], one["actor"], one["reason"]) for one in found] == expected
        assert [one["actor_name"] for one in found] == [one["actor"].title() for one in found]


def test_a_customers_person_reads_names_on_the_page_of_his_contract(run: Run) -> None:
    said = run("contract", "show", "acme-opened-1", "--as", "acme-own")
    assert re.search(r"account manager +Adm \(adm\)", said.out)
    assert re.search(r"Recipients\n.*\n +Adm \(adm\) +ours", said.out)
    assert "sent 2026-03-02 12:00" in said.out
    happened = said.out.partition("What happened")[2].partition("Documents")
    assert "contract ended" in happened[0]
    assert "contract priced" not in said.out
    assert "paper 0 of contract/acme-opened-1" in happened[2]
    assert "paper 2 of" in happened[2]
    assert "paper 1 of" not in said.out
    assert "It is secret" not in said.out
    assert re.search(r"account manager +Adm \(adm\)", run("customer", "show", "acme").out)


def test_a_customers_person_is_shown_of_a_service_what_the_catalogue_says(run: Run) -> None:
    shown = run("service", "show", "crm", "--as", "acme-boss", "--json").json
    assert (shown["name"], shown["owner"]) == ("CRM", "ada")
    opened = {f"acme-{standing}-{one}" for standing in STANDINGS for one in (1, 2)}
    assert set(shown["contracts"]) == opened
    page = run("service", "show", "crm", "--as", "acme-own").out
    assert re.search(r"what it is +What is sold", page)
    assert "What crm does" not in page
    assert run("service", "show", "crm", "--as", "acme-passive").code == 3
    assert run("service", "show", "no-such", "--as", "acme-boss").code == 3
