"""What follows from a decision, stage by stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.words import Stage

if TYPE_CHECKING:
    from tests.fuzz.cast import Rules, World
    from tests.fuzz.standing import Decision, Standing, Taken, Vote


@dataclass
class Consequences:
    """A service on its way.

    Args:
        s: Where it stands; a correction puts an earlier standing in its place.
        moment: How many things have happened, to know what rests on what.
        taken: The decisions that may still be corrected, by task.
        answered: The gates of each version that were ever answered.
        told: How many events of a kind the record has to hold.
    """

    world: World
    now: datetime
    started: datetime
    proposer: str
    owner: str
    policy: Rules = field(init=False)
    s: Standing = field(init=False)
    moment: int = 0
    depends: bool = False
    closed: str | None = None
    taken: dict[str, Taken] = field(default_factory=dict)
    decisions: dict[str, list[Decision]] = field(default_factory=dict)
    votes: dict[str, dict[str, Vote]] = field(default_factory=dict)
    answered: dict[int, set[str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    requests: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    def _after_committee(self, made: Decision) -> None:
        s = self.s
        s.deferred_until = None
        if made.outcome == "defer":
            s.deferred_until = date.fromisoformat(made.data["until"])
        else:
            s.enter(Stage.DESIGN if made.outcome == "offer" else Stage.REJECTED)

    def _after_design_acceptance(self, made: Decision) -> None:
        if made.outcome == "accept":
            self.s.enter(Stage.TRANSITION)
        else:
            self.s.gates -= set(made.data["again"])

    def _after_go_live_checklist(self, _made: Decision) -> None:
        self.s.checklist_done = True

    def _after_go_live_acceptance(self, made: Decision) -> None:
        s = self.s
        s.checklist_done = False
        if made.outcome == "redesign":
            s.enter(Stage.DESIGN)
        elif made.outcome == "accept":
            s.enter(Stage.OPERATION)
            if s.cycle_from is None:
                s.cycle_from, s.cycle_day = self.now, self.now.day

    def _after_improvement_cycle(self, made: Decision) -> None:
        s, months = self.s, self.policy.cycle_months
        self.told["improvement_cycle_closed"] += 1
        while s.cycle_due(months) <= self.now:
            s.cycle_from = s.cycle_due(months)
        if made.outcome == "change":
            s.making, s.making_stage, s.wanted_by = s.version + 1, Stage.DESIGN, made.by
            s.versions[s.making] = Stage.DESIGN
            s.gates, s.given, s.checklist_done = set(), set(), False
        elif made.outcome == "retire":
            s.retirement_by, s.retirement_until = made.by, None
            self.told["retirement_requested"] += 1

    def _after_retirement(self, made: Decision) -> None:
        s = self.s
        if made.outcome == "defer":
            s.retirement_until = date.fromisoformat(made.data["until"])
            return
        s.retirement_by = None
        if made.outcome == "retire":
            if s.making:
                s.versions[s.making] = Stage.WITHDRAWN
            s.making, s.making_stage, s.wanted_by = None, None, None
            s.enter(Stage.RETIREMENT)

    def _after_data_return(self, _made: Decision) -> None:
        self.s.enter(Stage.RETIRED)
