from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from activities.store import reading
from activities.store.proof import check_record
from activities.store.schema import customer, event
from domain.errors import NotAllowedError
from domain.identity import Actor
from domain.words import SYSTEM, Role
from tests.activities.registering import (
    QUIET,
    add,
    applied,
    archive,
    contact,
    edit,
    events,
    listed,
    planned,
    roles,
    settle,
    shown,
    source,
)
from tests.activities.rows import NOON
from workers.registers.importing import apply_import, ordered, refusal_of

if TYPE_CHECKING:
    from sqlalchemy import Table

    from domain.registers.report import ImportReport
    from tests.activities.house import House

CUSTOMERS = "id,name,language,groups\nacme,Acme A.Ş.,tr,holding\nborealis,Borealis Ltd,en,\n"


@pytest.fixture
def settled(house: House) -> House:
    return settle(house)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.refused


def refusals(report: ImportReport) -> list[tuple[int, str | None, str | None]]:
    return [(one.line, one.id, one.field) for one in report.refusals]


def how_many(house: House, what: Table) -> int:
    with house.owner.connect() as connection:
        return connection.scalar(select(func.count()).select_from(what)) or 0


def test_a_plan_says_what_would_change_by_line_and_column_and_changes_nothing(
    settled: House,
) -> None:
    before = how_many(settled, event)
    (plan,) = planned(settled, source("customers", CUSTOMERS.replace("Acme A.Ş.", "Acme Ltd")))
    assert (plan.applied, plan.lines, *counts(plan)) == (False, 2, 1, 1, 0, 0)
    changed, new = plan.changes
    (field,) = changed.fields
    assert (changed.line, changed.id, field.field) == (2, "acme", "name")
    assert (field.before, field.after) == ("Acme A.Ş.", "Acme Ltd")
    assert (new.line, new.id, new.fields) == (3, "borealis", ())
    assert (listed(settled, "customer"), how_many(settled, event)) == (["acme"], before)


def test_an_import_does_what_was_planned_and_twice_is_the_same_as_once(settled: House) -> None:
    first = applied(settled, source("customers", CUSTOMERS))
    assert (first.applied, *counts(first)) == (True, 1, 0, 1, 0)
    written = how_many(settled, event)
    again = applied(settled, source("customers", CUSTOMERS))
    assert (again.applied, *counts(again)) == (True, 0, 0, 2, 0)
    assert how_many(settled, event) == written
    assert events(settled, "customer/borealis") == [("customer_registered", {})]


def test_one_refused_line_keeps_the_whole_file_out(settled: House) -> None:
    file = source(
        "customers",
        "id,name,language,account_manager\n"
        "a,A,tr,\nb,B,de,\nc,C,tr,nobody\na,Again,tr,\n,Nameless,tr,\n-x,X,tr,\n",
    )
    report = applied(settled, file)
    assert (report.applied, *counts(report)) == (False, 1, 0, 0, 5)
    assert refusals(report) == [
        (3, "b", "language"),
        (4, "c", "account_manager"),
        (5, "a", "id"),
        (6, None, "id"),
        (7, "-x", "id"),
    ]
    assert "a stands in line 2 already" in report.refusals[2].reason
    assert listed(settled, "customer") == ["acme"]
    error = refusal_of([report])
    assert error is not None
    assert (error.field, error.message.startswith("customers.csv: line 3: ")) == ("language", True)
    assert "(and 4 more); nothing of it came in" in error.message


def test_a_column_that_is_not_there_leaves_a_field_and_an_empty_cell_clears_it(
    settled: House,
) -> None:
    applied(settled, source("customers", "id,name\nacme,Acme\n"))
    assert shown(settled, "customer", "acme").fields["account_manager"] == "ayse"
    applied(settled, source("customers", "id,name,account_manager,groups\nacme,Acme,,\n"))
    found = shown(settled, "customer", "acme").fields
    assert (found["account_manager"], found["groups"]) == (None, [])


def test_cells_that_are_missing_at_the_end_of_a_line_clear_their_fields(settled: House) -> None:
    header = "id,name,groups,account_manager,\n"
    (report,) = planned(settled, source("customers", f"{header}acme,Acme,holding\n"))
    changes = [(one.field, one.before, one.after) for one in report.changes[0].fields]
    assert changes == [("name", "Acme A.Ş.", "Acme"), ("account_manager", "ayse", None)]
    applied(settled, source("customers", f"{header}acme,Acme\n"))
    found = shown(settled, "customer", "acme").fields
    assert (found["account_manager"], found["groups"]) == (None, [])


