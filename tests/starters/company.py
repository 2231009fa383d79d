"""A small company at its command line: its people, its files, and how they act."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from click.testing import CliRunner
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from starters.main import cli
from tests.workflows.company import (
    ACCEPTANCE,
    CHECKLIST,
    DATA_RETURN,
    EVIDENCE,
    GATES,
    PEOPLE,
    REASON,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.starters.servers import Servers
    from tests.support.postgres import Database

__all__ = [
    "ACCEPTANCE",
    "CHECKLIST",
    "DATA_RETURN",
    "EVIDENCE",
    "GATES",
    "REASON",
    "Company",
    "Said",
]

Json: TypeAlias = Any  # What a test finds in it is what it expects.

PEOPLE_FILE = [
    {"id": one["person_id"], **{k: v for k, v in one.items() if k != "person_id"}} for one in PEOPLE
]


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        return json.loads(self.out)

    @property
    def error(self) -> Json:
        """The error a machine reads."""
        return json.loads(self.err)["error"]


@dataclass(frozen=True)
class Company:
    """A data folder, its servers, and the command line on them."""

    folder: Path
    servers: Servers
    database: Database
    environment: Mapping[str, str | None] = field(repr=False)

    def run(self, *words: str, read_in: str | bytes | None = None, **more: str | None) -> Said:
        """Type a command."""
        done = CliRunner().invoke(cli, list(words), input=read_in, env={**self.environment, **more})
        return Said(done.exit_code, done.stdout, done.stderr)

    def does(self, *words: str, read_in: str | bytes | None = None, **more: str | None) -> Json:
        """Type a command that has to succeed, and read its JSON."""
        said = self.run(*words, "--json", read_in=read_in, **more)
        assert said.code == 0, said.err
        return said.json

    def refused(
        self, code: int, *words: str, read_in: str | bytes | None = None, **more: str | None
    ) -> Json:
        """Type a command that has to end with an exit code, and read the error."""
        said = self.run(*words, "--json", read_in=read_in, **more)
        assert said.code == code, said.out + said.err
        return said.error

    def write(self, name: str, content: object) -> str:
        """A file in the folder; text and bytes as they are, anything else as JSON."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return str(path)

    def customer(self) -> None:
        """Register the customer acme, unless he is there already."""
        customer = {
            "id": "acme",
            "name": "Acme",
            "kind": "external",
            "basis": "agreement",
            "account_manager": "account",
            "language": "en",
            "time_zone": "Europe/Istanbul",
        }
        self.run("customer", "add", self.write("acme.json", customer), "--as", "account")

    # The ways of a service, as sentences.

    def propose(self, service_id: str, *, by: str = "owner", **more: object) -> Json:
        file = self.write(f"{service_id}.json", service_file(service_id, **more))
        return self.does("service", "propose", file, "--as", by)

    def decide(self, task: str, outcome: str, *options: str, by: str, data: object = None) -> Json:
        """Answer a task of a service, such as `backup/committee/1`."""
        words = self.deciding(task, outcome, *options, by=by, data=data)
        return self.does(*words)

    def deciding(
        self, task: str, outcome: str, *options: str, by: str, data: object = None
    ) -> list[str]:
        """The words with which a task is answered."""
        given = ["--data", self.write("data.json", data)] if data is not None else []
        return [
            "decide",
            f"service/{task}",
            outcome,
            "--reason",
            REASON,
            "--as",
            by,
            *given,
            *options,
        ]

    def offer(self, service_id: str) -> None:
        for member in ("ayse", "mehmet"):
            self.decide(f"{service_id}/committee/1", "offer", by=member)

    def in_operation(self, service_id: str, **more: object) -> None:
        """A service that came in by an import, which is the quickest way."""
        file = self.write(f"{service_id}.json", [imported_file(service_id, **more)])
        self.does("service", "import", file, "--as", "admin")

    def design(self, service_id: str) -> None:
        for gate, (by, data) in GATES.items():
            self.decide(f"{service_id}/{gate}/1", "complete", by=by, data=data)
        self.decide(f"{service_id}/design_acceptance/1", "accept", by="delivery", data=ACCEPTANCE)

    def go_live(self, service_id: str) -> None:
        self.decide(f"{service_id}/go_live_checklist/1", "ready", by="tech", data=CHECKLIST)
        self.decide(f"{service_id}/go_live_acceptance/1", "accept", by="delivery")

    def service(self, service_id: str) -> Json:
        return self.does("service", "show", service_id)

    def open_tasks(self, service_id: str) -> list[str]:
        tasks = self.service(service_id)["tasks"]
        return [one["task_id"].removeprefix(f"service/{service_id}/") for one in tasks]


def service_file(service_id: str | None, **more: object) -> dict[str, object]:
    """A service as a person writes it down."""
    given = {
        "id": service_id,
        "name": "Managed backup",
        "description": "Backups that are restored every month",
        "owner": "owner",
        "customers_needs": ["restore quickly"],
        "strategic_goals": "grow recurring revenue",
    }
    return {name: value for name, value in {**given, **more}.items() if value is not None}


def imported_file(service_id: str, **more: object) -> dict[str, object]:
    """A service that already runs."""
    there = {
        "stage": "operation",
        "since": "2026-01-15",
        "reason": "it has been running for years already",
    }
    return service_file(service_id, **{**there, **more})


@retry(retry=retry_if_result(lambda so: not so), wait=wait_fixed(0.05), stop=stop_after_delay(20))
def eventually(question: Callable[[], object]) -> object:
    """Ask again until the answer is yes."""
    return question()
