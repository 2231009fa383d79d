"""Contracts that run already come in: shown first, and quietly (R57–R66, R93)."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from activities.store import schema
from activities.store.engine import engine_for
from domain.errors import ConflictError, OutcomeUnknownError
from starters.contract_starts import Patience
from starters.desk import Desk
from starters.importing_contracts import ContractsFile, check_contracts, start_checked
from starters.reading_files import open_file
from tests.house.repository import ROOT
from workers.registers.importing import Telling, plan_import
from workers.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from domain.contracts.coming_over import ContractsReport
    from starters.importing_contracts import Checked
    from tests.starters.company import Company, Json

ACCOUNT = ("--as", "account")
COLUMNS = (
    *("id", "customer", "type", "name", "services", "start_on", "end_on", "signed_on"),
    *("recipients_ours", "recipients_customer", "notices_before", "notices_after"),
    *("renewal", "term", "price", "currency", "earlier"),
)


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def row(contract_id: str, **more: str) -> str:
    usual = {
        "id": contract_id,
        "customer": "firm",
        "type": "paid",
        "name": "Backup for the firm",
        "services": "firm-backup",
        "start_on": day(-330),
        "end_on": day(34),
        "signed_on": day(-340),
        "recipients_ours": "account",
        "recipients_customer": "customer",
        "notices_before": "90; 60; 30",
        "notices_after": "14",
        "renewal": "never",
        "price": "120000.00",
        "currency": "TRY",
        "earlier": f"{day(-695)}..{day(-331)}=100000.00",
    }
    return "\t".join({**usual, **more}.get(name, "") for name in COLUMNS)


def sheet(*rows: str) -> str:
    return "\n".join(["\t".join(COLUMNS), *rows, ""])


@pytest.fixture(scope="module")
def firm(company: Company) -> Company:
    """A customer with a contact, and the service its contracts cover."""
    if company.run("service", "show", "firm-backup").code:
        company.in_operation("firm-backup")
    settle(company)
    return company


def settle(company: Company) -> None:
    customers = company.write("firm.csv", "id,name,account_manager\nfirm,Firm,account\n")
    company.does("import", customers, "--kind", "customers", "--apply", "--as", "admin")
    contacts = company.write("people-of-firm.csv", "id,customer\ncustomer,firm\n")
    company.does("import", contacts, "--kind", "contacts", "--apply", "--as", "admin")


def imported(company: Company, *rows: str, cut_over: int = 0) -> Json:
    file = company.write("contracts.csv", sheet(*rows))
    words = ("import", file, "--cut-over", day(cut_over), "--apply", *ACCOUNT)
    return company.does(*words)[0]


def outbox(company: Company, contract_id: str) -> list[RowMapping]:
    """Every letter that was queued for a contract, sent or not."""
    engine = engine_for(company.database.owner_url)
    of_it = schema.notice.c.workflow_id == f"contract/{contract_id}"
    with engine.connect() as connection:
        found = list(connection.execute(select(schema.notice).where(of_it)).mappings())
    engine.dispose()
    return found


def test_a_trial_run_says_what_the_cut_over_means_and_changes_nothing(firm: Company) -> None:
    file = firm.write("trial.csv", sheet(row("trial-1"), row("trial-2", signed_on="")))
    words = ("import", file, "--kind", "contracts", "--cut-over", day(2))
    said = firm.run(*words)
    assert said.code == 0, said.err
    assert "new        line 2  trial-1" in said.out
    assert (
        f"period 2, {day(-330)} to {day(34)}, 1 before it are history; comes in active" in said.out
    )
    assert f"history, nobody is told: -90 days on {day(-56)}, -60 days on {day(-26)}" in said.out
    assert f"to come: -30 days on {day(4)}, +14 days on {day(48)}" in said.out
    assert "comes in draft" in said.out
    assert "2 new, 0 changed, 0 unchanged, 0 refused of 2; not imported" in said.out
    assert "nothing is changed yet: --apply does it" in said.out
    assert firm.refused(3, "contract", "show", "trial-1")["field"] == "contract"
    (report,) = firm.does(*words)
    assert report["cut_over"] == day(2)
    assert [one["offset"] for one in report["contracts"][0]["ahead"]] == [-30, 14]


def test_contracts_come_in_without_a_letter_and_a_second_time_nothing_changes(
    firm: Company,
) -> None:
    rows = [
        row(f"quiet-{number}", renewal=kind, term=term)
        for number, (kind, term) in enumerate(
            [("never", ""), ("tacit", "12 months"), ("express", "1 year")]
        )
    ]
    report = imported(firm, *rows)
    assert (report["applied"], report["new"], report["unchanged"]) == (True, 3, 0)
    for one in range(3):
        shown = firm.does("contract", "show", f"quiet-{one}")
        assert (shown["state"], shown["period"]) == ("active", 2)
        assert outbox(firm, f"quiet-{one}") == []
    again = imported(firm, *rows)
    assert (again["applied"], again["new"], again["unchanged"]) == (True, 0, 3)


def test_what_is_refused_is_told_by_line_and_column_and_nothing_comes_in(firm: Company) -> None:
    imported(firm, row("known"))
    rows = [
        row("good"),
        row("known", name="Something else"),
        row("a", customer="nobody"),
        row("b", recipients_customer="stranger"),
        row("c", services="nothing"),
        row("d", price="1.250,00"),
        row("e", start_on=day(-40), end_on=day(-1), earlier=""),
        row("good"),
        row("f", renewal="tacit"),
        row("g", type="lease"),
    ]
    file = firm.write("refused.csv", sheet(*rows))
    words = ("import", file, "--kind", "contracts", "--apply", *ACCOUNT)
    said = firm.run(*words, "--json")
    (report,) = said.json
    assert (said.code, report["applied"], report["new"]) == (2, False, 1)
    found = [(one["line"], one["id"], one["field"]) for one in report["refusals"]]
    assert found == [
        (3, "known", "id"),
        (4, "a", "customer"),
        (5, "b", "recipients_customer"),
        (6, "c", "services"),
        (7, "d", "price"),
        (8, "e", "end_on"),
        (9, "good", "id"),
        (10, "f", "term"),
        (11, "g", "type"),
    ]
    assert "no import changes a contract" in report["refusals"][0]["reason"]
    assert "(and 8 more); nothing of it came in" in said.error["message"]
    firm.refused(3, "contract", "show", "good")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["firm.csv", "--kind", "customers", "--cut-over", day(1)], "cut_over"),
        (["contracts.csv", "--cut-over", day(-32)], "cut_over"),
        (["contracts.csv", "--cut-over", day(400)], "cut_over"),
        (["contracts.csv", "--cut-over", "tomorrow"], "cut_over"),
        (["firm.csv", "--kind", "contracts"], "file"),
    ],
)
def test_a_day_that_is_a_slip_and_a_file_of_something_else_are_refused(
    firm: Company, words: list[str], field: str
) -> None:
    firm.write("contracts.csv", sheet(row("never-in")))
    name, *more = words
    assert firm.refused(2, "import", str(firm.folder / name), *more)["field"] == field


def test_whoever_may_not_agree_on_contracts_brings_none_in(firm: Company) -> None:
    file = firm.write("contracts.csv", sheet(row("not-mine")))
    assert firm.refused(4, "import", file, "--apply", "--as", "tech")["field"] == "as"


def test_in_a_folder_contracts_come_last_and_know_what_the_files_beside_them_bring(
    firm: Company,
) -> None:
    folder = firm.folder / "moving"
    folder.mkdir()
    (folder / "contracts.csv").write_text(
        sheet(row("moved", customer="moving", recipients_customer="mover")), encoding="utf-8"
    )
    (folder / "customers.csv").write_text(
        "id,name,account_manager\nmoving,Moving,account\n", encoding="utf-8"
    )
    (folder / "contacts.csv").write_text(
        "id,customer,name,email,language,time_zone\n"
        "mover,moving,Mo Ver,mo@example.com,en,Europe/London\n",
        encoding="utf-8",
    )
    words = ("import", str(folder), "--cut-over", day(1), "--as", "admin")
    for new, applied in ((1, ()), (1, ("--apply",)), (0, ("--apply",))):
        reports = firm.does(*words, *applied)
        assert [one["kind"] for one in reports] == ["customers", "contacts", "contracts"]
        assert [one["new"] for one in reports] == [new] * 3
        assert {one["applied"] for one in reports} == {bool(applied)}
    assert firm.does("contract", "show", "moved")["customer_id"] == "moving"
    assert outbox(firm, "moved") == []


def test_what_is_interrupted_in_the_middle_is_finished_by_the_same_command(firm: Company) -> None:
    rows = [row(f"many-{number}") for number in range(12)]
    file = firm.write("contracts.csv", sheet(*rows))
    words = ("import", file, "--cut-over", day(1), "--apply", *ACCOUNT)
    with ExitStack() as away, Desk(Settings.resolve(None, environment(firm))) as desk:
        found = checked(desk, file)

        def goes_away(done: int, _total: int) -> None:
            if done == 1:
                away.enter_context(firm.servers.without_worker())

        impatient = Patience(at_once=4, silence_seconds=1.0)
        with pytest.raises(OutcomeUnknownError, match="12 contracts are in for certain") as it:
            asyncio.run(start_checked(desk, "account", found, goes_away, impatient))
        assert (it.value.exit_code, it.value.field) == (7, "file")
        assert "were not sent" in it.value.message
    (report,) = firm.does(*words)
    assert (report["applied"], report["new"] + report["unchanged"]) == (True, 12)
    assert report["unchanged"] >= 1
    for number in range(12):
        contract = firm.does("contract", "show", f"many-{number}")
        assert [one["number"] for one in contract["periods"]] == [1, 2]
        assert outbox(firm, f"many-{number}") == []
    assert firm.does(*words)[0]["unchanged"] == 12


def test_what_is_refused_after_the_check_is_told_by_its_line_and_the_others_come_in(
    firm: Company,
) -> None:
    said = (ROOT / "examples" / "plan.yaml").read_text(encoding="utf-8")
    plan = firm.write("plan.yaml", said.replace("gold-support", "gold-for-late"))
    firm.does("plan", "add", plan, *ACCOUNT)
    head = "\t".join((*COLUMNS, "plan"))
    rows = [f"{row(f'late-{number}')}\t{'gold-for-late' * (number == 1)}" for number in range(3)]
    file = firm.write("contracts.csv", "\n".join([head, *rows, ""]))
    with Desk(Settings.resolve(None, environment(firm))) as desk:
        found = checked(desk, file)
        firm.does("plan", "archive", "gold-for-late", "--reason", "too old by now", *ACCOUNT)
        with pytest.raises(ConflictError, match=r"line 3: plan gold-for-late is archived") as it:
            asyncio.run(start_checked(desk, "account", found, lambda _done, _total: None))
    assert "2 of 3 contracts are in for certain" in it.value.message
    assert firm.does("contract", "show", "late-2")["state"] == "active"
    firm.refused(3, "contract", "show", "late-1")


def test_people_are_told_how_many_contracts_came_in(firm: Company) -> None:
    file = firm.write("contracts.csv", sheet(row("told-1"), row("told-2")))
    said = firm.run("import", file, "--apply", *ACCOUNT)
    assert said.err == f"{file}: 2 of 2 contracts came in\n"
    assert "2 new, 0 changed, 0 unchanged, 0 refused of 2; imported" in said.out


def environment(company: Company) -> dict[str, str]:
    return {name: value for name, value in company.environment.items() if value is not None}


def checked(desk: Desk, file: str) -> Checked:
    """The contracts of a file, as a command checks them before it starts the first."""
    found: list[Checked] = []
    telling = Telling(50, lambda _file, _lines: None)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    contracts = ContractsFile(file, lambda: open_file(file), cut_over=tomorrow)

    def look(connection: Connection) -> ContractsReport:
        found.append(check_contracts(desk, connection, contracts, telling))
        return found[0].report(contracts, telling)

    plan_import(desk.writer, [], desk.now(), telling, then=look)
    return found[0]
