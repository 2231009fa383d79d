"""Services that already run come in one by one, each with a time of its own (R37)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from domain.checking import checked
from domain.service import ImportedService
from starters.desk import Desk
from starters.proposing import import_services
from tests.starters.company import eventually, imported_file
from workers.leaving import run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from activities.store.reading import ServiceDetail
    from tests.starters.company import Company


def test_each_service_has_its_own_time_however_long_the_file_was_checked(company: Company) -> None:
    file = [checked(ImportedService, imported_file(f"late-{at}")) for at in range(2)]

    named = {name: value for name, value in company.environment.items() if value is not None}

    def take_over() -> list[ServiceDetail]:
        # All the time that a person waits for an answer is over when the first one is sent.
        with Desk(Settings.resolve(environ=named), patience=0.0) as desk:
            return run_settled(import_services(desk, "admin", file))

    with ThreadPoolExecutor(1) as one:
        with company.servers.without_worker():
            coming = one.submit(take_over)
            assert eventually(lambda: has_begun(company, "service/late-0"))
        found = coming.result(timeout=120)
    assert [one.stage for one in found] == ["operation", "operation"]


def test_of_a_file_that_is_not_answered_it_is_said_how_many_are_in_and_what_finishes_it(
    company: Company, tmp_path: Path
) -> None:
    company.in_operation("known-before")
    files = [imported_file("known-before"), imported_file("unheard")]
    file = company.write(str(tmp_path / "some.json"), files)
    with company.servers.without_worker():
        error = company.refused(7, "service", "import", file, "--as", "admin")
    assert error["message"].startswith(
        "no answer came for the service unheard; 1 of 2 are in for certain, and the same command"
    )
    again = company.does("service", "import", file, "--as", "admin")
    assert [one["service_id"] for one in again] == ["known-before", "unheard"]


def has_begun(company: Company, workflow_id: str) -> bool:
    """Whether Temporal knows of a process that nobody works on yet."""

    async def known() -> bool:
        found = company.servers.client.list_workflows(f"WorkflowId = '{workflow_id}'")
        return [one.id async for one in found] == [workflow_id]

    return company.servers.run(known())
