from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.repository import ROOT
from tests.starters.offices import ADMIN, FILES, office_on, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company
    from tests.starters.servers import Servers
    from tests.support.postgres import TestPostgres


@pytest.fixture(scope="module")
def office(
    servers: Servers, postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Company:
    """A company whose people and customers came in as a folder of spreadsheets."""
    return office_on(servers, postgres, tmp_path_factory.mktemp("office"))


def test_a_folder_is_shown_before_it_comes_in_and_the_same_again_changes_nothing(
    office: Company,
) -> None:
    folder = str(office.folder / "in")
    reports = office.does("import", folder)
    assert {one["kind"] for one in reports} == FILES.keys()
    assert [(one["new"], one["changed"], one["refused"]) for one in reports] == [(0, 0, 0)] * 5
    said = office.run("import", folder).out
    assert "customers.csv (customers): 0 new, 0 changed, 1 unchanged, 0 refused of 1" in said
    assert "nothing is changed yet: --apply does it" in said


def test_a_refused_line_is_told_by_file_line_and_column_and_nothing_of_it_comes_in(
    office: Company,
) -> None:
    file = office.write("customers.csv", "id,name,language\nnova,Nova,tr\nvega,Vega,de\n")
    said = office.run("import", file, "--apply", *ADMIN)
    assert said.code == 2
    assert "refused    line 3  vega  language: " in said.out
    assert "1 new, 0 changed, 0 unchanged, 1 refused of 2; not imported" in said.out
    error = office.refused(2, "import", file, "--apply", *ADMIN)
    assert (error["field"], "customers.csv: line 3" in error["message"]) == ("language", True)
    assert [one["id"] for one in office.does("customer", "list")] == ["acme"]


def test_a_refused_file_of_a_folder_lets_none_of_them_in(office: Company) -> None:
    files = {"groups": "id,name\nnew,New\n", "customers": "id,name,groups\nx,X,other\n"}
    folder = written(office.folder / "half", files)
    assert office.refused(2, "import", folder, "--apply", *ADMIN)["field"] == "groups"
    assert [one["id"] for one in office.does("group", "list")] == ["holding"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["nowhere.csv"], "kind"),
        (["nowhere.csv", "--kind", "friends"], "kind"),
        (["nowhere.csv", "--kind", "customers"], "file"),
        ([".", "--kind", "customers"], "kind"),
        (["."], "file"),
    ],
)
def test_what_cannot_be_imported_is_refused_by_name(
    office: Company, words: list[str], field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert office.refused(2, "import", *words)["field"] == field


def test_an_import_needs_the_right_of_its_register(office: Company) -> None:
    file = office.write("roles.csv", "id,name\nnew,New\n")
    assert office.refused(4, "import", file, "--apply", "--as", "account")["field"] == "as"


def test_long_files_tell_people_how_far_they_are(office: Company) -> None:
    rows = "".join(f"p{number},Party {number}\n" for number in range(20_000))
    file = office.write("parties.csv", f"id,name\n{rows}")
    said = office.run("import", file, "--show", "1")
    assert said.err == f"{file}: 20,000 lines\n"
    assert said.out.startswith("new        line 2  p0\n")


def test_a_record_is_added_by_options_or_a_file_and_shown_as_a_page(office: Company) -> None:
    file = office.write("asset.yaml", "id: fw-1\ncustomer: acme\nname: Firewall\nkind: firewall\n")
    office.does("asset", "add", file, "--serial-number", "SN-1", *ADMIN)
    assert office.does("asset", "show", "fw-1")["serial_number"] == "SN-1"
    assert office.does("asset", "list", "--customer", "acme")[0]["id"] == "fw-1"
    shown = office.run("asset", "edit", "fw-1", "--serial-number", "", *ADMIN).out
    assert "serial number" not in shown
    office.does("asset", "archive", "fw-1", "--reason", "It was thrown away.", *ADMIN)
    assert office.does("asset", "list") == []
    assert office.does("asset", "list", "--archived")[0]["archived_at"] is not None
    assert "none; `servicecycle import assets.csv --apply`" in office.run("asset", "list").out


def test_what_an_option_cannot_hold_is_refused_by_its_name(office: Company) -> None:
    cost = ("--hourly-cost-minor-units", "75.000", "--currency", "TRY")
    words = ("role", "add", "--id", "r", "--name", "R", *cost, *ADMIN)
    assert office.refused(2, *words)["field"] == "hourly_cost_minor_units"
    wrong = office.write("list.json", [1])
    assert office.refused(2, "role", "add", wrong, *ADMIN)["field"] == "file"


def test_the_page_of_a_customer_names_his_people_and_ours(office: Company) -> None:
    page = office.run("customer", "show", "acme").out
    for part in ("Contacts", "Ece Yıldız", "Authorised technicians", "agent", "network"):
        assert part in page
    assert office.does("customer", "show", "acme")["contacts"][0]["id"] == "ece"


def test_needs_are_noted_listed_and_answered(office: Company) -> None:
    words = ("customer", "need", "add", "acme", "--need", "Reports in Persian by March")
    number = office.does(*words, "--as", "account")["number"]
    answer = ("--outcome", "planned", "--answer", "With the release of March")
    office.does(
        *("customer", "need", "answer", "acme", "--number", str(number), *answer),
        *("--as", "account"),
    )
    assert office.does("customer", "need", "list", "acme")[-1]["outcome"] == "planned"
    assert office.refused(2, *words[:-1], "x", "--as", "account")["field"] == "need"


def test_a_contact_is_granted_his_company_and_loses_it_again(office: Company) -> None:
    office.does("contact", "grant", "ece", "--company", "acme", *ADMIN)
    office.does("contact", "grant", "ece", "--group", "holding", *ADMIN)
    office.does("contact", "revoke", "ece", "--company", "acme", *ADMIN)
    assert office.refused(3, "contact", "revoke", "ece", "--company", "acme", *ADMIN)
    both = ("--company", "acme", "--group", "holding")
    assert office.refused(2, "contact", "grant", "ece", *both, *ADMIN)["field"] == "company"


def test_a_contact_is_made_passive_and_active_again(office: Company) -> None:
    reason = ("--reason", "She moved to another unit.")
    assert office.does("contact", "passive", "ece", *reason, *ADMIN)["state"] == "passive"
    assert office.does("contact", "list")[0]["state"] == "passive"
    assert office.does("contact", "active", "ece", *reason, *ADMIN)["state"] == "active"


def test_technicians_and_roles_are_assigned_and_left(office: Company) -> None:
    office.does("technician", "unassign", "agent", "--customer", "acme", *ADMIN)
    assert office.does("technician", "show", "agent")["customers"] == []
    office.does("technician", "assign", "agent", "--customer", "acme", *ADMIN)
    office.does("technician", "convert", "account", "--team", "field", *ADMIN)
    assert "technician" in office.does("people", "show", "account")["roles"]
    office.does("role", "add", "--id", "net", "--name", "Net", "--permissions", "agent", *ADMIN)
    office.does("role", "put", "account", "--role", "net", *ADMIN)
    assert "agent" in office.does("people", "show", "account")["roles"]
    office.does("role", "take", "account", "--role", "net", *ADMIN)
    assert "agent" not in office.does("people", "show", "account")["roles"]


def test_technician_comes_in_with_a_team_and_customers_at_once(office: Company) -> None:
    said = {"id": "admin", "team": "network", "customers": ["acme"]}
    file = office.write("technician.json", said)
    office.does("technician", "add", file, *ADMIN)
    shown = office.does("technician", "show", "admin")
    assert (shown["team"], shown["customers"]) == ("network", ["acme"])
    nobody = ("technician", "add", "--id", "no-such-person", *ADMIN)
    assert "no-such-person" in office.refused(2, *nobody)["message"]


def test_anybody_enters_his_own_absence_and_nobody_that_of_another(office: Company) -> None:
    days = ("--from-on", "2020-01-01", "--back-on", "2120-01-01")
    mine = ("absence", "add", "--absent", "account", "--substitute", "agent", *days)
    assert office.refused(4, *mine, "--id", "a", "--as", "agent")["field"] == "as"
    office.does(*mine, "--id", "a", "--as", "account")
    said = office.run("inbox", "--as", "agent").out
    assert "account is away until 2120-01-01; answer for him with `decide --for account`" in said
    assert "is away" not in office.run("inbox", "--as", "account").out


def test_the_examples_that_ship_come_in_as_they_are(empty_company: Company) -> None:
    empty_company.does("people", "import", str(ROOT / "examples" / "people.yaml"), "--apply")
    folder = str(ROOT / "examples" / "registers")
    for expected in (True, False):
        reports = empty_company.does("import", folder, "--apply", "--as", "okan")
        assert {one["applied"] for one in reports} == {True}
        assert (sum(one["new"] for one in reports) > 0) is expected
    customer = empty_company.does("customer", "show", "acme")
    assert [one["id"] for one in customer["contacts"]] == ["ece"]
    assert [one["id"] for one in customer["technicians"]] == ["burak"]
    assert "\n" in customer["customer"]["business_profile"]
