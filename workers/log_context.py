"""Every log line of an activity says for which process and which request it worked.

It is bound once, here: who writes a log line names only what happened. The id of the request that
a step was recorded for travels in a header, for an activity knows its process and not the update
that caused it. Failed attempts are counted here as well; the SDK logs them, with this context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from structlog.contextvars import bind_contextvars
from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.worker import (
    ActivityInboundInterceptor,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from temporalio.worker import (
        ExecuteActivityInput,
        HandleUpdateInput,
        StartActivityInput,
        StartLocalActivityInput,
        WorkflowInterceptorClassInput,
    )
    from temporalio.workflow import ActivityHandle

HEADER = "servicecycle-request"


def _nobody_counts(_activity: str, _attempt: int) -> None:
    """Where nobody asks for metrics, nobody counts."""


class LogContextInterceptor(Interceptor):
    """Binds what every log line of an activity says.

    Args:
        failed: Told the name and the number of each attempt that failed.
    """

    def __init__(self, failed: Callable[[str, int], object] = _nobody_counts) -> None:
        self._failed = failed

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Bind the context around each attempt."""
        return _Activity(next, self._failed)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Hand the id of a request on to the activity that records it."""
        return _Process


class _Activity(ActivityInboundInterceptor):
    def __init__(
        self,
        next: ActivityInboundInterceptor,  # noqa: A002 - the SDK's name
        failed: Callable[[str, int], object],
    ) -> None:
        super().__init__(next)
        self._failed = failed

    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002 - the SDK's name
        info = activity.info()
        # Each attempt is a task with a context of its own, which ends after the SDK's last word.
        bind_contextvars(**_context(info, input.headers))
        try:
            return await super().execute_activity(input)
        except Exception:
            self._failed(info.activity_type, info.attempt)
            raise


class _Process(WorkflowInboundInterceptor):
    """Remembers the request that was handled last, until an activity has been started for it."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        self.request: str | None = None
        super().init(_Calls(outbound, self))

    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002 - the SDK's name
        self.request = input.id
        return await super().handle_update_handler(input)


class _Calls(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, process: _Process) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self._process = process

    def start_activity(self, input: StartActivityInput) -> ActivityHandle[object]:  # noqa: A002 - the SDK's name
        input.headers = self._named(input.headers)
        return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> ActivityHandle[object]:  # noqa: A002 - the SDK's name
        input.headers = self._named(input.headers)
        return super().start_local_activity(input)

    def _named(self, headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
        request, self._process.request = self._process.request, None
        if request is None:
            return headers
        named = Payload(metadata={"encoding": b"json/plain"}, data=request.encode())
        return {**headers, HEADER: named}


def _context(info: activity.Info, headers: Mapping[str, Payload]) -> dict[str, str | int]:
    context: dict[str, str | int] = {
        "workflow_id": info.workflow_id or "",
        "run_id": info.workflow_run_id or "",
        "activity": info.activity_type,
        "attempt": info.attempt,
    }
    if HEADER in headers:
        context["request_id"] = headers[HEADER].data.decode("utf-8", "replace")
    return context
