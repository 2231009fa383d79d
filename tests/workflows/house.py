"""A small company for the tests of processes: its people, its services, and how they act."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ruamel.yaml import YAML
from sqlalchemy import select

from activities.store import schema
from domain.asking import Answer
from domain.identity import Actor, acting
from domain.ids import service_workflow_id
from domain.protocol import Demand, Done, ProcessStanding, Receipt, ServiceLifecycleInput
from domain.service import ServiceFile
from domain.steps import Asked
from domain.words import Role
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Engine
    from temporalio.client import WorkflowHandle
    from temporalio.testing import WorkflowEnvironment

_ROLES: dict[str, list[str]] = {
    "owner": ["service_owner"],
    "ayse": ["committee_member"],
    "mehmet": ["committee_member"],
    "zeynep": ["committee_member"],
    "director": ["operations_director"],
    "boss": ["senior_management"],
    "delivery": ["service_delivery_manager"],
    "levels": ["service_level_manager"],
    "account": ["account_manager"],
    "security": ["security_officer"],
    "tech": ["technician"],
    "process": ["process_manager"],
    "admin": ["administrator"],
    "customer": ["contact"],
}
PEOPLE = [
    {
        "person_id": one,
        "name": one.title(),
        "email": f"{one}@example.com",
        "language": "en",
        "time_zone": "Europe/Istanbul",
        "roles": roles,
        "substitutes": ["boss"] if one == "ayse" else [],
    }
    for one, roles in _ROLES.items()
]
EVIDENCE = ["design document DD-17, chapter two"]
GATES: dict[str, tuple[str, dict[str, Any]]] = {
    "brief": (
        "owner",
        {
            "purpose": "keep the customers' data restorable",
            "scope": "servers and workstations of customers",
            "strategic_goals": ["grow recurring revenue"],
            "evidence": EVIDENCE,
        },
    ),
    "service_levels": (
        "levels",
        {
            "service_hours": "24x7",
            "targets": [{"name": "restore", "value": 4, "unit": "hours"}],
            "evidence": EVIDENCE,
        },
    ),
    "customer_needs": (
        "account",
        {
            "needs": [
                {
                    "customer": "Acme",
                    "need": "restore a lost file the same day",
                    "met_by": "self service portal with versions",
                }
            ],
            "evidence": EVIDENCE,
        },
    ),
    "costs": (
        "delivery",
        {
            "build": {"minor_units": 1_000_000, "currency": "TRY"},
            "yearly": {"minor_units": 400_000, "currency": "TRY"},
            "funded_by": "the infrastructure budget",
            "evidence": EVIDENCE,
        },
    ),
    "security": (
        "security",
        {
            "confidentiality": "encrypted with keys of the customer",
            "integrity": "checksums are verified every night",
            "conforms_to": ["ISO/IEC 27001"],
            "evidence": EVIDENCE,
        },
    ),
    "continuity": (
        "tech",
        {
            "continuity_plan": "second site takes over within hours",
            "backup_plan": "three copies, one of them off site",
            "recovery_time_hours": 4,
            "recovery_point_hours": 24,
            "evidence": EVIDENCE,
        },
    ),
}
ACCEPTANCE = {"product_policy": "product board reviewed it on the same day"}
CHECKLIST = {
    "items": [
        {"item": "monitoring is set up", "done": True, "evidence": "dashboard was reviewed"},
    ],
    "back_out": "switch customers back to the old system",
}
DATA_RETURN = {
    "returned_to": "the customers' own archives",
    "method_of_erasure": "keys were shredded and disks wiped",
    "evidence": EVIDENCE,
}
REASON = "because the records say so"


def default_policy() -> dict[str, Any]:
    """The default policy as a person would read it."""
    text = Path("domain/default_policy.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe").load(text)
    return loaded


class Refused(Exception):  # noqa: N818 - what a person meets when the process refuses him
    """The process refused: with which kind of error, and which field."""

    def __init__(self, code: str, message: str, field: str | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.field = code, field


class House:
    """Acts as the company's people on its processes."""

    def __init__(self, env: WorkflowEnvironment, engine: Engine, queue: str) -> None:
        self.env, self.engine, self.queue = env, engine, queue

    async def propose(
        self, service_id: str = "backup", *, by: str = "owner", **more: Any
    ) -> WorkflowHandle[Any, Any]:
        file = ServiceFile(
            id=service_id,
            name="Managed backup",
            description="Backups that are restored every month",
            owner="owner",
            customers_needs=("restore quickly",),
            strategic_goals=("grow recurring revenue",),
            **more,
        )
        given = ServiceLifecycleInput(
            service_id=service_id,
            proposal=file,
            request=Asked(request_id=uuid4().hex, command="service propose", fingerprint="f1"),
        )
        return await self.start(given, by=by)

    async def start(
        self, given: ServiceLifecycleInput, *, by: str = "owner"
    ) -> WorkflowHandle[Any, Any]:
        workflow_id = service_workflow_id(given.service_id)
        with self.acting_as(by), self.env.with_time_skipping_disabled():
            starting = WithStartWorkflowOperation(
                "ServiceLifecycle",
                given,
                id=f"{workflow_id}",
                task_queue=self.queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            )
            await self.env.client.execute_update_with_start_workflow(
                "opened", start_workflow_operation=starting, result_type=ProcessStanding
            )
            return await starting.workflow_handle()

    async def decide(
        self,
        handle: WorkflowHandle[Any, Any],
        question: str,
        outcome: str,
        *,
        by: str,
        stands_for: str | None = None,
        data: dict[str, Any] | None = None,
        reason: str = REASON,
        corrects: bool = False,
        request_id: str | None = None,
    ) -> Receipt:
        answer = Answer(
            task_id=f"{handle.id}/{question}",
            outcome=outcome,
            reason=reason,
            data=data,
            request_id=request_id or uuid4().hex,
            corrects=corrects,
        )
        return await self.update(
            handle, "decide", answer, by=by, stands_for=stands_for, kind=Receipt
        )

    async def demand(
        self, handle: WorkflowHandle[Any, Any], update: str, *, by: str = "owner"
    ) -> Done:
        request = Asked(request_id=uuid4().hex, command=update, fingerprint="")
        return await self.update(
            handle, update, Demand(reason=REASON, request=request), by=by, kind=Done
        )

    async def update(
        self,
        handle: WorkflowHandle[Any, Any],
        name: str,
        argument: Any,
        *,
        by: str,
        stands_for: str | None = None,
        kind: type[Any],
    ) -> Any:
        with self.acting_as(by, stands_for):
            try:
                return await handle.execute_update(name, argument, result_type=kind)
            except WorkflowUpdateFailedError as failed:
                cause = failed.cause
                if isinstance(cause, ApplicationError):
                    field = cause.details[0] if cause.details else None
                    raise Refused(cause.type or "", cause.message, field) from None
                raise

    async def pass_time(self, handle: WorkflowHandle[Any, Any], **span: float) -> None:
        """Let business time go by for one process."""
        await self.env.fast_forward(handle, timedelta(**span))

    @contextmanager
    def acting_as(self, person: str, stands_for: str | None = None) -> Iterator[None]:
        roles = _ROLES.get(person, []) + _ROLES.get(stands_for or "", [])
        actor = Actor(
            person=person, roles=tuple(Role(one) for one in roles), stands_for=stands_for
        )
        token = acting.set(actor)
        try:
            yield
        finally:
            acting.reset(token)

    # The ways a service goes, as sentences.

    async def offer(self, handle: WorkflowHandle[Any, Any], ordinal: int = 1) -> None:
        for member in ("ayse", "mehmet"):
            await self.decide(handle, f"committee/{ordinal}", "offer", by=member)

    async def design(self, handle: WorkflowHandle[Any, Any], ordinal: int = 1) -> None:
        for gate, (by, data) in GATES.items():
            await self.decide(handle, f"{gate}/{ordinal}", "complete", by=by, data=data)
        await self.decide(
            handle, f"design_acceptance/{ordinal}", "accept", by="delivery", data=ACCEPTANCE
        )

    async def go_live(self, handle: WorkflowHandle[Any, Any], ordinal: int = 1) -> None:
        await self.decide(handle, f"go_live_checklist/{ordinal}", "ready", by="tech", data=CHECKLIST)
        await self.decide(handle, f"go_live_acceptance/{ordinal}", "accept", by="delivery")

    async def in_operation(self, service_id: str = "backup") -> WorkflowHandle[Any, Any]:
        handle = await self.propose(service_id)
        await self.offer(handle)
        await self.design(handle)
        await self.go_live(handle)
        return handle

    # What the record says.

    def rows(self, table: Any, *where: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table).where(*where)))

    def service(self, service_id: str = "backup") -> Any:
        return self.rows(schema.service, schema.service.c.service_id == service_id)[0]

    def open_tasks(self, handle: WorkflowHandle[Any, Any]) -> dict[str, Any]:
        task = schema.task
        found = self.rows(
            task, task.c.workflow_id == handle.id, task.c.state.in_(("created", "claimed"))
        )
        return {one.task_id.removeprefix(f"{handle.id}/"): one for one in found}

    def events(self, service_id: str = "backup") -> list[str]:
        event = schema.event
        found = self.rows(event, event.c.subject == f"service/{service_id}")
        return [one.kind for one in sorted(found, key=lambda one: one.position)]
