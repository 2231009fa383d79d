"""What an answer has to say where an outcome alone is not enough: the typed answers of each gate.

Each model is also published as JSON Schema in the task's `data_schema`, so that a machine can
check an answer before it sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, JsonValue, model_validator

from domain.model import Currency, Day, Edge, Identifier, ShortText, Statement
from domain.money import written
from domain.policy import QuestionName
from domain.words import Gate

Evidence = Annotated[
    tuple[Statement, ...],
    Field(
        min_length=1,
        max_length=50,
        description="Where it can be checked: a document, its sha256 from `attach`, or a place.",
    ),
]
Hours = Annotated[float, Field(ge=0, le=8_760, allow_inf_nan=False)]


class Money(Edge):
    """An amount in integer minor units, for example 12500 TRY is 125.00 liras.

    A person writes it as text, `125.00 TRY`; machines may hand over the two fields.
    """

    minor_units: Annotated[int, Field(ge=0, le=10**15)]
    currency: Currency

    @model_validator(mode="before")
    @classmethod
    def _as_people_write_it(cls, given: object) -> object:
        if isinstance(given, Mapping | Money):
            return given
        if not isinstance(given, str):
            message = "an amount is written with its currency, such as 1200.00 TRY"
            raise ValueError(message)  # noqa: TRY004 - pydantic tells it to whoever wrote it
        return written(given)._asdict()


class DesignBrief(Edge):
    """What the service is for and which strategic goals it serves (R6, R28; 8.5.2)."""

    purpose: Statement
    scope: Statement
    strategic_goals: Annotated[tuple[Statement, ...], Field(min_length=1, max_length=50)]
    evidence: Evidence


class Target(Edge):
    """One service level target, for example response within 4 hours."""

    name: ShortText
    value: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    unit: ShortText


class ServiceLevelTargets(Edge):
    """The service levels that will be agreed with customers (R103, R145; 8.3.3)."""

    service_hours: ShortText
    targets: Annotated[tuple[Target, ...], Field(min_length=1, max_length=50)]
    evidence: Evidence


class Need(Edge):
    """One need of customers and how the service meets it."""

    customer: ShortText
    need: Statement
    met_by: Statement


class CustomerNeeds(Edge):
    """What customers need and expect, and what answers it (R28, R143; 8.3.2)."""

    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=100)]
    evidence: Evidence


class Costs(Edge):
    """What the service costs to build and to run for a year (R142; 8.4.1)."""

    build: Money
    yearly: Money
    funded_by: Statement
    evidence: Evidence


class SecurityMeasures(Edge):
    """How customers' data stay confidential and intact (R31; 8.7.3)."""

    confidentiality: Statement
    integrity: Statement
    conforms_to: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=20)]
    evidence: Evidence


class ContinuityPlan(Edge):
    """How the service survives the loss of its infrastructure (R32; 8.7.2)."""

    continuity_plan: Statement
    backup_plan: Statement
    recovery_time_hours: Hours
    recovery_point_hours: Hours
    evidence: Evidence


class DesignAcceptance(Edge):
    """Why the design is accepted, or which gates have to be answered again (R6, R35; 8.5.2)."""

    product_policy: Annotated[
        Statement | None,
        Field(description="How the Product Management Policy was applied as well; for accept."),
    ] = None
    again: Annotated[
        tuple[Gate, ...], Field(description="The gates to answer again; for rework.")
    ] = ()


class ChecklistItem(Edge):
    """One point of the go-live checklist and its proof."""

    item: Statement
    done: Annotated[bool, Field(description="Every item has to be done before going live.")]
    evidence: Statement


class GoLiveChecklist(Edge):
    """What was made ready for delivery (R7; 8.5.3)."""

    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1, max_length=100)]
    back_out: Annotated[Statement, Field(description="How the service is taken back if it fails.")]

    @property
    def undone(self) -> tuple[int, ...]:
        """The positions of the items that are not done."""
        return tuple(at for at, item in enumerate(self.items) if not item.done)


class Deferral(Edge):
    """When the body is asked again; for the outcome defer."""

    until: Annotated[Day | None, Field(description="The day to ask again, as YYYY-MM-DD.")] = None


class Deferred(Edge):
    """A deferral that was checked: it has its day."""

    until: Day


PersonDays = Annotated[int, Field(ge=0, le=100_000)]


class CycleFindings(Edge):
    """What the improvement cycle found; for change it becomes the brief of the next version."""

    findings: Statement | None = None
    change: Annotated[
        Statement | None, Field(description="What the next version does differently; for change.")
    ] = None
    person_days: Annotated[
        PersonDays | None, Field(description="How much work the change is; for change.")
    ] = None
    cost: Annotated[Money | None, Field(description="What the change costs; for change.")] = None


class DataReturn(Edge):
    """How customers' data were returned and erased (R31, R38; 8.7.3)."""

    returned_to: Statement
    method_of_erasure: Statement
    evidence: Evidence


class RenewalTerms(Edge):
    """What was agreed for the next period; for renew (R64, R65; 8.3.2)."""

    price: Annotated[
        Money | None, Field(description="The agreed price; without it the contract's rule holds.")
    ] = None


class RenewalPrice(Edge):
    """What the next period costs; for price (R65; 8.4.1)."""

    price: Annotated[Money | None, Field(description="The price of the whole period.")] = None


class Replacement(Edge):
    """The service that takes the place of the one that leaves; for replace (R38; 8.3.2)."""

    service: Annotated[Identifier | None, Field(description="Its id.")] = None


ANSWERS: dict[QuestionName, type[Edge]] = {
    QuestionName.COMMITTEE: Deferral,
    QuestionName.COMMITTEE_CHAIR: Deferral,
    QuestionName.BRIEF: DesignBrief,
    QuestionName.SERVICE_LEVELS: ServiceLevelTargets,
    QuestionName.CUSTOMER_NEEDS: CustomerNeeds,
    QuestionName.COSTS: Costs,
    QuestionName.SECURITY: SecurityMeasures,
    QuestionName.CONTINUITY: ContinuityPlan,
    QuestionName.DESIGN_ACCEPTANCE: DesignAcceptance,
    QuestionName.GO_LIVE_CHECKLIST: GoLiveChecklist,
    QuestionName.IMPROVEMENT_CYCLE: CycleFindings,
    QuestionName.RETIREMENT: Deferral,
    QuestionName.RETIREMENT_CHAIR: Deferral,
    QuestionName.CHANGE_COMMITTEE: Deferral,
    QuestionName.CHANGE_CHAIR: Deferral,
    QuestionName.DATA_RETURN: DataReturn,
    QuestionName.RENEWAL: RenewalTerms,
    QuestionName.RENEWAL_PRICE: RenewalPrice,
    QuestionName.SERVICE_LEAVING: Replacement,
}


@cache
def data_schema(name: QuestionName) -> dict[str, JsonValue] | None:
    """The JSON Schema of the data an answer needs, or None where the outcome alone is enough."""
    model = ANSWERS.get(name)
    return model.model_json_schema() if model else None


def needs_data(name: QuestionName) -> bool:
    """Whether an answer to a question takes data and not only an outcome."""
    model = ANSWERS.get(name)
    return model is not None and any(field.is_required() for field in model.model_fields.values())
