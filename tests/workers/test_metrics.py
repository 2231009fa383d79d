"""What is told of a house, read from a real PostgreSQL, also while that is away, busy or empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from activities.store.engine import engine_for
from activities.store.migrating import migrate
from tests.support.postgres import start_test_postgres
from workers.metrics import ActivityFailures, HouseCollector
from workers.registers.policies import publish_default
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prometheus_client import Metric

    from tests.support.postgres import Database, TestPostgres

NOW = datetime.now(UTC)
PROCESSES = "servicecycle_processes_open"
STATES = ("queued", "held", "failed")
BOUNDED = {"kind", "stage", "state", "version", "python", "activity", "repeated"}
HOUSE = """
INSERT INTO person VALUES ('ayse', 'Ayse', 'a@example.com', 'tr', 'UTC', '{}', '{}');
INSERT INTO process (workflow_id, kind, subject, stage, state, step, run_id, policy_version,
                     request_id, fingerprint, opened_at, closed_at, closed_reason, stray)
SELECT 'service/' || id, 'ServiceLifecycle', 'service/' || id, stage, '{}', 1, 'r', 1, 'q', 'f',
       now(), ended, 'retired' || ended, stray
  FROM (VALUES ('a', 'strategy', NULL, NULL), ('b', 'operation', NULL, NULL),
               ('c', 'operation', NULL, 'lost'), ('d', 'retired', now(), NULL))
    AS one (id, stage, ended, stray);
INSERT INTO task (task_id, workflow_id, process, name, subject, question, ballot, opened_at,
                  due_at, state)
SELECT 'service/a/' || id, 'service/a', 'ServiceLifecycle', 'committee', 'service/a', 'Shall we?',
       false, now(), due, 'created'
  FROM (VALUES ('1', now() - interval '1 day'), ('2', now() + interval '1 day')) AS one (id, due);
INSERT INTO notice (notice_key, person_id, template, params, subject, state, at, recorded_at)
SELECT 'k' || age || state, 'ayse', 'service_retired', '{}', 'service/a', state, now(),
       now() - age * interval '1 minute'
  FROM (VALUES ('queued', 10), ('queued', 3), ('failed', 60), ('sent', 90)) AS one (state, age);
