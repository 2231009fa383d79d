"""How many open processes a worker keeps in memory, and how many of them work at once."""

from __future__ import annotations

from typing import TypedDict

# A quarter of a MiB each; what is not in memory is read again from its history when it is asked.
_USUAL = 400
_AT_ONCE = 20
_KEPT_FOR_EACH_AT_WORK = 4


class Memory(TypedDict):
    """What a worker of Temporal is told of it.

    Attributes:
        max_cached_workflows: How many open processes are kept; 0 for none.
        max_concurrent_workflow_tasks: How many of them are at work at the same time.
    """

    max_cached_workflows: int
    max_concurrent_workflow_tasks: int


def memory(kept: int | None = None) -> Memory:
    """The memory of a worker.

    Far fewer processes work at once than are kept. A memory that is full puts out whoever worked
    least lately, and among many at work that is the one who has waited longest for his record: his
    task would be lost, and the server gives it again only after ten seconds, which is all the
    patience that a command has.

    Args:
        kept: How many open processes are kept; 0 for none, None for as many as usual.
    """
    kept = _USUAL if kept is None else kept
    # The library refuses a single one beside a memory, and with none a second puts out the first.
    at_once = max(2, min(_AT_ONCE, kept // _KEPT_FOR_EACH_AT_WORK)) if kept else 1
    return Memory(max_cached_workflows=kept, max_concurrent_workflow_tasks=at_once)
