"""What is kept of a release: what Temporal remembered of its open processes, and its database."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from temporalio.client import WorkflowHistory

HERE = Path(__file__).parent
_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True)
class Kept:
    """What is kept of one release.

    Args:
        version: The release, such as 0.1.0.
    """

    version: str

    def __str__(self) -> str:
        return self.version

    def histories(self) -> dict[str, WorkflowHistory]:
        """Every run of every process, as `<kind>/<life>.<run>`."""
        return _histories(self.version)

    def database(self) -> str:
        """The database as SQL."""
        with gzip.open(HERE / self.version / "database.sql.gz", "rt", encoding="utf-8") as sql:
            return sql.read()


@cache
def _histories(version: str) -> dict[str, WorkflowHistory]:
    with gzip.open(HERE / version / "histories.jsonl.gz", "rt", encoding="utf-8") as lines:
        runs = [json.loads(line) for line in lines]
    named = {f"{one['process']}.{one['run']}": one["history"] for one in runs}
    return {
        name: WorkflowHistory.from_json(name, json.dumps(history))
        for name, history in named.items()
    }


def order(version: str) -> tuple[int, ...]:
    """What comes earlier sorts lower."""
    return tuple(int(part) for part in version.split("."))


@cache
def releases() -> tuple[Kept, ...]:
    """Every release of which something is kept, the oldest first."""
    found = [one.name for one in HERE.iterdir() if _VERSION.fullmatch(one.name)]
    return tuple(Kept(one) for one in sorted(found, key=order))
