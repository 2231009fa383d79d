"""Requests that their own id makes idempotent: the same again returns the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store.schema import request
from domain.requests import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection


def by_id(connection: Connection, request_id: str) -> Request | None:
    """What is known of a request; None when the id was never used."""
    found = connection.execute(select(request).where(request.c.request_id == request_id))
    row = found.mappings().first()
    return Request.model_validate(row) if row else None


def known_request(
    connection: Connection, request_id: str, command: str, fingerprint: str
) -> Request | None:
    """The same request as it was carried out before; None when the id is new.

    Raises:
        ConflictError: the id was used for another command or with other content.
    """
    found = by_id(connection, request_id)
    if found:
        found.check_same(command, fingerprint)
    return found
