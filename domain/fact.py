"""What every fact has: a name in the record, and the clauses it is evidence for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from domain.model import Value
from domain.words import Gate

if TYPE_CHECKING:
    from pydantic import JsonValue


class Fact(Value):
    """Something that happened, in business words.

    `kind` is the event's name in the record and never changes once released.
    """

    CLAUSES: ClassVar[tuple[str, ...]] = ()
    kind: str

    def clauses(self) -> tuple[str, ...]:
        """The clauses this fact is evidence for."""
        return self.CLAUSES

    def key_part(self) -> str:
        """What tells this fact from others that follow from the same decision."""
        return self.kind

    def own_key(self) -> str | None:
        """Its business key where it happens once for ever, whatever it follows from."""
        return None

    def words(self) -> str:
        """The fact in a few words, for the Temporal UI."""
        return self.kind.replace("_", " ")

    def told(self) -> dict[str, JsonValue]:
        """The small facts the event carries."""
        return self.model_dump(mode="json", exclude={"kind"})


GATE_CLAUSES: dict[Gate, tuple[str, ...]] = {
    Gate.BRIEF: ("8.5.2",),
    Gate.SERVICE_LEVELS: ("8.3.3",),
    Gate.CUSTOMER_NEEDS: ("8.3.2",),
    Gate.COSTS: ("8.4.1",),
    Gate.SECURITY: ("8.7.3",),
    Gate.CONTINUITY: ("8.7.2",),
}
"""What the answer to each gate of design is evidence for."""
