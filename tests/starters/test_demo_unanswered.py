"""The demo's people go on where nobody answers them about a contract."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from domain.errors import OutcomeUnknownError
from starters.demo.agreements import Agreements
from starters.demo.story import shipped

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starters.desk import Desk

STORY = shipped("agreements.yaml")


class AtTheEnd:
    """A desk at which it is late in the story, so that everything is due."""

    def now(self) -> datetime:
        return datetime(2029, 1, 1, tzinfo=UTC)


class Unheard(Agreements):
    """People whose first demand nobody answers."""

    demands = 0

    async def _demand(self, *_what: object) -> None:
        self.demands += 1
        if self.demands == 1:
            raise OutcomeUnknownError("no answer came")


def people_of(kind: type[Agreements], coming: Coroutine[Any, Any, None], said: list[str]) -> Any:  # noqa: ANN401 - whichever kind it is
    people = kind(cast("Desk", AtTheEnd()), lambda _at, line: said.append(line))
    people._coming = asyncio.create_task(coming)  # noqa: SLF001 - a take-over lasts for minutes
    people._figures.clear()  # noqa: SLF001 - they need a house
    return people


async def test_contracts_that_nobody_answered_let_the_demo_begin_again_and_end_with_no_error() -> (
    None
):
    async def unanswered() -> None:
        raise OutcomeUnknownError("no answer came for zagros-desk")

    said: list[str] = []
    people = people_of(Agreements, unanswered(), said)
    for _ in range(2):
        assert not await people.act({}, is_quiet=True)
    assert people.came_too_late
    assert said == ["not all contracts came over: no answer came for zagros-desk"]


async def test_a_demand_that_nobody_answered_is_made_again() -> None:
    async def came_over() -> None:
        return

    said: list[str] = []
    people = people_of(Unheard, came_over(), said)
    first, second = (f"{one['contract']}: {one['by']}" for one in STORY["unasked"][:2])
    for _ in range(3):
        assert await people.act({}, is_quiet=True)
    assert [line.partition(" wants")[0] for line in said if "wants" in line] == [
        *(first, first, second)
    ]
    assert f"{STORY['unasked'][0]['contract']}: no answer yet" in said
    assert not people.came_too_late
