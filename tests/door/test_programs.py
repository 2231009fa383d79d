"""Odd words and files as an operating system hands them to a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.stack import COMMAND, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.door.world import World


def typed(
    *words: str | bytes, **environment: str
) -> tuple[int, dict[str, str | None] | None, str, str]:
    """Type a command: its exit code, its error as a machine reads it, and what it said."""
    done = subprocess.run(
        [COMMAND, *words],
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stdout + done.stderr
    last = done.stderr.splitlines()[-1] if done.stderr else ""
    error = json.loads(last)["error"] if last.startswith("{") else None
    return done.returncode, error, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (["up", "--json", "--data", "a-file"], 2, "data"),
        (["up", "--json", "--data", "a-file/below"], 2, "data"),
        (["up", "--json", "--port", "0"], 2, "port"),
        (["up", "--json", "--ui-port", "99999999999999999999"], 2, "ui_port"),
        (["down", "--json", "--data", "a-file"], 0, None),
        (["demo", "--json", "--rate", "nan"], 2, "rate"),
        (["demo", "--json", "--rate", "-inf"], 2, "rate"),
        (["demo", "--json", "--data", "a-file"], 2, "data"),
        (["demo", "--json", "--check", "--data", "a-file"], 6, None),
        (["status", "--json", "--data", "a-file"], 0, None),
        (["service", "show", "--json", b"\xff\xfe"], 2, None),
        (["inbox", "--json", "--as", b"\xff"], 2, "as"),
    ],
)
def test_odd_words_to_what_starts_a_house_are_refused_before_anything_starts(
    tmp_path: Path, words: list[str | bytes], code: int, field: str | None
) -> None:
    (tmp_path / "a-file").touch()
    placed = [
        str(tmp_path / one) if isinstance(one, str) and one.startswith("a-file") else one
        for one in words
    ]
    ended, error, _, said = typed(*placed, SERVICECYCLE_DATA=str(tmp_path / "none"))
    assert ended == code, said
    assert (error or {}).get("field") == field
    assert {one.name for one in tmp_path.iterdir()} == {"a-file"}


def test_servers_that_are_away_stop_a_worker_before_it_begins() -> None:
    ended, _, _, said = typed(
        "worker",
        TEMPORAL_ADDRESS="127.0.0.1:1",
        SERVICECYCLE_DATABASE_URL="postgresql://x:y@127.0.0.1:1/z",
    )
    assert ended == 6
    assert "127.0.0.1:1 does not answer" in said


def test_person_whom_the_environment_names_in_no_letters_is_refused(world: World) -> None:
    kept = {name: one for name, one in world.company.environment.items() if one is not None}
    ended, error, _, _ = typed(
        "inbox", "--json", **{**kept, "SERVICECYCLE_ACTOR": os.fsdecode(b"\xff")}
    )
    assert (ended, (error or {}).get("field")) == (2, "as")


def test_what_the_shell_hands_over_as_a_pipe_is_a_file(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    script = f"'{COMMAND}' policy check <(cat domain/default_policy.yaml)"
    done = subprocess.run(
        ["bash", "-c", script],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    os.mkfifo(policy)
    ended, error, _, _ = typed("policy", "check", "--json", str(policy))
    assert (ended, (error or {}).get("field")) == (2, "file")


def test_refusal_of_temporal_leaves_no_traceback_behind(world: World) -> None:
    kept = {name: one for name, one in world.company.environment.items() if one is not None}
    ended, error, _, _ = typed("service", "resume", "running", "--as", "admin", "--json", **kept)
    assert (ended, (error or {}).get("code")) == (5, "conflict")
