"""The sandbox processes run in: what it shares with them, and how often it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workers.payloads import spare_the_walks

if TYPE_CHECKING:
    from temporalio import workflow
    from temporalio.bridge.proto.workflow_activation import WorkflowActivation
    from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
    from temporalio.converter import SerializationContext
    from temporalio.worker import WorkflowInstanceDetails, WorkflowRunner

_RULES = (
    "domain",
    "activities",
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
)
_HOW_EVERY_PROCESS_WORKS = (
    "workflows.asking",
    "workflows.contract_course",
    "workflows.contract_process",
    "workflows.contract_renewal",
    "workflows.draft",
    "workflows.marks",
    "workflows.on_record",
    "workflows.options",
    "workflows.process",
    "workflows.publishing",
    "workflows.queues",
    "workflows.recording",
    "workflows.search",
    "workflows.waiting",
)
"""Loaded once and not once a process, which took 0.23 of 0.38 MiB of each and half of its start.

Of a contract the parts of its life are loaded once as well: 0.12 of 0.45 MiB.

They hold no state, and what looks at the clock or at chance is banned in them by the linter.
"""


_LOADED: set[type] = set()


def sandbox(_given: WorkflowRunner | None) -> WorkflowRunner:
    """Share domain and activities with the sandbox, both or neither; never a process itself."""
    spare_the_walks()
    shared = SandboxRestrictions.default.with_passthrough_modules(
        *_RULES, *_HOW_EVERY_PROCESS_WORKS
    )
    return _Sandbox(restrictions=shared)


class _Sandbox(SandboxedWorkflowRunner):
    """Runs each process in a sandbox that is left alone between its tasks."""

    def prepare_workflow(self, defn: workflow._Definition) -> None:
        """See that a process can be loaded; a program has one code, so once is enough."""
        if defn.cls not in _LOADED:
            super().prepare_workflow(defn)
            _LOADED.add(defn.cls)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Begin a process."""
        return _Undisturbed(super().create_instance(det))


class _Undisturbed(WorkflowInstance):
    """A process in its sandbox that is not asked where each of its payloads belongs.

    The SDK enters the sandbox three times for every payload to ask for a context that only a
    converter or a codec of a special kind looks at. Ours are not of that kind, and asking took
    more than a fifth of a worker's time.
    """

    def __init__(self, inside: WorkflowInstance) -> None:
        self._inside = inside

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Do what a task asks for."""
        return self._inside.activate(act)

    def get_serialization_context(self, _command_info: object) -> SerializationContext | None:
        """None: the converter and the codec look at no context."""
        return None

    def get_external_store_context(self, _command_info: object) -> StorageDriverStoreContext:
        """No payload is stored elsewhere."""
        return StorageDriverStoreContext()

    def get_info(self) -> workflow.Info:
        """What the engine says of the process."""
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        """The thread it runs in, where it runs."""
        return self._inside.get_thread_id()
