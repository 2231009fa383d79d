"""What operators and disks do to the two stores: every process goes on where its record stands."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from tests.starters.company import PEOPLE_FILE, REASON, service_file
from tests.support.stack import House, eventually
from workers.connection import connect
from workers.leaving import run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from temporalio.client import Client

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Firm:
    """A house with people in it, and what they do."""

    house: House
    folder: Path

    def does(self, *words: str) -> Any:  # noqa: ANN401 - what a test finds in it is what it expects
        done = self.house.types(*words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def propose(self, *service_ids: str) -> None:
        for one in service_ids:
            file = self.folder / f"{one}.json"
            file.write_text(json.dumps(service_file(one)), encoding="utf-8")
            self.does("service", "propose", str(file), "--as", "owner")

    def vote(self, service_id: str, by: str, outcome: str = "offer") -> None:
        words = ["decide", f"service/{service_id}/committee/1", outcome]
        self.does(*words, "--reason", REASON, "--as", by)

    def verify(self) -> dict[str, str]:
        """What is apart, by process; the record itself is whole."""
        done = self.house.types("verify", "--json")
        found = json.loads(done.stdout)
        assert found["record"]["broken"] == []
        assert done.returncode == (5 if found["apart"] else 0), done.stderr
        return {one["workflow_id"]: one["kind"] for one in found["apart"]}

    def resume_all(self) -> list[str]:
        return [one["workflow_id"] for one in self.does("resume", "--all", "--as", "admin")]

    def story(self, service_id: str) -> list[str]:
        return [
            one["kind"] for one in self.does("service", "history", service_id, "--limit", "500")
        ]

    def goes_on(self, service_id: str, *voters: str) -> None:
        """The committee decides, each vote is stored once, and design begins."""
        for one in voters:
            self.vote(service_id, one)
        shown = self.does("service", "show", service_id)
        [decision] = shown["decisions"]
        assert (shown["stage"], decision["outcome"]) == ("design", "offer")
        assert sorted(one["voter"] for one in decision["votes"]) == ["ayse", "mehmet"]
        story = self.story(service_id)
        assert (story.count("service_proposed"), story.count("task_decided")) == (1, 1)
        eventually(lambda: len(self.does("service", "show", service_id)["tasks"]) == 6)

    def back_up(self) -> Path:
        target = self.folder / f"backup-{uuid4().hex[:6]}"
        self.does("backup", str(target))
        return target

    def restores_the_record_only(self, backup: Path) -> None:
        """PostgreSQL is that of a backup, and Temporal stays where it was."""
        self.stops()
        temporal = self.house.data / "temporal"
        shutil.copytree(temporal, self.folder / "ahead")
        restored = self.house.run("restore", str(backup), "--replace")
        assert restored.returncode == 0, restored.stderr
        shutil.rmtree(temporal)
        shutil.copytree(self.folder / "ahead", temporal)
        self.starts()

    def starts(self) -> None:
        started = self.house.up()
        assert started.returncode == 0, started.stdout + started.stderr

    def stops(self) -> None:
        assert self.house.down().returncode == 0

    async def client(self) -> Client:
        return await connect(Settings.resolve(self.house.data, environ={}))


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    one = Firm(House(tmp_path / "data"), tmp_path)
    one.starts()
    people = tmp_path / "people.json"
    people.write_text(json.dumps(PEOPLE_FILE), encoding="utf-8")
    one.does("people", "import", str(people), "--apply")
    yield one
    one.house.down()


async def terminate(firm: Firm, service_id: str) -> None:
    client = await firm.client()
    await client.get_workflow_handle(f"service/{service_id}").terminate("one click")


async def reset(firm: Firm, service_id: str, *, back: int) -> None:
    """What the button Reset does: begin again at an earlier workflow task."""
    client = await firm.client()
    handle = client.get_workflow_handle(f"service/{service_id}")
    history = await handle.fetch_history()
    tasks = [
        one.event_id
        for one in history.events
        if one.HasField("workflow_task_completed_event_attributes")
    ]
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(
                workflow_id=handle.id, run_id=(await handle.describe()).run_id
            ),
            reason="one click",
            workflow_task_finish_event_id=tasks[-back],
            request_id=uuid4().hex,
        )
    )


def test_processes_that_were_terminated_or_reset_in_the_web_page_go_on(firm: Firm) -> None:
    firm.propose("ended", "early", "late", "quiet")
    for one in ("ended", "early", "late"):
        firm.vote(one, "ayse")
    run_settled(terminate(firm, "ended"))
    run_settled(reset(firm, "early", back=2))
    run_settled(reset(firm, "late", back=1))
    assert firm.verify()["service/ended"] == "not_running"
    assert "service/ended" in firm.resume_all()
    assert firm.verify() == {}
    for one in ("ended", "early", "late"):
        firm.goes_on(one, "mehmet")
    firm.goes_on("quiet", "ayse", "mehmet")
    assert firm.verify() == {}


def test_the_loss_of_all_that_temporal_knows_is_survived(firm: Firm) -> None:
    firm.propose("one", "two", "three")
    firm.vote("one", "ayse")
    firm.goes_on("three", "ayse", "mehmet")
    firm.stops()
    shutil.rmtree(firm.house.data / "temporal")
    firm.starts()
    lost = {f"service/{one}": "not_running" for one in ("one", "two", "three")}
    assert firm.verify() == lost
    assert firm.resume_all() == sorted(lost)
    assert firm.verify() == {}
    firm.goes_on("one", "mehmet")
    firm.goes_on("two", "ayse", "mehmet")
    assert "process_resumed" in firm.story("three")
    assert firm.verify() == {}


def test_a_record_that_was_restored_to_an_earlier_minute_is_the_truth(firm: Firm) -> None:
    firm.propose("asked", "voted", "idle")
    firm.vote("voted", "ayse")
    backup = firm.back_up()
    firm.vote("asked", "ayse")
    firm.vote("voted", "mehmet")
    firm.propose("newer")
    firm.restores_the_record_only(backup)
    assert firm.verify() == {
        "service/asked": "run_ahead",
        "service/voted": "run_ahead",
        "service/newer": "not_on_record",
    }
    # Nothing is mended yet. Temporal remembers this very answer; it is not said to be done.
    again = ["decide", "service/voted/committee/1", "offer", "--reason", REASON, "--as", "mehmet"]
    refused = firm.house.run(*again)
    assert (refused.returncode, "servicecycle resume" in refused.stderr) == (5, True)
    # Another answer makes the run notice by itself: it goes on from what is stored.
    other = ["decide", "service/asked/committee/1", "offer", "--reason", REASON, "--as", "zeynep"]
    assert firm.house.run(*other).returncode == 7
    eventually(lambda: "steps_lost" in firm.story("asked"))
    assert sorted(firm.resume_all()) == ["service/newer", "service/voted"]
    assert firm.verify() == {}
    firm.goes_on("asked", "ayse", "mehmet")
    firm.goes_on("voted", "mehmet")
    firm.propose("newer")
    for one in ("newer", "idle"):
        firm.goes_on(one, "ayse", "mehmet")
    assert firm.verify() == {}


def test_a_temporal_that_was_restored_to_an_earlier_minute_catches_up(firm: Firm) -> None:
    firm.propose("asked", "voted", "idle")
    firm.vote("voted", "ayse")
    backup = firm.back_up()
    firm.vote("asked", "ayse")
    firm.vote("voted", "mehmet")
    firm.propose("newer")
    firm.stops()
    for file in (firm.house.data / "temporal").glob("temporal.db*"):
        file.unlink()
    shutil.copyfile(backup / "temporal.db", firm.house.data / "temporal" / "temporal.db")
    firm.starts()
    assert firm.verify() == {
        "service/asked": "run_behind",
        "service/voted": "run_behind",
        "service/newer": "not_running",
    }
    # A vote that the restored run takes for a new step is not lost and not said to be stored.
    words = ["decide", "service/asked/committee/1", "reject", "--reason", REASON, "--as", "mehmet"]
    assert firm.house.run(*words).returncode in {5, 7}
    eventually(lambda: "service/asked" not in firm.verify())
    firm.resume_all()
    assert firm.verify() == {}
    firm.goes_on("asked", "mehmet")
    firm.goes_on("voted")
    for one in ("newer", "idle"):
        firm.goes_on(one, "ayse", "mehmet")
    assert firm.verify() == {}


def test_a_backup_of_a_house_at_work_brings_both_stores_back(firm: Firm) -> None:
    firm.propose("one")
    backup = firm.back_up()
    firm.vote("one", "ayse")
    refused = firm.house.run("restore", str(backup))
    assert (refused.returncode, "servicecycle down" in refused.stderr) == (5, True)
    firm.stops()
    assert firm.house.run("restore", str(backup)).returncode == 5
    elsewhere = Firm(House(firm.folder / "elsewhere"), firm.folder)
    assert elsewhere.house.run("restore", str(backup)).returncode == 0
    elsewhere.starts()
    try:
        assert elsewhere.verify() == {}
        assert "vote_cast" not in elsewhere.story("one")
        elsewhere.goes_on("one", "ayse", "mehmet")
    finally:
        elsewhere.stops()


@pytest.mark.parametrize("harm", ["no manifest", "another dump"])
def test_a_backup_that_is_not_whole_is_not_restored(firm: Firm, harm: str) -> None:
    backup = firm.back_up()
    assert firm.house.run("backup", str(backup)).returncode == 2
    if harm == "no manifest":
        (backup / "backup.json").unlink()
    else:
        (backup / "postgres.dump").write_bytes(b"something else")
    refused = firm.house.run("restore", str(backup))
    assert refused.returncode == 2
    assert "folder" in refused.stderr
