"""Keeps the simple plans of an import: each one that changes becomes a new version (R67, R81)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import plans as store
from activities.store.plans import PlanVersion
from activities.store.registers.keeping import Held
from domain.plans.simple import line_of, plan_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from activities.store.registers.keeping import Put

_BY_IMPORT = "import"
"""Who wrote a version that came in by a file; the event beside it names the person."""


class PlanKeeper:
    """Keeps plans; what a line does not say of one stays as it is."""

    def held(self, connection: Connection, ids: Collection[str]) -> dict[str, Held]:
        """Those of the plans that are there, archived ones too."""
        found = store.newest_of(connection, ids)
        return {
            plan_id: Held(line_of(plan_id, one.document), one.archived_at)
            for plan_id, one in found.items()
        }

    def put(self, connection: Connection, puts: Sequence[Put], at: datetime) -> None:
        """Write a version of each; one that was archived comes back."""
        before = store.newest_of(connection, [one.record_id for one in puts])
        for one in puts:
            last = before.get(one.record_id)
            document = plan_of(one.values, last.document if last else None)
            if last is None or last.document != document:
                version = last.version + 1 if last else 1
                coming = PlanVersion(
                    plan_id=one.record_id, version=version, document=document, by=_BY_IMPORT, at=at
                )
                store.put(connection, coming)
            store.bring_back(connection, one.record_id)

    def archive(self, connection: Connection, record_id: str, at: datetime) -> None:
        """Let a plan take no new contracts."""
        store.archive(connection, record_id, at)
