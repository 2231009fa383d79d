"""The made-up company, written into a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import schema
from domain.words import Role, Stage
from tests.activities.rows import (
    NOON,
    a_person,
    put,
    put_service,
)
from tests.visibility.belongings import put_belongings
from tests.visibility.company import (
    ARCHIVED_GROUPS,
    ARCHIVED_STAFF_ROLES,
    CUSTOMERS,
    FLAGGED,
    GROUPS,
    LEFT,
    MANAGERS,
    PEOPLE,
    STAFF_ROLES,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.visibility.company import Someone


def fill(connection: Connection) -> None:
    """Write everything there is of the company, as the owner of the tables."""
    for one in PEOPLE:
        _put_person(connection, one)
    _put_groups(connection)
    for one in PEOPLE:
        _put_relations(connection, one)
    put_service(connection, "crm", stage=Stage.OPERATION)
    put(
        connection,
        schema.catalogue_entry,
        service_id="crm",
        version=1,
        name="CRM",
        description="What is sold",
        published_at=NOON,
    )
    put_belongings(connection)


def _put_person(connection: Connection, one: Someone) -> None:
    roles = tuple(Role(role) for role in one.roles)
    person = a_person(one.id, *roles, substitutes=one.substitutes)
    archived = NOON if one.archived else None
    put(connection, schema.person, **(person.model_dump() | {"archived_at": archived}))


def _put_groups(connection: Connection) -> None:
    for customer in CUSTOMERS:
        manager, leader = MANAGERS.get(customer, (None, None))
        put(
            connection,
            schema.customer,
            customer_id=customer,
            name=customer.title(),
            kind="external",
            basis="agreement",
            language="tr",
            time_zone="Europe/Istanbul",
            account_manager=manager,
            project_manager=leader,
        )
    for group, members in GROUPS.items():
        archived = NOON if group in ARCHIVED_GROUPS else None
        put(connection, schema.customer_group, group_id=group, name=group, archived_at=archived)
        for customer in (*members, *LEFT.get(group, ())):
            ended = NOON if customer in LEFT.get(group, ()) else None
            put(
                connection,
                schema.customer_group_member,
                customer_id=customer,
                group_id=group,
                since_at=NOON,
                ended_at=ended,
            )
    for role in STAFF_ROLES:
        put(
            connection,
            schema.staff_role,
            role_id=role,
            name=role,
            only_authorised_customers=role in FLAGGED,
            archived_at=NOON if role in ARCHIVED_STAFF_ROLES else None,
        )


def _put_relations(connection: Connection, one: Someone) -> None:
    if one.customer:
        put(
            connection,
            schema.contact,
            person_id=one.id,
            customer_id=one.customer,
            preferred_terms={},
            state="passive" if one.passive else "active",
            archived_at=NOON if one.contact_archived else None,
        )
    if one.technician:
        put(connection, schema.technician, person_id=one.id)
    _put_links(connection, one)
    for grants, revoked in ((one.grants, None), (one.revoked, NOON)):
        for scope, target in grants:
            put(
                connection,
                schema.visibility_grant,
                person_id=one.id,
                scope=scope,
                target=target,
                granted_by="adm",
                at=NOON,
                revoked_at=revoked,
            )


def _put_links(connection: Connection, one: Someone) -> None:
    for roles, ended in ((one.staff_roles, None), (one.left_staff_roles, NOON)):
        for role in roles:
            put(
                connection,
                schema.staff_role_member,
                role_id=role,
                person_id=one.id,
                since_at=NOON,
                ended_at=ended,
            )
    for customers, ended in ((one.customers, None), (one.left_customers, NOON)):
        for customer in customers:
            put(
                connection,
                schema.technician_customer,
                person_id=one.id,
                customer_id=customer,
                since_at=NOON,
                ended_at=ended,
            )
