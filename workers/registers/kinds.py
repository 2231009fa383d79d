"""Every kind of record that a register holds, with what goes with writing one of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from activities.store.registers import hanging
from activities.store.registers.customers import hold
from activities.store.registers.named_on_contracts import named_on
from activities.store.registers.roles import of_ours
from domain.abridging import some_of
from domain.contracts.line import CONTRACT
from domain.errors import InvalidInputError
from domain.plans import simple
from domain.registers import customers, parties, people
from domain.words import Role
from workers.registers import staffing
from workers.registers.plans import without_unsound
from workers.registers.writing import Register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from domain.registers.entries import Draft, Refused


def _hangs_on_customer(connection: Connection, customer_id: str) -> list[str]:
    found = []
    if contracts := hanging.running_contracts(connection, customer_id):
        found.append(f"contracts run: {some_of(contracts)}; end them first")
    if contacts := hanging.active_contacts(connection, customer_id):
        found.append(
            f"contacts act for him: {some_of(contacts)}; first `contact passive` or "
            "`contact archive`"
        )
    return found


def _hangs_on_group(connection: Connection, group_id: str) -> list[str]:
    belong = hanging.customers_in(connection, group_id)
    first = "take them out first with `customer edit --groups`"
    return [f"customers belong to it: {some_of(belong)}; {first}"] if belong else []


def _hangs_on_role(connection: Connection, role_id: str) -> list[str]:
    held = hanging.holders_of(connection, role_id)
    first = "take them out first with `role take`"
    return [f"people are in it: {some_of(held)}; {first}"] if held else []


def hangs_on_person(
    connection: Connection, person_id: str, *, as_a_contact: bool = False
) -> list[str]:
    """What is open with a person, and has to go to somebody else before he is passive (R88).

    Args:
        as_a_contact: Whether he stays with us, where he is one of ours, and keeps what he was
            asked as such.
    """
    found = []
    keeps = as_a_contact and person_id in of_ours(connection, [person_id])
    if handed := hanging.tasks_of(connection, person_id, only_customers=keeps):
        found.append(
            f"open tasks were handed to {person_id}: {some_of(handed)}; hand them to somebody "
            "else first, with `task assign`"
        )
    if reached := hanging.reached_through(connection, person_id):
        found.append(
            f"customers are reached through {person_id}: {some_of(reached)}; name somebody else"
        )
    return found


def _hangs_on_contact(connection: Connection, person_id: str) -> list[str]:
    found = hangs_on_person(connection, person_id, as_a_contact=True)
    if named := [one.contract_id for one in named_on(connection, person_id)]:
        first = "let somebody follow him there first, with `contact passive --to`"
        found.append(f"contracts name {person_id}: {some_of(named)}; {first}")
    return found


def _with_nothing_left_behind(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """A contact goes to another customer with nothing of the old one in his hands (R88)."""
    refused: list[Refused] = []
    for one, customer_id in _leaving(drafts):
        if hangs := _hangs_on_contact(connection, one.record_id):
            why = f"customer: {one.record_id} cannot leave {customer_id} yet: {'; '.join(hangs)}"
            refused.append(one.unsettled("customer", why))
    return refused


def _hold_those_left(connection: Connection, drafts: Sequence[Draft]) -> None:
    """Whom somebody leaves agrees on no contract meanwhile that names him; in one fixed order."""
    for customer_id in sorted({customer_id for _, customer_id in _leaving(drafts)}):
        hold(connection, customer_id)


def _leaving(drafts: Sequence[Draft]) -> list[tuple[Draft, str]]:
    """The contacts who go to another customer, each with the one he leaves."""
    return [
        (one, str(one.before["customer"]))
        for one in drafts
        if one.before is not None and "customer" in one.differs
    ]


def _possible_absences(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    return [
        *staffing.without_overlap(connection, drafts),
        *staffing.with_substitutes_of_his(connection, drafts),
    ]


PERSON = Register(
    people.PERSON, complete=staffing.with_given_roles, after=staffing.tell_of_open_tasks
)
GROUP = Register(customers.GROUP, hangs=_hangs_on_group)
CUSTOMER = Register(customers.CUSTOMER, hangs=_hangs_on_customer)
CONTACT = Register(
    people.CONTACT,
    complete=staffing.as_their_persons,
    claims=_hold_those_left,
    check=_with_nothing_left_behind,
    before=staffing.put_their_persons,
    after=staffing.give_their_roles,
    hangs=_hangs_on_contact,
    left=partial(staffing.take_role, Role.CONTACT),
)
TECHNICIAN = Register(
    people.TECHNICIAN,
    after=staffing.give_their_roles,
    hangs=hangs_on_person,
    left=partial(staffing.take_role, Role.TECHNICIAN),
)
ROLE = Register(
    people.ROLE, after=staffing.give_members_roles, hangs=_hangs_on_role, holds="people"
)
ABSENCE = Register(people.ABSENCE, check=_possible_absences)
ASSET = Register(customers.ASSET)
PARTY = Register(parties.PARTY)
PLAN = Register(simple.PLAN, rules=without_unsound)

REGISTERS: dict[str, Register] = {
    one.kind.plural: one
    for one in (PERSON, GROUP, CUSTOMER, CONTACT, TECHNICIAN, ROLE, ABSENCE, ASSET, PARTY, PLAN)
}
"""By the word that `import --kind` takes, in no order: files come in by what they refer to."""


def register_of(plural: str) -> Register:
    """The register of a kind.

    Raises:
        InvalidInputError: there is none of this name.
    """
    if plural not in REGISTERS:
        allowed = ", ".join(sorted([*REGISTERS, CONTRACT.plural]))
        message = f"kind: there is no kind {plural[:80]!r}; allowed are {allowed}"
        raise InvalidInputError(message, field="kind")
    return REGISTERS[plural]
