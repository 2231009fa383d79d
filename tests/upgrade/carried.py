"""What a process or a policy of an earlier release carries, and what this release makes of it.

A field that is renamed and has a default reads as if it had never been there: nothing fails, and
something is forgotten. So whatever was written is looked for in what this release would write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import schema
from domain.policy import Policy
from domain.publication_state import PublicationState
from domain.service_state import ServiceState
from domain.words import ProcessKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.process_state import ProcessState
    from tests.upgrade.restored import Restored

STATES: dict[ProcessKind, type[ProcessState]] = {
    ProcessKind.SERVICE: ServiceState,
    ProcessKind.POLICY: PublicationState,
}


def forgotten(then: Any, now: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON of any shape
    """Where something that was written is not there any more, or is another thing."""
    match then, now:
        case dict(), dict():
            for key, value in then.items():
                if key in now:
                    yield from forgotten(value, now[key], f"{at}.{key}")
                else:
                    yield f"{at}.{key}"
        case list(), list() if len(then) == len(now):
            for one, other in zip(then, now, strict=True):
                yield from forgotten(one, other, f"{at}[]")
        case _:
            if then != now:
                yield at


def forgotten_in(house: Restored) -> set[str]:
    """What this release would forget of all that the processes and policies of a house carry."""
    found: set[str] = set()
    for one in house.was.values():
        state = STATES[ProcessKind(one.kind)].model_validate(one.state)
        found.update(forgotten(one.state, state.snapshot(), one.kind))
    for one in house.record.rows(schema.policy_draft):
        document = Policy.model_validate(one.document).model_dump(mode="json")
        found.update(forgotten(one.document, document, "policy"))
    return found
