"""What the files of contracts came to, by which one that comes again is known (R44, R59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store.readers.paging import Source, connected
from activities.store.schema import event
from domain.contracts.facts import ContractAdded
from domain.ids import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_ADDED = ContractAdded.model_fields["kind"].default


def contract_contents(source: Source, contract_ids: Iterable[str]) -> dict[str, str]:
    """What was written down of several contracts, by id; those not on record are left out."""
    ids = {subject_of("contract", one): one for one in contract_ids}
    content = event.c.data["content"].astext
    wanted = select(event.c.subject, func.coalesce(content, "")).where(
        event.c.subject == func.any(list(ids)), event.c.kind == _ADDED
    )
    with connected(source) as connection:
        return {ids[subject]: said for subject, said in connection.execute(wanted).tuples()}
