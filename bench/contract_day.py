"""What a day costs on which notices of very many contracts are due."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy

from activities.mail.folder import file_of_notice
from activities.store import reading
from bench import contract_book, contract_floor
from bench.measures import Measure
from domain.contracts.spans import start_of
from domain.ids import contract_workflow_id
from domain.worktime.days import next_working_day
from workers.stumbles import described_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from temporalio.client import Client

    from bench.contract_opening import Opening
    from bench.house import House
    from domain.clock import BusinessClock
    from starters.desk import Desk

_AT_LEAST_SECONDS = 20.0
_SLOWER = 1.5
_LATEST_SECONDS = 900.0
_SETTLED_SECONDS = 2.0
_GLANCE_SECONDS = 0.1
_MOST_EVENTS = 8
_SPARE_SECONDS = 10
_MINUTE = 60
_LEFT = """
SELECT notice.notice_key, (SELECT max(position) FROM event WHERE event.subject = notice.subject
    AND event.at < :since) AS position, event.recorded_at
FROM notice JOIN event ON event.subject = notice.subject AND event.kind = 'contract_notice_given'
WHERE notice.subject = :subject AND notice.at >= :since
"""


class _Standing(NamedTuple):
    """What was used up to an instant."""

    at: float
    processor: dict[str, float]


class Day:
    """Contracts of which a notice is due on the same day."""

    def __init__(
        self, house: House, client: Client, desk: Desk, say: Callable[[str], None]
    ) -> None:
        self._house, self._client, self._desk, self._say = house, client, desk, say
        self._contracts: list[str] = []
        self._due_at = datetime.now(UTC)

    async def open_due(self, opening: Opening, count: int, others: int) -> None:
        """Open the contracts, early enough for all of them to be open on that day.

        Args:
            others: How many are opened after them, so that the worker has them in memory no more.

        Raises:
            RuntimeError: the day came before they were.
        """
        seconds = _AT_LEAST_SECONDS + _SLOWER * (count + others) / opening.ours[-1].per_second
        on = self._first_day(self._clock().business(_in(seconds)))
        rule = reading.policy_in_force(self._desk.house, self._desk.now()).document.contracts
        self._due_at = start_of(on, contract_book.ZONE, hour=rule.notice_hour)
        numbers = range(opening.opened, opening.opened + count)
        files = contract_book.due(numbers, on, opening.services)
        self._contracts = [one.id for one in files]
        await opening.open(files)
        await opening.open_more(others)
        self._say(f"contracts: {opening.opened:,} are open; {count} notices are due on {on}")
        if self._desk.now() >= self._due_at:
            message = "the day of the notices came before all contracts were open"
            raise RuntimeError(message)

    async def measure(self, bare_events: int) -> list[Measure]:
        """Wait for the day, and measure until the last letter is written.

        Args:
            bare_events: What a bare process leaves when the instant comes for which it waits.
        """
        events, letters = await self._events(), self._letters()
        idle = self._standing()
        await self._until_due()
        before = self._standing()
        self._tell("nothing is due", idle, before)
        begun = time.perf_counter()
        while self._letters() < letters + len(self._contracts):
            self._give_up_after(begun)
            await asyncio.sleep(_GLANCE_SECONDS)
        after = self._standing()
        self._tell(f"{len(self._contracts)} notices", before, after)
        await asyncio.sleep(_SETTLED_SECONDS)
        added = await self._events() - events
        return self._measures(before, after, added / len(self._contracts), bare_events)

    def _measures(
        self, before: _Standing, after: _Standing, events: float, bare_events: int
    ) -> list[Measure]:
        given = self._given()
        bare = contract_floor.rows_and_letters(self._house, given, self._house.data.parent / "bare")
        used = sum(after.processor.values()) - sum(before.processor.values())
        seconds, count = after.at - before.at, len(self._contracts)
        rule = reading.policy_in_force(self._desk.house, self._desk.now()).document.notices
        limit = count / rule.per_minute * _MINUTE + _SPARE_SECONDS
        day = f"a day of {count} notices"
        return [
            Measure(
                name=f"{day}, processor",
                unit="seconds",
                ours=used,
                floor=bare.processor,
                ratio=used / bare.processor,
            ),
            Measure(
                name=f"{day}, to the last letter",
                unit="seconds",
                ours=seconds,
                floor=bare.seconds,
                ratio=seconds / bare.seconds,
                aim=f"{limit:.0f} s: {rule.per_minute} letters a minute, and {_SPARE_SECONDS} s",
                met=seconds <= limit,
            ),
            Measure(
                name="history of a notice",
                unit="events",
                ours=events,
                floor=bare_events,
                ratio=events / bare_events,
                aim=f"{_MOST_EVENTS} or fewer",
                met=events <= _MOST_EVENTS,
            ),
        ]

    def _given(self) -> list[contract_floor.Given]:
        """The rows and letters of the day, and when the last notice was on record."""
        engine = sqlalchemy.create_engine(self._house.settings.database_url("owner"))
        folder, given, recorded = self._house.settings.mail_folder, [], []
        with engine.connect() as connection:
            for one in self._contracts:
                named = {"subject": f"contract/{one}", "since": self._due_at}
                found = connection.execute(sqlalchemy.text(_LEFT), named).one()
                letter = (folder / file_of_notice(found.notice_key)).read_bytes()
                recorded.append(found.recorded_at)
                given.append(contract_floor.Given(one, found.position, found.notice_key, letter))
        engine.dispose()
        late = (max(recorded) - self._due_in_reality()).total_seconds()
        self._say(f"contracts: the last notice was on record {late:.1f} s after it was due")
        return given

    def _first_day(self, after: datetime) -> date:
        """The first working day of which the hour of the notices is still to come."""
        calendar = reading.calendar(self._desk.house, contract_book.CALENDAR).calendar
        return next_working_day(calendar, after.date())

    def _clock(self) -> BusinessClock:
        return reading.clock(self._desk.house)

    def _due_in_reality(self) -> datetime:
        clock = self._clock()
        return clock.started_at + clock.real(self._due_at - clock.epoch)

    async def _until_due(self) -> None:
        left = self._due_in_reality() - datetime.now(UTC)
        self._say(f"contracts: the day comes in {left.total_seconds():.0f} s")
        await asyncio.sleep(max(left.total_seconds(), 0.0))

    def _standing(self) -> _Standing:
        return _Standing(time.perf_counter(), self._house.processor_seconds())

    def _tell(self, what: str, before: _Standing, after: _Standing) -> None:
        used = ", ".join(
            f"{part} {seconds - before.processor[part]:.1f} s"
            for part, seconds in after.processor.items()
        )
        self._say(f"contracts: {what}, {after.at - before.at:.1f} s: {used}")

    def _letters(self) -> int:
        """Those of contracts; on a slow machine a committee is reminded of a service meanwhile."""
        folder = self._house.settings.mail_folder
        return sum(1 for _ in folder.glob("contract-*.eml"))

    async def _events(self) -> int:
        """All events of these contracts."""
        ids = [contract_workflow_id(one) for one in self._contracts]
        return sum(one.history_length for one in await described_all(self._client, ids) if one)

    def _give_up_after(self, begun: float) -> None:
        if time.perf_counter() - begun > _LATEST_SECONDS:
            message = f"only {self._letters()} letters were written"
            raise RuntimeError(message)


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