def test_lines_are_counted_with_the_blank_ones_before_the_first(settled: House) -> None:
    report = planned(settled, source("parties", "\n;;\nid;name;\na;A;\nb;;\n"))[0]
    assert [one.line for one in report.changes] == [4]
    assert refusals(report) == [(5, "b", "name")]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("begins", ["", "\ufeff"])
def test_separators_and_a_byte_order_mark_are_understood(
    settled: House, mark: str, begins: str
) -> None:
    header = mark.join(["Müşteri Kodu", "MÜŞTERİ ADI", "dil", "iş profili"])
    row = mark.join(["cagri", "Çağrı Işık İğneci Öğüş", "fa", "«پشتیبانی»، ۲۴ ساعته"])
    report = applied(settled, source("customers", f"{begins}{header}\r\n{row}\r\n"))
    assert counts(report) == (1, 0, 0, 0)
    found = shown(settled, "customer", "cagri").fields
    assert (found["name"], found["language"]) == ("Çağrı Işık İğneci Öğüş", "fa")
    assert found["business_profile"] == "«پشتیبانی»، ۲۴ ساعته"


def test_a_separator_can_be_said(settled: House) -> None:
    file = source("parties", "id;name\na;b,c\n", separator="semicolon")
    assert counts(applied(settled, file)) == (1, 0, 0, 0)
    assert shown(settled, "party", "a").fields["name"] == "b,c"


def test_quoted_line_breaks_are_kept_and_lines_are_counted_as_a_person_counts_them(
    settled: House,
) -> None:
    file = 'id,name,business_profile\na,A,"first\nsecond"\n\nb,B,\nb,C,\n'
    report = planned(settled, source("customers", file))[0]
    assert [one.line for one in report.changes] == [2, 5]
    assert refusals(report) == [(6, "b", "id")]


def test_persian_and_arabic_digits_are_read_in_numbers_and_days_and_never_in_ids(
    settled: House,
) -> None:
    rows = 'r1,One,"۷۵۰۰۰",TRY\nr2,Two,٧٥٠,TRY\n'
    header = "id,name,hourly_cost_minor_units,currency\n"
    assert counts(applied(settled, source("roles", header + rows))) == (2, 0, 0, 0)
    assert shown(settled, "role", "r1").fields["hourly_cost_minor_units"] == 75_000
    wrong = source("roles", f'{header}r۳,Three,1,TRY\nr4,Four,"75.000",TRY\nr5,Five,1e3,TRY\n')
    assert refusals(planned(settled, wrong)[0]) == [
        (2, "r۳", "id"),
        (3, "r4", "hourly_cost_minor_units"),
        (4, "r5", "hourly_cost_minor_units"),
    ]


def test_cells_beyond_the_columns_are_refused_by_line(settled: House) -> None:
    report = planned(settled, source("parties", "id,name\na,b,,\nc,d,surplus\n"))[0]
    assert [(one.line, one.reason) for one in report.refusals] == [
        (3, "a cell too many: 'surplus'")
    ]


def test_an_archived_record_comes_back_with_an_import_that_names_it(settled: House) -> None:
    add(settled, "parties", id="s", name="Supplier")
    archive(settled, "parties", "s")
    report = applied(settled, source("parties", "id,name\ns,Supplier\n"))
    assert [one.field for one in report.changes[0].fields] == ["archived_at"]
    assert listed(settled, "party") == ["s"]


def test_contacts_bring_their_persons_and_technicians_the_roles_of_theirs(settled: House) -> None:
    header = "id,müşteri,ad soyad,e-posta,dil,saat dilimi,telefon,terimler\n"
    row = "elif,acme,Elif Şahin,elif@acme.example.com,tr,Europe/Istanbul,0555,incident=arıza\n"
    assert counts(applied(settled, source("contacts", header + row))) == (1, 0, 0, 0)
    assert (roles(settled, "elif")) == (Role.CONTACT,)
    assert shown(settled, "contact", "elif").fields["preferred_terms"] == {"incident": "arıza"}
    applied(settled, source("technicians", "id,customers\nmehmet,acme\n"))
    assert roles(settled, "mehmet") == (Role.AGENT, Role.TECHNICIAN)
    again = planned(
        settled, source("contacts", header + row), source("technicians", "id\nmehmet\n")
    )
    assert [counts(one) for one in again] == [(0, 0, 1, 0), (0, 0, 1, 0)]


