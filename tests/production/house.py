"""The compose file at work without an engine: its own commands, variables and files, on loopback.

Only what an engine would give is put in place of it: addresses, and where files lie.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sysconfig
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from operator import not_
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from tests.production import compose
from tests.production.postgres_image import postgres_image, programs
from tests.production.receiver import Receiver, receiver
from tests.support.mail_server import Sink, mail_server
from tests.support.stack import clean_environment, eventually
from workers.embedded.dev_server import DevServer
from workers.embedded.ports import Ports, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVICES = compose.services()


@dataclass
class Running:
    """A worker that was started as the compose file says."""

    process: subprocess.Popen[bytes]
    log: IO[bytes]
    environment: dict[str, str] = field(repr=False)

    @property
    def said(self) -> list[str]:
        """The lines of its log."""
        return Path(str(self.log.name)).read_text(encoding="utf-8").splitlines()

    def is_healthy(self) -> bool:
        """What the health check of the compose file finds."""
        asked = _SERVICES["worker"].says["healthcheck"]["test"][1:]
        done = subprocess.run(asked, env=self.environment, check=False, capture_output=True)
        return done.returncode == 0

    def stop(self, *, grace: float) -> int:
        """Stop it as an engine does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=grace)


@dataclass
class ComposedHouse:
    """The services of the file, and how to start each."""

    folder: Path
    postgres: int
    ports: Ports
    mail: Sink
    traces: Receiver

    def put_files(self) -> None:
        """Lay secrets and configs where the services are pointed to."""
        for name in compose.composed()["secrets"]:
            self._put(f"/run/secrets/{name}", self._here(compose.secret(name)))
        for one in _SERVICES.values():
            for config in one.says.get("configs", []):
                self._put(config["target"], self._here(compose.script(config["source"])))

    def environment(self, service: str) -> dict[str, str]:
        """The variables of a service, with addresses of this machine."""
        path = f"{sysconfig.get_path('scripts')}:{programs()}:{os.environ['PATH']}"
        told = {n: self._here(v) for n, v in _SERVICES[service].environment.items()}
        chosen = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.traces.address,
            "PGHOST": "127.0.0.1",
            "SERVICECYCLE_METRICS_ADDRESS": f"127.0.0.1:{free_port()}",
        }
        told |= {name: value for name, value in chosen.items() if name in told}
        own = {"SERVICECYCLE_DATA": str(self.folder / "var"), "PGPORT": str(self.postgres)}
        return clean_environment(**own) | told | {"PATH": path}

    def run(self, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a service that ends."""
        argv = [self._here(part) for part in _SERVICES[service].argv]
        return subprocess.run(
            [*argv, *arguments],
            env=self.environment(service),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def does(self, *arguments: str) -> str:
        """Run a command that is done; what it said."""
        done = self.run("servicecycle", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def worker(self, name: str) -> Iterator[Running]:
        """Let a worker run until it is stopped, at the latest at the end of the block."""
        told = self.environment("worker")
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(_SERVICES["worker"].argv, env=told, stderr=log)
            try:
                running = Running(process, log, told)
                eventually(lambda: running.is_healthy() or process.poll() is not None)
                assert process.poll() is None, running.said
                yield running
            finally:
                process.kill()
                process.wait()

    def _here(self, text: str) -> str:
        for there, here in {
            "@postgres:5432": f"@127.0.0.1:{self.postgres}",
            "temporal:7233": f"127.0.0.1:{self.ports.temporal}",
            "/run/secrets/": f"{self.folder}/run/secrets/",
            "/etc/servicecycle/": f"{self.folder}/etc/servicecycle/",
            compose.example()["SMTP_URL"]: f"smtp://127.0.0.1:{self.mail.port}",
        }.items():
            text = text.replace(there, here)
        return text

    def _put(self, path: str, content: str) -> None:
        target = self.folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


@contextmanager
def composed_house(folder: Path) -> Iterator[ComposedHouse]:
    """The servers of others, and everything a service needs to start."""
    with ExitStack() as parts:
        password = compose.example()["POSTGRES_PASSWORD"]
        (folder / "postgres").mkdir()
        port = parts.enter_context(postgres_image(folder / "postgres", password))
        ports = Ports(temporal=free_port(), ui=free_port(), postgres=port)
        parts.enter_context(_temporal(folder, ports))
        mail = parts.enter_context(mail_server(Sink()))
        house = ComposedHouse(folder, port, ports, mail, parts.enter_context(receiver()))
        house.put_files()
        yield house


@contextmanager
def _temporal(folder: Path, ports: Ports) -> Iterator[None]:
    """A server that is healthy: whoever depends on it is started no sooner."""
    temporal = DevServer(folder, ports)
    server = subprocess.Popen(temporal.command(), stdout=subprocess.DEVNULL)
    try:
        asyncio.run(_until_healthy(temporal, server.pid))
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


@retry(retry=retry_if_result(not_), wait=wait_fixed(0.05), stop=stop_after_delay(60))
async def _until_healthy(server: DevServer, pid: int) -> bool:
    return await server.serves(pid)
