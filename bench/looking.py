"""How long a person waits for his inbox, as a whole process, with very many open tasks."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy

from bench.measures import Measure, in_rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.house import House

_LIMIT_SECONDS = 1.0
_PROCESS = "service/filler"
_FILL = """
INSERT INTO task (task_id, workflow_id, process, name, subject, question, outcomes, roles, barred,
    ballot, seats, opened_at, due_at, state)
SELECT :process || '/committee/' || n, :process, 'ServiceLifecycle', 'committee', :process,
    'Is service number ' || n || ' offered?', ARRAY['offer', 'reject', 'defer'],
    ARRAY['committee_member'], ARRAY[]::text[], true, ARRAY['member-1', 'member-2'],
    now(), now() + n * interval '1 minute', 'created'
FROM generate_series(1, :count) AS n
"""
A_LOOK = """
import sys
import psycopg
with psycopg.connect(sys.argv[1]) as connection:
    sys.stdout.write(str(connection.execute("SELECT 1").fetchone()))
"""


def measure(house: House, *, tasks: int, rounds: int, say: Callable[[str], None]) -> Measure:
    """Measure `inbox`; the floor is a Python that connects and reads one row."""
    url = sqlalchemy.make_url(house.settings.database_url("owner"))
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        _process_row(connection)
        connection.execute(sqlalchemy.text(_FILL), {"process": _PROCESS, "count": tasks})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sqlalchemy.text("VACUUM ANALYZE task"))
    engine.dispose()
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(rounds):
        floor.append(timed([sys.executable, "-c", A_LOOK, plain], house))
        ours.append(timed(house.command("inbox", "--as", "member-1"), house))
    say(f"inbox over {tasks:,} open tasks: {', '.join(f'{one:.2f} s' for one in ours)}")
    found = in_rounds(f"inbox, {tasks:,} open tasks", "seconds", ours=ours, floor=floor)
    return replace(found, aim=f"under {_LIMIT_SECONDS:.0f} s", met=found.ours < _LIMIT_SECONDS)


def _process_row(connection: sqlalchemy.Connection) -> None:
    """The tasks hang on one process; it is closed, so that nobody looks for its run."""
    connection.execute(
        sqlalchemy.text(
            "INSERT INTO process (workflow_id, kind, subject, stage, state, step, run_id,"
            " policy_version, request_id, fingerprint, opened_at, closed_at, closed_reason)"
            " VALUES (:process, 'ServiceLifecycle', :process, 'strategy', '{}', 1,"
            " 'none', 1, 'none', 'none', now(), now(), 'filler')"
        ),
        {"process": _PROCESS},
    )


def timed(command: list[str], house: House) -> float:
    """How many seconds a command takes, as a whole process."""
    begun = time.perf_counter()
    subprocess.run(command, env=house.environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun
