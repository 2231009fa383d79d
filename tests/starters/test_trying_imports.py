"""Whoever tries a change out is told what stands there: he needs the right to make it (R89)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from activities.store.engine import engine_for
from tests.starters.company import eventually
from tests.starters.conftest import company_on
from tests.starters.offices import ADMIN, FILES, PEOPLE, office_on, written
from workers.registers.holds import hold_all
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company, Said
    from tests.starters.servers import Servers
    from tests.support.postgres import TestPostgres

NAMED = {"SERVICECYCLE_NAMED_READERS": "1"}
NOWHERE = "127.0.0.1:1"
CALENDAR = {"id": "always", "name": "Ours", "time_zone": "UTC", "week_start": "monday"}
HOLIDAYS = {"country": "TR", "language": "tr", "categories": ["public"], "years": "2026..2027"}
CONTRACTS = "id,customer,type,name,services,start_on\n"
WRITTEN = {
    "ours.csv": "id,name\nacme,Acme Holding\n",
    "staff.csv": PEOPLE.replace("agent,Agent,", "agent,Somebody,"),
    "agreed.csv": f"{CONTRACTS}c-1,acme,paid,Help,,2026-01-01\n",
}
WAITING = text("""
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
        AND l.objsubid = 1
        AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(:register, 0)""")
FREEZING = ("calendar", "freeze", "always", "--years", "2026..2028")
TRIALS: dict[str, tuple[str, ...]] = {
    "a file": ("import", "ours.csv", "--kind", "customers"),
    "a folder": ("import", "both"),
    "contracts": ("import", "agreed.csv", "--kind", "contracts"),
    "people": ("people", "import", "staff.csv"),
    "a calendar": FREEZING,
}
MAY = {"contracts": "account"}
HERE = {*WRITTEN, "both"}


@pytest.fixture(scope="module")
def office(
    servers: Servers, postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Company:
    """A company with a passive contact and a calendar, and files that would change something."""
    one = office_on(servers, postgres, tmp_path_factory.mktemp("trying"))
    for name, content in WRITTEN.items():
        one.write(name, content)
    written(one.folder / "both", {"customers": WRITTEN["ours.csv"], "groups": "id,name\ng,G\n"})
    contact = FILES["contacts"].replace("ece", "past")
    one.does("import", one.write("past.csv", contact), "--kind", "contacts", "--apply", *ADMIN)
    one.does("contact", "passive", "past", "--reason", "She left.", *ADMIN)
    file = one.write(
        "always.json", {**CALENDAR, "week": {"monday": ["00:00-24:00"]}, "holidays": HOLIDAYS}
    )
    one.does("calendar", "add", file, *ADMIN)
    return one


@pytest.fixture
def nobodys(servers: Servers, postgres: TestPostgres, tmp_path: Path) -> Company:
    """A company that nobody was registered in yet."""
    return company_on(servers, postgres.sibling("nobodys", template=postgres.name), tmp_path)


def trial(office: Company, name: str, *more: str) -> tuple[str, ...]:
    words = (str(office.folder / one) if one in HERE else one for one in TRIALS[name])
    return (*words, *more)


@pytest.mark.parametrize("name", TRIALS)
@pytest.mark.parametrize("who", ["ece", "past", "ghost", "agent", "system"])
def test_whoever_may_not_do_it_is_told_nothing_by_trying_it(
    office: Company, name: str, who: str
) -> None:
    said = office.run(*trial(office, name, "--as", who), "--json")
    assert (said.code, said.out, said.error["field"]) == (4, "", "as")
    by_habit = office.run(*trial(office, name), "--json", SERVICECYCLE_ACTOR=who)
    assert (by_habit.code, by_habit.out) == (4, "")
    assert by_habit.error == said.error


@pytest.mark.parametrize("name", TRIALS)
def test_whoever_may_do_it_and_whoever_holds_the_keys_of_the_house_may_try_it(
    office: Company, name: str
) -> None:
    may = ("--as", MAY.get(name, "admin"))
    nobody, somebody = (office.run(*trial(office, name, *more)) for more in ((), may))
    assert (nobody.code, nobody.out) == (somebody.code, somebody.out)
    assert somebody.code == (2 if name == "contracts" else 0), somebody.err
    assert office.run(*trial(office, name, *may), **NAMED).out == somebody.out


@pytest.mark.parametrize("name", TRIALS)
def test_where_readers_are_named_nobody_tries_anything_without_a_name(
    office: Company, name: str
) -> None:
    for habit in (None, ""):
        said = office.run(*trial(office, name), "--json", **NAMED, SERVICECYCLE_ACTOR=habit)
        assert (said.code, said.out, said.error["field"]) == (2, "", "as")
        assert said.error["message"].startswith("name yourself with --as or SERVICECYCLE_ACTOR")


def test_the_first_people_may_be_tried_in_an_empty_house_by_whoever_brings_them(
    nobodys: Company,
) -> None:
    file = nobodys.write("people.csv", PEOPLE)
    folder = written(nobodys.folder / "first", FILES)
    for more in ((), ADMIN):
        for environment in ({}, NAMED):
            assert nobodys.run("people", "import", file, *more, **environment).code == 0
            assert nobodys.run("import", file, *more, **environment).code == 0
    assert [one["new"] for one in nobodys.does("import", folder, *ADMIN, **NAMED)] == [
        3,
        1,
        1,
        1,
        1,
    ]
    assert nobodys.refused(4, "import", folder, "--as", "agent")["field"] == "as"
    assert nobodys.refused(4, "import", folder, "--as", "ghost")["field"] == "as"
    assert nobodys.does("people", "list") == []


def test_a_line_of_people_that_is_refused_is_told_before_the_right_it_would_give(
    nobodys: Company,
) -> None:
    spoilt = {**FILES, "people": PEOPLE.replace("admin@example.com", "admin")}
    folder = written(nobodys.folder / "spoilt", spoilt)
    for more in ((), ("--apply",)):
        assert nobodys.refused(2, "import", folder, *ADMIN, *more)["field"] == "email"
    assert nobodys.does("people", "list") == []


def test_whoever_may_import_some_files_of_a_folder_brings_in_none(office: Company) -> None:
    files = {"groups": "id,name\nhalf,Half\n", "roles": "id,name\nnetwork,Network\n"}
    folder = written(office.folder / "half", files)
    said = office.run("import", folder, "--apply", "--as", "account", "--json")
    assert (said.code, said.out) == (4, "")
    assert "account may not `role edit`" in said.error["message"]
    assert "half" not in [one["id"] for one in office.does("group", "list")]


def test_a_folder_that_brings_in_who_imports_it_is_asked_what_he_may_before_it_comes_in(
    nobodys: Company,
) -> None:
    files = {**FILES, "roles": "id,name\nnetwork,Network\n"}
    folder = written(nobodys.folder / "unfit", files)
    said = nobodys.run("import", folder, "--apply", "--as", "account", "--json")
    assert (said.code, said.out) == (4, "")
    assert nobodys.does("people", "list") == []
    assert nobodys.refused(2, "import", folder, "--apply")["field"] == "as"
    assert nobodys.does("people", "list") == []
    came = nobodys.does("import", folder, "--apply", *ADMIN)
    assert {one["applied"] for one in came} == {True}


def failing(office: Company, name: str, *more: str) -> Said:
    """Import a folder whose last file needs a server that is away."""
    files = {"groups": f"id,name\n{name},Came\n", "contracts": CONTRACTS, "other": "a\n"}
    folder = written(office.folder / name, files)
    words = ("import", folder, "--apply", "--as", "account", *more)
    said = office.run(*words, TEMPORAL_ADDRESS=NOWHERE)
    assert said.code == 6
    assert name in [one["id"] for one in office.does("group", "list")]
    return said


def test_whatever_fails_later_a_person_is_told_what_came_in_by_then(office: Company) -> None:
    said = failing(office, "read")
    assert (
        "groups.csv (groups): 1 new, 0 changed, 0 unchanged, 0 refused of 1; imported" in said.out
    )
    assert "passed over  other.csv" in said.out
    assert "contracts.csv (contracts)" not in said.out
    assert "nothing is changed" not in said.out


def test_whatever_fails_later_a_machine_is_told_what_came_in_by_then(office: Company) -> None:
    said = failing(office, "parsed", "--json")
    came, passed = said.json
    assert (came["file"], came["applied"]) == ("groups.csv", True)
    assert (passed["file"], passed["applied"]) == ("other.csv", False)
    assert said.error["code"] == "unreachable"


def test_what_becomes_of_a_cell_that_is_missing_at_the_end_of_its_line_is_shown(
    office: Company,
) -> None:
    file = office.write("short.csv", "id,team,customers\nagent,network\n")
    said = office.run("import", file, "--kind", "technicians", *ADMIN)
    assert "changed    line 2  agent  customers: acme becomes nothing" in said.out


def test_whoever_imports_beside_somebody_else_is_told_that_he_waits(office: Company) -> None:
    file = office.write("parties.csv", "id,name\nrev,Rev\n")
    engine = engine_for(office.database.owner_url)

    def somebody_waits() -> bool:
        with engine.connect() as connection:
            return bool(connection.scalar(WAITING, {"register": "parties"}))

    with ThreadPoolExecutor(1) as one, transaction(engine) as other:
        hold_all(other.connection, ["parties"])
        importing = one.submit(office.run, "import", file, "--apply", *ADMIN)
        eventually(somebody_waits)
        other.commit()
        said = importing.result()
    engine.dispose()
    assert (said.code, "; imported" in said.out) == (0, True)
    assert said.err == "somebody else is writing in the register of parties; waiting\n"
