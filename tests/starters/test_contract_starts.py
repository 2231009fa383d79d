"""Contracts are started one beside another, and silence about one does not end an import."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from domain.checking import checked
from domain.contracts.terms import ContractFile
from domain.errors import ConflictError, OutcomeUnknownError, UnreachableError
from starters.contract_starts import Patience, Started, Starts

if TYPE_CHECKING:
    from collections.abc import Callable


def file(contract_id: str) -> ContractFile:
    said = {"customer": "firm", "type": "paid", "name": "Backup", "services": ["backup"]}
    return checked(ContractFile, {"id": contract_id, "start_on": "2026-01-01", **said})


class House:
    """A house that answers each contract as it was told to, and counts how often it was asked."""

    def __init__(self, **answers: Callable[[int], Exception | None]) -> None:
        self.asked: Counter[str] = Counter()
        self.most_at_once = 0
        self.told: list[tuple[int, int]] = []
        self._answers = answers
        self._on_their_way = 0

    async def start(self, one: ContractFile) -> None:
        self.asked[one.id] += 1
        self._on_their_way += 1
        self.most_at_once = max(self.most_at_once, self._on_their_way)
        await asyncio.sleep(0)
        self._on_their_way -= 1
        answers = self._answers.get(one.id)
        failure = answers(self.asked[one.id]) if answers else None
        if failure is not None:
            raise failure

    def takes(self, count: int, *, silence_seconds: float = 60.0) -> Started:
        files = [(number + 2, file(f"c{number}")) for number in range(count)]
        given = Patience(at_once=4, silence_seconds=silence_seconds)
        starts = Starts(self.start, lambda *so_far: self.told.append(so_far), given)
        return asyncio.run(starts.bring_in(files))


def silence(_times: int) -> Exception:
    return OutcomeUnknownError("no answer came")


def silence_twice(times: int) -> Exception | None:
    return silence(times) if times < 3 else None


def away_once(times: int) -> Exception | None:
    return UnreachableError("away") if times == 1 else None


def test_as_soon_as_one_is_in_the_next_one_is_sent_and_never_more_than_are_allowed() -> None:
    house = House()
    started = house.takes(50)
    started.check()
    assert (started.came_in, house.most_at_once) == (50, 4)
    assert house.told == [(number, 50) for number in range(1, 51)]


def test_one_that_is_not_answered_is_sent_again_and_the_others_go_on() -> None:
    house = House(c3=silence_twice)
    started = house.takes(10)
    started.check()
    assert (started.came_in, house.asked["c3"], house.asked["c9"]) == (10, 3, 1)


def test_one_that_is_never_answered_is_named_at_the_end() -> None:
    house = House(c3=silence)
    started = house.takes(10)
    assert house.asked["c3"] == 3
    with pytest.raises(OutcomeUnknownError, match="no answer came for c3; 9 of 10 contracts") as it:
        started.check()
    assert it.value.exit_code == 7


def test_while_nobody_answers_ever_fewer_are_sent_and_after_some_time_nothing() -> None:
    house = House(**{f"c{number}": silence for number in range(2, 100)})
    started = house.takes(100, silence_seconds=0.0)
    assert started.came_in == 2
    assert 1 <= len(started.unknown) <= 6
    assert sum(house.asked.values()) <= 10
    with pytest.raises(OutcomeUnknownError, match="were not sent; 2 of 100 contracts are in"):
        started.check()


def test_a_house_that_is_away_for_a_moment_is_waited_for() -> None:
    house = House(c0=away_once)
    started = house.takes(2)
    started.check()
    assert (started.came_in, house.asked["c0"]) == (2, 2)


def test_those_that_are_refused_are_told_by_line_and_the_others_come_in() -> None:
    house = House(
        c2=lambda _times: ConflictError("it is archived", field="plan"),
        c5=lambda _times: ConflictError("it is gone", field="plan"),
    )
    started = house.takes(8)
    assert (started.came_in, house.asked["c2"]) == (6, 1)
    with pytest.raises(ConflictError, match=r"line 4: it is archived \(and 1 more\); 6 of 8") as it:
        started.check()
    assert it.value.field == "plan"


def test_what_nobody_foresaw_ends_it_at_once() -> None:
    house = House(c2=lambda _times: ZeroDivisionError("a mistake of ours"))
    with pytest.raises(ZeroDivisionError, match="a mistake of ours"):
        house.takes(50)
    assert house.asked["c49"] == 0
