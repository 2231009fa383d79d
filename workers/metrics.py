"""How the house stands, for Prometheus: read when it is asked for, and never in a worker's way.

Every worker tells the same of the house, whichever is left; queries take the `max` over workers.
While PostgreSQL or Temporal does not answer, what only it knows is left out, and `…_up` is 0.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from activities.store import reading
from domain.errors import ServicecycleError
from domain.words import SYSTEM
from workers.registers.engines import business_now, reader_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client import CollectorRegistry, Metric

    from workers.settings import Settings

_PATIENCE_MS = 2_000
_OFTEN = 3

Wedged: TypeAlias = Callable[[], int | None]
"""Asks Temporal how many processes are wedged; None while it does not answer."""


class ActivityFailures:
    """Counts the attempts of activities that failed, by the name of the activity.

    Args:
        registry: Where the count is told.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._failed = Counter(
            "servicecycle_activity_failures",
            "Attempts of an activity that failed; repeated is yes from the third attempt on.",
            ["activity", "repeated"],
            registry=registry,
        )

    def note(self, activity: str, attempt: int) -> None:
        """Count an attempt that failed."""
        self._failed.labels(activity, "yes" if attempt >= _OFTEN else "no").inc()


class HouseCollector(Collector):
    """Reads how the house stands, once for each time it is asked.

    Args:
        settings: Where PostgreSQL is.
        wedged: Asks Temporal.
    """

    def __init__(self, settings: Settings, wedged: Wedged) -> None:
        self._settings = settings
        self._wedged = wedged
        self._one_at_a_time = threading.Lock()

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked when it is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Tell what PostgreSQL and Temporal say now."""
        with self._one_at_a_time:
            found = self._measured()
            wedged = self._wedged()
        yield _build()
        yield _gauge("database_up", "Whether PostgreSQL answers.", found is not None)
        yield _gauge("temporal_up", "Whether Temporal answers.", wedged is not None)
        if wedged is not None:
            yield _gauge("processes_wedged", "Processes whose code cannot go on.", wedged)
        if found is not None:
            yield from _processes(found)
            yield from _notices(found)

    def _measured(self) -> reading.HouseGauges | None:
        try:
            engine = reader_engine(self._settings, SYSTEM)
        except ServicecycleError:
            return None
        try:
            return reading.house_gauges(
                engine,
                now=business_now(engine),
                real_now=datetime.now(UTC),
                patience_ms=_PATIENCE_MS,
            )
        except (ServicecycleError, SQLAlchemyError):
            return None
        finally:
            engine.dispose()


def _build() -> Metric:
    about = {"version": version("servicecycle"), "python": platform.python_version()}
    return InfoMetricFamily("servicecycle_build", "Which release works here.", value=about)


def _processes(found: reading.HouseGauges) -> Iterator[Metric]:
    facts = found.facts
    standing = _family("processes_open", "Open processes.", "kind", "stage")
    for one in facts.open_processes:
        standing.add_metric([one.kind, one.stage], one.count)
    yield standing
    astray = "Open processes that housekeeping found not to run."
    yield _gauge("processes_astray", astray, len(facts.strays))
    yield _gauge("tasks_open", "Tasks that wait for an answer.", found.open_tasks)
    yield _gauge("tasks_overdue", "Open tasks whose due date is past.", facts.overdue_tasks)
    yield _gauge("policy_version", "The policy in force.", facts.policy_version or 0)
    if found.newest_event_seconds is not None:
        newest = "How long ago the newest event was recorded: the head of the chains."
        yield _gauge("newest_event_age_seconds", newest, found.newest_event_seconds)


def _notices(found: reading.HouseGauges) -> Iterator[Metric]:
    lying = _family("notices_undelivered", "Notices that have not left the house.", "state")
    oldest = "How long the oldest undelivered notice has lain in its state; 0 for none."
    ages = _family("notice_oldest_age_seconds", oldest, "state")
    for state, seconds in found.oldest_notice_seconds.items():
        lying.add_metric([state], found.facts.undelivered_notices.get(state, 0))
        ages.add_metric([state], seconds)
    yield lying
    yield ages
    yield _gauge("notices_held_by_house", "Whether all notices are held back.", found.held)


def _family(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"servicecycle_{name}", words, labels=labels)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"servicecycle_{name}", words, value=float(value))
