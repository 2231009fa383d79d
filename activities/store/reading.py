"""Everything that is read: lists, one record, its history, how the house stands.

The only part of the store that starters see. Each function takes an engine or a connection of the
role `servicecycle_reader`, answers with frozen values whose field names are those of `--json`, and
gets the instant it is asked for as an argument.

A command is a program of its own and uses few of them, so each is loaded when it is first asked
for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.store.calendars import FrozenCalendar as FrozenCalendar
    from activities.store.plans import PlanVersion as PlanVersion
    from activities.store.readers.calendars import CalendarEntry as CalendarEntry
    from activities.store.readers.calendars import calendar as calendar
    from activities.store.readers.calendars import calendars as calendars
    from activities.store.readers.clock import clock as clock
    from activities.store.readers.contract_contents import contract_contents as contract_contents
    from activities.store.readers.contract_records import AgreedContract as AgreedContract
    from activities.store.readers.contract_records import ContractDetail as ContractDetail
    from activities.store.readers.contract_records import ContractNotice as ContractNotice
    from activities.store.readers.contract_records import ContractPeriod as ContractPeriod
    from activities.store.readers.contracts import account as account
    from activities.store.readers.contracts import contract as contract
    from activities.store.readers.contracts import contracts as contracts
    from activities.store.readers.contracts import naming as naming
    from activities.store.readers.customers import CustomerDetail as CustomerDetail
    from activities.store.readers.customers import CustomersContract as CustomersContract
    from activities.store.readers.customers import CustomersRecord as CustomersRecord
    from activities.store.readers.customers import CustomersTask as CustomersTask
    from activities.store.readers.customers import companies_of as companies_of
    from activities.store.readers.customers import customer as customer
    from activities.store.readers.customers import is_passive as is_passive
    from activities.store.readers.customers import needs as needs
    from activities.store.readers.customers import stands_in_for as stands_in_for
    from activities.store.readers.decisions import decisions as decisions
    from activities.store.readers.decisions import votes as votes
    from activities.store.readers.documents import document as document
    from activities.store.readers.documents import documents as documents
    from activities.store.readers.entries import check_known as check_known
    from activities.store.readers.entries import entries as entries
    from activities.store.readers.entries import entry as entry
    from activities.store.readers.events import history as history
    from activities.store.readers.events import notices as notices
    from activities.store.readers.gauges import HouseGauges as HouseGauges
    from activities.store.readers.gauges import house_gauges as house_gauges
    from activities.store.readers.names import names_of as names_of
    from activities.store.readers.offered import OfferedService as OfferedService
    from activities.store.readers.offered import offered as offered
    from activities.store.readers.paging import ALL as ALL
    from activities.store.readers.paging import FIRST_PAGE as FIRST_PAGE
    from activities.store.readers.paging import Page as Page
    from activities.store.readers.paging import Source as Source
    from activities.store.readers.paging import connected as connected
    from activities.store.readers.paging import read_as as read_as
    from activities.store.readers.people import people as people
    from activities.store.readers.people import person as person
    from activities.store.readers.plans import PlanDetail as PlanDetail
    from activities.store.readers.plans import PlanEntry as PlanEntry
    from activities.store.readers.plans import PlansContract as PlansContract
    from activities.store.readers.plans import credits_of as credits_of
    from activities.store.readers.plans import plan as plan
    from activities.store.readers.plans import plan_detail as plan_detail
    from activities.store.readers.plans import plan_versions as plan_versions
    from activities.store.readers.plans import plans as plans
    from activities.store.readers.policies import policies as policies
    from activities.store.readers.policies import policy_by_id as policy_by_id
    from activities.store.readers.policies import policy_document as policy_document
    from activities.store.readers.policies import policy_in_force as policy_in_force
    from activities.store.readers.policy_records import PolicyText as PolicyText
    from activities.store.readers.policy_records import PolicyVersion as PolicyVersion
    from activities.store.readers.processes import counts as counts
    from activities.store.readers.processes import process as process
    from activities.store.readers.processes import process_state as process_state
    from activities.store.readers.processes import processes_open as processes_open
    from activities.store.readers.processes import stack_facts as stack_facts
    from activities.store.readers.records import Attachment as Attachment
    from activities.store.readers.records import Decision as Decision
    from activities.store.readers.records import Document as Document
    from activities.store.readers.records import Event as Event
    from activities.store.readers.records import Notice as Notice
    from activities.store.readers.records import OpenProcesses as OpenProcesses
    from activities.store.readers.records import Process as Process
    from activities.store.readers.records import StackFacts as StackFacts
    from activities.store.readers.records import Task as Task
    from activities.store.readers.records import Vote as Vote
    from activities.store.readers.requests import request as request
    from activities.store.readers.service_records import CatalogueEntry as CatalogueEntry
    from activities.store.readers.service_records import GateAnswer as GateAnswer
    from activities.store.readers.service_records import Service as Service
    from activities.store.readers.service_records import ServiceChange as ServiceChange
    from activities.store.readers.service_records import ServiceDetail as ServiceDetail
    from activities.store.readers.service_records import ServiceVersion as ServiceVersion
    from activities.store.readers.service_records import StageEntry as StageEntry
    from activities.store.readers.services import catalogue as catalogue
    from activities.store.readers.services import changes as changes
    from activities.store.readers.services import dependents as dependents
    from activities.store.readers.services import measures as measures
    from activities.store.readers.services import service as service
    from activities.store.readers.services import services as services
    from activities.store.readers.services import stage_of as stage_of
    from activities.store.readers.tasks import Wanted as Wanted
    from activities.store.readers.tasks import inbox as inbox
    from activities.store.readers.tasks import open_tasks as open_tasks
    from activities.store.readers.tasks import task as task
    from activities.store.readers.tasks import unanswerable as unanswerable
    from activities.store.readers.visibility import Record as Record
    from activities.store.readers.visibility import records as records
    from activities.store.readers.visibility import sight as sight
    from activities.store.readers.visibility import who_sees as who_sees

# Where in `activities.store` each of them stands; a test holds it to the names above.
_NAMES = {
    "calendars": "FrozenCalendar",
    "plans": "PlanVersion",
    "readers.calendars": "CalendarEntry calendar calendars",
    "readers.clock": "clock",
    "readers.contract_contents": "contract_contents",
    "readers.contract_records": "AgreedContract ContractDetail ContractNotice ContractPeriod",
    "readers.contracts": "account contract contracts naming",
    "readers.customers": (
        "CustomerDetail CustomersContract CustomersRecord CustomersTask companies_of customer "
        "is_passive needs stands_in_for"
    ),
    "readers.decisions": "decisions votes",
    "readers.documents": "document documents",
    "readers.entries": "check_known entries entry",
    "readers.events": "history notices",
    "readers.gauges": "HouseGauges house_gauges",
    "readers.names": "names_of",
    "readers.offered": "OfferedService offered",
    "readers.paging": "ALL FIRST_PAGE Page Source connected read_as",
    "readers.people": "people person",
    "readers.plans": (
        "PlanDetail PlanEntry PlansContract credits_of plan plan_detail plan_versions plans"
    ),
    "readers.policies": "policies policy_by_id policy_document policy_in_force",
    "readers.policy_records": "PolicyText PolicyVersion",
    "readers.processes": "counts process process_state processes_open stack_facts",
    "readers.records": (
        "Attachment Decision Document Event Notice OpenProcesses Process StackFacts Task Vote"
    ),
    "readers.requests": "request",
    "readers.service_records": (
        "CatalogueEntry GateAnswer Service ServiceChange ServiceDetail ServiceVersion StageEntry"
    ),
    "readers.services": "catalogue changes dependents measures service services stage_of",
    "readers.tasks": "Wanted inbox open_tasks task unanswerable",
    "readers.visibility": "Record records sight who_sees",
}
PLACES = {name: place for place, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:
    # Hidden from mypy, which would otherwise take any name for one of ours.
    def __getattr__(name: str) -> object:
        """Load what is asked for, once.

        Raises:
            AttributeError: nothing here has this name.
        """
        if name not in PLACES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(f"activities.store.{PLACES[name]}"), name)
        globals()[name] = found
        return found
