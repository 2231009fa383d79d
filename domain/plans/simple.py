"""A simple plan as one line of a spreadsheet, for the import of the registers (R67, R81).

A line says no more than its columns hold; what a plan has beside them, such as bands or a formula,
stays as it is when the line is imported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from domain.model import Currency, Edge, Identifier, LongText, ShortText
from domain.plans.exact import exactly, in_unit, of_the_plan, unambiguous
from domain.plans.rules import parse_plan
from domain.plans.words import (
    BillingMethod,
    BillingPeriod,
    CreditUnit,
    OvertimeBehaviour,
    PricingMethod,
    TimeRounding,
)
from domain.policy import Command
from domain.registers.kind import Kind, Labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.plans.plan import Plan


def _of_the_allowance(given: object, info: ValidationInfo) -> object:
    return in_unit(given, info.data.get("allowance_unit"), info.data.get("currency"))


Amount = Annotated[str, AfterValidator(lambda text: str(exactly(text)))]
Price = Annotated[Amount, BeforeValidator(of_the_plan)]
Quantity = Annotated[Amount, BeforeValidator(_of_the_allowance)]
Hours = Annotated[Amount, BeforeValidator(unambiguous)]
Prices = dict[Identifier, Price]


class PlanLine(Edge):
    """A plan as a line of a spreadsheet; amounts are texts, as on an invoice.

    Args:
        fixed_invoice: Invoiced every period, such as `12000.00` or `12000.00 TRY`.
        hourly_rates: What an hour costs the customer, by the staff role that worked.
        hourly_costs: What an hour costs us, by staff role.
        request_rate: What a request costs the customer.
        allowance_unit: In what the credits of each period are counted.
        allowance_quantity: So many credits in each period.
        weekly_cap_hours: The most hours a week, over all technicians.
        beyond_cap: What becomes of work beyond the cap.
        outside_hours: What becomes of work outside service hours.
        rollover: Whether unused credits go on into the next period.
        rollover_cap: The most that goes on.
        rollover_periods: For how many periods they go on.
        extra_cost: Whether a technician may enter extra costs.
        extra_time: Whether a technician may add to the time spent.
        round_to_minutes: The steps in which time is billed.
    """

    id: Annotated[Identifier, Labels("plan", "plan kodu", "hizmet planı")]
    title: Annotated[ShortText, Labels("başlık", "plan adı", "name")]
    description: Annotated[LongText, Labels("açıklama")]
    currency: Annotated[Currency, Labels("para birimi")]
    pricing_method: Annotated[PricingMethod, Labels("ücretlendirme metodu")]
    billing_method: Annotated[BillingMethod, Labels("faturalandırma metodu")]
    billing_period: Annotated[BillingPeriod, Labels("faturalama periyodu")]
    fixed_invoice: Annotated[Price | None, Labels("sabit fatura")] = None
    hourly_rates: Annotated[Prices, Labels("saatlik ücretler")] = {}
    hourly_costs: Annotated[Prices, Labels("saatlik maliyetler")] = {}
    request_rate: Annotated[Price | None, Labels("istek ücreti")] = None
    allowance_unit: Annotated[CreditUnit | None, Labels("kredi birimi")] = None
    allowance_quantity: Annotated[Quantity | None, Labels("kredi")] = None
    weekly_cap_hours: Annotated[Hours | None, Labels("haftalık azami saat")] = None
    beyond_cap: Annotated[OvertimeBehaviour | None, Labels("fazla mesai davranışı")] = None
    beyond_cap_multiplier: Annotated[Amount | None, Labels("fazla mesai çarpanı")] = None
    outside_hours: Annotated[OvertimeBehaviour | None, Labels("mesai dışı davranışı")] = None
    outside_hours_multiplier: Annotated[Amount | None, Labels("mesai dışı çarpanı")] = None
    rollover: Annotated[bool, Labels("kullanılmayan kredileri ötele")] = False
    rollover_cap: Annotated[Quantity | None, Labels("ötelenecek azami kredi")] = None
    rollover_periods: Annotated[
        Annotated[int, Field(ge=1, le=120)] | None, Labels("öteleme periyodu")
    ] = None
    extra_cost: Annotated[bool, Labels("ek maliyet")] = False
    extra_time: Annotated[bool, Labels("ek süre")] = False
    round_to_minutes: Annotated[Annotated[int, Field(ge=1, le=1_440)], Labels("süre yuvarlama")] = 1
    round_time: Annotated[TimeRounding, Labels("yuvarlama yönü")] = TimeRounding.UP


PLAN = Kind("plan", "plans", PlanLine, Command.PLAN_EDIT, clauses=("8.3.2",))

_PLACES: dict[str, tuple[str, ...]] = {
    "allowance_unit": ("allowance", "unit"),
    "allowance_quantity": ("allowance", "quantity"),
    "beyond_cap": ("overtime", "beyond_cap", "behaviour"),
    "beyond_cap_multiplier": ("overtime", "beyond_cap", "multiplier"),
    "outside_hours": ("overtime", "outside_hours", "behaviour"),
    "outside_hours_multiplier": ("overtime", "outside_hours", "multiplier"),
    "rollover": ("rollover", "allowed"),
    "rollover_cap": ("rollover", "cap"),
    "rollover_periods": ("rollover", "expires_after_periods"),
    "extra_cost": ("technician_may", "extra_cost"),
    "extra_time": ("technician_may", "extra_time"),
    "round_to_minutes": ("time_rounding", "minutes"),
    "round_time": ("time_rounding", "how"),
}
"""Where in a plan a column belongs that is not called as the field."""

_FIELD_OF = {".".join(place): name for name, place in _PLACES.items()} | {
    "allowance": "allowance_unit",
    "rollover.unit": "allowance_unit",
    "overtime.beyond_cap": "beyond_cap",
}


def plan_of(line: Mapping[str, object], before: Plan | None) -> Plan:
    """The plan that a line means.

    Args:
        line: Plain values of all columns.
        before: The plan as it was; what no column says stays.

    Raises:
        InvalidInputError: naming the field of the plan, of which `column_of` names the column.
    """
    return parse_plan(document_of(line, before))


def document_of(line: Mapping[str, object], before: Plan | None) -> dict[str, Any]:
    """The plan that a line means, as somebody would write it; it may be none that is sound."""
    document: dict[str, Any] = before.model_dump(mode="json") if before else {}
    for name, value in line.items():
        if name != "id":
            _put(document, _PLACES.get(name, (name,)), value)
    document["rollover"]["unit"] = line["allowance_unit"] if line["rollover"] else None
    for place in (("allowance",), ("overtime", "beyond_cap"), ("overtime", "outside_hours")):
        if all(line[name] is None for name in _within(place)):
            _put(document, place, None)
    return document


def column_of(field: str | None) -> str | None:
    """The column that holds a field of a plan; None where no column does."""
    if field is None:
        return None
    return _FIELD_OF.get(field, field if field in PlanLine.model_fields else None)


def columns_of(path: str) -> frozenset[str]:
    """The columns that say a field of a plan, or something within it."""
    within = (name for name, one in _PLACES.items() if ".".join(one).startswith(f"{path}."))
    column = column_of(path)
    return frozenset(within) | ({column} if column else set())


def in_columns(field: str, message: str) -> str:
    """What is wrong with a field of a plan, by the columns of the spreadsheet.

    Args:
        message: It begins with the field.
    """
    said = message.removeprefix(field)
    for path in (one for one in _FIELD_OF if "." in one):
        said = said.replace(path, _FIELD_OF[path])
    return f"{column_of(field) or field}{said}"


def line_of(plan_id: str, plan: Plan) -> dict[str, object]:
    """What a line says of a plan, in plain values of all columns."""
    document = plan.model_dump(mode="json")
    found: dict[str, object] = {"id": plan_id}
    for name in PlanLine.model_fields:
        if name != "id":
            found[name] = _get(document, _PLACES.get(name, (name,)))
    return found


def _within(place: tuple[str, ...]) -> Iterator[str]:
    """The columns that say something of a part of a plan."""
    yield from (name for name, where in _PLACES.items() if where[:-1] == place)


def _put(document: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    *way, last = place
    for one in way:
        if document.get(one) is None:
            document[one] = {}
        document = document[one]
    document[last] = value


def _get(document: dict[str, Any], place: tuple[str, ...]) -> object:
    found: Any = document
    for one in place:
        found = None if found is None else found[one]
    return found
