"""What was asked before under an id of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import requests
from activities.store.readers.paging import Source, connected

if TYPE_CHECKING:
    from domain.requests import Request


def request(source: Source, request_id: str) -> Request | None:
    """What is known of a request; None when its id was never used."""
    with connected(source) as connection:
        return requests.by_id(connection, request_id)
