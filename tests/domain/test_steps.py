"""What processes, activities and starters hand each other arrives as it was sent.

A value of a later release is read without what is new in it; one that was sent by an earlier
release lacks nothing, for every later field has a default.
"""

from __future__ import annotations

import inspect
import json
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from domain import housekeeping, mailroom, posts, protocol, steps
from domain.asking import Milestone, MilestoneKind, Verdict
from domain.clock import BusinessClock
from domain.model import Edge, Value
from domain.policy import PinnedPolicy
from domain.steps import (
    Ask,
    Asked,
    CastVote,
    Changed,
    Closed,
    Noted,
    Opened,
    Opening,
    ProcessView,
    Settled,
    Step,
    StepDone,
    Stored,
)
from domain.words import ProcessKind, TaskState
from tests.domain.samples import NOW, TASK, every_fact, policy, service_state, task
from tests.domain.test_ballot import votes

if TYPE_CHECKING:
    from types import ModuleType

VIEW = ProcessView(
    kind=ProcessKind.SERVICE,
    subject="service/e-mail",
    stage="strategy",
    state=service_state().text(),
)
VERDICT = Verdict(task_id=TASK, decision_id=f"{TASK}#1", outcome="offer", by="ada", at=NOW)
REQUEST = Asked(request_id="r-1", command="service propose", fingerprint="f-1")
PINNED = PinnedPolicy(version=1, document=policy())
NOTED = tuple(
    Noted(fact=fact, key=f"service/e-mail/{fact.key_part()}", by="ada", at=NOW)
    for fact in every_fact()
)
REMINDED = Milestone(at=NOW, kind=MilestoneKind.REMIND)
STEP = Step(
    workflow_id="service/e-mail",
    run_id="run-1",
    number=3,
    at=NOW,
    policy_version=1,
    view=VIEW,
    facts=NOTED,
    asks=(Ask(task=task(), quiet=True),),
    votes=(CastVote(task_id=TASK, vote=votes("offer")[0]),),
    settled=(Settled(verdict=VERDICT, request_id="r-2"),),
    changed=(Changed(task=task(), passed=REMINDED, by="policy", at=NOW),),
    closed=(Closed(task_id=TASK, state=TaskState.EXPIRED, reason="tied", at=NOW),),
    requests=(REQUEST,),
)
DONE = StepDone(
    tasks={TASK: Stored(verdict=VERDICT, votes=votes("offer"), seats=("ada",))}, adopted=PINNED
)
OPENING = Opening(
    workflow_id="service/e-mail",
    run_id="run-1",
    engine_time=NOW,
    view=VIEW,
    first=NOTED[:1],
    request=REQUEST,
)
OPENED = Opened(
    policy=PINNED,
    clock=BusinessClock(),
    new=True,
    fingerprint="f-1",
    stage="strategy",
    step=0,
    state=service_state().snapshot(),
)


def test_a_state_that_release_0_1_0_sent_as_an_object_is_taken_as_text() -> None:
    sent = json.loads(VIEW.model_dump_json())
    sent["state"] = service_state().snapshot()
    assert json.loads(ProcessView.model_validate(sent).state) == json.loads(VIEW.state)


@pytest.mark.parametrize(
    "sent", [STEP, DONE, OPENING, OPENED], ids=lambda sent: type(sent).__name__
)
def test_what_is_sent_arrives_as_it_was(sent: Value) -> None:
    assert type(sent).model_validate_json(sent.model_dump_json()) == sent


@pytest.mark.parametrize(
    "sent", [STEP, DONE, OPENING, OPENED], ids=lambda sent: type(sent).__name__
)
def test_what_a_later_release_adds_is_left_aside(sent: Value) -> None:
    later = {**sent.model_dump(mode="json"), "weather": "fine"}
    assert type(sent).model_validate(later) == sent


@pytest.mark.parametrize("module", [steps, protocol, posts, housekeeping, mailroom])
def test_everything_that_crosses_a_boundary_is_a_value_and_never_refuses_a_later_field(
    module: ModuleType,
) -> None:
    crossing = [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__ and not issubclass(kind, StrEnum)
    ]
    assert crossing != []
    assert [kind for kind in crossing if not issubclass(kind, Value)] == []
    assert [kind for kind in crossing if issubclass(kind, Edge)] == []
