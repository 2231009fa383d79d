"""A plan, a calendar and usage that tests change one thing of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.plans.pricing import price
from domain.plans.rules import parse_plan
from domain.plans.usage import Period, Usage
from domain.plans.words import UsageKind
from domain.worktime import OpenRange, SpecialDay, Week, Weekday, WorkCalendar

if TYPE_CHECKING:
    from domain.plans.plan import Plan
    from domain.plans.priced import Line, Priced

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
OFFICE = (OpenRange(opens=540, closes=1080),)
WORKING = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), OFFICE)

GIVEN: dict[str, Any] = {
    "title": "Gold support",
    "description": "Ten hours a month, then by the hour",
    "currency": "TRY",
    "pricing_method": "hourly",
    "billing_method": "postpaid",
    "billing_period": "monthly",
    "hourly_rates": {"technician": "1200.00", "second_line": "1800.00"},
}
EXTRA = {"behaviour": "charge_extra", "multiplier": "1.5"}
BLOCK = {"behaviour": "block"}
FLAG = {"behaviour": "allow_and_flag"}
LINE: dict[str, Any] = {
    "id": "silver",
    "title": "Silver support",
    "description": "Five hours a month",
    "currency": "TRY",
    "pricing_method": "hourly",
    "billing_method": "postpaid",
    "billing_period": "monthly",
    "hourly_rates": {"technician": "1200.00"},
}
CREDITS = {"allowance_unit": "minutes", "allowance_quantity": "300"}
"""What a line of a spreadsheet says of a plan, and the credits that may stand in it."""


def written(**more: object) -> dict[str, Any]:
    """A plan as it is written down; what is None is left out."""
    return {name: one for name, one in {**GIVEN, **more}.items() if one is not None}


def plan(**more: object) -> Plan:
    return parse_plan(written(**more))


def calendar(
    zone: str = "Europe/Istanbul",
    *,
    week_start: Weekday = Weekday.MONDAY,
    holidays: tuple[date, ...] = (),
) -> WorkCalendar:
    """Monday to Friday from nine to six."""
    return WorkCalendar(
        calendar_id="office",
        version=1,
        time_zone=zone,
        week=Week(**WORKING),
        exceptions={day: SpecialDay(name="holiday") for day in holidays},
        week_start=week_start,
    )


def at(text: str, zone: str = "Europe/Istanbul") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def work(
    usage_id: str,
    start: str | datetime,
    hours: float,
    *,
    role: str = "technician",
    **more: object,
) -> Usage:
    begins = at(start) if isinstance(start, str) else start
    return Usage.model_validate(
        {
            "usage_id": usage_id,
            "kind": UsageKind.WORK,
            "started_at": begins,
            "ended_at": begins + timedelta(hours=hours),
            "role": role,
            "technician": "burak",
            **more,
        }
    )


def request(usage_id: str, start: str, request_id: str = "") -> Usage:
    return Usage(
        usage_id=usage_id,
        kind=UsageKind.REQUEST,
        started_at=at(start),
        request_id=request_id or usage_id,
    )


def extra_cost(usage_id: str, start: str, amount: int) -> Usage:
    return Usage(
        usage_id=usage_id,
        kind=UsageKind.EXTRA_COST,
        started_at=at(start),
        amount_minor_units=amount,
    )


BANDS = [
    {"name": "rest days", "days": ["rest_day", "holiday"], "begins": "00:00", "ends": "24:00",
     "multiplier": 2},
    {"name": "nights", "begins": "22:00", "ends": "06:00", "multiplier": "1.75"},
]  # fmt: skip
OUTSIDE = {"outside_hours": {**EXTRA, "bands": BANDS}}
CAPPED: dict[str, Any] = {"weekly_cap_hours": 10, "overtime": {"beyond_cap": EXTRA}}
COSTS = {"technician": 500, "second_line": 700}


def priced(given: Plan, *usage: Usage, period: Period = MARCH, **more: object) -> Priced:
    opening = Decimal(str(more.get("opening", 0)))
    of = calendar(holidays=(date(2026, 3, 20),))
    return price(given, usage, of, period, opening)


def said(found: Priced) -> list[tuple[str, int, str, int]]:
    """Of each line what it is for, how much, the multiplier, and the amount."""
    return [
        (one.text, one.quantity, str(one.multiplier), one.amount_minor_units) for one in found.lines
    ]


def only(found: Priced) -> Line:
    (line,) = found.lines
    return line
