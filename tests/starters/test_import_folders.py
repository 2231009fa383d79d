"""A folder of spreadsheets is imported as it lies there: nothing is passed over without a word."""

from __future__ import annotations

import os
from pathlib import Path
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
    return office_on(servers, postgres, tmp_path_factory.mktemp("folders"))


def test_a_file_whose_name_says_no_kind_is_passed_over_and_told_and_the_others_come_in(
    office: Company,
) -> None:
    files = {"groups": "id,name\nmira,Mira\n", "customer": "id,name\n", "rainfall": "day,mm\n"}
    folder = written(office.folder / "unnamed", files)
    for more in ((), ("--apply", *ADMIN)):
        said = office.run("import", folder, *more)
        assert said.code == 0, said.err
        assert "groups.csv (groups): 1 new" in said.out
        hint = "if it holds customers, call it customers.csv, or import it alone with --kind"
        assert f"passed over  customer.csv: its name says no kind; {hint}" in said.out
        own = "passed over  rainfall.csv: its name says no kind; import it alone with --kind"
        assert own in said.out
        assert "mind: of a folder only these files are read: absences.csv, assets.csv" in said.out
        assert ("nothing is changed yet" in said.out) == (not more)
    assert "mira" in [one["id"] for one in office.does("group", "list")]


def test_a_machine_reads_what_was_passed_over_beside_what_came_in(office: Company) -> None:
    folder = written(office.folder / "machines", {"groups": "id,name\nmisu,Misu\n", "notes": "a\n"})
    came, passed = office.does("import", folder, "--apply", *ADMIN)
    assert (came["kind"], came["applied"], came["passed_over"]) == ("groups", True, None)
    assert (passed["file"], passed["kind"], passed["applied"]) == ("notes.csv", None, False)
    assert passed["passed_over"].startswith("its name says no kind")


def test_workbooks_are_told_by_themselves_and_all_else_in_one_line(office: Company) -> None:
    folder = written(office.folder / "others", {"groups": "id,name\nmeda,Meda\n"})
    for name in ("customers.xlsx", "book.ods", "notes.txt", "read.pdf", "d", "e", "f", "g"):
        office.write(f"others/{name}", "anything")
    for name in (".DS_Store", "._groups.csv", "~$customers.xlsx", ".~lock.groups.csv#"):
        office.write(f"others/{name}", "what programs keep for themselves")
    (office.folder / "others" / "scans").mkdir()
    said = office.run("import", folder)
    assert said.code == 0
    assert [line for line in said.out.splitlines() if line.startswith("passed over")] == [
        "passed over  book.ods: a workbook is not read; save each sheet as CSV UTF-8",
        "passed over  customers.xlsx: a workbook is not read; save customers.csv as CSV UTF-8",
        "passed over  d, e, f, g, notes.txt and 1 more: not CSV",
        "passed over  scans/: a folder within a folder is not read; import it alone",
    ]
    files = [one["file"] for one in office.run("import", folder, "--json").json]
    assert files[-3:] == ["notes.txt", "read.pdf", "scans/"]


@pytest.mark.parametrize(
    "name", ["customers.tsv", "Customers.txt", "customers.csv.txt", "customers"]
)
def test_a_file_named_after_a_kind_is_told_by_itself_however_it_ends(
    office: Company, name: str
) -> None:
    here = f"ending-{name}"
    folder = written(office.folder / here, {"groups": "id,name\nmoli,Moli\n"})
    for other in ("a", "b", "c", "cats.txt", "cows.txt", "curd.txt"):
        office.write(f"{here}/{other}", "anything")
    office.write(f"{here}/{name}", "id\tname\n")
    said = office.run("import", folder)
    assert said.code == 0, said.err
    hint = "its name does not end in .csv; if it is a text of columns, call it customers.csv"
    assert f"passed over  {name}: {hint}" in said.out
    assert "passed over  a, b, c, cats.txt, cows.txt and 1 more: not CSV" in said.out
    assert "mind: of a folder only these files are read: " in said.out


def test_a_folder_within_is_told_as_one_to_people_and_to_machines(office: Company) -> None:
    folder = written(office.folder / "within", {"groups": "id,name\nmuti,Muti\n"})
    written(office.folder / "within" / "old.csv", {"groups": "id,name\n"})
    why = "a folder within a folder is not read; import it alone"
    *_, told, mind = office.run("import", folder).out.splitlines()
    assert told == f"passed over  old.csv/: {why}"
    assert mind == "nothing is changed yet: --apply does it"
    assert [one["passed_over"] for one in office.does("import", folder)] == [None, why]


def test_what_is_refused_hides_nothing_of_what_is_passed_over(office: Company) -> None:
    files = {"groups": "id,colour\n", "parties": "id,name\nmora,Mora\n", "other": "a,b\n"}
    said = office.run("import", written(office.folder / "refusing", files), "--apply", *ADMIN)
    assert said.code == 2
    assert "passed over  other.csv: its name says no kind" in said.out
    assert "mind: no file comes in while one is refused" in said.out


def test_a_name_in_capital_letters_says_its_kind_and_two_of_one_kind_are_refused(
    office: Company,
) -> None:
    folder = written(office.folder / "capitals", {"Groups": "id,name\nmont,Mont\n"})
    office.write("capitals/PARTIES.CSV", "id,name\nmale,Male\n")
    kinds = [one["kind"] for one in office.does("import", folder)]
    assert sorted(kinds) == ["groups", "parties"]
    (report,) = office.does("import", f"{folder}/PARTIES.CSV")
    assert report["kind"] == "parties"
    office.write("capitals/groups.csv", "id,name\nmonz,Monz\n")
    error = office.refused(2, "import", folder)
    assert (error["field"], "Groups.csv and groups.csv" in error["message"]) == ("file", True)


def test_a_folder_of_which_nothing_can_be_read_says_what_lies_there(office: Company) -> None:
    folder = written(office.folder / "nothing", {"rainfall": "day,mm\n"})
    error = office.refused(2, "import", folder)
    assert "has none of absences.csv" in error["message"]
    assert error["message"].endswith("there lies rainfall.csv")


def test_a_name_that_steers_a_terminal_or_is_no_text_is_told_as_it_is(office: Company) -> None:
    folder = written(office.folder / "steering", {"groups": "id,name\nmuir,Muir\n"})
    for name in (b"red\x1b[31m.csv", b"half\xff.csv"):
        (Path(folder) / os.fsdecode(name)).write_bytes(b"id\n")
    said = office.run("import", folder)
    assert said.code == 0, said.err
    assert "passed over  red\\x1b[31m.csv: its name says no kind" in said.out
    assert "passed over  half\\udcff.csv: its name says no kind" in said.out
    assert len(office.run("import", folder, "--json").json) == 3


def test_a_file_that_is_not_there_is_named_once(office: Company) -> None:
    path = str(office.folder / "nowhere")
    error = office.refused(2, "import", path, "--kind", "customers")
    assert error["field"] == "file"
    assert error["message"].count(path) == 1
    assert "cannot be read: No such file or directory" in error["message"]
