"""A command is a program of its own: it loads what it uses, for loading is most of what it costs.

What is loaded is asserted and never the time it takes, which is a matter of the machine.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.stack import COMMAND, clean_environment

if TYPE_CHECKING:
    from tests.starters.company import Company

LOADED = re.compile(r"^import '([\w.]+)'", re.MULTILINE)
READERS = "activities.store.readers."

# What a command without files, letters, calendars, migrations and colours has no use for.
FOR_OTHERS = frozenset({"alembic", "babel", "holidays", "jinja2", "jsonschema", "rich.console"})
FILES = frozenset({"ruamel.yaml", "starters.reading_files"})
TEMPORAL = frozenset({"temporalio", "workers.connection", "workflows"})
DATABASE = frozenset({"sqlalchemy", "psycopg", "activities.store.engine", "starters.desk"})
POLICY = frozenset({"domain.policy", "workers.registers.admission"})
PROCESSES = frozenset({"workflows.contract", "workflows.service_lifecycle"})
ALL_READERS = frozenset(
    {
        "calendars",
        "contract_contents",
        "contracts",
        "customers",
        "gauges",
        "offered",
        "plans",
        "policies",
        "requests",
        "services",
        "tasks",
        "visibility",
    }
)


def loaded_by(company: Company, code: int, *words: str) -> set[str]:
    """Every module that a command has loaded by its end; it is typed in a shell of its own."""
    kept = {name: value for name, value in company.environment.items() if value is not None}
    done = subprocess.run(
        [COMMAND, *words],
        env=clean_environment(**kept, PYTHONVERBOSE="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    return set(LOADED.findall(done.stderr))


def readers_in(loaded: set[str]) -> set[str]:
    names = {one.removeprefix(READERS) for one in loaded if one.startswith(READERS)}
    return names & ALL_READERS


def test_help_loads_neither_database_nor_temporal_nor_what_reads_files(company: Company) -> None:
    loaded = loaded_by(company, 0, "--help")
    assert {"starters.demo.command", "starters.contract"} <= loaded
    assert loaded & (FOR_OTHERS | FILES | TEMPORAL | DATABASE) == set()


@pytest.mark.parametrize(
    "words", ["decide --help", "inbox --help", "contract show --help", "completion bash"]
)
def test_help_of_one_command_loads_no_model_either(company: Company, words: str) -> None:
    loaded = loaded_by(company, 0, *words.split())
    assert f"starters.{words.split(maxsplit=1)[0]}" in loaded
    assert loaded & (FOR_OTHERS | FILES | TEMPORAL | DATABASE | POLICY | {"pydantic"}) == set()


@pytest.mark.parametrize(
    ("words", "code", "readers"),
    [
        ("inbox --limit 10", 0, {"tasks"}),
        ("people list", 0, set()),
        ("plan list", 0, {"plans"}),
    ],
)
def test_what_reads_loads_its_reader_and_neither_policy_nor_temporal(
    company: Company, words: str, code: int, readers: set[str]
) -> None:
    loaded = loaded_by(company, code, *words.split())
    assert readers_in(loaded) == readers
    assert loaded & (FOR_OTHERS | FILES | TEMPORAL | POLICY) == set()


@pytest.mark.parametrize(
    ("words", "code", "readers"),
    [
        ("service list", 0, {"services", "tasks"}),
        ("service show nobody", 3, {"offered", "services", "tasks"}),
        ("calendar list", 0, {"calendars"}),
        ("task show service/nobody/committee/1", 3, {"tasks"}),
        ("contract list", 0, {"contracts", "policies", "tasks"}),
        ("contract show nobody", 3, {"contracts", "policies", "tasks"}),
        ("policy list", 0, {"policies"}),
    ],
)
def test_what_reads_of_one_kind_loads_no_reader_of_another(
    company: Company, words: str, code: int, readers: set[str]
) -> None:
    loaded = loaded_by(company, code, *words.split())
    assert readers_in(loaded) == readers
    assert loaded & (FILES | TEMPORAL | (FOR_OTHERS - {"rich.console"})) == set()


def test_status_loads_temporal_and_the_reader_of_the_house_only(company: Company) -> None:
    loaded = loaded_by(company, 0, "status")
    assert "temporalio.client" in loaded
    assert readers_in(loaded) == set()
    assert loaded & (FOR_OTHERS | FILES | PROCESSES) == set()


def test_answering_loads_no_process_but_what_all_of_them_share(company: Company) -> None:
    words = ("decide", "service/nobody/committee/1", "offer", "--reason", "r", "--as", "ayse")
    loaded = loaded_by(company, 3, *words)
    assert "workflows.process" in loaded
    assert readers_in(loaded) == {"tasks"}
    assert loaded & (FOR_OTHERS | FILES | PROCESSES) == set()
