"""The views as SQLAlchemy sees them; a test holds them against the database."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

views = MetaData()

_TASK = (
    *("task_id", "process", "workflow_id", "subject", "name", "question"),
    *("outcomes[]", "roles[]", "barred[]", "seats[]", "ballot", "assignee", "opened_at", "due_at"),
    *("data_schema", "context", "escalations", "rungs[]", "state", "closed_at", "closed_reason"),
    "votes_cast",
)


def _view(name: str, *columns: str) -> Table:
    lists = {one.removesuffix("[]") for one in columns if one.endswith("[]")}
    names = [one.removesuffix("[]") for one in columns]
    return Table(name, views, *(Column(n, ARRAY(Text)) if n in lists else Column(n) for n in names))


inbox = _view("inbox", *_TASK)
tasks = _view(
    "tasks", *_TASK, "outcome", "decided_by", "stands_for", "reason", "data", "decided_at"
)
events = _view(
    "events",
    *("event_id", "position", "at", "recorded_at", "kind", "actor", "stands_for", "reason"),
    *("subject", "workflow_id", "run_id", "policy_version", "clauses[]", "data", "event_key"),
    "hash",
)
services = _view(
    "services",
    *("service_id", "name", "stage", "version", "workflow_id", "description", "owner", "proposer"),
    *("customers_needs[]", "strategic_goals[]", "entered_at", "deferred_until_on", "ends_at"),
    *("policy_version", "opened_at", "closed_at", "open_tasks", "next_due_at"),
)
catalogue = _view(
    "catalogue",
    *("service_id", "version", "name", "description", "owner", "service_levels"),
    *("published_at", "withdrawn_at"),
)
notices = _view(
    "notices",
    *("notice_id", "person_id", "language", "template", "params", "subject", "workflow_id"),
    *("state", "at", "recorded_at", "attempts", "next_attempt_at", "last_error", "sent_at"),
    *("notice_key", "waits_until", "waits_for"),
)
processes = _view(
    "processes",
    *("workflow_id", "kind", "subject", "stage", "step", "run_id", "policy_version"),
    *("opened_at", "closed_at", "closed_reason", "stray", "state"),
)
contracts = _view(
    "contracts",
    *("contract_id", "name", "customer_id", "type", "state", "workflow_id", "description"),
    *("account_manager", "answered_by", "signed_on", "renewal", "term", "price_rule", "cut_off"),
    *("closed_day", "notice_days", "time_zone", "calendar_id", "plan_id", "period", "ends_on"),
    *("terminated_on", "suspended_at", "added_at", "archived_at", "services[]", "start_on"),
    *("cut_off_on", "renewal_state", "plan_version", "calendar_version", "price_minor_units"),
    *("price_currency", "policy_version", "opened_at", "closed_at", "open_tasks", "next_due_at"),
)
names = _view("names", "person_id", "name")
