"""Which changes of a service people propose and take back, rightly and wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.words import Stage
from tests.fuzz.acts import WORDS, Propose, TakeBack
from tests.fuzz.cast import GATES, NOBODY

if TYPE_CHECKING:
    from random import Random

    from tests.fuzz.model import Model

_DAYS = (0, 1, 5, 6, 30, 31, 60, 90)
_COSTS = (
    {"minor_units": 4_000_000, "currency": "TRY"},
    {"minor_units": 5_000_001, "currency": "TRY"},
    {"minor_units": 90_000_000, "currency": "TRY"},
    {"minor_units": 1, "currency": "EUR"},
)
_UNWELCOME = 0.04
"""How often a change is proposed where none is possible; it is refused."""


def a_change(model: Model, chance: Random, number: int, request: str | None) -> Propose | None:
    """A change of any size, mostly where one is possible and by who may propose it."""
    if model.s.stage != Stage.OPERATION and chance.random() > _UNWELCOME:
        return None
    said: dict[str, Any] = {
        "by": _somebody(model, chance, "service change"),
        "title": f"change {number}",
        "person_days": chance.choice(_DAYS),
        "cost": chance.choice(_COSTS) if chance.random() < 0.3 else None,
        "request": request,
    }
    if chance.random() < 0.5:
        gates = chance.randint(1, len(GATES)) if chance.random() < 0.5 else len(GATES)
        said["design"] = sorted(chance.sample(GATES, gates))
    if chance.random() < 0.06:
        said.update(chance.choice(({"person_days": -1}, {"benefit": " - "}, {"title": ""})))
    return Propose(**said)


def a_change_taken_back(model: Model, chance: Random, request: str | None) -> TakeBack | None:
    """One of those that are open, sometimes one that is over or never was."""
    s = model.s
    open_ones = [one for one in s.changes.values() if one.is_open]
    if not open_ones and chance.random() > _UNWELCOME:
        return None
    if open_ones and chance.random() < 0.8:
        change = chance.choice(open_ones)
        number, by = change.number, _somebody(model, chance, "service withdraw", change.proposer)
    else:
        number = chance.choice((*s.changes, len(s.changes) + 1))
        by = _somebody(model, chance, "service withdraw")
    reason = WORDS if chance.random() < 0.95 else " ? "
    return TakeBack(number, by, reason, request)


def a_size(chance: Random) -> dict[str, Any]:
    """How much work a change of the owner is and what it costs, where he says so."""
    said: dict[str, Any] = {}
    if chance.random() < 0.4:
        said["person_days"] = chance.choice(_DAYS)
    if chance.random() < 0.2:
        said["cost"] = chance.choice(_COSTS)
    return said


def _somebody(model: Model, chance: Random, command: str, *own: str) -> str:
    people = list(model.world.variant.people)
    able = [one for one in people if model.world.may(one, command, model.started)]
    return chance.choice([*able, *own] if chance.random() < 0.85 else [*people, NOBODY])
