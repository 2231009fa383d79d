"""A small company in which every command has something to work on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier

from tests.door import agreements
from tests.door.registers import RIGHT_PERSONS, fill_registers, right_in_registers
from tests.starters.company import GATES, PEOPLE_FILE, REASON, imported_file, service_file
from tests.support.postgres import plain

if TYPE_CHECKING:
    from tests.starters.company import Company

ASKED, DESIGNED, RUNNING = "asked", "designed", "running"
DOCUMENT = b"restore test of January"
CHANGE = {
    "title": "Restore tests every week",
    "change": "The restore test is made every week",
    "benefit": "A bad backup is found within a week",
    "person_days": 3,
}
CALENDAR = {
    "id": "office",
    "name": "Office",
    "time_zone": "Europe/Istanbul",
    "week_start": "monday",
    "week": {"monday": ["09:00-18:00"]},
    "holidays": {"country": "TR", "language": "tr", "categories": ["public"], "years": "2026"},
    "exceptions": [{"on": "2026-08-10", "until": "2026-08-14", "name": "Summer", "hours": []}],
}
PLAN = {
    "id": "gold",
    "title": "Gold support",
    "description": "Ten hours a month, then by the hour",
    "currency": "TRY",
    "pricing_method": "hourly",
    "billing_method": "postpaid",
    "billing_period": "monthly",
    "hourly_rates": {"technician": "1500.00"},
    "allowance": {"unit": "minutes", "quantity": 600},
}
USAGE = "start,minutes,role\n2026-01-05 09:00,90,technician\n"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_LEFT_OUT = None


@dataclass
class World:
    """The company, and what is right for each parameter of a command."""

    company: Company
    tables: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Put something on record of every kind."""
        company = self.company
        company.does("people", "import", company.write("p.json", PEOPLE_FILE), "--apply")
        company.propose(ASKED)
        company.propose(DESIGNED)
        company.offer(DESIGNED)
        company.in_operation(RUNNING)
        named = ("--kind", "contract", "--id", "C-1", "--name", "Acme", "--as", "account")
        company.does("dependent", "add", RUNNING, *named)
        document = company.write("restore.txt", DOCUMENT)
        company.does("attach", document, "--to", f"service/{RUNNING}", "--as", "owner")
        self.plan = company.write("plan.json", PLAN)
        for plan_id in ("gold", "old"):
            file = company.write("plan-too.json", {**PLAN, "id": plan_id})
            company.does("plan", "add", file, "--as", "account")
        self.usage = company.write("usage.csv", USAGE)
        self.customers = fill_registers(company)
        self._write_files()
        self.contracts = agreements.fill_contracts(company)
        with psycopg.connect(plain(company.database.owner_url)) as connection:
            self.tables = [name for (name,) in connection.execute(_TABLES).fetchall()]

    def _write_files(self) -> None:
        company = self.company
        self.policy = company.write("policy.yaml", company.run("policy", "show").out)
        self.people = company.write("people.json", PEOPLE_FILE)
        self.service = company.write("service.json", service_file("spoilt"))
        self.services = company.write("services.json", [imported_file("spoilt-import")])
        self.change = company.write("change.json", CHANGE)
        self.calendar = company.write("calendar.json", CALENDAR)
        company.does("calendar", "add", self.calendar, "--as", "process")
        former = company.write("former.json", {**CALENDAR, "id": "former-office"})
        company.does("calendar", "add", former, "--as", "process")
        self.brief = company.write("brief.json", GATES["brief"][1])

    def records(self) -> dict[str, int]:
        """How many rows there are of each kind, events and notices among them."""
        counts = SQL(" UNION ALL ").join(
            SQL("SELECT {0}, (SELECT count(*) FROM {1})").format(name, Identifier(name))
            for name in self.tables
        )
        return dict(self._owner.execute(counts).fetchall())

    @cached_property
    def _owner(self) -> psycopg.Connection:
        """One connection for all that is counted, which is counted at each step."""
        return psycopg.connect(plain(self.company.database.owner_url), autocommit=True)

    def leave(self) -> None:
        """Let the database go."""
        self._owner.close()

    def word_for(self, path: str, parameter: str, called: str) -> str | None:
        """What is right for a parameter; None where it is left out unless it is spoilt.

        Raises:
            KeyError: nobody wrote down what is right for it.
        """
        for key in ((path, parameter), (path, called), (called,)):
            if key in self._right:
                return self._right[key]
        raise KeyError(f"{path}: {parameter} ({called})")

    @property
    def _right(self) -> dict[tuple[str, ...], str | None]:
        task = f"service/{DESIGNED}/brief/1"
        return {
            ("SERVICE",): RUNNING,
            ("service withdraw", "SERVICE"): ASKED,
            ("TASK",): task,
            ("OUTCOME",): "complete",
            ("PERSON",): "owner",
            ("people show", "PERSON"): "ayse",
            ("people archive", "person_id"): "customer",
            ("people erase", "person_id"): "customer",
            ("task assign", "to"): "owner",
            ("decide", "stands_for"): _LEFT_OUT,
            ("dependent add", "contact"): "customer",
            ("WORDS",): REASON,
            ("ID",): _LEFT_OUT,
            ("dependent add", "record_id"): "C-2",
            ("dependent close", "record_id"): "C-1",
            ("KIND",): "contract",
            ("NAME",): "Acme, gold",
            ("NUMBER",): "5",
            ("CODE",): "TRY",
            ("AMOUNT",): "1200.00",
            ("YYYY-MM",): "2026-01",
            ("YYYY-MM-DD",): "2026-06-30",
            ("FIELD=VALUE",): _LEFT_OUT,
            ("ROLE",): "service_owner",
            ("CUSTOMER",): "acme",
            ("RECORD",): f"service/{RUNNING}",
            ("STAGE",): "operation",
            ("STANDING",): "opened",
            ("STATE",): "queued",
            ("LANGUAGE",): "tr",
            ("SHELL",): "bash",
            ("VERSION",): _LEFT_OUT,
            ("POLICY",): "1",
            ("BEFORE",): "1",
            ("AFTER",): self.policy,
            ("NOTICE",): "1",
            ("SHA256",): hashlib.sha256(DOCUMENT).hexdigest(),
            ("DATA",): _LEFT_OUT,
            ("verify", "keep"): str(self.company.folder / "ends.json"),
            ("verify", "against"): _LEFT_OUT,
            ("FOLDER",): str(self.company.folder / "backup"),
            ("PROCESS",): f"service/{RUNNING}",
            ("document get", "output"): str(self.company.folder / "out"),
            ("notices preview", "html"): str(self.company.folder / "letter.html"),
            ("decide", "file"): self.brief,
            ("people import", "file"): self.people,
            ("service import", "file"): self.services,
            ("service propose", "file"): self.service,
            ("service change", "file"): self.change,
            ("calendar add", "file"): self.calendar,
            ("CALENDAR",): str(CALENDAR["id"]),
            ("calendar archive", "calendar_id"): "former-office",
            ("YEARS",): "2026..2027",
            ("YEAR",): "2026",
            ("INSTANT",): "2026-10-27T16:00",
            ("TIME",): "8h",
            ("service withdraw", "number"): _LEFT_OUT,
            ("attach", "file"): self.service,
            ("PLAN",): "gold",
            ("plan archive", "plan_id"): "old",
            ("plan add", "file"): self.plan,
            ("plan edit", "file"): self.plan,
            ("plan price", "file"): self.usage,
            ("plan ledger", "contract_id"): "acme",
            ("PERIOD",): "2026-01",
            ("policy check", "file"): self.policy,
            ("policy publish", "file"): self.policy,
            **right_in_registers(self.customers),
            **agreements.right_in_contracts(self.contracts),
        } | {(path, "PERSON"): by for path, by in _BY.items()}


_BY = {
    **RIGHT_PERSONS,
    **agreements.RIGHT_PERSONS,
    "calendar add": "process",
    "calendar freeze": "process",
    "calendar archive": "process",
    "decide": "owner",
    "dependent add": "account",
    "dependent close": "account",
    "notices hold": "admin",
    "notices release": "admin",
    "plan add": "account",
    "plan archive": "account",
    "plan edit": "account",
    "policy adopt": "process",
    "policy publish": "admin",
    "people import": "admin",
    "people archive": "admin",
    "people erase": "admin",
    "service import": "admin",
    "service resume": "admin",
    "resume": "admin",
    "service measure": "owner",
    "task assign": "delivery",
}
