"""What Temporal says to a caller, as an error a person can use.

Three things are told apart: it was refused, nothing was sent, and it was sent and nobody knows what
became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import (
    BY_CODE,
    ConflictError,
    InvalidInputError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)
from domain.ids import service_id_of

if TYPE_CHECKING:
    from temporalio.client import WorkflowUpdateFailedError

_NOTHING_WAS_SENT = frozenset(
    {
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.UNIMPLEMENTED,
    }
)
# A process names the code of an error; what an activity raises goes by the name of its class.
_ERRORS = {**BY_CODE, **{kind.__name__: kind for kind in BY_CODE.values()}}
_NO_CONNECTION = ("connect error", "Connection refused")


class NotRunningError(ConflictError):
    """The process that should answer is not running."""


def refusal(refused: WorkflowUpdateFailedError, unknown: OutcomeUnknownError) -> ServicecycleError:
    """The error that a process, or the store behind it, refused with; unknown if it gave none."""
    cause: BaseException | None = refused.cause
    while cause is not None:
        if isinstance(cause, ApplicationError) and cause.type in _ERRORS:
            field = cause.details[0] if cause.details else None
            return _ERRORS[cause.type](
                cause.message, field=field if isinstance(field, str) else None
            )
        cause = cause.__cause__
    return unknown


def silence(said: RPCError, workflow_id: str, unknown: OutcomeUnknownError) -> ServicecycleError:
    """What it means for a caller that Temporal gave no answer.

    Args:
        unknown: What he is told where it may have been sent.
    """
    if said.status is RPCStatusCode.NOT_FOUND:
        message = (
            f"the process {workflow_id} does not run; `servicecycle service resume "
            f"{service_id_of(workflow_id)}` starts it again where it stood"
        )
        return NotRunningError(message, field="workflow_id")
    if said.status is RPCStatusCode.INVALID_ARGUMENT:
        return InvalidInputError(f"Temporal does not take it: {said.message}")
    cut_off = said.status is RPCStatusCode.UNAVAILABLE and any(
        sign in said.message for sign in _NO_CONNECTION
    )
    if cut_off or said.status in _NOTHING_WAS_SENT:
        return UnreachableError(f"Temporal does not answer, nothing was sent: {said.message}")
    return unknown
