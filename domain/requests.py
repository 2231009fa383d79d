"""Requests that their own id makes idempotent: the same again returns the same."""

from __future__ import annotations

from datetime import datetime

from domain.errors import ConflictError
from domain.model import Value


class Request(Value):
    """A request that was carried out.

    Args:
        fingerprint: The digest of what was asked, so that other content is found out.
        subject: The record it led to, as `<kind>/<id>`.
    """

    request_id: str
    command: str
    fingerprint: str
    subject: str
    workflow_id: str | None = None
    recorded_at: datetime | None = None

    def check_same(self, command: str, fingerprint: str) -> None:
        """Refuse the id for anything but the same request.

        Raises:
            ConflictError: it was used for another command or with other content.
        """
        if (self.command, self.fingerprint) != (command, fingerprint):
            other = f"`{self.command}`" if command != self.command else "other content"
            message = f"request id {self.request_id} was used before, for {other}"
            raise ConflictError(message, field="request_id")
