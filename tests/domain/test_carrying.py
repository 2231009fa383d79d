"""What a person hands in is small enough to be carried for a whole life, however often at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from domain.asking import Verdict, open_task
from domain.carrying import ENGINE_TAKES_BYTES, LARGEST_BYTES, LARGEST_REASON_BYTES, check_size
from domain.errors import InvalidInputError
from domain.policy import QuestionName
from domain.service_questions import service_question
from domain.service_state import ServiceState
from domain.words import Gate, Stage
from tests.domain.samples import policy as the_policy

if TYPE_CHECKING:
    from pydantic import JsonValue

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_size_is_that_of_the_whole_in_bytes() -> None:
    check_size({"a": "x" * (LARGEST_BYTES - 9)}, field="file")
    for too_large in ({"a": "x" * (LARGEST_BYTES - 8)}, ["服" * (LARGEST_BYTES // 3)]):
        with pytest.raises(InvalidInputError, match="may have 102 KB") as refused:
            check_size(too_large, field="data")
        assert refused.value.field == "data"
    with pytest.raises(InvalidInputError, match="reason: it has 10 KB"):
        check_size("x" * LARGEST_REASON_BYTES, field="reason", largest=LARGEST_REASON_BYTES)


def test_service_whose_every_answer_is_as_large_as_may_be_is_carried_in_one_payload() -> None:
    """All six gates are answered side by side, and each can still be corrected."""
    given: dict[str, JsonValue] = {"words": "x" * LARGEST_BYTES}
    state = ServiceState(service_id="s", name="s", owner="owner", stage=Stage.DESIGN, step=1)
    state.given = {Gate.BRIEF: given}
    policy = the_policy()
    tasks = [
        open_task(
            service_question(QuestionName(gate), state, policy, version=1, requester=None),
            now=NOW,
            step=1,
        )
        for gate in Gate
    ]
    state.tasks = {one.question.task_id: one for one in tasks}
    for task in tasks:
        verdict = Verdict(
            task_id=task.question.task_id,
            decision_id=f"{task.question.task_id}#1",
            outcome="complete",
            reason="x" * LARGEST_REASON_BYTES,
            data=given,
            by="owner",
            at=NOW,
        )
        state.settle(task, verdict)
    how_many = len(state.taken)
    assert how_many == len(Gate)
    carried = len(json.dumps(state.snapshot()))
    # A new run is handed the file once more, and the policy.
    assert carried + LARGEST_BYTES + len(policy.model_dump_json()) < ENGINE_TAKES_BYTES * 0.9
