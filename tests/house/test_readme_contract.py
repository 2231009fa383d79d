"""What other systems read by name stands in the README, with one full example of each."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from activities.store.reading import Event, Service, Task
from domain.answers import data_schema
from tests.house.repository import ROOT

if TYPE_CHECKING:
    from domain.model import Value

SHOWN: dict[str, type[Value]] = {"service": Service, "task": Task, "event": Event}
PROMISED = {
    "service": "service_id, name, stage, version, workflow_id",
    "task": (
        "task_id, process, workflow_id, subject, question, outcomes, roles, opened_at, due_at, "
        "data_schema"
    ),
    "event": (
        "event_id, at, recorded_at, kind, actor, reason, subject, workflow_id, run_id, "
        "policy_version, clauses"
    ),
}

_EXAMPLE = re.compile(
    r"^<!-- contract: (?P<name>\w+) -->\n\s*```json\n(?P<json>.*?)^```$", re.MULTILINE | re.DOTALL
)


def examples(text: str) -> dict[str, dict[str, Any]]:
    """The examples of a text, by the name in the comment above each."""
    found = [(one["name"], json.loads(one["json"])) for one in _EXAMPLE.finditer(text)]
    assert len(found) == len(dict(found)), "one example of each"
    return dict(found)


def in_readme() -> dict[str, dict[str, Any]]:
    return examples((ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_shows_one_full_example_of_each() -> None:
    assert in_readme().keys() == SHOWN.keys()


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_has_exactly_the_names_that_are_printed(name: str) -> None:
    assert list(in_readme()[name]) == list(SHOWN[name].model_fields)


@pytest.mark.parametrize("name", SHOWN)
def test_the_names_that_were_promised_are_printed(name: str) -> None:
    assert set(PROMISED[name].split(", ")) <= SHOWN[name].model_fields.keys()


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_is_printed_as_it_stands(name: str) -> None:
    example = in_readme()[name]
    assert SHOWN[name].model_validate(example).model_dump(mode="json") == example


def test_the_schema_of_the_answer_is_the_one_that_is_asked_for() -> None:
    task = in_readme()["task"]
    assert task["data_schema"] == data_schema(task["name"])


def test_an_example_is_found_by_the_comment_above_it() -> None:
    text = '<!-- contract: ship -->\n\n```json\n{\n  "sail": 1\n}\n```\n\n```json\n{}\n```\n'
    assert examples(text) == {"ship": {"sail": 1}}
    with pytest.raises(AssertionError, match="one example of each"):
        examples(text * 2)
