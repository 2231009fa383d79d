"""`verify`, `resume` and `people erase` at the command line (R43, R87; 8.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.errors import NotFoundError, OutcomeUnknownError
from starters.understanding import refusal
from tests.starters.company import PEOPLE_FILE, REASON, Company
from tests.support.postgres import plain
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from tests.support.postgres import Database


OUT_OF_LINE = [
    """UPDATE process SET step = 7, state = jsonb_set(state, '{step}', '7')
        WHERE workflow_id = 'service/step-lost'""",
    """UPDATE task SET state = 'cancelled', closed_at = opened_at, closed_reason = 'x'
        WHERE workflow_id = 'service/task-lost'""",
    """UPDATE process SET closed_at = opened_at, closed_reason = 'by a restore'
        WHERE workflow_id = 'service/row-lost'""",
]


def apart(company: Company) -> dict[str, str]:
    """What `verify` finds, by process."""
    said = company.run("verify", "--json")
    found = said.json
    assert said.code == (5 if found["apart"] or found["record"]["broken"] else 0), said.err
    return {one["workflow_id"]: one["kind"] for one in found["apart"]}


def as_owner(database: Database, statement: str) -> None:
    with psycopg.connect(plain(database.owner_url)) as connection:
        connection.execute(statement.encode())


def test_a_terminated_process_is_named_with_what_mends_it_and_goes_on(company: Company) -> None:
    company.propose("verified")
    company.propose("ended-by-hand")
    company.servers.terminate("service/ended-by-hand")
    said = company.run("verify")
    assert said.code == 5
    assert "servicecycle resume service/ended-by-hand" in said.out
    assert "service/verified" not in apart(company)
    [mended] = company.does("resume", "ended-by-hand", "--as", "admin")
    assert (mended["workflow_id"], mended["process"]["stage"]) == (
        "service/ended-by-hand",
        "strategy",
    )
    assert "service/ended-by-hand" not in apart(company)
    company.offer("ended-by-hand")
    refused = company.refused(5, "resume", "service/verified", "--as", "admin")
    assert "stands where its record says" in refused["message"]


def test_a_run_that_the_record_is_not_in_line_with_starts_again_from_the_record(
    company: Company,
) -> None:
    for one in ("step-lost", "task-lost", "row-lost"):
        company.propose(one)
    database = company.servers.database
    for statement in OUT_OF_LINE:
        as_owner(database, statement)
    found = apart(company)
    expected = {
        "service/step-lost": "run_behind",
        "service/task-lost": "tasks",
        "service/row-lost": "closed_on_record",
    }
    assert {name: found.get(name) for name in expected} == expected
    company.does("resume", *expected, "--as", "admin")
    assert not apart(company).keys() & expected.keys()
    for one in ("step-lost", "task-lost"):
        company.offer(one)
    assert company.open_tasks("row-lost") == []


def test_the_record_is_checked_while_temporal_is_away(company: Company) -> None:
    away = {"TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}"}
    said = company.run("verify", "--records-only", **away)
    assert (said.code, "whole" in said.out) == (0, True)
    assert company.refused(6, "verify", **away)["code"] == "unreachable"
    with company.servers.without_worker():
        assert company.run("verify", "--records-only").code == 0


def test_whoever_rewrites_an_event_is_found_and_what_was_noted_before_as_well(
    empty_company: Company,
) -> None:
    company = empty_company
    ends = str(company.folder / "ends.json")
    assert company.run("verify", "--records-only", "--keep", ends).code == 0
    assert company.run("verify", "--records-only", "--against", ends).code == 0
    as_owner(company.database, "UPDATE event SET actor = 'eve'")
    said = company.run("verify", "--records-only")
    assert (said.code, "its content is not what was written" in said.out) == (5, True)
    as_owner(company.database, "DELETE FROM event")
    as_owner(company.database, "DELETE FROM chain")
    assert company.run("verify", "--records-only").code == 0
    said = company.run("verify", "--records-only", "--against", ends)
    assert (said.code, "it was noted before" in said.out) == (5, True)


@pytest.mark.parametrize("content", ["[]", "{", '{"service/a": 1}', '{"service/a": []}'])
def test_a_file_that_notes_no_ends_is_refused(company: Company, content: str) -> None:
    file = company.write("odd.json", content)
    refused = company.refused(2, "verify", "--records-only", "--against", file)
    assert refused["field"] == "against"


def test_what_to_resume_is_named_or_everything(company: Company) -> None:
    assert company.refused(2, "resume", "--as", "admin")["field"] == "process"
    assert company.refused(2, "resume", "x", "--all", "--as", "admin")["field"] == "process"
    assert company.refused(3, "resume", "nowhere", "--as", "admin")["code"] == "not_found"
    assert company.refused(4, "resume", "--all", "--as", "owner")["code"] == "not_allowed"


def test_a_person_is_erased_once_and_the_record_stays_whole(company: Company) -> None:
    leaver = {**PEOPLE_FILE[0], "id": "to-be-erased", "name": "Leyla", "email": "leyla@example.com"}
    company.does("people", "import", company.write("l.json", [leaver]), "--apply", "--as", "admin")
    words = ("people", "erase", "to-be-erased", "--reason", REASON, "--as", "admin")
    assert company.does(*words)["hindered_by"] != []
    assert "people archive" in company.refused(5, *words, "--apply")["message"]
    company.does("people", "archive", "to-be-erased", "--reason", REASON, "--as", "admin")
    first = company.does(*words, "--apply", "--request-id", "erase-1")
    again = company.does(*words, "--apply", "--request-id", "erase-1")
    assert (first["done"], again["done"]) == (True, True)
    shown = company.does("people", "show", "to-be-erased")
    assert (shown["name"], shown["email"]) == ("erased", "nobody@erased.invalid")
    assert company.run("verify", "--records-only").code == 0
    assert company.refused(4, *words[:-1], "owner")["code"] == "not_allowed"
    assert json.dumps(shown).count("Leyla") == 0


def test_what_an_activity_refused_is_told_as_what_it_is() -> None:
    unknown = OutcomeUnknownError("unknown")
    refused = ApplicationError("it is not on record", type=NotFoundError.__name__)
    assert isinstance(refusal(WorkflowUpdateFailedError(refused), unknown), NotFoundError)
