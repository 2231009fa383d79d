from __future__ import annotations

import secrets
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from workers.embedded import ports as module
from workers.embedded.ports import Ports, PortWishes, choose_ports, free_port, is_free

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANOTHER_PROCESS = """
import socket
with socket.socket() as other:
    try:
        other.bind(("127.0.0.1", {given}))
    except OSError:
        print("refused")
with socket.create_server(("127.0.0.1", {given})):
    print("listens")
"""


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        taken: int = listener.getsockname()[1]
        yield taken


def choose(
    folder: Path, *, port: int | None = None, ui_port: int | None = None
) -> tuple[Ports, list[str]]:
    said: list[str] = []
    wishes = PortWishes(port=port, ui_port=ui_port)
    chosen = choose_ports(folder / "ports.json", wishes, say=said.append)
    return chosen, said


def test_port_that_was_asked_for_is_used_and_remembered(tmp_path: Path) -> None:
    asked, ui = free_port(), free_port()
    first, _ = choose(tmp_path, port=asked, ui_port=ui)
    again, said = choose(tmp_path)
    assert (first.temporal, first.ui) == (asked, ui)
    assert again == first
    assert said == []


def test_taken_port_that_was_asked_for_is_an_error_naming_port_and_option(tmp_path: Path) -> None:
    with listening() as taken, pytest.raises(InvalidInputError, match=rf"{taken} .*--port") as no:
        choose(tmp_path, port=taken, ui_port=free_port())
    assert no.value.field == "port"


def test_remembered_port_that_is_taken_is_an_error_naming_port_and_option(tmp_path: Path) -> None:
    chosen, _ = choose(tmp_path, port=free_port(), ui_port=free_port())
    with (
        listening(chosen.ui),
        pytest.raises(InvalidInputError, match=rf"{chosen.ui}, which this.*--ui-port"),
    ):
        choose(tmp_path)


def test_another_port_may_be_asked_for_than_the_remembered_one(tmp_path: Path) -> None:
    chosen, _ = choose(tmp_path, port=free_port(), ui_port=free_port())
    with listening(chosen.temporal):
        moved, _ = choose(tmp_path, port=free_port())
    assert moved.temporal != chosen.temporal
    assert moved.ui == chosen.ui


def test_usual_port_that_is_taken_on_the_first_start_is_replaced_and_said(tmp_path: Path) -> None:
    usual = module._USUAL_PORT  # noqa: SLF001 - the number is what is tested
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_free(usual):
            listener.bind(("127.0.0.1", usual))
            listener.listen()
        chosen, said = choose(tmp_path, ui_port=free_port())
    assert usual < chosen.temporal < usual + 100
    assert said == [
        f"port {usual} is taken by another program: using {chosen.temporal} (--port names another)"
    ]


def test_postgresql_moves_to_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    chosen, _ = choose(tmp_path, port=free_port(), ui_port=free_port())
    with listening(chosen.postgres):
        moved, _ = choose(tmp_path)
    assert moved.postgres != chosen.postgres


def test_free_ports_are_none_that_the_kernel_gives_away_by_itself() -> None:
    assert all(10_000 <= free_port() < 30_000 for _ in range(20))


def test_postgresql_leaves_a_port_that_was_asked_for_to_who_asked(tmp_path: Path) -> None:
    chosen, _ = choose(tmp_path, port=free_port(), ui_port=free_port())
    again, _ = choose(tmp_path, port=chosen.postgres)
    assert again.temporal == chosen.postgres != again.postgres


def test_a_free_port_is_given_to_nobody_else_and_its_server_may_listen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = free_port()
    draws = [given, given + 1] if is_free(given + 1) else [given, given + 2]
    monkeypatch.setattr(secrets, "randbelow", lambda _many: draws.pop(0) - 10_000)
    assert free_port() != given
    told = subprocess.run(
        [sys.executable, "-c", _ANOTHER_PROCESS.format(given=given)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["refused", "listens"]


def test_only_the_last_ports_are_kept() -> None:
    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    for _ in range(200):
        free_port()
    assert opened() <= before + 64


def test_server_and_web_page_cannot_share_a_port(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(InvalidInputError, match="must differ"):
        choose(tmp_path, port=port, ui_port=port)


def test_listener_on_all_addresses_takes_the_port_as_well() -> None:
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))  # noqa: S104 - nobody is answered
        listener.listen()
        assert not is_free(listener.getsockname()[1])
