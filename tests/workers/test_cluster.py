from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest

from tests.support.plain_user import give_to_plain_user, run_as_plain_user
from tests.support.postgres import TestPostgres, plain, start_test_postgres
from tests.support.stack import eventually
from workers.embedded.cluster import Cluster
from workers.embedded.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_AND_STOP = """
import sys
from pathlib import Path
from tests.support.postgres import start_test_postgres
start_test_postgres(Path(sys.argv[1])).stop()
"""


@pytest.fixture(scope="module")
def closed_parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parents as root's home has them: closed to everybody else."""
    parent = tmp_path_factory.mktemp("closed")
    parent.chmod(0o700)
    inner = parent / "inner"
    inner.mkdir(mode=0o700)
    return inner


@pytest.fixture(scope="module")
def server(closed_parent: Path) -> Iterator[TestPostgres]:
    running = start_test_postgres(closed_parent)
    yield running
    running.stop()


def asked(url: str, question: str) -> object:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(question).fetchone()
    return None if row is None else row[0]


def test_server_runs_below_closed_folders_and_they_keep_their_modes(
    server: TestPostgres, closed_parent: Path
) -> None:
    assert asked(server.owner_url, "SELECT 1") == 1
    for folder in (closed_parent, closed_parent.parent):
        assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_server_of_root_does_not_run_as_root(server: TestPostgres) -> None:
    assert psutil.Process(server.process.pid).uids().effective != 0
    assert server.cluster.folder.stat().st_uid != 0
    assert oct(server.cluster.folder.stat().st_mode & 0o777) == "0o700"


def test_server_of_an_ordinary_user_runs_as_himself(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    give_to_plain_user(tmp_path)
    done = run_as_plain_user(START_AND_STOP, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "postgres").stat().st_uid == tmp_path.stat().st_uid


@pytest.mark.parametrize("role", ["owner", "worker", "reader"])
def test_each_role_logs_in_and_none_is_a_superuser(server: TestPostgres, role: str) -> None:
    url = {
        "owner": server.owner_url,
        "worker": server.worker_url,
        "reader": server.reader_url,
    }[role]
    question = (
        "SELECT rolname || ' ' || rolsuper || ' ' || rolbypassrls FROM pg_roles "
        "WHERE rolname = current_user"
    )
    assert asked(url, question) == f"servicecycle_{role} false false"


def test_owner_owns_the_database_and_may_act_as_the_other_roles(server: TestPostgres) -> None:
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert asked(server.owner_url, owner) == "servicecycle_owner"
    with psycopg.connect(plain(server.owner_url)) as connection:
        for role in ("servicecycle_worker", "servicecycle_reader"):
            connection.execute(f'SET ROLE "{role}"'.encode())
            connection.execute("RESET ROLE")


def test_worker_may_not_make_tables(server: TestPostgres) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(server.worker_url, "CREATE TABLE mine (id int)")


def test_nobody_comes_in_without_the_password_or_as_the_superuser(server: TestPostgres) -> None:
    address = f"127.0.0.1:{server.port}/servicecycle"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        asked(f"postgresql://servicecycle_owner:guess@{address}", "SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        asked(f"postgresql://postgres@{address}", "SELECT 1")


def test_server_has_no_socket_whose_path_could_be_too_long(server: TestPostgres) -> None:
    process = psutil.Process(server.process.pid)
    assert process.net_connections("unix") == []
    assert {one.laddr.ip for one in process.net_connections("tcp")} == {"127.0.0.1"}


def test_real_server_forces_its_commits_to_disk(server: TestPostgres) -> None:
    command = server.cluster.server_command(1)
    assert "-F" not in command
    configuration = (server.cluster.folder / "postgresql.conf").read_text(encoding="utf-8")
    assert not any(line.startswith("fsync") for line in configuration.splitlines())


def test_passwords_are_random_and_readable_by_their_owner_only(closed_parent: Path) -> None:
    file = closed_parent / "credentials.json"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert len(set(Credentials.read(file).model_dump().values())) == 3
    assert Credentials.fresh() != Credentials.fresh()


def test_sibling_database_is_empty_and_the_owners(server: TestPostgres) -> None:
    sibling = server.sibling("another")
    assert asked(sibling.owner_url, "SELECT current_database()") == "another"


def cluster_in(folder: Path) -> Cluster:
    return Cluster(folder / "postgres", credentials=folder / "credentials.json", log=folder / "log")


def test_cluster_is_made_once(tmp_path: Path) -> None:
    assert cluster_in(tmp_path).prepare()
    before = Credentials.read(tmp_path / "credentials.json")
    assert not cluster_in(tmp_path).prepare()
    assert Credentials.read(tmp_path / "credentials.json") == before


def test_half_made_cluster_is_recognised_and_made_again(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    (tmp_path / "postgres" / "PG_VERSION").write_text("18\n", encoding="ascii")
    cluster = cluster_in(tmp_path)
    assert cluster.is_half_made
    assert cluster.prepare()
    assert not cluster.is_half_made


def test_lost_passwords_are_replaced_without_losing_data(tmp_path: Path) -> None:
    running = start_test_postgres(tmp_path)
    with psycopg.connect(plain(running.owner_url)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    running.process.send_signal(signal.SIGINT)
    running.process.wait()
    (tmp_path / "credentials.json").unlink()
    running = start_test_postgres(tmp_path)
    try:
        assert asked(running.owner_url, "SELECT count(*) FROM kept") == 0
    finally:
        running.stop()


def test_lock_that_names_a_process_of_somebody_else_is_taken_over(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path)
    cluster.prepare()
    lock = cluster.folder / "postmaster.pid"
    lock.write_text(f"{os.getppid()}\n{cluster.folder}\n1\n", encoding="utf-8")
    assert cluster.server_left_running() is None
    start_test_postgres(tmp_path).stop()


def test_lock_of_a_server_that_is_dead_and_not_buried_is_taken_over(tmp_path: Path) -> None:
    running = start_test_postgres(tmp_path)
    running.process.kill()
    eventually(lambda: psutil.Process(running.process.pid).status() == psutil.STATUS_ZOMBIE)
    assert running.cluster.server_left_running() is None
    start_test_postgres(tmp_path).stop()
    running.process.wait()


def test_lock_of_a_dead_server_keeps_nobody_out(tmp_path: Path) -> None:
    running = start_test_postgres(tmp_path)
    assert running.cluster.server_left_running() is not None
    running.process.kill()
    running.process.wait()
    assert running.cluster.server_left_running() is None
    start_test_postgres(tmp_path).stop()
