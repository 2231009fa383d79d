"""A company of its own, for what happens to it here is not meant for other tests."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.door.world import World
from tests.starters.conftest import company_on, postgres, servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.starters.company import Company
    from tests.starters.servers import Servers

__all__ = ["postgres", "servers", "world"]


@pytest.fixture(scope="session")
def world(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A company that has a record of every kind."""
    one = World(company_on(servers, servers.database, tmp_path_factory.mktemp("door")))
    one.settle()
    yield one
    one.leave()


@pytest.fixture
def company(world: World) -> Company:
    """Its command line."""
    return world.company


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes every call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a command writes to a file of an odd name does not fall into the project."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    yield
    os.chdir(before)
