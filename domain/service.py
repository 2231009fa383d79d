"""The life of a service: its stages, what moves it between them, and how it is proposed (R3–R8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue, field_validator

from domain.answers import (
    ContinuityPlan,
    Costs,
    CustomerNeeds,
    DesignBrief,
    SecurityMeasures,
    ServiceLevelTargets,
)
from domain.errors import ConflictError
from domain.model import Day, Edge, Identifier, LongText, ShortText, Statement, Value
from domain.words import Gate, Stage


class Move(StrEnum):
    """What moves a service, or a version of it, from one stage to the next."""

    OFFER = "offer"
    REJECT = "reject"
    ACCEPT = "accept"
    REDESIGN = "redesign"
    GO_LIVE = "go_live"
    RETIRE = "retire"
    END = "end"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[Stage, Move], Stage] = {
    (Stage.STRATEGY, Move.OFFER): Stage.DESIGN,
    (Stage.STRATEGY, Move.REJECT): Stage.REJECTED,
    (Stage.DESIGN, Move.ACCEPT): Stage.TRANSITION,
    (Stage.TRANSITION, Move.REDESIGN): Stage.DESIGN,
    (Stage.TRANSITION, Move.GO_LIVE): Stage.OPERATION,
    (Stage.OPERATION, Move.RETIRE): Stage.RETIREMENT,
    (Stage.RETIREMENT, Move.END): Stage.RETIRED,
    (Stage.STRATEGY, Move.WITHDRAW): Stage.WITHDRAWN,
    (Stage.DESIGN, Move.WITHDRAW): Stage.WITHDRAWN,
    (Stage.TRANSITION, Move.WITHDRAW): Stage.WITHDRAWN,
}

FINAL_STAGES = frozenset({Stage.RETIRED, Stage.REJECTED, Stage.WITHDRAWN})
IN_CATALOGUE = frozenset({Stage.OPERATION, Stage.RETIREMENT})


def next_stage(stage: Stage, move: Move) -> Stage:
    """The stage after a move.

    Raises:
        ConflictError: the move does not lead anywhere from this stage.
    """
    following = TRANSITIONS.get((stage, move))
    if following is None:
        possible = ", ".join(one for at, one in TRANSITIONS if at is stage) or "nothing more"
        message = f"a service in {stage} cannot {move}; possible is {possible}"
        raise ConflictError(message, field="service")
    return following


def _one_or_more(given: object) -> object:
    return (given,) if isinstance(given, str) else given


OneOrMore = Annotated[
    tuple[LongText, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=str | tuple[str, ...]),
    Field(min_length=1, max_length=100),
]


class DesignAnswers(Edge):
    """What design needs and the proposer already knows; a gate given here is not asked again."""

    brief: DesignBrief | None = None
    service_levels: ServiceLevelTargets | None = None
    customer_needs: CustomerNeeds | None = None
    costs: Costs | None = None
    security: SecurityMeasures | None = None
    continuity: ContinuityPlan | None = None

    def given(self) -> dict[Gate, dict[str, JsonValue]]:
        """The gates that were answered with the proposal, as recorded data."""
        found = {gate: getattr(self, gate.value) for gate in Gate}
        return {gate: one.model_dump(mode="json") for gate, one in found.items() if one is not None}


class ServiceFile(Edge):
    """A service as a person proposes it.

    Args:
        id: The id it keeps for life; made from the name when it is left out.
        owner: The id of the person who answers for the service.
        customers_needs: What customers need and expect (R28); one text or several.
        strategic_goals: The organisation's goals it serves (R4, R28); one text or several.
        design: What design needs later and is already known.
    """

    id: Identifier | None = None
    name: ShortText
    description: LongText
    owner: Identifier
    customers_needs: OneOrMore
    strategic_goals: OneOrMore
    design: DesignAnswers = DesignAnswers()


class ImportedService(ServiceFile):
    """A service that already runs, with the stage it is in and why it comes in there.

    Args:
        stage: Where it stands now.
        since: The day it entered that stage.
        reason: Why it is taken over without its earlier decisions; stands in their place.
    """

    stage: Stage
    since: Day
    reason: Statement

    @field_validator("stage")
    @classmethod
    def _is_still_alive(cls, stage: Stage) -> Stage:
        if stage in FINAL_STAGES:
            alive = ", ".join(one for one in Stage if one not in FINAL_STAGES)
            message = (
                f"{stage} is an end, and only a living service is imported; allowed are {alive}"
            )
            raise ValueError(message)
        return stage


class Measure(Edge):
    """What a service was used for and earned in one month (R38).

    Args:
        month: The month, as YYYY-MM.
        usage: How often it was used, in the unit of the service.
        revenue_minor_units: What it earned, in minor units of the currency.
    """

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    usage: Annotated[int, Field(ge=0, le=10**15)]
    revenue_minor_units: Annotated[int, Field(ge=0, le=10**15)] = 0
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "TRY"


class Evidence(Value):
    """Whether a service is used and of value, from the records (R26, R38).

    Args:
        months: How many of the last twelve months have a record at all.
        usage: Uses recorded in the last twelve months.
        revenue: Minor units earned in the last twelve months, by currency.
        open_dependents: How many records still depend on it, by kind.
        computed_at: The instant the records were read.
    """

    months: int = 0
    usage: int = 0
    revenue: dict[str, int] = Field(default_factory=dict)
    open_dependents: dict[str, int] = Field(default_factory=dict)
    computed_at: str = ""


LIFE = (
    Stage.STRATEGY,
    Stage.DESIGN,
    Stage.TRANSITION,
    Stage.OPERATION,
    Stage.RETIREMENT,
    Stage.RETIRED,
)


def drawing(present: Stage) -> str:
    """The stages in a row, the present one marked, for a terminal and for the Temporal UI."""
    stages = LIFE if present in LIFE else (Stage.STRATEGY, present)
    return " → ".join(f"[{stage}]" if stage is present else stage.value for stage in stages)
