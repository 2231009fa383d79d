"""The demo's people go on where nobody answers them about a contract."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from domain.errors import ConflictError, OutcomeUnknownError
from starters.demo.agreements import Agreements
from starters.demo.beside import Beside
from starters.demo.playing import Player
from starters.demo.story import Reply, Story, shipped

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from activities.store.reading import Service
    from starters.deciding import Given
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


class Undecided(Player):
    """People whose first two answers to a task nobody hears; the task took the second."""

    sent: list[tuple[str, str | None]]

    async def _decide(self, reply: Reply, given: Given) -> None:
        self.sent.append((reply.task_id, given.request_id))
        if len(self.sent) < 3:
            raise OutcomeUnknownError("no answer came")
        raise ConflictError("it was decided")


async def test_an_answer_that_nobody_heard_is_sent_again_under_the_same_request_id() -> None:
    said: list[str] = []
    people = Undecided(cast("Desk", AtTheEnd()), lambda _at, line: said.append(line))
    people.sent = []
    reply = Reply("service/crm/committee/1", "elif", "offer", "it pays", None)
    for _ in range(2):
        await people._answer(reply)  # noqa: SLF001 - a whole demo lasts for minutes
        assert people._answered == set()  # noqa: SLF001 - what the next look sends
    await people._answer(reply)  # noqa: SLF001 - a whole demo lasts for minutes
    assert people._answered == {(reply.task_id, "elif")}  # noqa: SLF001 - nothing is sent any more
    assert people.sent == [(reply.task_id, f"demo:{reply.task_id}:elif")] * 3
    assert said == [f"{reply.task_id}: no answer yet for elif"] * 2


class Early(AtTheEnd):
    """A desk at which the story has only begun."""

    def now(self) -> datetime:
        return datetime(2026, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(("desk", "sent"), [(Early(), 3), (AtTheEnd(), 1)])
async def test_what_is_brought_in_is_sent_until_it_is_heard_or_the_story_has_ended(
    desk: AtTheEnd, sent: int
) -> None:
    said: list[str] = []
    people = Player(cast("Desk", desk), lambda _at, line: said.append(line))
    tries: list[int] = []

    async def unheard_twice() -> None:
        tries.append(len(tries))
        if len(tries) < 3:
            raise OutcomeUnknownError("no answer came")

    with suppress(OutcomeUnknownError):
        await people._heard(unheard_twice)  # noqa: SLF001 - a whole demo lasts for minutes
    assert (len(tries), len(said)) == (sent, min(sent, 2))


class Unasked(Beside):
    """People who are not heard at first when they do something of their own accord."""

    done = 0

    async def _do(self, *_what: object) -> None:
        self.done += 1
        if self.done == 1:
            raise OutcomeUnknownError("no answer came")


async def test_what_is_done_unasked_and_not_heard_is_done_once_more() -> None:
    said: list[str] = []
    story = Story()
    people = Unasked(cast("Desk", AtTheEnd()), story, lambda _at, line: said.append(line))
    (service_id, lines), *_ = story.beside_the_inbox("measure").items()
    there = {service_id: cast("Service", SimpleNamespace(stage=lines[0]["stage"]))}
    acted = [await people.act(there) for _ in range(9)]
    assert acted[:2] == [True, True]
    assert acted[-1] is False
    assert f"{service_id}: no answer yet" in said
    asked = [line for line in said if "no answer" not in line]
    assert (len(asked), len(set(asked))) == (people.done, people.done - 1)
