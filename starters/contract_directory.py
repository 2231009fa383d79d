"""Who and what contracts may name: customers, people, services, plans, calendars (R59–R66)."""

from __future__ import annotations

from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from activities.store import reading

if TYPE_CHECKING:
    from datetime import datetime

    from activities.store.reading import Source
    from domain.policy import Policy
    from starters.desk import Desk


class Directory:
    """Each is looked up once, however many contracts name it; all is seen from one instant.

    Whoever takes over very many contracts checks all of them against the same one. What changes
    before the last of them has started is for the transactions that write them down.

    Args:
        source: The records.
        now: The instant of business time for which contracts are judged.
    """

    def __init__(self, source: Source, now: datetime) -> None:
        self._source = source
        self.now = now
        self.account = cache(partial(reading.account, source))
        self.person = cache(partial(reading.person, source))
        self.stage = cache(partial(reading.stage_of, source))
        self.plan = cache(partial(reading.plan, source))
        self.calendar = cache(partial(reading.calendar, source))
        self.companies = cache(partial(reading.companies_of, source))
        self.is_passive = cache(partial(reading.is_passive, source))

    @cached_property
    def policy(self) -> Policy:
        """The policy in force."""
        return reading.policy_in_force(self._source, self.now).document


def directory_of(desk: Desk) -> Directory:
    """The directory as it is now, for whoever names but a few."""
    return Directory(desk.house, desk.now())
