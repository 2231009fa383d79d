"""The workflow ids that Temporal's index finds, and nothing else of what it knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import Client

RUNNING = "ExecutionStatus = 'Running'"
_PAGE = 1_000
_SMALL_PAGE = 100
_A_SECOND = 400


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
    async for part in _pages(client, query, min(at_most or page, page)):
        found += part
        if at_most is not None and len(found) >= at_most:
            break
    return found[:at_most]


async def listed_at_leisure(client: Client, query: str) -> AsyncIterator[list[str]]:
    """The same, some at a time, so that whoever else asks something is served in between.

    Temporal reads its database once for each process it lists, and may read it 2,000 times a second
    for everybody: a list of thousands at one go let answers of people wait for ten seconds.

    Raises:
        RPCError: Temporal does not answer, or does not know what is asked.
    """
    async for part in _pages(client, query, _SMALL_PAGE, a_second=_A_SECOND):
        yield part


async def _pages(
    client: Client, query: str, page: int, *, a_second: int | None = None
) -> AsyncIterator[list[str]]:
    asked = ListWorkflowExecutionsRequest(namespace=client.namespace, query=query, page_size=page)
    while True:
        answer = await client.workflow_service.list_workflow_executions(asked, retry=True)
        yield [one.execution.workflow_id for one in answer.executions]
        if not answer.next_page_token:
            return
        asked.next_page_token = answer.next_page_token
        if a_second:
            await asyncio.sleep(page / a_second)
