"""Where the records of each kind lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from activities.store.registers.plans import PlanKeeper
from activities.store.registers.tables import Link, TableKeeper
from activities.store.schema import (
    absence,
    asset,
    calendar,
    contact,
    customer,
    customer_group,
    customer_group_member,
    customer_service,
    party,
    party_service,
    person,
    service,
    service_plan,
    staff_role,
    staff_role_member,
    technician,
    technician_customer,
)
from domain.registers.people import OF_THE_PERSON

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Column, Connection, Table

    from activities.store.registers.keeping import Keeper


def _columns(table: Table, *same: str, **others: str) -> dict[str, Column[Any]]:
    """The columns of fields: those of the same name, and those of another."""
    return {name: table.c[others.get(name, name)] for name in (*same, *others)}


KEEPERS: dict[str, Keeper] = {
    "person": TableKeeper(
        person.c.person_id,
        _columns(person, "name", "email", "language", "time_zone", "roles", "substitutes"),
    ),
    "group": TableKeeper(
        customer_group.c.group_id, _columns(customer_group, "name", "description")
    ),
    "customer": TableKeeper(
        customer.c.customer_id,
        _columns(
            customer,
            *("name", "kind", "basis", "account_manager", "project_manager", "business_profile"),
            *("language", "form_of_address", "time_zone"),
            *("reviews_a_year", "reviews_agreed_by", "reviews_agreed_on"),
            calendar="calendar_id",
        ),
        links={
            "groups": Link(customer_group_member.c.customer_id, customer_group_member.c.group_id),
            "services": Link(customer_service.c.customer_id, customer_service.c.service_id),
        },
    ),
    "contact": TableKeeper(
        contact.c.person_id,
        _columns(
            contact,
            *("job", "phone", "form_of_address", "preferred_terms"),
            customer="customer_id",
        ),
        of_person=OF_THE_PERSON,
        at_first={"state": "active"},
        also=("state",),
    ),
    "technician": TableKeeper(
        technician.c.person_id,
        _columns(technician, "team"),
        links={
            "customers": Link(technician_customer.c.person_id, technician_customer.c.customer_id)
        },
    ),
    "role": TableKeeper(
        staff_role.c.role_id,
        _columns(
            staff_role,
            *("name", "permissions", "only_authorised_customers"),
            *("hourly_cost_minor_units", "currency"),
        ),
        links={"members": Link(staff_role_member.c.role_id, staff_role_member.c.person_id)},
    ),
    "absence": TableKeeper(
        absence.c.absence_id,
        _columns(absence, "substitute", "from_on", "back_on", absent="person_id"),
    ),
    "asset": TableKeeper(
        asset.c.asset_id,
        _columns(
            asset,
            *("name", "kind", "serial_number", "location"),
            customer="customer_id",
            service="service_id",
        ),
    ),
    "plan": PlanKeeper(),
    "party": TableKeeper(
        party.c.party_id,
        _columns(party, "name", "kind", "delivers", "contact_name", "email", "phone"),
        links={"services": Link(party_service.c.party_id, party_service.c.service_id)},
    ),
}
"""The keeper of each kind; a later piece adds its own with `KEEPERS[kind] = …` where it is made."""

_KEYS: Mapping[str, Column[str]] = {
    "person": person.c.person_id,
    "group": customer_group.c.group_id,
    "customer": customer.c.customer_id,
    "technician": technician.c.person_id,
    "service": service.c.service_id,
    "plan": service_plan.c.plan_id,
    "calendar": calendar.c.calendar_id,
}


def is_known(connection: Connection, kind: str, record_id: str) -> bool:
    """Whether there is a record of this kind that the reader may see, archived or not."""
    key = _KEYS[kind]
    return connection.scalar(select(key).where(key == record_id)) is not None


def there(connection: Connection, kind: str, ids: Collection[str]) -> set[str]:
    """Those of the ids under which a record of this kind takes part; archived ones do not."""
    key = _KEYS[kind]
    wanted = select(key).where(key == func.any(list(ids)))
    if "archived_at" in key.table.c:
        wanted = wanted.where(key.table.c.archived_at.is_(None))
    return set(connection.scalars(wanted))