INSERT INTO mailroom (held) VALUES (true);
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    one = start_test_postgres(tmp_path_factory.mktemp("metrics"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def database(server: TestPostgres) -> Database:
    """A house with a little of everything."""
    one = server.sibling("measured")
    migrate(one.owner_url)
    engine = engine_for(one.owner_url)
    publish_default(engine)
    with engine.begin() as connection:
        connection.execute(text(HOUSE))
    engine.dispose()
    return one


def settings(database: Database) -> Settings:
    return Settings.resolve(
        environ={
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
            "SERVICECYCLE_DATABASE_URL": database.owner_url.replace("+psycopg", ""),
        }
    )


def scraped(where: Settings, *, wedged: int | None = 0) -> dict[str, Metric]:
    """What Prometheus would read, by the name of each metric."""
    registry = CollectorRegistry()
    registry.register(HouseCollector(where, lambda: wedged))
    told = generate_latest(registry).decode()
    return {one.name: one for one in text_string_to_metric_families(told)}


def value(told: dict[str, Metric], name: str, **labels: str) -> float:
    (found,) = [one.value for one in told[name].samples if labels == one.labels]
    return found


def test_processes_are_counted_by_kind_and_stage_while_they_are_open(database: Database) -> None:
    told = scraped(settings(database))
    open_ones = {(one.labels["stage"], one.value) for one in told[PROCESSES].samples}
    assert open_ones == {("strategy", 1), ("operation", 2)}
    assert value(told, "servicecycle_processes_astray") == 1


def test_tasks_are_counted_and_those_that_are_late(database: Database) -> None:
    told = scraped(settings(database))
    assert value(told, "servicecycle_tasks_open") == 2
    assert value(told, "servicecycle_tasks_overdue") == 1


def test_the_outbox_is_told_by_state_with_its_oldest_notice(database: Database) -> None:
    told = scraped(settings(database))
    lying = {
        state: value(told, "servicecycle_notices_undelivered", state=state) for state in STATES
    }
    assert lying == {"queued": 2, "held": 0, "failed": 1}
    age = "servicecycle_notice_oldest_age_seconds"
    assert value(told, age, state="queued") == pytest.approx(600, abs=60)
    assert value(told, age, state="failed") == pytest.approx(3600, abs=60)
    assert value(told, age, state="held") == 0
    assert value(told, "servicecycle_notices_held_by_house") == 1


def test_the_head_of_the_chains_has_an_age(database: Database) -> None:
    age = value(scraped(settings(database)), "servicecycle_newest_event_age_seconds")
    assert 0 < age < (datetime.now(UTC) - NOW + timedelta(minutes=1)).total_seconds()


def test_names_and_labels_are_as_prometheus_wants_them_and_are_few(database: Database) -> None:
    registry = CollectorRegistry()
    ActivityFailures(registry).note("process.record", 1)
    registry.register(HouseCollector(settings(database), lambda: 0))
    told = list(text_string_to_metric_families(generate_latest(registry).decode()))
    samples = [sample for one in told for sample in one.samples]
    assert all(one.documentation for one in told)
    assert [one.name for one in told if not one.name.startswith("servicecycle_")] == []
    assert {label for one in samples for label in one.labels} <= BOUNDED
    assert [
        one.name for one in told if "age" in one.name.split("_") and "seconds" not in one.name
    ] == []
    counted = [one for one in told if one.type == "counter"]
    assert {s.name.rpartition("_")[2] for one in counted for s in one.samples} <= {
        "total",
        "created",
    }
    assert len(samples) < 40


@pytest.mark.parametrize(("attempt", "repeated"), [(1, "no"), (2, "no"), (3, "yes"), (9, "yes")])
def test_an_activity_that_fails_again_and_again_is_told_apart(attempt: int, repeated: str) -> None:
    registry = CollectorRegistry()
    ActivityFailures(registry).note("process.record", attempt)
    labels = {"activity": "process.record", "repeated": repeated}
    assert registry.get_sample_value("servicecycle_activity_failures_total", labels) == 1


def test_temporal_that_does_not_answer_hides_only_what_it_alone_knows(database: Database) -> None:
    told = scraped(settings(database), wedged=None)
    assert value(told, "servicecycle_temporal_up") == 0
    assert "servicecycle_processes_wedged" not in told
    assert value(told, "servicecycle_tasks_open") == 2
    assert value(scraped(settings(database), wedged=2), "servicecycle_processes_wedged") == 2


def nothing_is_told_but_that_it_is_away(told: dict[str, Metric]) -> None:
    assert value(told, "servicecycle_database_up") == 0
    assert told.keys() == {
        *("servicecycle_build_info", "servicecycle_database_up", "servicecycle_temporal_up"),
        "servicecycle_processes_wedged",
    }


def test_a_database_that_is_away_is_told_and_breaks_nothing() -> None:
    nobody = Settings.resolve(
        environ={
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
            "SERVICECYCLE_DATABASE_URL": "postgresql://sc:sc@127.0.0.1:1/sc",
        }
    )
    nothing_is_told_but_that_it_is_away(scraped(nobody))


def test_a_house_that_was_never_started_is_told_as_one_that_is_away(tmp_path: Path) -> None:
    nothing_is_told_but_that_it_is_away(scraped(Settings.resolve(tmp_path, environ={})))


def test_a_database_without_tables_is_told_as_away(server: TestPostgres) -> None:
    nothing_is_told_but_that_it_is_away(scraped(settings(server.sibling("empty"))))


def test_a_database_that_is_busy_is_not_waited_for(database: Database) -> None:
    engine = engine_for(database.owner_url)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE process IN ACCESS EXCLUSIVE MODE"))
        # Whoever waited for this lock would wait for ever, for it is held meanwhile.
        nothing_is_told_but_that_it_is_away(scraped(settings(database)))
    engine.dispose()
    assert value(scraped(settings(database)), "servicecycle_database_up") == 1
