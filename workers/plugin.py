"""One plugin carries converter, interceptors and sandbox to client, worker, replayer and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workers.identity import IdentityInterceptor

if TYPE_CHECKING:
    from temporalio.worker import WorkflowRunner

_SHARED = (
    "domain",
    "activities",
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
)


def _sandbox(_given: WorkflowRunner | None) -> WorkflowRunner:
    """Share domain and activities with the sandbox, both or neither; never the processes."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*_SHARED)
    )


def servicecycle_plugin() -> SimplePlugin:
    """The plugin every part of the house uses."""
    return SimplePlugin(
        "servicecycle",
        data_converter=pydantic_data_converter,
        interceptors=[IdentityInterceptor()],
        workflow_runner=_sandbox,
    )
