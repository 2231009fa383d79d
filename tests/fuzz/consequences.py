"""What follows from a decision, stage by stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.words import ChangeState, Stage
from tests.fuzz.changes import Change
from tests.fuzz.standing import start_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            if s.at_hand:
                self._becomes(s.at_hand, ChangeState.LIVE)
            s.enter(Stage.OPERATION)
            if s.cycle_from is None:
                s.cycle_from, s.cycle_day = self.now, self.now.day

    def _after_improvement_cycle(self, made: Decision) -> None:
        s, months = self.s, self.policy.cycle_months
        self.told["improvement_cycle_closed"] += 1
        while s.cycle_due(months) <= self.now:
            s.cycle_from = s.cycle_due(months)
        if made.outcome == "change":
            said, size = (
                made.data,
                self.policy.sizes.of(made.data.get("person_days"), made.data.get("cost")),
            )
            self.propose(said["change"], made.by, size, found_by=s.counts["improvement_cycle"])
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
            s.give_version_up()
            for one in s.changes.values():
                if one.is_open:
                    self._becomes(one, ChangeState.CANCELLED)
            s.enter(Stage.RETIREMENT)
        else:
            self.told["retirement_refused"] += 1

    def _after_data_return(self, _made: Decision) -> None:
        self.s.enter(Stage.RETIRED)

    # Changes.

    def propose(
        self,
        title: str,
        proposer: str,
        size: str,
        gates: Iterable[str] = (),
        found_by: int | None = None,
    ) -> Change:
        """Put a change behind those before it; it waits where anything else comes first."""
        s = self.s
        s.proposed += 1
        change = Change(s.proposed, title, proposer, size, set(gates), found_by)
        s.changes[change.number] = change
        self.told["change_proposed"] += 1
        self.told["change_queued"] += self.has_to_wait(change)
        return change

    def has_to_wait(self, change: Change) -> bool:
        """Whether another change, the owner or the committee on a retirement comes first."""
        s = self.s
        is_asked = "improvement_cycle" in s.tasks
        return is_asked or self.retirement_is_due() or s.turn(self.now) is not change

    def retirement_is_due(self) -> bool:
        s = self.s
        if s.stage != Stage.OPERATION or s.retirement_by is None:
            return False
        return s.retirement_until is None or self.now >= start_of(s.retirement_until)

    def _becomes(self, change: Change, state: str, until: date | None = None) -> None:
        """Let a change stand elsewhere, which is told."""
        change.become(state, until)
        self.told[f"change_{state}"] += 1

    def pursue(self, change: Change) -> bool:
        """Begin the change whose turn it is; False where the committee decides first."""
        if change.state != ChangeState.DECIDING:
            if not self.policy.sizes.committee_decides(change.size):
                self._begin(change)
                return True
            change.become(ChangeState.DECIDING)
            self.told["change_put_to_committee"] += 1
        return False

    def _after_change_committee(self, made: Decision) -> None:
        change = self.s.at_hand
        assert change is not None
        if made.outcome == "defer":
            self._becomes(change, ChangeState.DEFERRED, date.fromisoformat(made.data["until"]))
        elif made.outcome == "reject":
            self._becomes(change, ChangeState.REJECTED)
        else:
            self.told["change_approved"] += 1
            self._begin(change)

    def _begin(self, change: Change) -> None:
        """Make a change as a version; the gates that came with it are answered."""
        change.become(ChangeState.MAKING)
        change.version = self.s.begin_version(change.gates)
        self.told["version_opened"] += 1
        self.told["design_taken_over"] += bool(change.gates)
        self.are_answered(change.gates)

    def are_answered(self, gates: set[str]) -> None:
        """Note gates that are answered for the version being made, or else the only one."""
        if gates:
            self.answered.setdefault(self.s.making or self.s.version, set()).update(gates)
