from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.company import PEOPLE_FILE

if TYPE_CHECKING:
    from tests.starters.company import Company

OKAN = {
    "id": "okan",
    "name": "Okan Şahin",
    "email": "okan@example.com",
    "language": "tr",
    "time_zone": "Europe/Istanbul",
    "roles": ["administrator"],
}
CSV = """id,name,email,language,time_zone,roles
li,李小龙,li@example.com,zh,Asia/Shanghai,agent;second_line
sara,سارا احمدی,sara@example.com,fa,Asia/Tehran,service_owner
"""


def test_import_shows_first_and_changes_nothing(empty_company: Company) -> None:
    file = empty_company.write("people.json", PEOPLE_FILE)
    found = empty_company.does("people", "import", file)
    assert found["applied"] is False
    assert len(found["new"]) == len(PEOPLE_FILE)
    assert empty_company.does("people", "list") == []
    said = empty_company.run("people", "import", file).out
    assert "new        ayse  Ayse  (committee_member)" in said
    assert "--apply does it" in said


def test_empty_register_admits_its_first_import_and_then_asks_for_a_name(
    empty_company: Company,
) -> None:
    first = empty_company.write("first.json", [OKAN])
    assert empty_company.does("people", "import", first, "--apply")["applied"] is True
    second = empty_company.write("people.csv", CSV)
    assert empty_company.refused(2, "people", "import", second, "--apply")["field"] == "as"
    empty_company.does("people", "import", second, "--apply", "--as", "okan")
    listed = empty_company.does("people", "list")
    assert [one["person_id"] for one in listed] == ["li", "okan", "sara"]
    assert listed[0]["roles"] == ["agent", "second_line"]
    assert empty_company.refused(4, "people", "import", first, "--apply", "--as", "li")
    said = empty_company.run("people", "list").out
    assert "李小龙" in said
    assert "سارا احمدی" in said


def test_import_shows_each_field_that_would_change(company: Company) -> None:
    changed = [{**one, "language": "tr"} for one in PEOPLE_FILE if one["id"] == "tech"]
    file = company.write("changed.json", changed)
    found = company.does("people", "import", file)
    (change,) = found["changed"]
    assert change["fields"] == [{"field": "language", "before": "en", "after": "tr"}]
    assert "changed    tech  language: en becomes tr" in company.run("people", "import", file).out


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"roles": ["king"]}, "roles.0"),
        ({"email": "nobody"}, "email"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"language": "de"}, "language"),
        ({"name": "line\nbreak"}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"id": "../etc"}, "id"),
        ({"id": "system"}, "id"),
        ({"salary": 1}, "salary"),
    ],
)
def test_import_with_one_wrong_person_imports_nobody(
    company: Company, wrong: dict[str, object], field: str
) -> None:
    file = company.write("wrong.json", [{**OKAN, "id": "nobody"}, {**OKAN, **wrong}])
    assert company.refused(2, "people", "import", file)["field"] == field
    applied = company.refused(2, "people", "import", file, "--apply", "--as", "admin")
    assert applied["field"] == field
    company.refused(3, "people", "show", "nobody")
    assert "refused    line" in company.run("people", "import", file).out


def test_one_person_is_shown(company: Company) -> None:
    assert company.does("people", "show", "ayse")["substitutes"] == ["boss"]
    said = company.run("people", "show", "ayse").out
    assert "roles        committee_member" in said
    assert company.refused(3, "people", "show", "ghost")["field"] == "person"


def test_archived_person_takes_no_part_any_more(empty_company: Company) -> None:
    two = [OKAN, {**OKAN, "id": "leaver", "email": "leaver@example.com"}]
    file = empty_company.write("two.json", two)
    empty_company.does("people", "import", file, "--apply")
    words = ["people", "archive", "leaver", "--as", "okan"]
    assert empty_company.refused(2, *words)["field"] == "reason"
    found = empty_company.does(*words, "--reason", "she left the company")
    assert found["archived_at"] is not None
    assert [one["person_id"] for one in empty_company.does("people", "list")] == ["okan"]
    everybody = empty_company.does("people", "list", "--archived")
    assert [one["person_id"] for one in everybody] == ["leaver", "okan"]
    assert empty_company.refused(4, *words[:3], "--as", "leaver", "--reason", "back")


def test_list_of_people_comes_in_pages(company: Company) -> None:
    everybody = [one["person_id"] for one in company.does("people", "list")]
    assert {"account", "admin", "ayse"} <= set(everybody)
    assert everybody == sorted(everybody)
    first = company.does("people", "list", "--limit", "2")
    assert [one["person_id"] for one in first] == everybody[:2]
    (third,) = company.does("people", "list", "--limit", "1", "--after", everybody[1])
    assert third["person_id"] == everybody[2]
