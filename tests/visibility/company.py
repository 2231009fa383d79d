"""A made-up company in plain values: who is who, and what there is of each customer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, product

KINDS = ("contract", "request", "incident", "complaint")
STANDINGS = ("opened", "closed", "approved", "rejected")


@dataclass(frozen=True)
class Someone:
    """A person of the register, with whatever makes him one of staff or of a customer."""

    id: str
    roles: tuple[str, ...] = ()
    customer: str | None = None
    passive: bool = False
    contact_archived: bool = False
    archived: bool = False
    staff_roles: tuple[str, ...] = ()
    left_staff_roles: tuple[str, ...] = ()
    technician: bool = False
    customers: tuple[str, ...] = ()
    left_customers: tuple[str, ...] = ()
    grants: tuple[tuple[str, str], ...] = ()
    revoked: tuple[tuple[str, str], ...] = ()
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A record of a customer."""

    subject: str
    customer: str
    opened_by: str
    standing: str

    @property
    def kind(self) -> str:
        return self.subject.partition("/")[0]

    @property
    def id(self) -> str:
        return self.subject.partition("/")[2]


@dataclass(frozen=True)
class Question:
    """A task of a process, and who answered it, for whom."""

    id: str
    workflow: str
    roles: tuple[str, ...]
    assignee: str | None = None
    seats: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    by: str = "adm"
    stands_for: str | None = None


@dataclass(frozen=True)
class Happening:
    """What happened to a subject, and who did it."""

    key: str
    subject: str
    kind: str
    actor: str
    stands_for: str | None = None


@dataclass(frozen=True)
class Paper:
    """What is attached to a subject, or to a task of it."""

    name: str
    content: str
    to: str
    by: str


CUSTOMERS = ("acme", "bolt", "cargo", "delta")
GROUPS = {"north": ("acme", "bolt"), "south": ("cargo",), "past": ("acme", "delta")}
LEFT = {"north": ("delta",)}
ARCHIVED_GROUPS = frozenset({"past"})
FLAGGED = frozenset({"field", "field-of-old"})
ARCHIVED_STAFF_ROLES = frozenset({"field-of-old"})
STAFF_ROLES = ("field", "field-of-old", "desk")
CONTACT = ("contact",)

PEOPLE = (
    Someone("adm", ("administrator",)),
    Someone("sup", ("supervisor", "contact")),
    Someone("gone-sup", ("supervisor",), archived=True),
    Someone("tech-free", ("technician",), staff_roles=("desk",), technician=True),
    Someone(
        "tech-acme", ("technician",), staff_roles=("field",), technician=True, customers=("acme",)
    ),
    Someone(
        "tech-two",
        ("technician", "agent"),
        staff_roles=("desk", "field"),
        technician=True,
        customers=("acme", "cargo"),
        left_customers=("bolt",),
    ),
    Someone("tech-none", ("technician",), staff_roles=("field",), technician=True),
    Someone(
        "tech-moved",
        ("technician",),
        left_staff_roles=("field",),
        technician=True,
        customers=("bolt",),
    ),
    Someone("tech-old", ("technician",), staff_roles=("field-of-old",), technician=True),
    Someone(
        "tech-bolt-contact",
        ("technician",),
        customer="bolt",
        staff_roles=("field",),
        technician=True,
        grants=(("company", "bolt"),),
    ),
    Someone("both-sides", ("agent", "contact"), customer="acme", passive=True),
    Someone(
        "tech-passive",
        ("technician",),
        customer="bolt",
        passive=True,
        staff_roles=("field",),
        grants=(("company", "bolt"),),
    ),
    Someone(
        "tech-left",
        ("technician",),
        customer="bolt",
        contact_archived=True,
        staff_roles=("field",),
        grants=(("company", "bolt"), ("group", "north")),
    ),
    # Ids of a customer and of a group are told apart by the scope alone.
    Someone(
        "acme-mixed", CONTACT, customer="acme", grants=(("company", "north"), ("group", "acme"))
    ),
    Someone("stranger"),
    Someone("asked-only", ("customer_representative",)),
    Someone("acme-own", CONTACT, customer="acme", substitutes=("acme-sub",)),
    Someone("acme-sub", CONTACT, customer="acme"),
    Someone(
        "acme-rep", ("customer_representative",), customer="acme", grants=(("company", "acme"),)
    ),
    Someone(
        "acme-boss", ("contact", "authorised_user"), customer="acme", grants=(("company", "acme"),)
    ),
    Someone("acme-north", ("group_authority",), customer="acme", grants=(("group", "north"),)),
    Someone(
        "acme-both", CONTACT, customer="acme", grants=(("company", "acme"), ("group", "north"))
    ),
    Someone("acme-past", CONTACT, customer="acme", grants=(("group", "past"),)),
    Someone(
        "acme-revoked", CONTACT, customer="acme", revoked=(("company", "acme"), ("group", "north"))
    ),
    Someone(
        "acme-foreign", CONTACT, customer="acme", grants=(("company", "bolt"), ("group", "south"))
    ),
    Someone(
        "acme-passive",
        CONTACT,
        customer="acme",
        passive=True,
        grants=(("company", "acme"), ("group", "north")),
    ),
    Someone(
        "acme-left", CONTACT, customer="acme", contact_archived=True, grants=(("company", "acme"),)
    ),
    Someone(
        "acme-archived", CONTACT, customer="acme", archived=True, grants=(("company", "acme"),)
    ),
    Someone("bolt-own", CONTACT, customer="bolt"),
    Someone("bolt-sub", CONTACT, customer="bolt"),
    Someone("bolt-north", CONTACT, customer="bolt", grants=(("group", "north"),)),
    Someone("cargo-own", CONTACT, customer="cargo"),
    Someone("cargo-sub", CONTACT, customer="cargo"),
    Someone("cargo-south", CONTACT, customer="cargo", grants=(("group", "south"),)),
    Someone("delta-own", CONTACT, customer="delta"),
    Someone("delta-north", CONTACT, customer="delta", grants=(("group", "north"),)),
    Someone("delta-boss", CONTACT, customer="delta", grants=(("company", "delta"),)),
)

