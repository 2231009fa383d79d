"""A real mail server on loopback that takes, refuses, dawdles and hangs up as a test wants it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

TAKEN = "250 OK"
HANG_UP = "hang up"
DAWDLE = "dawdle"


@dataclass
class Sink:
    """Everything a mail server took, in the order it came; a repeat is there twice.

    Args:
        to_receiver: What it says to a receiver.
        to_letter: What it says to a letter, or what it does instead of saying anything.
    """

    to_receiver: str = TAKEN
    to_letter: str = TAKEN
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.to_receiver == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.to_receiver

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.to_letter == DAWDLE:
            await asyncio.Event().wait()
        if self.to_letter in {TAKEN, HANG_UP}:
            self.raw.append(content)
            self.letters.append(message_from_bytes(content, policy=policy.default))
        if self.to_letter == HANG_UP:
            assert server.transport is not None
            server.transport.close()
        return self.to_letter

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each delivery."""
        return [str(letter["Message-ID"]) for letter in self.letters]


@contextmanager
def mail_server(sink: Sink, *, login: Callable[..., AuthResult] | None = None) -> Iterator[Sink]:
    """Let a mail server run that hands everything to a sink.

    Args:
        login: Says who may log in; None where nobody has to.
    """
    sink.port = free_port()
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        authenticator=login,
        auth_required=login is not None,
        auth_require_tls=login is None,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
