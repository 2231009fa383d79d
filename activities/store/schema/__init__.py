"""The tables, with every invariant the database can hold.

Instants end in `_at` and are aware; business time everywhere but in `recorded_at`, which is the
time of day. Days end in `_on`. Rows of `event` are never changed or deleted.
"""

from activities.store.schema.columns import metadata
from activities.store.schema.processes import (
    chain,
    clock,
    decision,
    event,
    event_text,
    process,
    request,
    task,
    vote,
)
from activities.store.schema.registers import (
    attachment,
    document,
    mailroom,
    notice,
    person,
    policy,
    policy_draft,
)
from activities.store.schema.services import (
    catalogue_entry,
    dependent,
    gate,
    measure,
    service,
    service_change,
    service_stage,
    service_version,
)

__all__ = [
    "attachment",
    "catalogue_entry",
    "chain",
    "clock",
    "decision",
    "dependent",
    "document",
    "event",
    "event_text",
    "gate",
    "mailroom",
    "measure",
    "metadata",
    "notice",
    "person",
    "policy",
    "policy_draft",
    "process",
    "request",
    "service",
    "service_change",
    "service_stage",
    "service_version",
    "task",
    "vote",
]
