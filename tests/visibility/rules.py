"""The rules once more, in plain Python and from the requirements alone: what each person may see.

Nothing of the product is imported, so that the database is held against something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.visibility.absences import ABSENCES
from tests.visibility.company import (
    ARCHIVED_GROUPS,
    ARCHIVED_STAFF_ROLES,
    BY_ID,
    BY_SUBJECT,
    FLAGGED,
    GROUPS,
    HAPPENINGS,
    MANAGERS,
    PAPERS,
    PEOPLE,
    RECORDS,
    SUBJECTS,
    TASKS,
    TOLD,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.visibility.company import Happening, Paper, Question, Row, Someone

_OF_CUSTOMERS = {"contact", "authorised_user", "group_authority", "customer_representative"}


def is_staff(one: Someone) -> bool:
    return not one.archived and bool(set(one.roles) - _OF_CUSTOMERS)


def is_restricted(one: Someone) -> bool:
    return is_staff(one) and bool((set(one.staff_roles) & FLAGGED) - ARCHIVED_STAFF_ROLES)


def takes_part(one: Someone) -> bool:
    if one.archived:
        return False
    return is_staff(one) or not (one.passive or one.contact_archived)


def company(one: Someone) -> str | None:
    off = one.passive or one.contact_archived or not takes_part(one)
    return None if off else one.customer


def companies(one: Someone) -> set[str]:
    return {target for scope, target in one.grants if scope == "company"} & {company(one) or ""}


def groups(one: Someone) -> set[str]:
    return {
        target
        for scope, target in one.grants
        if scope == "group"
        and company(one) in GROUPS.get(target, ())
        and target not in ARCHIVED_GROUPS
    }


def granted(one: Someone) -> set[str]:
    return companies(one) | {member for group in groups(one) for member in GROUPS[group]}


def sees_record(one: Someone, row: Row) -> bool:
    if not takes_part(one):
        return False
    if row.opened_by == one.id or row.customer in granted(one):
        return True
    if not is_staff(one):
        return False
    if is_restricted(one) and row.kind in {"incident", "request"}:
        return one.technician and row.customer in one.customers
    return True


def sees_subject(one: Someone, subject: str) -> bool:
    """What is told of a record inside the house: staff only."""
    if not is_staff(one):
        return False
    if not is_restricted(one) or subject.partition("/")[0] not in {"incident", "request"}:
        return True
    return sees_record(one, BY_SUBJECT[subject])


def his_side(one: Someone) -> set[str | None]:
    """Whose acts on a record are his to see: his own, and those of the people he was granted."""
    granted_to_him = granted(one)
    found: set[str | None] = {one.id}
    for other in PEOPLE:
        if other.customer in granted_to_him and not set(other.roles) - _OF_CUSTOMERS:
            found.add(other.id)
    return found


def sees_row(one: Someone, subject: str) -> bool:
    """Whether the subject is a record of a customer, and is his to see."""
    return subject in BY_SUBJECT and sees_record(one, BY_SUBJECT[subject])


def did_it(one: Someone, what: Happening) -> bool:
    return bool({what.actor, what.stands_for} & his_side(one))


def sees_event(one: Someone, what: Happening) -> bool:
    if sees_subject(one, what.subject):
        return True
    return sees_row(one, what.subject) and (what.kind in TOLD or did_it(one, what))


def sees_words(one: Someone, what: Happening) -> bool:
    """What was said when it happened: to staff, and to the side that said it."""
    return sees_subject(one, what.subject) or (sees_event(one, what) and did_it(one, what))


def sees_paper(one: Someone, paper: Paper) -> bool:
    subject = "/".join(paper.to.split("/")[:2])
    if sees_subject(one, subject):
        return True
    return sees_row(one, subject) and (paper.to == subject or paper.by in his_side(one))


def knows_name(one: Someone, other: Someone) -> bool:
    """Whose name he is told: his own people's, and those of who is answerable for them."""
    if not takes_part(one):
        return False
    return is_staff(one) or sees_person(one, other) or other.id in answerable(one)


def answerable(one: Someone) -> set[str | None]:
    his = granted(one) | {company(one) or ""}
    found: set[str | None] = {other.id for other in PEOPLE if other.customer in his}
    found |= {who for customer in his for who in MANAGERS.get(customer, ())}
    found |= {other.id for other in PEOPLE if his & set(other.customers)}
    for row in RECORDS:
        if sees_record(one, row):
            found.add(row.opened_by)
            # He manages every account, and is told of every contract.
            found |= {"adm"} if row.kind == "contract" else set()
    for what in HAPPENINGS:
        if sees_event(one, what):
            found |= {what.actor, what.stands_for}
    return found | {paper.by for paper in PAPERS if sees_row(one, paper.to)}


def his_faces(one: Someone) -> set[str | None]:
    """In whose place he may answer: his own, and that of those who named him, or are away now."""
    away = {each.absent for each in ABSENCES if each.substitute == one.id and each.is_now}
    left = {other.id for other in PEOPLE if one.id in other.substitutes or other.id in away}
    return {one.id, *(each for each in left if not BY_ID[each].archived)}


