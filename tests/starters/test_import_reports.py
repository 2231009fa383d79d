"""What an import tells a person, and what the registers refuse by name (R44, R45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.offices import ADMIN, office_on, written

if TYPE_CHECKING:
    from tests.starters.company import Company
    from tests.starters.servers import Servers
    from tests.support.postgres import TestPostgres


@pytest.fixture(scope="module")
def office(
    servers: Servers, postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Company:
    """A company whose people and customers came in as a folder of spreadsheets."""
    return office_on(servers, postgres, tmp_path_factory.mktemp("reports"))


def test_every_wrong_cell_of_a_line_is_shown_and_what_is_left_out_is_counted(
    office: Company,
) -> None:
    content = "id,name,language,account_manager,reviews_a_year\nvega,,de,nobody,many\n"
    file = office.write("customers.csv", content)
    said = office.run("import", file, "--show", "3")
    shown = [line for line in said.out.splitlines() if line.startswith("refused")]
    assert [line.partition(": ")[0] for line in shown[:3]] == [
        "refused    line 2  vega  reviews_a_year",
        "refused    line 2  vega  name",
        "refused    line 2  vega  language",
    ]
    assert shown[3:] == ["refused    1 more cells; --json tells them all"]
    assert "0 new, 0 changed, 0 unchanged, 1 refused of 1; not imported" in said.out
    (report,) = office.run("import", file, "--show", "3", "--json").json
    fields = ["reviews_a_year", "name", "language", "account_manager"]
    assert [one["field"] for one in report["refusals"]] == fields
    assert (report["refused"], report["refused_cells"]) == (1, 4)


def test_every_rule_that_a_line_of_plans_breaks_is_told_by_line_and_column(office: Company) -> None:
    header = (
        "id;title;description;currency;pricing_method;billing_method;billing_period;hourly_rates;"
        "weekly_cap_hours;beyond_cap;outside_hours;rollover;rollover_cap"
    )
    lines = (
        "reps-1;One;First;TRY;hourly;prepaid;monthly;;40;;charge_extra;yes;",
        "reps-2;Two;Second;lira;flat_fee;postpaid;sometimes;;;block;;no;5",
        "reps-3;Three;Third;TRY;hourly;postpaid;monthly;technician=900.00;;;;no;",
    )
    file = office.write("reps.csv", "\n".join([header, *lines, ""]))
    (report,) = office.run("import", file, "--kind", "plans", "--json").json
    told = [(one["line"], one["field"]) for one in report["refusals"]]
    assert told == [
        *((2, field) for field in ("fixed_invoice", "hourly_rates", "rollover", "beyond_cap")),
        (2, "outside_hours_multiplier"),
        *((3, field) for field in ("currency", "billing_period", "fixed_invoice")),
        *((3, field) for field in ("weekly_cap_hours",)),
    ]
    assert (report["refused"], report["refused_cells"], report["new"]) == (2, 9, 1)
    said = office.run("import", file, "--kind", "plans").out
    need = "beyond_cap: is required where there is a weekly_cap_hours"
    assert f"refused    line 2  reps-1  {need}" in said


def test_a_wrong_header_is_told_with_its_file_beside_what_the_others_would_do(
    office: Company,
) -> None:
    files = {
        "groups": "id,colour\nred,Red\n",
        "customers": "id,name\nrigel,Rigel\n",
        "parties": "PK\x03\x04....xl/workbook.xml",
    }
    folder = written(office.folder / "headers", files)
    for words in (("import", folder), ("import", folder, "--apply", *ADMIN)):
        said = office.run(*words)
        assert said.code == 2
        assert "refused    line 1  file: unknown column 'colour'; allowed are id, name" in said.out
        assert "groups.csv (groups): 0 new, 0 changed, 0 unchanged, 1 refused" in said.out
        assert "customers.csv (customers): 1 new" in said.out
        assert "looks like a spreadsheet workbook (.xlsx)" in said.out
        assert "mind: no file comes in while one is refused" in said.out
        assert "error: file: groups.csv: line 1: unknown column" in said.err
    assert "rigel" not in [one["id"] for one in office.does("customer", "list")]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["contract", "list", "--customer", "nobody"], "customer"),
        (["records", "list", "--customer", "nobody"], "customer"),
        (["contact", "list", "--customer", "nobody"], "customer"),
        (["customer", "list", "--group", "nobody"], "groups"),
        (["customer", "list", "--account-manager", "nobody"], "account_manager"),
        (["asset", "list", "--service", "nothing"], "service"),
    ],
)
def test_a_list_of_what_belongs_to_a_stranger_says_that_he_is_none(
    office: Company, words: list[str], field: str
) -> None:
    assert office.refused(3, *words)["field"] == field


def test_a_list_of_what_belongs_to_somebody_who_has_nothing_is_empty(office: Company) -> None:
    office.does("group", "add", "--id", "empty-group", "--name", "Empty", *ADMIN)
    assert office.does("customer", "list", "--group", "empty-group") == []
    assert office.does("contract", "list", "--customer", "acme") == []
    assert office.does("records", "list", "--customer", "acme") == []


def test_a_name_that_shows_itself_otherwise_than_it_is_written_is_refused(office: Company) -> None:
    words = ("party", "add", "--id", "turned", *ADMIN, "--name")
    error = office.refused(2, *words, "Acme \u202eltd")
    assert (error["field"], "U+202E" in error["message"]) == ("name", True)
    file = office.write("parties.csv", "id,name\nturned,Acme \u2066ltd\n")
    error = office.refused(2, "import", file)
    assert (error["field"], "U+2066" in error["message"]) == ("name", True)
    office.does(*words, "می\u200cروم \u200fltd")


def test_whoever_is_archived_is_no_contact_any_more(office: Company) -> None:
    said = {"name": "Can", "email": "can@acme.example.com", "language": "tr"}
    more = [word for name, value in said.items() for word in (f"--{name}", value)]
    office.does(
        *("contact", "add", "--id", "can", "--customer", "acme", *more),
        *("--time-zone", "Europe/Istanbul", *ADMIN),
    )
    office.does("people", "archive", "can", "--reason", "He left the company.", *ADMIN)
    assert office.does("contact", "show", "can")["archived_at"] is not None
    assert "can" not in [one["id"] for one in office.does("contact", "list")]
