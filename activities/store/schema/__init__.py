"""The tables, with every invariant the database can hold.

Instants end in `_at` and are aware; business time everywhere but in `recorded_at`, which is the
time of day. Days end in `_on`. Rows of `event` are never changed or deleted.
"""

from activities.store.schema.calendars import calendar, calendar_version
from activities.store.schema.columns import metadata
from activities.store.schema.contracts import (
    contract,
    contract_notice,
    contract_period,
    contract_recipient,
    contract_service,
    price_index,
)
from activities.store.schema.customers import (
    absence,
    asset,
    contact,
    customer,
    customer_group,
    customer_group_member,
    customer_service,
    need,
    party,
    party_service,
    staff_role,
    staff_role_member,
    technician,
    technician_customer,
)
from activities.store.schema.plans import credit_entry, service_plan, service_plan_version
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
from activities.store.schema.visibility import record, visibility_grant

__all__ = [
    "absence",
    "asset",
    "attachment",
    "calendar",
    "calendar_version",
    "catalogue_entry",
    "chain",
    "clock",
    "contact",
    "contract",
    "contract_notice",
    "contract_period",
    "contract_recipient",
    "contract_service",
    "credit_entry",
    "customer",
    "customer_group",
    "customer_group_member",
    "customer_service",
    "decision",
    "dependent",
    "document",
    "event",
    "event_text",
    "gate",
    "mailroom",
    "measure",
    "metadata",
    "need",
    "notice",
    "party",
    "party_service",
    "person",
    "policy",
    "policy_draft",
    "price_index",
    "process",
    "record",
    "request",
    "service",
    "service_change",
    "service_plan",
    "service_plan_version",
    "service_stage",
    "service_version",
    "staff_role",
    "staff_role_member",
    "task",
    "technician",
    "technician_customer",
    "visibility_grant",
    "vote",
]
