"""What people may be because of what they are: contacts, technicians, holders of a staff role.

A file of people says what else somebody is; both together stand in his row (R82, R84).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, cast, exists, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import ARRAY

from activities.store.schema import contact, person, staff_role, staff_role_member, technician
from domain.people import in_order
from domain.words import CUSTOMER_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection


def given_roles(connection: Connection, ids: Collection[str]) -> dict[str, set[Role]]:
    """What each of these people may be because of the rows he has in other registers."""
    wanted = list(ids)
    member, rows = staff_role_member.c, []
    for table, role in ((contact, Role.CONTACT), (technician, Role.TECHNICIAN)):
        one = cast([role.value], ARRAY(Text))
        his = table.c.person_id == func.any(wanted)
        rows.append(
            select(table.c.person_id, one.label("roles")).where(his, table.c.archived_at.is_(None))
        )
    rows.append(
        select(member.person_id, staff_role.c.permissions.label("roles"))
        .join(staff_role, staff_role.c.role_id == member.role_id)
        .where(
            member.person_id == func.any(wanted),
            member.ended_at.is_(None),
            staff_role.c.archived_at.is_(None),
        )
    )
    found: dict[str, set[Role]] = defaultdict(set)
    for person_id, roles in connection.execute(union_all(*rows)):
        found[person_id] |= {Role(one) for one in roles}
    return found


def of_ours(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of these people who are ours, whether they are contacts as well or not.

    Such are whoever holds a role that is no customer's, whoever is in a role of our staff, also in
    one that permits nothing, and whoever holds no role and was never a contact: he is only written
    to. An entry as a contact tells whose he is also while it is passive or put away.
    """
    this, member = person.c.person_id, staff_role_member.c
    put_in = (
        select(member.person_id)
        .join(staff_role, staff_role.c.role_id == member.role_id)
        .where(member.ended_at.is_(None), staff_role.c.archived_at.is_(None))
    )
    only_a_customers = person.c.roles.contained_by(sorted(CUSTOMER_ROLES))
    written_to = (func.cardinality(person.c.roles) == 0) & ~exists().where(
        contact.c.person_id == this
    )
    wanted = select(this).where(
        this == func.any(list(ids)), or_(~only_a_customers, this.in_(put_in), written_to)
    )
    return set(connection.scalars(wanted))


def give_roles(
    connection: Connection, ids: Iterable[str], lost: Mapping[str, Collection[str]] | None = None
) -> list[str]:
    """Let each person hold what he is given, and no longer what he lost and nothing else gives.

    Returns:
        The ids of those whose roles changed.
    """
    wanted, gone = sorted(set(ids)), lost or {}
    given = given_roles(connection, wanted)
    held = select(person.c.person_id, person.c.roles).where(person.c.person_id == func.any(wanted))
    rows = []
    for person_id, roles in connection.execute(held.order_by(person.c.person_id)):
        kept = {Role(one) for one in roles if one not in gone.get(person_id, ())}
        after = [one.value for one in in_order((*kept, *given.get(person_id, ())))]
        if after != list(roles):
            rows.append({"his": person_id, "after": after})
    if rows:
        this = person.c.person_id == bindparam("his")
        roles_are = bindparam("after", type_=ARRAY(Text))
        connection.execute(update(person).where(this).values(roles=roles_are), rows)
    return [str(one["his"]) for one in rows]
