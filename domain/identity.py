"""Who acts: the person, his roles, and for whom he stands in.

The actor of a call travels in a header and is read by one interceptor; a signed identity will
replace the asserted one there. The context variable lives here because the sandbox shares this
module with the worker.
"""

from __future__ import annotations

from contextvars import ContextVar

from domain.errors import NotAllowedError
from domain.model import Value
from domain.words import SYSTEM, Role


class Actor(Value):
    """A person who acts, as the starter that let him in knows him.

    Args:
        person: His id in the register, or `system` while the register is empty.
        roles: What he may be, those of the person he stands in for included.
        stands_for: The id of the person whose seat he fills; None when he acts for himself.
    """

    person: str
    roles: tuple[Role, ...] = ()
    stands_for: str | None = None

    @property
    def seat(self) -> str:
        """The person whose seat, vote or task this actor fills."""
        return self.stands_for or self.person

    @property
    def faces(self) -> frozenset[str]:
        """Everyone this actor counts as, for the four-eyes rule."""
        return frozenset({self.person, self.seat})

    def holds(self, roles: tuple[Role, ...]) -> bool:
        """Whether one of the roles is his."""
        return not set(roles).isdisjoint(self.roles)


THE_SYSTEM = Actor(person=SYSTEM)

acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def who() -> Actor:
    """The person who acts in this call.

    Raises:
        NotAllowedError: nobody is named, as in a call that did not come through a starter.
    """
    actor = acting.get()
    if actor is None:
        message = "nobody is named as the actor; answer through `servicecycle`"
        raise NotAllowedError(message, field="as")
    return actor
