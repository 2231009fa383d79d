"""Who turns a contact passive may see less than goes over with him: he is told how much (R89)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.test_contracts import WHY, added
from tests.starters.test_customers_sight import recipients
from tests.starters.test_handing_on import asked, assignee

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.starters.company import Company

BY = ("--as", "rb-near")


def published(company: Company, text: str) -> None:
    """Let the house obey another policy; the tests of other files live by it as well."""
    draft = company.does("policy", "publish", company.write("rb.yaml", text), "--as", "process")
    task = f"{draft['workflow_id']}/policy_approval/1"
    company.does("decide", task, "approve", "--reason", "they know them", "--as", "boss")


@pytest.fixture(scope="module")
def house(company: Company) -> Iterator[Company]:
    """A house whose representatives of customers may edit contacts, and see their own only."""
    company.customer()
    now = company.does("policy", "show")["source"]
    published(
        company, now.replace("  contact edit: [", "  contact edit: [customer_representative, ")
    )
    near = {"id": "rb-near", "name": "Near", "email": "near@example.com", "language": "en"}
    more = {"time_zone": "Europe/Istanbul", "roles": ["customer_representative"]}
    file = company.write("rb-people.json", [{**near, **more}])
    company.does("people", "import", file, "--apply", "--as", "admin")
    yield company
    published(company, now)


def passive(person: str, to: str) -> tuple[str, ...]:
    return ("contact", "passive", person, "--to", to, "--reason", WHY, *BY)


def test_what_he_does_not_see_goes_over_and_is_counted(house: Company) -> None:
    tasks = asked(house, "rb-leaving", "rb-first", "rb-second")
    added(house, "rb-agreed", recipients={"ours": [], "customer": ["rb-leaving"]})
    assert house.refused(3, "task", "show", tasks[0], *BY)["field"] == "task"
    done = house.does(*passive("rb-leaving", "delivery"))
    assert (done["tasks"], done["tasks_unseen"]) == ([], 2)
    assert (done["contracts"], done["contracts_unseen"]) == ([], 1)
    assert [assignee(house, one) for one in tasks] == ["delivery", "delivery"]
    assert recipients(house, "rb-agreed") == {"delivery": "ours"}


def test_a_person_reads_how_much_he_does_not_see(house: Company) -> None:
    asked(house, "rb-page", "rb-third")
    added(house, "rb-paged", recipients={"ours": [], "customer": ["rb-page"]})
    said = house.run(*passive("rb-page", "delivery"))
    assert said.code == 0, said.err
    assert said.out.splitlines()[-2:] == [
        "instead of him delivery is asked 1 task that you do not see",
        "instead of him delivery is named on 1 contract that you do not see",
    ]


def test_a_refusal_names_no_task_that_he_does_not_see_and_nobody_of_it(house: Company) -> None:
    asked(house, "rb-kept", "rb-fourth", "rb-fifth")
    refused = house.refused(2, *passive("rb-kept", "account"))
    assert refused["message"] == (
        "to: account may not answer what was handed over: 2 tasks that you do not see: refused; "
        "name somebody who may, or hand it to somebody else first, with `task assign`"
    )


def test_what_stays_and_what_went_over_is_counted_too(house: Company) -> None:
    lost, other = asked(house, "rb-half", "rb-lost", "rb-there")
    house.servers.terminate("service/rb-lost")
    refused = house.refused(5, *passive("rb-half", "delivery"))
    assert refused["message"] == (
        "to: rb-half is still active: 1 task that you do not see went to delivery; 1 task that you "
        "do not see: refused; the same command goes on where this one stopped"
    )
    assert (assignee(house, lost), assignee(house, other)) == ("rb-half", "delivery")
    house.does("service", "resume", "rb-lost", "--as", "admin")
    assert house.does(*passive("rb-half", "delivery"))["tasks_unseen"] == 1
    assert assignee(house, lost) == "delivery"
