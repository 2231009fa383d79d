"""What the compose file starts does its work: real commands and servers, its own variables.

The story is told once; each test looks at a part of it. What cannot be run here is Temporal's own
tool for its tables, for no package brings it; its embedded server makes its own.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.house.repository import ROOT
from tests.production import compose
from tests.production.house import ComposedHouse, composed_house
from tests.production.test_compose import seconds
from tests.support.stack import eventually

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from prometheus_client import Metric

pytestmark = pytest.mark.e2e

GRACE = seconds(compose.services()["worker"].says["stop_grace_period"])
TASK = "service/managed-backup/committee/1"
TRACED = {
    "StartWorkflowUpdate:decide",
    "HandleUpdate:decide",
    "StartActivity:process.record",
    "RunActivity:process.record",
}


@dataclass
class Story:
    """All that was seen while it was told."""

    house: ComposedHouse
    one_shots: list[subprocess.CompletedProcess[str]] = field(default_factory=list)
    metrics: dict[str, Metric] = field(default_factory=dict)
    stopped: list[tuple[int, float]] = field(default_factory=list)
    logs: list[dict[str, Any]] = field(default_factory=list)
    told_on_first_day: list[str] = field(default_factory=list)

    def value(self, name: str, **labels: str) -> float:
        """What a metric said."""
        (found,) = [
            sample.value
            for family in self.metrics.values()
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("composed")
    folder.chmod(0o755)
    with composed_house(folder) as house:
        told = Story(house)
        prepare(told)
        first_day(told)
        second_day(told)
        yield told


def prepare(told: Story) -> None:
    """What runs before a worker, and again with each release."""
    for name in ("database", "namespace", "migrate") * 2:
        done = told.house.run(name)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        told.one_shots.append(done)


def first_day(told: Story) -> None:
    """A worker, a service, a vote, a look at the metrics, and the end of the worker."""
    with told.house.worker("first") as worker:
        examples = ROOT / "examples"
        told.house.does("people", "import", str(examples / "people.yaml"), "--apply")
        told.house.does("service", "propose", str(examples / "service.yaml"), "--as", "deniz")
        vote(told, "murat")
        eventually(lambda: told.house.mail.letters)
        told.metrics = scraped(worker.environment["SERVICECYCLE_METRICS_ADDRESS"])
        begun = time.monotonic()
        told.stopped.append((worker.stop(grace=GRACE), time.monotonic() - begun))
        told.logs = [json.loads(line) for line in worker.said]
        told.told_on_first_day = [span.name for span in told.house.traces.spans]


def second_day(told: Story) -> None:
    """Another worker that remembers nothing: it replays the process to go on with it."""
    with told.house.worker("second") as worker:
        vote(told, "grace")
        begun = time.monotonic()
        told.stopped.append((worker.stop(grace=GRACE), time.monotonic() - begun))


def vote(told: Story, person: str) -> None:
    said = ["--reason", "Customers ask for it", "--as", person]
    told.house.does("decide", TASK, "offer", *said, "--request-id", f"vote-{person}")


def scraped(address: str) -> dict[str, Metric]:
    """What Prometheus would read."""
    with urlopen(f"http://{address}/metrics", timeout=10) as page:
        assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = page.read().decode()
    return {family.name: family for family in text_string_to_metric_families(text)}


def logged_in(story: Story, login: str) -> psycopg.Connection[Any]:
    """The database as one of its two logins has it."""
    address = compose.example()[f"{login}_URL"].replace(
        "@postgres:5432", f"@127.0.0.1:{story.house.postgres}"
    )
    return psycopg.connect(address, autocommit=True)


def test_what_runs_once_changes_nothing_when_it_runs_again(story: Story) -> None:
    first, again = story.one_shots[2], story.one_shots[5]
    assert "search attributes: " in first.stdout
    assert "all known" not in first.stdout
    assert "migrations: none needed" in again.stdout
    assert "search attributes: all known" in again.stdout


def test_neither_login_is_a_superuser_and_the_worker_owns_nothing(story: Story) -> None:
    with logged_in(story, "WORKER") as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname ~ '^servicecycle'"
        ).fetchall()
        owned = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE tableowner = 'servicecycle'"
        ).fetchone()
        assert sorted(roles) == [
            (name, False, False)
            for name in (
                *("servicecycle", "servicecycle_owner"),
                *("servicecycle_reader", "servicecycle_worker"),
            )
        ]
        assert owned == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM event")
        connection.execute("SET ROLE servicecycle_worker")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE event SET actor = 'nobody'")


def test_a_password_that_is_wrong_lets_nobody_in(story: Story) -> None:
    address = f"postgresql://servicecycle:wrong@127.0.0.1:{story.house.postgres}/servicecycle"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_the_process_went_on_with_the_next_worker(story: Story) -> None:
    task = json.loads(story.house.does("task", "show", TASK, "--json"))
    assert (task["state"], task["outcome"]) == ("completed", "offer")
    service = json.loads(story.house.does("service", "show", "managed-backup", "--json"))
    assert service["stage"] == "design"


def test_notices_leave_by_the_mail_server_that_was_named(story: Story) -> None:
    letters = story.house.mail.letters
    sender = compose.example()["SERVICECYCLE_MAIL_FROM"]
    assert {parseaddr(str(letter["From"]))[1] for letter in letters} == {sender}
    assert len(story.house.mail.message_ids) == len(set(story.house.mail.message_ids))


def test_a_worker_that_is_asked_to_stop_ends_well_within_its_time(story: Story) -> None:
    assert [code for code, _ in story.stopped] == [0, 0]
    assert max(took for _, took in story.stopped) < GRACE
    events = [one["event"] for one in story.logs]
    assert events.index("worker_ready") < events.index("worker_stopping")
    assert events[-1] == "worker_stopped"


def test_every_line_of_the_log_is_one_object_and_ours_say_what_they_were_about(
    story: Story,
) -> None:
    assert all({"event", "level", "timestamp", "logger"} <= one.keys() for one in story.logs)
    handled = next(one for one in story.logs if one["event"] == "notice_handled")
    assert (handled["workflow_id"], handled["activity"]) == ("mailroom", "mailroom.deliver")
    assert handled["attempt"] == 1
    assert handled["run_id"]


def test_the_metrics_say_how_the_house_stands(story: Story) -> None:
    assert story.value("servicecycle_database_up") == 1
    assert story.value("servicecycle_temporal_up") == 1
    standing = {"kind": "ServiceLifecycle", "stage": "strategy"}
    assert story.value("servicecycle_processes_open", **standing) == 1
    assert story.value("servicecycle_tasks_open") == 1
    assert story.value("servicecycle_tasks_overdue") == 0
    assert story.value("servicecycle_processes_wedged") == 0
    assert story.value("servicecycle_processes_astray") == 0
    assert 0 < story.value("servicecycle_newest_event_age_seconds") < 60
    assert story.value("servicecycle_policy_version") == 1


def test_the_metrics_of_the_sdk_stand_beside_ours(story: Story) -> None:
    slots = {"task_queue": "servicecycle", "worker_type": "ActivityWorker"}
    assert story.value("temporal_worker_task_slots_available", **slots) > 0
    waited = "temporal_workflow_task_schedule_to_start_latency_seconds_count"
    assert story.value(waited, task_queue="servicecycle") >= 1
    worked = "temporal_workflow_task_execution_latency_seconds_count"
    assert story.value(worked, workflow_type="ServiceLifecycle") >= 1


def test_a_vote_is_one_trace_from_the_command_to_the_record(story: Story) -> None:
    traces = story.house.traces
    asked = traces.named("StartWorkflowUpdate:decide")
    assert len(asked) == 2
    for one in asked:
        told = {span.name for span in traces.spans if span.trace_id == one.trace_id}
        assert told > TRACED
    assert len({one.trace_id for one in asked}) == 2
    assert traces.services == {"servicecycle"}


def test_a_proposal_is_one_trace_from_the_command_to_the_record(story: Story) -> None:
    traces = story.house.traces
    (trace,) = traces.trace_of("RunWorkflow:ServiceLifecycle")
    told = {span.name for span in traces.spans if span.trace_id == trace}
    assert {"RunActivity:process.open", "StartActivity:process.open"} < told
    assert trace not in traces.trace_of("StartWorkflowUpdate:decide")


def test_what_is_replayed_is_not_told_twice(story: Story) -> None:
    later = [one.name for one in story.house.traces.spans][len(story.told_on_first_day) :]
    assert "RunWorkflow:ServiceLifecycle" in story.told_on_first_day
    assert "RunWorkflow:ServiceLifecycle" not in later
    assert [one for one in later if one.startswith("HandleUpdate:")] == ["HandleUpdate:decide"]
