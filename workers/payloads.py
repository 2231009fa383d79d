"""Payloads go as they come, and the SDK is spared looking for those that would not.

Six times for each task it walks through everything that goes in and out, copies each payload and
asks a codec and a store elsewhere to change it. Where a house has neither, nothing is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.bridge import worker as engine
from temporalio.converter._extstore import StorageOperationMetrics

if TYPE_CHECKING:
    from temporalio.bridge.proto.workflow_activation import WorkflowActivation
    from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
    from temporalio.converter import DataConverter

_walk_in = engine.decode_activation
_walk_out = engine.encode_completion


def spare_the_walks() -> None:
    """Walk only where somebody waits at the end; called as often as one likes."""
    engine.decode_activation = _decode
    engine.encode_completion = _encode


async def _decode(
    activation: WorkflowActivation,
    data_converter: DataConverter,
    decode_headers: bool,  # noqa: FBT001 - as the SDK's own
    storage_concurrency_limit: int,
) -> StorageOperationMetrics:
    if _changes_nothing(data_converter):
        return StorageOperationMetrics()
    return await _walk_in(activation, data_converter, decode_headers, storage_concurrency_limit)


async def _encode(
    completion: WorkflowActivationCompletion,
    data_converter: DataConverter,
    encode_headers: bool,  # noqa: FBT001 - as the SDK's own
    storage_concurrency_limit: int,
) -> StorageOperationMetrics:
    if _changes_nothing(data_converter):
        return StorageOperationMetrics()
    return await _walk_out(completion, data_converter, encode_headers, storage_concurrency_limit)


def _changes_nothing(converter: DataConverter) -> bool:
    return converter.payload_codec is None and converter.external_storage is None
