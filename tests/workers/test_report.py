from __future__ import annotations

import re

from workers.embedded.report import Report


def test_step_is_said_with_its_time_when_it_is_done() -> None:
    said: list[str] = []
    with Report(said.append).step() as done:
        assert said == []
        done("PostgreSQL made")
    assert re.fullmatch(r"  PostgreSQL made +\d+\.\d s", said[0])


def test_terminal_that_was_closed_stops_nothing() -> None:
    def closed(_line: str) -> None:
        raise BrokenPipeError

    report = Report(closed)
    report.say("anybody there?")
    with report.step() as done:
        done("worker stopped")
