"""What a person types to reach a house."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from starters.hints import said_beside, way_here

if TYPE_CHECKING:
    import pytest


def test_the_usual_folder_needs_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert way_here(Path(".servicecycle")) == []


def test_another_folder_and_a_missing_path_are_set_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert way_here(Path("/srv/a house")) == [
        f"export PATH={Path(sys.executable).parent}:$PATH",
        "export SERVICECYCLE_DATA='/srv/a house'",
    ]


def test_the_word_stands_before_the_first_line_only() -> None:
    assert said_beside("try", ["one", "two"]) == ["try          one", "             two"]