def test_a_file_of_people_takes_away_no_role_that_another_register_gives(settled: House) -> None:
    add(settled, "technicians", id="mehmet")
    header = "id,name,email,language,time_zone,roles\n"
    row = "mehmet,Mehmet,mehmet@example.com,en,Europe/Istanbul,agent\n"
    assert counts(planned(settled, source("people", header + row))[0]) == (0, 0, 1, 0)


def test_people_may_name_substitutes_who_stand_further_down(settled: House) -> None:
    header = "id,name,email,language,time_zone,roles,substitutes\n"
    rows = [
        "a,A,a@example.com,tr,Europe/Istanbul,agent,b\n",
        "b,B,b@example.com,tr,Europe/Istanbul,agent,\n",
        "c,C,c@example.com,tr,Europe/Istanbul,agent,nobody\n",
    ]
    assert counts(applied(settled, source("people", header + "".join(rows[:2])))) == (2, 0, 0, 0)
    report = applied(settled, source("people", header + rows[2]))
    assert (report.applied, refusals(report)) == (False, [(2, "c", "substitutes")])


def test_the_systems_import_of_people_is_refused_once_somebody_may_import(settled: House) -> None:
    file = source("people", "id,name,email,language,time_zone,roles\n")
    with pytest.raises(NotAllowedError, match="have been imported meanwhile"):
        apply_import(settled.worker, file, Actor(person=SYSTEM), NOON, QUIET)


def test_the_files_of_a_folder_come_in_the_order_of_their_references_and_see_each_other(
    settled: House,
) -> None:
    files = [
        source("assets", "id,customer,name,kind\ns1,nova,Server,server\n"),
        source("contacts", "id,customer\nmehmet,nova\n"),
        source("customers", "id,name,groups\nnova,Nova,stars\n"),
        source("groups", "id,name\nstars,Stars\n"),
    ]
    inorder = ordered(files)
    assert [one.name for one in inorder].index("groups.csv") == 0
    reports = planned(settled, *inorder)
    assert [counts(one) for one in reports] == [(1, 0, 0, 0)] * 4
    assert listed(settled, "customer") == ["acme"]
    assert [applied(settled, one).applied for one in inorder] == [True] * 4
    assert listed(settled, "asset", customer="nova") == ["s1"]


def test_many_lines_come_in_as_a_whole_with_a_chain_each_that_can_be_checked(
    settled: House,
) -> None:
    lines = [f"c{number},Şirket {number},holding" for number in range(5_000)]
    content = "\n".join(["id,name,groups", *lines, ""])
    heard: list[int] = []
    told = QUIET.__class__(3, lambda _file, read: heard.append(read))
    actor = Actor(person="okan", roles=(Role.ADMINISTRATOR,))
    report = apply_import(settled.worker, source("customers", content), actor, NOON, told)
    assert (counts(report), len(report.changes), heard) == (
        (5_000, 0, 0, 0),
        3,
        [2_000, 4_000, 5_000],
    )
    assert how_many(settled, customer) == 5_001
    with reading.read_as(settled.reader, SYSTEM).connect() as connection:
        assert check_record(connection, lambda _checked: None).broken == ()
    assert len(listed(settled, "customer", groups="holding")) == 50


def test_a_person_who_is_archived_is_no_contact_until_he_is_back(settled: House) -> None:
    contact(settled)
    archive(settled, "contacts", "elif")
    with settled.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET archived_at = now() WHERE person_id = 'elif'")
    report = planned(settled, source("contacts", "id,customer\nelif,acme\n"))[0]
    assert "is archived; `people import` brings him back" in report.refusals[0].reason


def test_an_edit_of_a_list_is_seen_by_the_next_import(settled: House) -> None:
    edit(settled, "customers", "acme", groups=[])
    report = planned(settled, source("customers", CUSTOMERS))[0]
    assert [one.field for one in report.changes[0].fields] == ["groups"]
