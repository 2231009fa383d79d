"""The peer: DBOS on the same PostgreSQL, with human answers through send and recv.

Run as a program it lives a number of lives side by side and prints how long that took, in seconds:
`python -m bench.peer URL LIVES`. Sender and worker are one program, as DBOS is used; two programs
were slower, because a client of another program asks for its events in intervals.
"""

from __future__ import annotations

import asyncio
import sys
import time
from uuid import uuid4

from dbos import DBOS, DBOSConfig

from bench.company import DECISIONS, GATES, REST, VOTES

_TOPIC = "decide"
_PATIENCE_SECONDS = 600.0


@DBOS.step()
async def nothing(answer: str) -> str:
    """Do nothing."""
    return answer


@DBOS.workflow()
async def life(awaited: int) -> None:
    """Take as many answers as a service hears; each is acknowledged by an event."""
    for _ in range(awaited):
        answer = str(await DBOS.recv_async(_TOPIC, timeout_seconds=_PATIENCE_SECONDS))
        await DBOS.set_event_async(answer, await nothing(answer))


async def _live(workflow_id: str) -> None:
    for _ in VOTES:
        await _answer(workflow_id)
    await asyncio.gather(*(_answer(workflow_id) for _ in GATES))
    for _ in REST:
        await _answer(workflow_id)


async def _answer(workflow_id: str) -> None:
    answer = uuid4().hex
    await DBOS.send_async(workflow_id, answer, _TOPIC)
    if await DBOS.get_event_async(workflow_id, answer, _PATIENCE_SECONDS) != answer:
        message = f"{workflow_id} did not acknowledge an answer"
        raise RuntimeError(message)


async def _measure(lives: int) -> float:
    handles = [await DBOS.start_workflow_async(life, DECISIONS) for _ in range(lives)]
    begun = time.perf_counter()
    await asyncio.gather(*(_live(one.get_workflow_id()) for one in handles))
    return time.perf_counter() - begun


def main(url: str, lives: int) -> None:
    """Measure, and print the seconds."""
    config: DBOSConfig = {
        "name": "peer",
        "system_database_url": url,
        "log_level": "ERROR",
        "sys_db_pool_size": 20,
    }
    DBOS(config=config)
    DBOS.launch()
    seconds = asyncio.run(_measure(lives))
    sys.stdout.write(f"{seconds}\n")
    DBOS.destroy()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
