"""The SDK walks through payloads where a codec waits for them, and only there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.bridge import worker as engine
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import DataConverter, PayloadCodec
from temporalio.worker._command_aware_visitor import CommandAwarePayloadVisitor

from workers.converter import MODELS
from workers.sandbox import sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Reversed(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata=one.metadata, data=one.data[::-1]) for one in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return await self.encode(payloads)


def _heard() -> WorkflowActivation:
    activation = WorkflowActivation()
    said = activation.jobs.add().signal_workflow
    said.signal_name = "nudge"
    said.input.add(data=b"abc", metadata={"encoding": b"json/plain"})
    return activation


def _asked() -> WorkflowActivationCompletion:
    completion = WorkflowActivationCompletion()
    asked = completion.successful.commands.add().schedule_local_activity
    asked.arguments.add(data=b"abc", metadata={"encoding": b"json/plain"})
    return completion


@pytest.mark.parametrize(
    ("converter", "expected"),
    [(MODELS, b"abc"), (replace(MODELS, payload_codec=_Reversed()), b"cba")],
    ids=["without a codec they go as they come", "a codec sees each of them"],
)
def test_only_a_codec_changes_payloads(converter: DataConverter, expected: bytes) -> None:
    sandbox(None)
    heard, asked = _heard(), _asked()

    async def walk() -> None:
        limits = {"storage_concurrency_limit": 1}
        await engine.decode_activation(heard, converter, decode_headers=False, **limits)
        await engine.encode_completion(asked, converter, encode_headers=False, **limits)

    asyncio.run(walk())
    assert heard.jobs[0].signal_workflow.input[0].data == expected
    assert asked.successful.commands[0].schedule_local_activity.arguments[0].data == expected


def test_a_house_has_no_codec_and_its_payloads_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox(None)

    async def walk() -> None:
        await engine.decode_activation(
            _heard(), MODELS, decode_headers=False, storage_concurrency_limit=1
        )

    def looks(*_anything: object) -> None:
        raise AssertionError

    monkeypatch.setattr(CommandAwarePayloadVisitor, "visit", looks)
    asyncio.run(walk())
