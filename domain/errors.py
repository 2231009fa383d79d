"""What can go wrong, as a caller meets it: one error a kind, each with its exit code.

ServicecycleError
├── InvalidInputError      2  something that was typed is not allowed
├── NotFoundError          3  there is no such record
├── NotAllowedError        4  the actor may not do this
├── ConflictError          5  already decided, or already started differently
├── UnreachableError       6  a server did not answer and nothing was sent
└── OutcomeUnknownError    7  it was sent; repeat it with the same request id
"""

from __future__ import annotations

from typing import ClassVar


class ServicecycleError(Exception):
    """An error of the business, carrying the field it is about.

    Args:
        message: What is wrong and what is allowed, for a person.
        field: The input the error is about, as a dotted path; None where no input is at fault.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInputError(ServicecycleError):
    """What was typed is not allowed; the message names what is."""

    code = "invalid_input"
    exit_code = 2


class NotFoundError(ServicecycleError):
    """There is no record of this name."""

    code = "not_found"
    exit_code = 3


class NotAllowedError(ServicecycleError):
    """The actor may not do this."""

    code = "not_allowed"
    exit_code = 4


class ConflictError(ServicecycleError):
    """It was already decided, or already started with other content."""

    code = "conflict"
    exit_code = 5


class UnreachableError(ServicecycleError):
    """A server could not be reached, or somebody else writes the same; nothing was sent."""

    code = "unreachable"
    exit_code = 6


class OutcomeUnknownError(ServicecycleError):
    """It was sent and no answer came; repeat it with the same request id."""

    code = "outcome_unknown"
    exit_code = 7


BY_CODE: dict[str, type[ServicecycleError]] = {
    kind.code: kind
    for kind in (
        InvalidInputError,
        NotFoundError,
        NotAllowedError,
        ConflictError,
        UnreachableError,
        OutcomeUnknownError,
    )
}
