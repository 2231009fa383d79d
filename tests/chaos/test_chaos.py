"""A few services live while their house is killed: the short form of `make chaos`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.__main__ import explained
from tests.chaos.killing import Victim
from tests.chaos.people import Cast
from tests.chaos.playing import Plan, play

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SEED = 3
KILLS = 8
# A year passes in a quarter of a minute.
RATE = 2_000_000.0
SERVICES = (
    "email-hosting",
    "shop-hosting",
    "blockchain-notary",
    "fax-gateway",
    "managed-printing",
    "domain-names",
)


def test_services_come_where_they_were_meant_to_be_through_kills_of_every_part(
    tmp_path: Path,
) -> None:
    plan = Plan(Cast.whole().only(*SERVICES), KILLS, SEED, pauses=(0.2, 2.0), rate=RATE)
    outcome = play(plan, tmp_path, print)
    assert outcome.wrong == [], "\n".join(explained(outcome, SEED))
    assert len(outcome.kills) == KILLS
    assert Victim.WORKER_AFTER_COMMIT in {one.victim for one in outcome.kills}
    assert outcome.ran_twice > 0
    assert outcome.deliveries == outcome.letters + outcome.repeated
