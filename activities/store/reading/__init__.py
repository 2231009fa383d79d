"""Everything that is read: lists, one record, its history, how the house stands.

The only part of the store that starters see. Each function takes an engine or a connection of the
role `servicecycle_reader`, answers with frozen values whose field names are those of `--json`, and
gets the instant it is asked for as an argument.
"""

from activities.store.reading.decisions import decisions, votes
from activities.store.reading.documents import document, documents
from activities.store.reading.events import history, notices
from activities.store.reading.gauges import HouseGauges, house_gauges
from activities.store.reading.paging import ALL, FIRST_PAGE, Page, Source, connected
from activities.store.reading.processes import (
    counts,
    process,
    process_state,
    processes_open,
    stack_facts,
)
from activities.store.reading.records import (
    Attachment,
    Decision,
    Document,
    Event,
    Notice,
    OpenProcesses,
    PolicyText,
    PolicyVersion,
    Process,
    StackFacts,
    Task,
    Vote,
)
from activities.store.reading.registers import (
    clock,
    people,
    person,
    policies,
    policy_by_id,
    policy_document,
    policy_in_force,
    request,
)
from activities.store.reading.service_records import (
    CatalogueEntry,
    GateAnswer,
    Service,
    ServiceChange,
    ServiceDetail,
    ServiceVersion,
    StageEntry,
)
from activities.store.reading.services import (
    catalogue,
    changes,
    dependents,
    measures,
    service,
    services,
)
from activities.store.reading.tasks import Wanted, inbox, open_tasks, task, unanswerable

__all__ = [
    "ALL",
    "FIRST_PAGE",
    "Attachment",
    "CatalogueEntry",
    "Decision",
    "Document",
    "Event",
    "GateAnswer",
    "HouseGauges",
    "Notice",
    "OpenProcesses",
    "Page",
    "PolicyText",
    "PolicyVersion",
    "Process",
    "Service",
    "ServiceChange",
    "ServiceDetail",
    "ServiceVersion",
    "Source",
    "StackFacts",
    "StageEntry",
    "Task",
    "Vote",
    "Wanted",
    "catalogue",
    "changes",
    "clock",
    "connected",
    "counts",
    "decisions",
    "dependents",
    "document",
    "documents",
    "history",
    "house_gauges",
    "inbox",
    "measures",
    "notices",
    "open_tasks",
    "people",
    "person",
    "policies",
    "policy_by_id",
    "policy_document",
    "policy_in_force",
    "process",
    "process_state",
    "processes_open",
    "request",
    "service",
    "services",
    "stack_facts",
    "task",
    "unanswerable",
    "votes",
]
