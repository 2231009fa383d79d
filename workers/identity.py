"""Who asks travels in a header: written by starters, read by one interceptor.

A signed identity replaces the asserted one here, and nowhere else. Headers carry ids and roles
only: no codec encrypts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.client import OutboundInterceptor
from temporalio.worker import Interceptor as WorkerInterceptor
from temporalio.worker import WorkflowInboundInterceptor

from domain.identity import Actor, acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from temporalio.client import (
        SignalWorkflowInput,
        StartWorkflowInput,
        StartWorkflowUpdateInput,
        StartWorkflowUpdateWithStartInput,
        WorkflowHandle,
        WorkflowUpdateHandle,
    )
    from temporalio.worker import (
        ExecuteWorkflowInput,
        HandleSignalInput,
        HandleUpdateInput,
        WorkflowInterceptorClassInput,
    )

HEADER = "servicecycle-actor"


class IdentityInterceptor(ClientInterceptor, WorkerInterceptor):
    """Carries the acting person from a starter to the process."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        """Write the header on everything a starter sends."""
        return _Outbound(next)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Read the header in every process."""
        return _Inbound


class _Outbound(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002 - the SDK's name
        input.headers = _with_actor(input.headers)
        return await super().start_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:  # noqa: A002 - the SDK's name
        input.headers = _with_actor(input.headers)
        await super().signal_workflow(input)

    async def start_workflow_update(
        self,
        input: StartWorkflowUpdateInput,  # noqa: A002 - the SDK's name
    ) -> WorkflowUpdateHandle[Any]:
        input.headers = _with_actor(input.headers)
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self,
        input: StartWorkflowUpdateWithStartInput,  # noqa: A002 - the SDK's name
    ) -> WorkflowUpdateHandle[Any]:
        for part in (input.start_workflow_input, input.update_workflow_input):
            part.headers = _with_actor(part.headers)
        return await super().start_update_with_start_workflow(input)


class _Inbound(WorkflowInboundInterceptor):
    """Sets the actor and never takes him back: each run and each handler has a context of its own.

    A process that is taken out of memory is closed in another context, where a reset would fail.
    """

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> object:  # noqa: A002 - the SDK's name
        acting.set(_actor_in(input.headers))
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - the SDK's name
        acting.set(_actor_in(input.headers))
        await super().handle_signal(input)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002 - the SDK's name
        acting.set(_actor_in(input.headers))
        super().handle_update_validator(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002 - the SDK's name
        acting.set(_actor_in(input.headers))
        return await super().handle_update_handler(input)


def _with_actor(headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
    actor = acting.get()
    if actor is None:
        return headers
    payload = Payload(metadata={"encoding": b"json/plain"}, data=actor.model_dump_json().encode())
    return {**headers, HEADER: payload}


def _actor_in(headers: Mapping[str, Payload]) -> Actor | None:
    """The actor a header names; one that cannot be read names nobody, and nobody is refused."""
    payload = headers.get(HEADER)
    try:
        return Actor.model_validate_json(payload.data) if payload else None
    except ValidationError:
        return None