_OPENERS = {
    "acme": ("acme-own", "acme-boss", "acme-passive", "acme-archived", "sup", "stranger", "system"),
    "bolt": ("bolt-own", "tech-bolt-contact", "tech-acme", "system"),
    "cargo": ("cargo-own", "cargo-south", "adm"),
    "delta": ("delta-own", "asked-only", "gone-sup"),
}


def _records() -> tuple[Row, ...]:
    found = []
    for customer in CUSTOMERS:
        openers = cycle(_OPENERS[customer])
        for kind, standing, number in product(KINDS, STANDINGS, (1, 2)):
            subject = f"{kind}/{customer}-{standing}-{number}"
            found.append(Row(subject, customer, next(openers), standing))
    return tuple(found)


RECORDS = _records()
HOUSE = ("service/crm", "policy/default", "house/clock")


def _tasks() -> tuple[Question, ...]:
    found = [
        Question(
            "service/crm/committee/1",
            "service/crm",
            ("committee_member",),
            seats=("adm", "acme-own", "tech-none"),
        )
    ]
    for row in RECORDS:
        if row.standing != "opened":
            continue
        first, second = f"{row.subject}/assess/1", f"{row.subject}/approval/1"
        found.append(Question(first, row.subject, ("technician", "agent")))
        found.append(
            Question(
                second,
                row.subject,
                ("contact", "customer_representative"),
                barred=("acme-boss", row.opened_by),
                by=row.opened_by,
            )
        )
        own = f"{row.customer}-own"
        closing = f"{row.subject}/closing/1"
        by, seat = (own, None) if row.id.endswith("-1") else ("adm", None)
        if by == "bolt-own":
            by, seat = "bolt-sub", own
        found.append(
            Question(closing, row.subject, ("contact",), assignee=own, by=by, stands_for=seat)
        )
        found.append(
            Question(f"{row.subject}/handed/1", row.subject, ("agent",), assignee="tech-none")
        )
    return tuple(found)


TASKS = _tasks()
BY_ID = {one.id: one for one in PEOPLE}
BY_SUBJECT = {one.subject: one for one in RECORDS}
SUBJECTS = (*HOUSE, *BY_SUBJECT)
TOLD = ("contract_begun", "contract_ended")
"""Of what happens here, what customers are told."""
MANAGERS = {"acme": ("adm", "tech-free"), "cargo": ("tech-moved", None)}
"""Who keeps the account of a customer, and who leads his projects."""


def _happenings() -> tuple[Happening, ...]:
    found = []
    for number, subject in enumerate(SUBJECTS):
        own = f"{BY_SUBJECT[subject].customer}-own" if subject in BY_SUBJECT else "acme-own"
        acts = [
            (TOLD[number % 2], "tech-two" if number % 3 == 0 else "adm", None),
            ("contract_priced", "tech-old", None),
            ("vote_cast", own, None),
            ("vote_cast", "tech-old", own),
            ("vote_cast", "both-sides", None),
            ("decided", "acme-boss", "acme-left"),
        ]
        found += [Happening(f"{i} of {subject}", subject, *one) for i, one in enumerate(acts)]
    return tuple(found)


def _papers() -> tuple[Paper, ...]:
    found = []
    for number, subject in enumerate(SUBJECTS):
        own = f"{BY_SUBJECT[subject].customer}-own" if subject in BY_SUBJECT else "acme-own"
        by = "tech-moved" if number % 5 == 0 else "adm"
        task = f"{subject}/assess/1"
        places = [(subject, by), (task, "tech-old"), (task, own), (task, "both-sides")]
        for position, (to, who) in enumerate(places):
            name = f"paper {position} of {subject}"
            found.append(Paper(name, name, to, who))
        # The same content lies at each subject's task, and at the first record itself.
        found.append(Paper(f"terms of {subject}", "terms", task, "tech-old"))
    first = next(iter(BY_SUBJECT))
    return (*found, Paper("terms", "terms", first, "adm"))


HAPPENINGS = _happenings()
PAPERS = _papers()
