"""What every part of the house shares when it speaks with Temporal."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest
from temporalio.converter import WithSerializationContext

from domain.asking import Answer
from domain.clock import BusinessClock
from domain.steps import StepDone
from tests.house.test_workflow_files import processes
from workers.converter import MODELS, ModelConverter
from workers.sandbox import sandbox

if TYPE_CHECKING:
    from domain.model import Value

ANSWER = Answer(
    task_id="service/backup/committee/1",
    outcome="offer",
    reason="müşteriler bunu istiyor",
    request_id="r-1",
    fingerprint="f-1",
)


@pytest.mark.parametrize("value", [ANSWER, StepDone(clock=BusinessClock())], ids=["answer", "done"])
async def test_a_model_arrives_as_it_was_sent(value: Value) -> None:
    [payload] = await MODELS.encode([value])
    assert payload.metadata["encoding"] == b"json/plain"
    assert await MODELS.decode([payload], [type(value)]) == [value]


async def test_bytes_and_nothing_travel_as_the_engine_has_them() -> None:
    payloads = await MODELS.encode([None, b"\x00\xff"])
    assert [one.metadata["encoding"] for one in payloads] == [b"binary/null", b"binary/plain"]
    assert await MODELS.decode(payloads) == [None, b"\x00\xff"]


def test_no_part_of_the_converter_looks_at_the_context_the_sandbox_is_not_asked_for() -> None:
    """`workers.sandbox` answers for processes what a part of this kind would need to be told."""
    parts: list[object] = [*ModelConverter().converters.values(), MODELS.failure_converter]
    assert not [one for one in parts if isinstance(one, WithSerializationContext)]
    assert MODELS.payload_converter_class is ModelConverter
    assert (MODELS.payload_codec, MODELS.external_storage) == (None, None)


def test_the_sandbox_shares_the_rules_and_never_a_process() -> None:
    shared = sandbox(None).restrictions.passthrough_modules  # type: ignore[attr-defined]  # ours is the SDK's runner with restrictions
    assert {"domain", "activities"} <= shared
    assert shared.isdisjoint({"workflows", *(one.__module__ for one in processes())})


def test_what_the_sandbox_shares_of_the_processes_holds_no_state() -> None:
    shared = sandbox(None).restrictions.passthrough_modules  # type: ignore[attr-defined]  # the SDK's runner, again
    ours = [importlib.import_module(one) for one in shared if one.startswith("workflows.")]
    assert ours
    for module in ours:
        held = {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, list | set | bytearray) and not name.startswith("__")
        }
        assert not held, module
