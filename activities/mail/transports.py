"""What becomes of a letter that was handed to a transport."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True)
class Delivered:
    """The letter was taken."""


@dataclass(frozen=True)
class Refused:
    """This receiver will never get it; trying again cannot help."""

    error: str


@dataclass(frozen=True)
class Deferred:
    """It was not taken, or nobody knows; it is tried again, as often as policy says."""

    error: str


@dataclass(frozen=True)
class Unreachable:
    """There was nobody to hand it to. That is not the letter's fault and counts no attempt."""

    error: str


Handed = Delivered | Refused | Deferred | Unreachable


class Transport(Protocol):
    """Takes letters out of the house; an error is a value, not an exception."""

    def deliver(self, letter: EmailMessage) -> Handed:
        """Hand over one letter."""