def sees_answer(one: Someone, task: Question) -> bool:
    """Staff see what was answered; a customer's person what his side did, or a body of his."""
    if not sees_task(one, task):
        return False
    faces = his_faces(one)
    did = bool({task.by, task.stands_for} & (faces | his_side(one)))
    return is_staff(one) or did or bool(faces & set(task.seats))


def sees_task(one: Someone, task: Question) -> bool:
    if not takes_part(one):
        return False
    faces = his_faces(one)
    if task.assignee in faces or faces & set(task.seats) or sees_subject(one, task.workflow):
        return True
    row = BY_SUBJECT.get(task.workflow)
    may_answer = set(task.roles) & set(one.roles) and one.id not in task.barred
    is_open_to_roles = task.assignee is None and not task.seats
    return bool(may_answer and is_open_to_roles and row and sees_record(one, row))


def sees_person(one: Someone, other: Someone) -> bool:
    if not takes_part(one):
        return False
    return is_staff(one) or one.id == other.id or other.customer in granted(one)


def sees_customer(one: Someone, customer: str) -> bool:
    return is_staff(one) or customer == company(one) or customer in granted(one)


def hangs_on_customer(one: Someone, customer: str) -> bool:
    return is_staff(one) or customer in granted(one)


def hangs_on_contract(one: Someone, contract: str) -> bool:
    return is_staff(one) or sees_record(one, BY_SUBJECT[f"contract/{contract}"])


def seen(person_id: str) -> dict[str, set[str]]:
    """For each kind of row the keys that a person may see."""
    one = BY_ID[person_id]

    def those(keys: object, rule: Callable[[str], bool]) -> set[str]:
        return {key for key in keys if rule(key)}  # type: ignore[attr-defined]  # any collection of keys

    subjects = those(SUBJECTS, lambda key: sees_subject(one, key))
    tasks = {task.id for task in TASKS if sees_task(one, task)}
    contracts = {row.id for row in RECORDS if row.kind == "contract"}
    of_contracts = those(contracts, lambda key: hangs_on_contract(one, key))
    every_customer = {row.customer for row in RECORDS}
    of_customers = those(every_customer, lambda key: hangs_on_customer(one, key))
    staff_only = {"crm"} if is_staff(one) else set()
    contacts = {other.id for other in PEOPLE if other.customer}
    published = {"policy/default/published"} if is_staff(one) else set()
    return {
        "record": {row.subject for row in RECORDS if sees_record(one, row)},
        "event": {what.key for what in HAPPENINGS if sees_event(one, what)} | published,
        "event_text": {what.key for what in HAPPENINGS if sees_words(one, what)},
        "chain": subjects,
        "attachment": {paper.name for paper in PAPERS if sees_paper(one, paper)},
        "document": {paper.content for paper in PAPERS if sees_paper(one, paper)},
        "request": subjects,
        "process": those(("service/crm", *BY_SUBJECT), lambda key: sees_subject(one, key)),
        "task": tasks,
        "vote": tasks,
        "decision": {task.id for task in TASKS if sees_answer(one, task)},
        "person": {other.id for other in PEOPLE if sees_person(one, other)},
        "contact": {
            other.id for other in PEOPLE if other.id in contacts and sees_person(one, other)
        },
        "customer": those(every_customer, lambda key: sees_customer(one, key)),
        "need": of_customers,
        "asset": of_customers,
        "customer_service": of_customers,
        "names": {other.id for other in PEOPLE if knows_name(one, other)},
        "contract": of_contracts,
        "contract_notice": of_contracts,
        "contract_period": of_contracts,
        "contract_recipient": of_contracts,
        "contract_service": of_contracts,
        "credit_entry": of_contracts,
        "customer_group": set(GROUPS) if is_staff(one) else groups(one),
        "customer_group_member": set(GROUPS) if is_staff(one) else groups(one),
        "absence": _absences(one),
        "visibility_grant": _grants(one),
        "notice": _notices(one),
        "service": staff_only,
        "catalogue_entry": {"crm"} if takes_part(one) else set(),
        "technician": {o.id for o in PEOPLE if o.technician} if is_staff(one) else set(),
        "staff_role": {"field", "field-of-old", "desk"} if is_staff(one) else set(),
    }


def _absences(one: Someone) -> set[str]:
    """Whoever is away and whoever stands in for him are told of it."""
    if not takes_part(one):
        return set()
    told = [each for each in ABSENCES if is_staff(one) or one.id in {each.absent, each.substitute}]
    return {each.id for each in told}


def _grants(one: Someone) -> set[str]:
    having = {other.id for other in PEOPLE if other.grants or other.revoked}
    if is_staff(one):
        return having
    return having & {one.id} if takes_part(one) else set()


def _notices(one: Someone) -> set[str]:
    """Of each record there is a notice to one of staff and one to the customer's own contact."""
    if not takes_part(one):
        return set()
    found = set()
    for row in RECORDS:
        own = f"{row.customer}-own"
        found |= {
            f"{row.subject}/{to}"
            for to in ("adm", own)
            if to == one.id or sees_subject(one, row.subject)
        }
    return found
