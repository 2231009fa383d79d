"""Everything that is read: lists, one record, its history, how the house stands.

The only part of the store that starters see. Each function takes an engine or a connection of the
role `servicecycle_reader`, answers with frozen values whose field names are those of `--json`, and
gets the instant it is asked for as an argument.
"""

from activities.store.plans import PlanVersion
from activities.store.reading.calendars import (
    CalendarEntry,
    FrozenCalendar,
    calendar,
    calendars,
)
from activities.store.reading.contract_contents import contract_contents
from activities.store.reading.contract_records import AgreedContract, ContractDetail
from activities.store.reading.contracts import account, contract, contracts, naming
from activities.store.reading.customers import (
    CustomerDetail,
    companies_of,
    customer,
    is_passive,
    needs,
    stands_in_for,
)
from activities.store.reading.decisions import decisions, votes
from activities.store.reading.documents import document, documents
from activities.store.reading.entries import check_known, entries, entry
from activities.store.reading.events import history, notices
from activities.store.reading.gauges import HouseGauges, house_gauges
from activities.store.reading.offered import OfferedService, offered
from activities.store.reading.paging import ALL, FIRST_PAGE, Page, Source, connected, read_as
from activities.store.reading.plans import (
    PlanDetail,
    PlanEntry,
    credits_of,
    plan,
    plan_detail,
    plan_versions,
    plans,
)
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
    stage_of,
)
from activities.store.reading.tasks import Wanted, inbox, open_tasks, task, unanswerable
from activities.store.reading.visibility import Record, records, sight, who_sees

__all__ = [
    "ALL",
    "FIRST_PAGE",
    "AgreedContract",
    "Attachment",
    "CalendarEntry",
    "CatalogueEntry",
    "ContractDetail",
    "CustomerDetail",
    "Decision",
    "Document",
    "Event",
    "FrozenCalendar",
    "GateAnswer",
    "HouseGauges",
    "Notice",
    "OfferedService",
    "OpenProcesses",
    "Page",
    "PlanDetail",
    "PlanEntry",
    "PlanVersion",
    "PolicyText",
    "PolicyVersion",
    "Process",
    "Record",
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
    "account",
    "calendar",
    "calendars",
    "catalogue",
    "changes",
    "check_known",
    "clock",
    "companies_of",
    "connected",
    "contract",
    "contract_contents",
    "contracts",
    "counts",
    "credits_of",
    "customer",
    "decisions",
    "dependents",
    "document",
    "documents",
    "entries",
    "entry",
    "history",
    "house_gauges",
    "inbox",
    "is_passive",
    "measures",
    "naming",
    "needs",
    "notices",
    "offered",
    "open_tasks",
    "people",
    "person",
    "plan",
    "plan_detail",
    "plan_versions",
    "plans",
    "policies",
    "policy_by_id",
    "policy_document",
    "policy_in_force",
    "process",
    "process_state",
    "processes_open",
    "read_as",
    "records",
    "request",
    "service",
    "services",
    "sight",
    "stack_facts",
    "stage_of",
    "stands_in_for",
    "task",
    "unanswerable",
    "votes",
    "who_sees",
]
