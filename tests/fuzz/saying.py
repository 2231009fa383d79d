"""What people write into their answers, rightly and wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.fuzz.cast import GATES
from tests.fuzz.standing import BALLOTS, BODY_OF
from tests.fuzz.wishing import a_size

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

Said = dict[str, Any] | None

EVIDENCE = ["design document DD-17, chapter two"]
_MONEY = {"minor_units": 400_000, "currency": "TRY"}
_NEED = {
    "customer": "Acme",
    "need": "restore a lost file the same day",
    "met_by": "self service portal with versions",
}
_GATES: dict[str, dict[str, Any]] = {
    "brief": {
        "purpose": "keep the customers' data restorable",
        "scope": "servers and workstations of customers",
        "strategic_goals": ["grow recurring revenue"],
    },
    "service_levels": {
        "service_hours": "24x7",
        "targets": [{"name": "restore", "value": 4.0, "unit": "hours"}],
    },
    "customer_needs": {"needs": [_NEED]},
    "costs": {"build": _MONEY, "yearly": _MONEY, "funded_by": "the infrastructure budget"},
    "security": {
        "confidentiality": "encrypted with keys of the customer",
        "integrity": "checksums are verified every night",
        "conforms_to": ["ISO/IEC 27001"],
    },
    "continuity": {
        "continuity_plan": "second site takes over within hours",
        "backup_plan": "three copies, one of them off site",
        "recovery_time_hours": 4.0,
        "recovery_point_hours": 24.0,
    },
}
_ITEM = {"item": "monitoring is set up", "done": True, "evidence": "dashboard was reviewed"}
_CHECKLIST = {"items": [_ITEM], "back_out": "switch customers back to the old system"}
_RETURN = {
    "returned_to": "the customers' own archives",
    "method_of_erasure": "keys were shredded and disks wiped",
    "evidence": EVIDENCE,
}

_RIGHT: dict[tuple[str, str], Said] = {
    ("design_acceptance", "accept"): {"product_policy": "product board reviewed it on that day"},
    ("go_live_checklist", "ready"): _CHECKLIST,
    ("data_return", "returned_and_erased"): _RETURN,
}
_WRONG: dict[tuple[str, str], Said] = {
    ("design_acceptance", "accept"): {"product_policy": "it was reviewed", "again": ["costs"]},
    ("design_acceptance", "rework"): {"again": []},
    ("go_live_checklist", "ready"): {**_CHECKLIST, "items": [_ITEM, {**_ITEM, "done": False}]},
    ("improvement_cycle", "change"): {"change": "restores run by themselves", "person_days": -1},
    ("improvement_cycle", "keep"): {"person_days": 3},
    ("data_return", "returned_and_erased"): {**_RETURN, "evidence": []},
    ("data_return", "nothing_held"): {**_RETURN, "evidence": []},
}


def gate_words(gate: str) -> dict[str, Any]:
    """A complete answer to a gate."""
    return {**_GATES[gate], "evidence": EVIDENCE}


def right_words(name: str, outcome: str, now: datetime, chance: Random) -> Said:
    """What an outcome needs beside its name."""
    if name in GATES:
        return gate_words(name)
    if outcome == "defer":
        return {"until": _day(now, chance.choice((2, 20, 45, 200, 700)))}
    if outcome == "change":
        return {"change": "restores run by the customers themselves", **a_size(chance)}
    if (name, outcome) == ("design_acceptance", "rework"):
        return {"again": sorted(chance.sample(GATES, chance.randint(1, 3)))}
    return _RIGHT.get((BODY_OF.get(name, name), outcome))


def wrong_words(name: str, outcome: str, now: datetime, chance: Random) -> Said:
    """What would not stand in the record; a few of them do after all."""
    if name in GATES:
        return {**_GATES[name], "evidence": []} if chance.random() < 0.5 else None
    if outcome == "defer":
        return chance.choice((None, {"until": _day(now, -1)}, {"until": _day(now, 735)}))
    if name in BALLOTS or name in BODY_OF:
        return {"until": _day(now, 30)}
    return _WRONG.get((name, outcome), {"change": "restores run by the customers themselves"})


def _day(now: datetime, days: int) -> str:
    return (now.date() + timedelta(days=days)).isoformat()
