"""Whoever is killed while contracts come over: each is in once, and nobody is told twice (R93)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
import pytest

from domain.clock import BusinessClock
from starters.desk import Desk
from tests.starters.company import PEOPLE_FILE, imported_file
from tests.support.postgres import plain
from tests.support.stack import House, eventually
from workers.embedded.record import POSTGRES, TEMPORAL, PartState
from workers.registers.clock import set_clock
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

A_DAY_IN_17_SECONDS = 5_000.0
CONTRACTS, SOME = 40, 4
CLIENT = "client"
FINISHED, UNKNOWN = 0, 7
COLUMNS = (
    *("id", "customer", "type", "name", "services", "start_on", "end_on", "signed_on"),
    *("recipients_ours", "recipients_customer", "notices_before", "renewal", "earlier"),
)
WRITTEN_DOWN = "SELECT count(*) FROM contract WHERE contract_id LIKE %s"
EACH = """
SELECT contract_id, state,
    (SELECT array_agg(number ORDER BY number) FROM contract_period
        WHERE contract_id = contract.contract_id),
    (SELECT count(*) FROM event
        WHERE subject = 'contract/' || contract_id AND kind = 'contract_added'),
    (SELECT count(*) FROM contract_notice
        WHERE contract_id = contract.contract_id AND state = 'sent'),
    (SELECT count(*) FROM notice WHERE workflow_id = contract.workflow_id),
    (SELECT count(DISTINCT (person_id, at)) FROM notice WHERE workflow_id = contract.workflow_id)
FROM contract WHERE contract_id LIKE %s ORDER BY contract_id
"""


@dataclass(frozen=True)
class Firm:
    """A house on a fast clock, with a customer and the service that his contracts cover."""

    house: House
    folder: Path

    def does(self, *words: str) -> Any:  # noqa: ANN401 - what a test finds in it is what it expects
        done = self.house.run(*words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    @property
    def settings(self) -> Settings:
        return Settings.resolve(self.house.data, environ={})

    def rows(self, asked: str, *of: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(plain(self.settings.database_url("owner"))) as connection:
            return connection.execute(asked, of).fetchall()

    def today(self) -> date:
        with Desk(self.settings) as desk:
            return desk.now().date()

    def part(self, name: str) -> psutil.Process:
        return psutil.Process(self.house.part(name)["pid"])

    def serves(self) -> bool:
        return all(one["state"] == PartState.RUNNING for one in self.house.status()["parts"])


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    folder = tmp_path_factory.mktemp("firm")
    one = Firm(House(folder / "data"), folder)
    started = one.house.up()
    assert started.returncode == 0, started.stdout + started.stderr
    try:
        settle(one)
        yield one
    finally:
        one.house.down()


def settle(firm: Firm) -> None:
    now = datetime.now(UTC)
    with Desk(firm.settings) as desk:
        set_clock(desk.writer, BusinessClock(epoch=now, rate=A_DAY_IN_17_SECONDS, started_at=now))
    people = firm.write("people.json", json.dumps(PEOPLE_FILE))
    firm.does("people", "import", people, "--apply")
    service = firm.write("service.json", json.dumps([imported_file("backup")]))
    firm.does("service", "import", service, "--as", "admin")
    for kind, text in (
        ("customers", "id,name,account_manager\nfirm,Firm,account\n"),
        ("contacts", "id,customer\ncustomer,firm\n"),
    ):
        file = firm.write(f"{kind}.csv", text)
        firm.does("import", file, "--apply", "--as", "admin")


def sheet(prefix: str, today: date) -> str:
    """Contracts of a year of which a notice is due on each of the coming days."""
    end_on = today + timedelta(days=364)
    start_on, before = today - timedelta(days=1), today - timedelta(days=2)
    earlier = f"{before - timedelta(days=364)}..{before}"
    notices = "; ".join(str(364 - day) for day in range(1, 10))
    rest = ("firm", "paid", "Backup", "backup", start_on, end_on, start_on)
    people = ("account", "customer", notices, "never", earlier)
    rows = [(f"{prefix}-{number}", *rest, *people) for number in range(CONTRACTS)]
    return "\n".join(",".join(map(str, one)) for one in (COLUMNS, *rows)) + "\n"


@pytest.mark.parametrize("victim", [CLIENT, TEMPORAL, POSTGRES])
def test_contracts_come_in_once_and_are_told_of_once_whoever_is_killed_in_the_midst(
    firm: Firm, victim: str
) -> None:
    prefix, today = victim.lower(), firm.today()
    part = None if victim == CLIENT else firm.part(victim)
    file = firm.write("contracts.csv", sheet(prefix, today))
    words = ("import", file, "--cut-over", str(today), "--apply", "--as", "account")
    importing = firm.house.start(*words)
    eventually(lambda: firm.rows(WRITTEN_DOWN, f"{prefix}-%")[0][0] >= SOME)
    (part or psutil.Process(importing.pid)).kill()
    assert victim == CLIENT or importing.poll() is None
    said, _ = importing.communicate(timeout=240)
    assert importing.returncode in ({-9} if victim == CLIENT else {FINISHED, UNKNOWN}), said
    eventually(firm.serves)
    (report,) = firm.does(*words)
    assert (report["applied"], report["new"] + report["unchanged"]) == (True, CONTRACTS)
    assert report["unchanged"] >= SOME
    if victim == CLIENT:
        assert report["new"] > 0
    elif importing.returncode == FINISHED:
        assert report["unchanged"] == CONTRACTS
    eventually(lambda: any(sent for *_, sent, _, _ in firm.rows(EACH, f"{prefix}-%")))
    found = firm.rows(EACH, f"{prefix}-%")
    assert len(found) == CONTRACTS
    for contract_id, state, periods, added, sent, letters, once in found:
        assert (state, periods, added) == ("active", [1, 2], 1), contract_id
        # Two people are told of each notice, at an instant of its own.
        assert letters == once == 2 * sent, contract_id
    assert firm.does("verify")["record"]["broken"] == []
