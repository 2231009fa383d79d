"""What depends on a service: contracts, and whatever later releases know of (R38; 8.2.2).

The kind is a free word on purpose: a dependent of a kind nobody has thought of yet holds the
retirement of its service like any other.
"""

from __future__ import annotations

from datetime import datetime

from domain.model import Edge, Identifier, LongText, ShortText, Value


class DependentFile(Edge):
    """A record that depends on a service, as a person or another system names it.

    Args:
        id: What the record is called where it is kept, for example the number of a contract.
        contact: The person who is told when the service ends; he has to be in the register.
    """

    service: Identifier
    kind: Identifier
    id: Identifier
    name: ShortText
    contact: Identifier | None = None

    def entry(self, now: datetime) -> Dependent:
        """The dependent as the register keeps it, open from now on."""
        return Dependent(
            service_id=self.service,
            kind=self.kind,
            dependent_id=self.id,
            name=self.name,
            contact=self.contact,
            opened_at=now,
        )


class DependentClosing(Edge):
    """What a person says when a record depends on a service no longer."""

    service: Identifier
    kind: Identifier
    id: Identifier
    reason: LongText


class Dependent(Value):
    """A record that depends on a service; while it is open the service cannot be retired."""

    service_id: str
    kind: str
    dependent_id: str
    name: str
    contact: str | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    closed_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it holds the retirement of the service."""
        return self.closed_at is None
