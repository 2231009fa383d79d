"""The workflow ids that Temporal's index finds, and nothing else of what it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

if TYPE_CHECKING:
    from temporalio.client import Client

RUNNING = "ExecutionStatus = 'Running'"
_PAGE = 1_000


async def listed(
    client: Client, query: str, *, at_most: int | None = None, page: int = _PAGE
) -> list[str]:
    """The workflow ids of what a query finds, the newest runs first.

    The client of the SDK would read all search attributes of each, which takes seconds of very many
    processes, and holds up everything else that is served meanwhile.

    Args:
        at_most: How many are wanted; None for all there are.
        page: How many are asked for at a time.

    Raises:
        RPCError: Temporal does not answer, or does not know what is asked.
    """
    found: list[str] = []
    asked = ListWorkflowExecutionsRequest(
        namespace=client.namespace, query=query, page_size=min(at_most or page, page)
    )
    while True:
        answer = await client.workflow_service.list_workflow_executions(asked)
        found += [one.execution.workflow_id for one in answer.executions]
        if not answer.next_page_token or (at_most is not None and len(found) >= at_most):
            return found[:at_most]
        asked.next_page_token = answer.next_page_token
