"""The transport of a company with a mail server."""

from __future__ import annotations

import copy
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import TYPE_CHECKING

from activities.mail.headers import one_line
from activities.mail.transports import Deferred, Delivered, Refused, Unreachable

if TYPE_CHECKING:
    from email.message import EmailMessage

    from activities.mail.transports import Handed

_PERMANENT = 500


@dataclass(frozen=True)
class SmtpTransport:
    """Hands each letter to a mail server, over a connection of its own.

    Args:
        host: Its name.
        port: Its port.
        user: The account to log in with; None where none is needed.
        password: The password of that account.
        starttls: Whether the connection is encrypted after greeting.
        tls: Whether the connection is encrypted from the first byte.
        timeout_seconds: How long each of its answers is waited for.
    """

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    tls: bool = False
    timeout_seconds: float = 10.0

    def deliver(self, letter: EmailMessage) -> Handed:
        """Hand over the letter.

        A receiver whom the server refuses for good is refused at once. Everything else that it
        says about the letter, silence after the letter included, is tried again; it then meets
        the same Message-ID.
        """
        try:
            server = self._greeted()
        except (OSError, SMTPException) as error:
            return Unreachable(f"{self.host}:{self.port}: {_said(error)}")
        try:
            server.send_message(_seven_bit(letter))
        except SMTPRecipientsRefused as refusal:
            return _refused(refusal)
        except (OSError, SMTPException) as error:
            return Deferred(_said(error))
        finally:
            _part(server)
        return Delivered()

    def _greeted(self) -> SMTP:
        connect = self._connect_encrypted if self.tls else self._connect
        server = connect()
        try:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user is not None:
                server.login(self.user, self.password or "")
            server.ehlo_or_helo_if_needed()
        except (OSError, SMTPException):
            server.close()
            raise
        return server

    def _connect(self) -> SMTP:
        return SMTP(self.host, self.port, _own_name(), timeout=self.timeout_seconds)

    def _connect_encrypted(self) -> SMTP:
        return SMTP_SSL(
            self.host,
            self.port,
            _own_name(),
            timeout=self.timeout_seconds,
            context=ssl.create_default_context(),
        )


@cache
def _own_name() -> str:
    """The name this machine greets with; asked once, for a name server may take its time."""
    return socket.getfqdn()


def _seven_bit(letter: EmailMessage) -> EmailMessage:
    """The same letter for the wire, where not every server takes more than seven bits."""
    wire = copy.copy(letter)
    wire.policy = letter.policy.clone(cte_type="7bit")
    return wire


def _part(server: SMTP) -> None:
    """Leave the server; what it answers to that changes nothing about the letter."""
    with suppress(OSError, SMTPException):
        server.quit()
    server.close()


def _refused(refusal: SMTPRecipientsRefused) -> Handed:
    code, said = next(iter(refusal.recipients.values()))
    error = _reply(code, said)
    return Refused(error) if code >= _PERMANENT else Deferred(error)


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return one_line(str(error)) or type(error).__name__


def _reply(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {one_line(text)}"
