"""Who may see what of a customer: its records, the grants of its people, the rules by name.

The rules themselves stand in the database, where every list and page obeys them; here are the words
in which they are told (R50-R56, R85, R88, R89).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.model import ID_PATTERN, Identifier, Value


class Standing(StrEnum):
    """Where a record of a customer stands, as his people follow it (R52, R56)."""

    OPENED = "opened"
    CLOSED = "closed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Scope(StrEnum):
    """How far a grant reaches: his own company, or a group it is a member of (R50, R55)."""

    COMPANY = "company"
    GROUP = "group"


class CustomerRecord(Value):
    """A process subject that belongs to a customer.

    Args:
        subject: The record, as `contract/<id>`, which is also the id of its process.
        kind: What it is; the word before the slash.
        customer_id: Whose it is.
        opened_by: The person who opened it, who sees it whatever he was granted.
        standing: Where it stands.
    """

    subject: str
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
    customer_id: Identifier
    opened_by: Identifier
    standing: Standing = Standing.OPENED

    @model_validator(mode="after")
    def _is_named_by_its_kind(self) -> Self:
        named, _, identifier = self.subject.partition("/")
        if named != self.kind or re.fullmatch(ID_PATTERN, identifier) is None:
            message = f"the subject of a {self.kind} is written {self.kind}/<id>"
            raise ValueError(message)
        return self


class VisibilityGrant(Value):
    """What a contact was granted to see besides his own records (R50, R55).

    Args:
        target: The customer for the scope `company`, the group for the scope `group`.
    """

    person_id: Identifier
    scope: Scope
    target: Identifier


class Rule(StrEnum):
    """Why a person sees a record; the database answers with these words."""

    SYSTEM = "system"
    STAFF = "staff"
    OTHER_KIND = "other_kind"
    HIS_CUSTOMER = "his_customer"
    OWN = "own"
    COMPANY = "company"
    GROUP = "group"
    HANDED = "handed"
    SEAT = "seat"
    MAY_ANSWER = "may_answer"
    HIMSELF = "himself"
    COLLEAGUE = "colleague"
    HIS_COMPANY = "his_company"
    TOLD = "told"
    HIS_SIDE = "his_side"
    ATTACHED = "attached"


class Reader(StrEnum):
    """What a person is to the rules; the database answers with these words."""

    SYSTEM = "system"
    STAFF = "staff"
    RESTRICTED = "restricted"
    CONTACT = "contact"
    PERSON = "person"
    PASSIVE = "passive"
    ARCHIVED = "archived"


TOLD_KINDS = frozenset(
    {
        *("contract_added", "contract_signed", "contract_begun", "contract_edited"),
        *("contract_period_opened", "contract_notice_given", "contract_renewed"),
        *("contract_not_renewed", "contract_terminated", "contract_suspended"),
        *("contract_suspension_lifted", "contract_service_left", "contract_credits_granted"),
        *("contract_credits_ended", "contract_ended", "contract_goes_on"),
    }
)
"""What happens to a record and its customer is told of, by the kind of the event.

The database has the same list; everything else that happens is for staff, and for whoever did it.
"""

_OF_IT = "of it he sees what customers are told, what his own side did, and what is attached to it"

WHY: dict[Rule, str] = {
    Rule.SYSTEM: "the house itself sees everything",
    Rule.STAFF: "staff see everything",
    Rule.OTHER_KIND: "staff see it; his role restricts him in incidents and requests only",
    Rule.HIS_CUSTOMER: "he is an authorised technician of the customer",
    Rule.OWN: f"he opened it; {_OF_IT}",
    Rule.COMPANY: f"he was granted to see the records of his company; {_OF_IT}",
    Rule.GROUP: (
        f"he was granted to see the records of a group his company is a member of; {_OF_IT}"
    ),
    Rule.HANDED: "the task was handed to him, or to somebody he stands in for",
    Rule.SEAT: "he has a seat in the body that answers it, or stands in for somebody who has",
    Rule.MAY_ANSWER: "his role may answer the task of a record that he sees",
    Rule.HIMSELF: "it is he himself",
    Rule.COLLEAGUE: "he was granted to see the people of a company",
    Rule.HIS_COMPANY: "it is his company, or one he was granted to see",
    Rule.TOLD: "customers are told of it, and he sees the record it happened to",
    Rule.HIS_SIDE: "he or people of a company he was granted did it, on a record that he sees",
    Rule.ATTACHED: "it is attached to a record that he sees",
}

WHY_NOT: dict[Reader, str] = {
    Reader.RESTRICTED: (
        "his role shows him incidents and requests of his own customers only, and this is none"
    ),
    Reader.CONTACT: "it is not his own, and no grant of his reaches it",
    Reader.PERSON: "he is neither staff nor a contact of the customer, and did not open it",
    Reader.PASSIVE: "he is a passive contact, who sees nothing",
    Reader.ARCHIVED: "he is archived and sees nothing",
}
"""Why somebody does not see a record that is there; other staff and the house always do."""


class Sight(Value):
    """Whether a person sees a record, and why.

    Args:
        reader: What he is to the rules.
        rule: The rule that lets him; None where none does.
        why: The same in words, or why he does not see it.
    """

    person_id: str
    reader: Reader
    rule: Rule | None
    why: str


def sight(person_id: str, reader: str, rule: str | None) -> Sight:
    """Put in words what the database answered.

    Args:
        reader: What the person is to the rules, as the database says it.
        rule: The rule that lets him see the record; None where none does.
    """
    found = None if rule is None else Rule(rule)
    why = WHY[found] if found else WHY_NOT[Reader(reader)]
    return Sight(person_id=person_id, reader=Reader(reader), rule=found, why=why)
