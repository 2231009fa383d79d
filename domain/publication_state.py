"""What the publication of a policy carries from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.process_state import ProcessState
from domain.words import PolicyState

if TYPE_CHECKING:
    from domain.protocol import PolicyPublicationInput

BY_APPROVAL: dict[str, PolicyState] = {
    "approve": PolicyState.PUBLISHED,
    "reject": PolicyState.REJECTED,
}
"""What each answer to the approval of a draft makes of it (R42)."""


class PublicationState(ProcessState):
    """Where a policy document stands on its way into force.

    Args:
        stage: approval, published or rejected.
        author: Who put it up; he does not approve it.
    """

    policy_id: str
    title: str
    author: str = ""
    stage: str = "approval"


def state_of(begun: PolicyPublicationInput) -> PublicationState:
    """The state a publication begins with, or the one an earlier run carried."""
    if begun.carried is not None:
        return PublicationState.model_validate(begun.carried.state)
    return PublicationState(policy_id=begun.policy_id, title=begun.title)
