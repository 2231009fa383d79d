"""The three parts of the stack: how each is made, run, and known to serve."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from workers.embedded.cluster import Cluster
from workers.embedded.launching import launch_command
from workers.embedded.parts import PartPlan
from workers.embedded.ports import LOOPBACK, Ports
from workers.embedded.record import POSTGRES, TEMPORAL, WORKER

if TYPE_CHECKING:
    from workers.embedded.dev_server import DevServer
    from workers.embedded.first_steps import FirstSteps
    from workers.embedded.folder import DataFolder
    from workers.settings import Settings

# Above the time a worker gives its activities to end, see workers.main.
_WORKER_STOP_SECONDS = 45.0


def cluster_of(folder: DataFolder) -> Cluster:
    """The PostgreSQL of a data folder."""
    return Cluster(
        folder.postgres, credentials=folder.credentials_file, log=folder.log_of(POSTGRES)
    )


def postgres_plan(folder: DataFolder, cluster: Cluster, ports: Ports) -> PartPlan:
    """How PostgreSQL is run."""

    def command() -> list[str]:
        cluster.server_left_running()
        return cluster.server_command(ports.postgres)

    async def serves(pid: int) -> bool:
        return cluster.is_serving(pid)

    return PartPlan(
        name=POSTGRES,
        title="PostgreSQL",
        address=f"{LOOPBACK}:{ports.postgres}",
        command=command,
        serves=serves,
        log=folder.log_of(POSTGRES),
        stop_signal=signal.SIGINT,
    )


def temporal_plan(folder: DataFolder, server: DevServer) -> PartPlan:
    """How Temporal is run."""
    return PartPlan(
        name=TEMPORAL,
        title="Temporal",
        address=server.address,
        command=server.command,
        serves=server.serves,
        log=folder.log_of(TEMPORAL),
    )


def worker_plan(folder: DataFolder, settings: Settings, steps: FirstSteps) -> PartPlan:
    """How the worker is run; it serves once its process id stands in its readiness file."""
    readiness = folder.root / "worker.ready"

    def command() -> list[str]:
        readiness.unlink(missing_ok=True)
        return launch_command(steps.worker(settings, readiness))

    async def serves(pid: int) -> bool:
        try:
            return readiness.read_text(encoding="ascii") == str(pid)
        except FileNotFoundError:
            return False

    return PartPlan(
        name=WORKER,
        title="worker",
        address=None,
        command=command,
        serves=serves,
        log=folder.log_of(WORKER),
        stop_seconds=_WORKER_STOP_SECONDS,
    )
