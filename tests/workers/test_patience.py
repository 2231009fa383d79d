from __future__ import annotations

from workers.embedded.patience import Patience


def test_first_death_is_answered_at_once_and_the_next_ones_ever_later() -> None:
    patience = Patience(clock=lambda: 0.0)
    assert [patience.after_a_death() for _ in range(6)] == [0.0, 0.5, 1.0, 2.0, 4.0, None]


def test_deaths_that_lie_a_minute_back_do_not_count() -> None:
    instants = iter([0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0])
    patience = Patience(clock=lambda: next(instants))
    assert [patience.after_a_death() for _ in range(7)] == [0.0] * 7
