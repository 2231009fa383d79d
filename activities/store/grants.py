"""Which role may do what: the worker writes, the reader reads, nobody rewrites the record (R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.errors import DuplicateObject, UniqueViolation
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy import Connection

WORKER = "servicecycle_worker"
READER = "servicecycle_reader"

_APPEND = "SELECT, INSERT"
_KEEP_UP = "SELECT, INSERT, UPDATE"
_LOOK = "SELECT"

WORKER_MAY = {
    "absence": _KEEP_UP,
    "asset": _KEEP_UP,
    "attachment": _APPEND,
    "calendar": _KEEP_UP,
    "calendar_version": _APPEND,
    "catalogue_entry": _KEEP_UP,
    "chain": _LOOK,
    "clock": _KEEP_UP,
    "contact": _KEEP_UP,
    "contract": _KEEP_UP,
    "contract_notice": _APPEND,
    "contract_period": _KEEP_UP,
    "contract_recipient": _KEEP_UP,
    "contract_service": _KEEP_UP,
    "credit_entry": _APPEND,
    "customer": _KEEP_UP,
    "customer_group": _KEEP_UP,
    "customer_group_member": _KEEP_UP,
    "customer_service": _KEEP_UP,
    "decision": _APPEND,
    "dependent": _KEEP_UP,
    "document": _APPEND,
    "event": _APPEND,
    "event_text": _APPEND,
    "gate": _KEEP_UP,
    "mailroom": _KEEP_UP,
    "measure": _KEEP_UP,
    "need": _KEEP_UP,
    "notice": _KEEP_UP,
    "party": _KEEP_UP,
    "party_service": _KEEP_UP,
    "person": _KEEP_UP,
    "policy": _APPEND,
    "policy_draft": _KEEP_UP,
    "price_index": _APPEND,
    "process": _KEEP_UP,
    "record": _KEEP_UP,
    "request": _APPEND,
    "service": _KEEP_UP,
    "service_change": _KEEP_UP,
    "service_plan": _KEEP_UP,
    "service_plan_version": _APPEND,
    "service_stage": _APPEND,
    "service_version": _KEEP_UP,
    "staff_role": _KEEP_UP,
    "staff_role_member": _KEEP_UP,
    "task": _KEEP_UP,
    "technician": _KEEP_UP,
    "technician_customer": _KEEP_UP,
    "visibility_grant": _KEEP_UP,
    "vote": _KEEP_UP,
}
"""What the worker may do with each table; nothing is ever deleted or emptied."""

WORKER_CALLS = (
    *("erase_words(text, integer)", "words_a_body_took(text)"),
    *("owner_in_catalogue(text)", "names_told()"),
)
"""What the worker may have done for him: to erase a person's words, where that is on record, and
what views ask for him."""

READER_CALLS = (
    *("reader()", "reader_state()", "reader_self()", "reads_house()", "reads_all()"),
    *("reader_faces()", "reader_roles()", "his_customers()", "own_company()"),
    *("granted_companies()", "granted_groups()", "companies_of_groups()"),
    *("owner_in_catalogue(text)", "sight_of(text)", "sight_of_record(text)", "who_sees(text)"),
    *("told_kinds()", "colleagues()", "names_told()", "business_now()", "away_at(timestamptz)"),
)
"""What the rules of visibility ask about whoever reads; they tell him of nobody but himself."""

_FIRST_WITH_SET_OPTION = 160_000


def make_roles(connection: Connection) -> None:
    """Make the two roles unless the server has them, and let the present login take them.

    They cannot log in of themselves; a company's one login reaches them by `SET ROLE`.
    """
    for role in (WORKER, READER):
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}):
            _make(connection, role)
        if not _may_take(connection, role):
            connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")


def grant(connection: Connection) -> None:
    """Give each role exactly its rights on the tables and views that are there."""
    schema = connection.scalar(text("SELECT current_schema()"))
    there = inspect(connection)
    tables = ", ".join(WORKER_MAY)
    views = ", ".join(sorted(there.get_view_names()))
    for role in (WORKER, READER):
        usable = text("SELECT has_schema_privilege(:role, current_schema(), 'USAGE')")
        if not connection.scalar(usable, {"role": role}):
            connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA "{schema}" TO {role}')
        connection.exec_driver_sql(f"REVOKE ALL ON TABLE {tables}, {views} FROM {role}")
    for table, rights in WORKER_MAY.items():
        connection.exec_driver_sql(f"GRANT {rights} ON TABLE {table} TO {WORKER}")
    for function in WORKER_CALLS:
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {function} TO {WORKER}")
    for function in READER_CALLS:
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {function} TO {READER}")
    connection.exec_driver_sql(f"GRANT SELECT ON TABLE {views} TO {WORKER}")
    connection.exec_driver_sql(f"GRANT SELECT ON TABLE {tables}, {views} TO {READER}")


def _make(connection: Connection, role: str) -> None:
    """Roles belong to the whole server: another database's migration may make it first."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
    except DBAPIError as refused:
        if not isinstance(refused.orig, DuplicateObject | UniqueViolation):
            raise


def _may_take(connection: Connection, role: str) -> bool:
    """Whether the login may `SET ROLE`; servers before 16 know membership only."""
    version = int(connection.scalar(text("SHOW server_version_num")) or 0)
    kind = "SET" if version >= _FIRST_WITH_SET_OPTION else "MEMBER"
    taken = text("SELECT pg_has_role(current_user, :role, :kind)")
    return bool(connection.scalar(taken, {"role": role, "kind": kind}))
