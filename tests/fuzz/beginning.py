"""How a random life begins: in which company, and at which stage the service comes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.fuzz.cast import GATES, VARIANTS
from tests.fuzz.model import Begin

if TYPE_CHECKING:
    from random import Random

    from tests.fuzz.cast import Variant


def variant_of(seed: int) -> Variant:
    return VARIANTS[seed % len(VARIANTS)]


def beginning(chance: Random, variant: Variant) -> Begin:
    """How a service comes into the house."""
    people = variant.people
    stages = [Stage.STRATEGY] * 4 + [Stage.DESIGN, Stage.TRANSITION]
    stages += [Stage.OPERATION] * 5 + [Stage.RETIREMENT]
    stage = chance.choice(stages)
    proposers = [one for one in ("owner", "delivery", "zeynep", "kemal", "ayse") if one in people]
    return Begin(
        by=chance.choice(proposers),
        owner=chance.choice(("owner",) * 5 + ("delivery",)),
        stage=stage,
        imported=stage != Stage.STRATEGY or chance.random() < 0.2,
        days_ago=chance.choice((3, 60, 340, 400)),
        given=tuple(gate for gate in GATES if chance.random() < 0.4),
    )
