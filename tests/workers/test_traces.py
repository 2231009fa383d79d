from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from tests.production.receiver import receiver
from tests.support.stack import clean_environment
from workers import traces
from workers.embedded.ports import free_port
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
ONE_SPAN = """
import sys
from workers.leaving import leave
from workers.tracing import provider
with provider("1.2.3").get_tracer("test").start_as_current_span("decide"):
    pass
leave(7)
"""


def leaving_with_a_span(endpoint: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(**{ENDPOINT: endpoint})
    command = [sys.executable, "-c", ONE_SPAN]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=30
    )


def test_what_is_not_sent_yet_is_sent_before_a_command_ends() -> None:
    with receiver() as taken:
        ended = leaving_with_a_span(taken.address)
    assert (ended.returncode, ended.stderr) == (7, "")
    assert [one.name for one in taken.spans] == ["decide"]
    assert taken.services == {"servicecycle"}


def test_a_receiver_that_is_away_neither_fails_a_command_nor_speaks_to_its_reader() -> None:
    ended = leaving_with_a_span(f"http://127.0.0.1:{free_port()}")
    assert (ended.returncode, ended.stdout, ended.stderr) == (7, "", "")


def test_nothing_of_it_is_loaded_for_whoever_does_not_want_it() -> None:
    code = "import sys, workers.connection; print('opentelemetry' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_packages_that_are_missing_are_named_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.resolve(tmp_path, environ={ENDPOINT: "http://127.0.0.1:4318"})
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, "workers.tracing", raising=False)
    for wanted in (traces.of_commands, traces.of_work):
        with pytest.raises(
            InvalidInputError, match=r"pip install 'servicecycle\[otel\]'"
        ) as missed:
            wanted(settings)
        assert missed.value.field == ENDPOINT


def test_nobody_is_traced_who_did_not_ask_for_it(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path, environ={})
    assert traces.of_commands(settings) == []
    assert traces.of_work(settings) == []
