"""Customers, their contacts and calendars, as the tests of the mail find them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import update

from activities.store import calendars, schema
from domain.calendars import CalendarFile, CalendarSource, HolidayDays, frozen
from tests.activities.rows import put
from tests.support.posts import AGREED, NOON

if TYPE_CHECKING:
    from tests.support.outbox import Outbox

WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def freeze(box: Outbox, version: int, hours: str, calendar_id: str = "acme") -> None:
    """Add a version of a calendar."""
    file = CalendarFile.model_validate(
        {
            "id": calendar_id,
            "name": "Acme, Istanbul",
            "time_zone": "Europe/Istanbul",
            "week": dict.fromkeys(WORKDAYS, (hours,)),
            "week_start": "monday",
        }
    )
    with box.engine.begin() as connection:
        calendars.put(
            connection,
            calendars.FrozenCalendar(
                calendar=frozen(file, HolidayDays(), version),
                name=file.name,
                owner="ayse",
                source=CalendarSource(file=file),
                frozen_by="ayse",
                frozen_at=NOON,
            ),
        )


def put_customer(box: Outbox, **values: object) -> None:
    row: dict[str, object] = {
        "customer_id": "acme",
        "name": "Acme A.Ş.",
        "kind": "external",
        "basis": "agreement",
        "language": "tr",
        "time_zone": "Europe/Istanbul",
    }
    with box.engine.begin() as connection:
        put(connection, schema.customer, **row, **values)


def put_contact(box: Outbox, **values: object) -> None:
    row: dict[str, object] = {"person_id": "ayse", "customer_id": "acme", "state": "active"}
    with box.engine.begin() as connection:
        put(connection, schema.contact, **row, preferred_terms=values.pop("terms", {}), **values)


def change_contact(box: Outbox, **values: object) -> None:
    with box.engine.begin() as connection:
        connection.execute(update(schema.contact).values(**values))


def put_contract(box: Outbox) -> None:
    row = {
        "contract_id": "K-7",
        "workflow_id": "service/crm",
        "customer_id": "acme",
        "type": "paid",
        "name": AGREED.name,
        "description": "",
        "state": "active",
        "account_manager": "ayse",
        "renewal": "tacit",
        "price_rule": AGREED.price_rule,
        "cut_off": {"amount": 3, "unit": "months"},
        "closed_day": "stays",
        "notice_days": [-30],
        "time_zone": "Europe/Istanbul",
        "period": 1,
        "ends_on": AGREED.ends_on,
        "added_at": NOON,
    }
    period = {
        "contract_id": "K-7",
        "number": 1,
        "origin": "agreed",
        "start_on": datetime(2026, 7, 1, tzinfo=UTC).date(),
        "end_on": AGREED.ends_on,
        "holds_until_on": AGREED.ends_on,
        "cut_off_on": AGREED.cut_off_on,
        "price_minor_units": 1_250_000,
        "price_currency": "TRY",
        "notices": [],
        "renewal_state": "none",
        "opened_at": NOON,
    }
    with box.engine.begin() as connection:
        put(connection, schema.contract, **row)
        put(connection, schema.contract_period, **period)
