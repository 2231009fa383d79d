"""How activities are called: named option sets, so that a process says only what it wants."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy

from domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError


class ActivityOptions(TypedDict):
    """The options of one kind of activity."""

    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


# Temporal compares the names of classes and knows no inheritance.
_NO_BY_THE_BUSINESS = tuple(
    kind.__name__ for kind in (ConflictError, InvalidInputError, NotAllowedError, NotFoundError)
)

RECORD = ActivityOptions(
    start_to_close_timeout=timedelta(seconds=20),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=200),
        maximum_interval=timedelta(seconds=30),
        non_retryable_error_types=_NO_BY_THE_BUSINESS,
    ),
)
"""Writing to or reading from PostgreSQL: tried for ever, except where the business says no."""

AT_ONCE = ActivityOptions(
    start_to_close_timeout=timedelta(seconds=2),
    retry_policy=RetryPolicy(maximum_attempts=1),
)
"""Writing to PostgreSQL within the task of the process: tried once, as no operator sees it wait."""
