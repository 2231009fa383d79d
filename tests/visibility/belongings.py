"""What there is of each customer of the made-up company, and what was recorded of it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from activities.store import schema
from domain.words import NoticeState
from tests.activities.rows import (
    NOON,
    put,
    put_decision,
    put_event,
    put_notice,
    put_process,
    put_vote,
)
from tests.visibility.absences import ABSENCES
from tests.visibility.company import CUSTOMERS, HAPPENINGS, PAPERS, RECORDS, SUBJECTS, TASKS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.visibility.company import Row


def digest_of(content: str) -> str:
    """The hash a document goes by."""
    return sha256(content.encode()).hexdigest()


def put_belongings(connection: Connection) -> None:
    """Write it all; the people, the customers and the service are there."""
    for customer in CUSTOMERS:
        _put_belongings(connection, customer)
    for number, subject in enumerate(SUBJECTS):
        _put_request(connection, subject, number)
    _put_evidence(connection)
    for row in RECORDS:
        _put_record(connection, row)
    _put_tasks(connection)
    for one in ABSENCES:
        put(
            connection,
            schema.absence,
            absence_id=one.id,
            person_id=one.absent,
            substitute=one.substitute,
            from_on=one.from_on,
            back_on=one.back_on,
            archived_at=NOON if one.archived else None,
        )


def _put_belongings(connection: Connection, customer: str) -> None:
    put(
        connection,
        schema.need,
        customer_id=customer,
        number=1,
        need="To be called back",
        stated_by="adm",
        stated_at=NOON,
    )
    put(
        connection,
        schema.asset,
        asset_id=f"asset-of-{customer}",
        customer_id=customer,
        name="A printer",
        kind="printer",
    )
    put(
        connection,
        schema.customer_service,
        customer_id=customer,
        service_id="crm",
        since_at=NOON,
    )


def _put_request(connection: Connection, subject: str, number: int) -> None:
    put(
        connection,
        schema.request,
        request_id=f"request {number}",
        command="open",
        fingerprint="f",
        subject=subject,
    )


def _put_evidence(connection: Connection) -> None:
    for one in HAPPENINGS:
        put_event(
            connection,
            one.key,
            subject=one.subject,
            kind=one.kind,
            actor=one.actor,
            stands_for=one.stands_for,
            reason="It is secret.",
        )
    for content in {one.content for one in PAPERS}:
        put(
            connection,
            schema.document,
            sha256=digest_of(content),
            content=content.encode(),
            size=len(content),
        )
    for paper in PAPERS:
        put(
            connection,
            schema.attachment,
            subject=paper.to,
            sha256=digest_of(paper.content),
            name=paper.name,
            attached_by=paper.by,
            at=NOON,
        )


def _put_record(connection: Connection, row: Row) -> None:
    put(
        connection,
        schema.record,
        subject=row.subject,
        kind=row.kind,
        customer_id=row.customer,
        opened_by=row.opened_by,
        standing=row.standing,
        at=NOON,
    )
    put_process(connection, row.subject, kind="ServiceLifecycle")
    for to in ("adm", f"{row.customer}-own"):
        key = f"{row.subject}/{to}"
        put_notice(connection, key, NoticeState.SENT, person_id=to, subject=row.subject, params={})
    if row.kind == "contract":
        _put_contract(connection, row)


def _put_contract(connection: Connection, row: Row) -> None:
    put(
        connection,
        schema.contract,
        contract_id=row.id,
        workflow_id=row.subject,
        customer_id=row.customer,
        type="paid",
        name=row.id,
        description="What was agreed",
        state="active",
        account_manager="adm",
        renewal="never",
        price_rule={"kind": "unchanged"},
        cut_off={"amount": 30, "unit": "days"},
        closed_day="stay",
        notice_days=[30],
        time_zone="Europe/Istanbul",
        added_at=NOON,
    )
    put(
        connection,
        schema.contract_period,
        contract_id=row.id,
        number=1,
        origin="agreed",
        start_on=date(2026, 1, 1),
        notices=[
            {
                "offset": -30,
                "planned_on": "2026-12-01",
                "due_on": "2026-12-01",
                "at": NOON.isoformat(),
            }
        ],
        renewal_state="none",
        opened_at=NOON,
    )
    put(
        connection,
        schema.contract_recipient,
        contract_id=row.id,
        person_id="adm",
        side="ours",
        since_at=NOON,
    )
    put(
        connection,
        schema.contract_notice,
        contract_id=row.id,
        period=1,
        offset_days=-30,
        state="sent",
        planned_on=date(2026, 12, 1),
        due_on=date(2026, 12, 1),
        at=NOON,
        event_key=f"notice of {row.id}",
    )
    put(connection, schema.contract_service, contract_id=row.id, service_id="crm", since_at=NOON)
    put(
        connection,
        schema.credit_entry,
        contract_id=row.id,
        period=1,
        lot=1,
        kind="granted",
        amount=10,
        unit="minutes",
        booked_on=date(2026, 1, 1),
        key=f"credit of {row.id}",
        at=NOON,
    )


def _put_tasks(connection: Connection) -> None:
    for one in TASKS:
        put(
            connection,
            schema.task,
            task_id=one.id,
            workflow_id=one.workflow,
            process="ServiceLifecycle",
            name="committee",
            subject=one.workflow,
            question=f"Shall {one.id} be?",
            outcomes=["yes", "no"],
            roles=list(one.roles),
            ballot=bool(one.seats),
            seats=list(one.seats),
            barred=list(one.barred),
            assignee=one.assignee,
            opened_at=NOON,
            due_at=NOON,
            state="created",
        )
        put_vote(connection, one.id, "adm")
        put_decision(connection, one.id, 1, actor=one.by, stands_for=one.stands_for)
