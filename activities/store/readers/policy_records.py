"""A policy document as it is read; its names are those of `--json`."""

from __future__ import annotations

from datetime import date, datetime

from domain.model import Value
from domain.policy import Policy
from domain.words import PolicyState


class PolicyVersion(Value):
    """A policy document; it has a version once it was approved and published (R42)."""

    policy_id: str
    version: int | None
    state: PolicyState
    title: str
    effective_on: date
    author: str
    drafted_at: datetime
    approved_by: str | None
    published_at: datetime | None


class PolicyText(PolicyVersion):
    """A policy document with what it says, and how its author wrote it."""

    document: Policy
    source: str
