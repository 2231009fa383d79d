"""A person has his answer within ten seconds, and what was sent has time to be answered."""

from __future__ import annotations

from itertools import accumulate

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from domain.errors import OutcomeUnknownError, UnreachableError
from starters.deciding import Given, decide
from starters.desk import Desk
from starters.time_left import TimeLeft
from tests.starters.company import REASON, Company
from workers.leaving import run_settled
from workers.settings import Settings

PATIENCE = 8.5


def left_after(*seconds: float) -> TimeLeft:
    """What is left after the work of a command took so long, look by look."""
    looks = accumulate((0.0, *seconds))
    return TimeLeft(PATIENCE, lambda: next(looks))


def test_what_takes_no_time_leaves_each_its_usual_time() -> None:
    left = left_after(0.25, 0.0, 0.0)
    assert (left.for_a_turn(), left.for_a_connection(), left.for_an_answer()) == (4.0, 4.0, 8.25)


def test_a_turn_and_a_connection_that_take_all_they_may_leave_time_for_the_answer() -> None:
    clock = [0.0]
    left = TimeLeft(PATIENCE, lambda: clock[0])
    for one in (left.for_a_turn, left.for_a_connection):
        clock[0] += one()
    assert left.for_an_answer() >= 2.9
    assert clock[0] + left.for_an_answer() <= PATIENCE


@pytest.mark.parametrize("work", [5.0, 8.5, 12.0])
def test_a_machine_that_is_slow_itself_gives_what_was_sent_a_second_and_a_half(
    work: float,
) -> None:
    left = left_after(work, 0.0, 0.0, 0.0)
    assert left.for_a_turn() == pytest.approx(max(PATIENCE * 0.65 - work, 0.5))
    assert left.for_a_connection() == pytest.approx(max(PATIENCE * 0.65 - work, 0.5))
    assert left.for_an_answer() == max(PATIENCE - work, 1.5)


def test_where_nobody_waits_each_takes_its_own_time() -> None:
    left = TimeLeft(None, lambda: 1_000.0)
    assert (left.for_a_turn(), left.for_a_connection(), left.for_an_answer()) == (4.0, 4.0, 10.0)


def test_what_is_sent_at_the_last_moment_is_waited_for_all_the_same(company: Company) -> None:
    company.propose("last-moment")
    kept = {one: value for one, value in company.environment.items() if value is not None}
    given = Given(outcome="offer", reason=REASON)

    # A busy machine may not even connect at the last moment; then nothing is sent.
    @retry(retry=retry_if_exception_type(UnreachableError), stop=stop_after_attempt(50))
    def answered() -> None:
        with Desk(Settings.resolve(environ=kept), patience=0.0) as desk:
            run_settled(decide(desk, "ayse", "service/last-moment/committee/1", given))

    unknown = pytest.raises(OutcomeUnknownError, match=r"no answer came within 1\.5 s")
    with company.servers.without_worker(), unknown:
        answered()
