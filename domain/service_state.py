"""What a service's process carries from one run to the next, and how it moves on."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Annotated, Self, TypeVar

from pydantic import Field, JsonValue, model_validator

from domain.change_facts import ChangeCancelled, ChangeFact, ChangeLive
from domain.changes import Changes, OpenChange
from domain.facts import CataloguePublished, StageEntered
from domain.process_state import ProcessState
from domain.service import Move, next_stage
from domain.words import ChangeSize, ChangeState, Gate, Stage

C = TypeVar("C", bound=ChangeFact)

_MONTHS_IN_A_YEAR = 12


class ServiceState(ProcessState):
    """Where a service stands, and what is needed to go on there.

    Args:
        stage: The stage of the service, which is that of its version in operation once it has one.
        entered_at: When it entered the stage.
        proposer: Who proposed it; he does not vote on it.
        version: The version in operation, or the first one on its way there.
        draft: A later version on its way through design and transition; None when there is none.
        draft_stage: The stage of that draft.
        given_up: The versions that were taken back before they were live; no number comes again.
        changes: The change that is made or decided on, and those that wait.
        given: The gates that came answered with the proposal.
        gates: The gates that are answered for the version being made.
        checklist_done: Whether its go-live checklist is complete.
        deferred_until: The day the committee is asked again.
        cycle_from: When the running improvement cycle began.
        cycle_day: The day of the month cycles keep to, also across shorter months.
        cycle: How many improvement cycles have closed.
        retirement_by: Who asked for the retirement that the committee decides.
        retirement_deferred_until: The day the committee is asked about it again.
        told_until: When the notice time of a retirement is over.
        stays_unsaid: Whether the contracts on it have yet to hear that it stays after all.
        shown_again_at: When its open dependents are shown again.
        dependents_closed: Whether nothing depends on the service any more.
    """

    service_id: str
    name: str
    owner: str
    proposer: str = ""
    stage: Stage = Stage.STRATEGY
    entered_at: datetime | None = None
    version: int = 1
    draft: int | None = None
    draft_stage: Stage | None = None
    given_up: tuple[int, ...] = ()
    changes: Changes = Changes()
    given: dict[Gate, dict[str, JsonValue]] = {}
    gates: tuple[Gate, ...] = ()
    checklist_done: bool = False
    deferred_until: date | None = None
    cycle_from: datetime | None = None
    cycle_day: int | None = None
    cycle: Annotated[int, Field(ge=0)] = 0
    retirement_by: str | None = None
    retirement_deferred_until: date | None = None
    told_until: datetime | None = None
    stays_unsaid: bool = False
    shown_again_at: datetime | None = None
    dependents_closed: bool = False

    @model_validator(mode="after")
    def _knows_the_changes_of_an_earlier_release(self) -> Self:
        """Release 0.1.0 began a version without a change; each of its versions counts as one."""
        self.changes.count = max(self.changes.count, self.making - 1)
        if self.draft is not None and self.changes.at_hand is None:
            begun = OpenChange(
                number=self.draft - 1,
                title=f"Version {self.draft}",
                proposer=self.owner,
                size=ChangeSize.NORMAL,
                stated=False,
                state=ChangeState.MAKING,
            )
            self.changes.open = (begun, *self.changes.open)
        return self

    @property
    def making(self) -> int:
        """The version that goes through design and transition, or else the one in operation."""
        return self.draft or self.version

    @property
    def making_stage(self) -> Stage:
        """The stage of that version."""
        return self.draft_stage or self.stage

    def retirement_is_due(self, now: datetime) -> bool:
        """Whether the committee is to be asked about the requested retirement by now."""
        day = self.retirement_deferred_until
        return self.retirement_by is not None and (day is None or now >= start_of(day))

    def attends(self, now: datetime) -> Stage:
        """The stage whose work is next; a requested retirement goes before a new version."""
        if self.stage is Stage.OPERATION and self.retirement_is_due(now):
            return Stage.OPERATION
        return self.making_stage

    def move(self, move: Move, now: datetime) -> list[StageEntered]:
        """Move the version that is being made; the service follows once it has no other.

        Returns:
            The stages that were entered: a new version that goes live replaces the old one.
        """
        version, stage = self.making, next_stage(self.making_stage, move)
        if self.draft is not None and stage is not Stage.OPERATION:
            self.draft_stage = stage
            return [self._entered(version, stage, leading=False, move=move)]
        replaced = [self._entered(self.version, Stage.RETIRED, leading=False)] if self.draft else []
        self.version, self.draft, self.draft_stage = version, None, None
        self.stage, self.entered_at = stage, now
        if stage is Stage.OPERATION and self.cycle_from is None:
            self.cycle_from, self.cycle_day = now, now.day
        return [*replaced, self._entered(version, stage, leading=True, move=move)]

    def drop_draft(self) -> list[StageEntered]:
        """Give up the version that is being made beside the one in operation."""
        if self.draft is None:
            return []
        dropped = self._entered(self.draft, Stage.WITHDRAWN, leading=False)
        self.given_up = (*self.given_up, self.draft)
        self.draft, self.draft_stage = None, None
        return [dropped]

    def cancel_changes(self) -> list[ChangeCancelled]:
        """Give up every change that is not live: the service is retired."""
        given_up, self.changes.open = self.changes.open, ()
        return [self.about(ChangeCancelled, one) for one in given_up]

    def change_is_live(self) -> list[ChangeLive]:
        """The change whose version has gone live; the first version of a service makes none."""
        live = self.changes.at_hand
        if live is None:
            return []
        self.changes.drop(live)
        return [self.about(ChangeLive, live, version=self.version)]

    def about(self, kind: type[C], change: OpenChange, **more: object) -> C:
        """Something that happened to a change of this service."""
        named = {name: getattr(change, name) for name in ("number", "title", "proposer")}
        return kind.model_validate({"service_id": self.service_id, **named, **more})

    def open_draft(self, gates: tuple[Gate, ...] = ()) -> int:
        """Begin the next version; it starts in design while the old one stays in operation.

        Args:
            gates: The gates that are answered for it already.
        """
        newest = max(self.version, *self.given_up, self.draft or 0)
        self.draft, self.draft_stage = newest + 1, Stage.DESIGN
        self.gates, self.given, self.checklist_done = gates, {}, False
        return self.draft

    def cycle_due(self, months: int) -> datetime:
        """When the running improvement cycle is due: so many calendar months after it began."""
        start = self.cycle_from or self.entered_at or _EARLIEST
        return add_months(start, months, day=self.cycle_day)

    def close_cycle(self, months: int, now: datetime) -> None:
        """Begin the next cycle on the calendar, never on the day of the answer (R41)."""
        while self.cycle_due(months) <= now:
            self.cycle_from = self.cycle_due(months)
        self.cycle += 1

    def published(self) -> CataloguePublished:
        """The version in operation, as the catalogue shows it."""
        return CataloguePublished(service_id=self.service_id, version=self.version)

    def _entered(
        self, version: int, stage: Stage, *, leading: bool, move: Move | None = None
    ) -> StageEntered:
        return StageEntered(
            service_id=self.service_id, version=version, stage=stage, leading=leading, move=move
        )


_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def add_months(start: datetime, months: int, *, day: int | None = None) -> datetime:
    """The same day of the month so many months later, or the last day of a shorter month.

    Args:
        day: The day of the month to keep to; None for that of `start`.
    """
    count = start.year * _MONTHS_IN_A_YEAR + start.month - 1 + months
    year, month = count // _MONTHS_IN_A_YEAR, count % _MONTHS_IN_A_YEAR + 1
    return start.replace(
        year=year, month=month, day=min(day or start.day, monthrange(year, month)[1])
    )


def start_of(day: date) -> datetime:
    """The first instant of a day, in UTC."""
    return datetime.combine(day, time(), UTC)
