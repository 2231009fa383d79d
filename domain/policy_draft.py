"""A policy document on its way to being published (R42; 5.2, 7.5)."""

from __future__ import annotations

from datetime import datetime

from domain.model import Value
from domain.policy import Policy
from domain.words import PolicyState


class PolicyDraft(Value):
    """A policy document that a person wrote.

    Args:
        policy_id: What it is called before and after it has a version.
        source: The document as he wrote it, comments and all.
        author: The person who answers for it and may not approve it himself.
    """

    policy_id: str
    document: Policy
    source: str
    author: str
    drafted_at: datetime
    state: PolicyState = PolicyState.DRAFT
