"""The book of the measurements: customers with their contacts, and contracts that already run."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.checking import checked
from domain.contracts.terms import ContractFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from bench.house import House

CALENDAR = "office"
ZONE = "Europe/Istanbul"
DAYS_BEFORE = 90
_ALWAYS = "always"
_PLAN = "gold-support"
_CUSTOMERS = 500
_YEARS = 3
_OFFICE_HOURS: list[JsonValue] = ["09:00-12:30", "13:30-18:00"]
_WORKING_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WEEK = (*_WORKING_DAYS, "saturday", "sunday")
_EXAMPLES = Path(__file__).parents[1] / "examples"
_PRICE: dict[str, JsonValue] = {"minor_units": 12_000_000, "currency": "TRY"}
_RENEWALS = ("never", "tacit", "express")
# What is opened must not fall due while the rest is opened: a day goes by in a minute meanwhile.
_SOONEST, _LATEST = 200, 360
_A_PERIOD = timedelta(days=364)
_DAY = timedelta(days=1)


def register(house: House) -> None:
    """Take in calendars, a plan, customers and their contacts, by the commands of the product.

    The contacts are at work around the clock: a letter that waited for the morning would say
    nothing of what it costs.
    """
    folder = house.data.parent / "book"
    folder.mkdir()
    for calendar in (_office(), _always()):
        file = folder / f"{calendar['id']}.yaml"
        file.write_text(json.dumps(calendar), encoding="utf-8")
        house.run("calendar", "add", str(file), "--as", "process")
    house.run("plan", "add", str(_EXAMPLES / "plan.yaml"), "--as", "account")
    _sheet(
        folder / "customers.csv",
        ("id", "name", "account_manager", "language", "time_zone", "calendar"),
        [
            (_customer(n), f"Customer {n}", "account", "tr", ZONE, _ALWAYS)
            for n in range(_CUSTOMERS)
        ],
    )
    _sheet(
        folder / "contacts.csv",
        ("id", "customer", "name", "email", "language", "time_zone"),
        [
            (_contact(n), _customer(n), f"Contact {n}", f"{_contact(n)}@example.com", "tr", ZONE)
            for n in range(_CUSTOMERS)
        ],
    )
    house.run("import", str(folder), "--apply", "--as", "admin")


def running(numbers: Sequence[int], today: date, services: Sequence[str]) -> list[ContractFile]:
    """Contracts in the middle of their period, of every kind of renewal; none falls due soon."""
    return [_running(number, today, services) for number in numbers]


def due(numbers: Sequence[int], on: date, services: Sequence[str]) -> list[ContractFile]:
    """Contracts of which one notice to one contact is due on a day, and nothing else.

    Args:
        on: A working day of the calendar, else the notice goes on the one before it.
    """
    end_on = on + timedelta(days=DAYS_BEFORE)
    return [
        _contract(
            number,
            end_on,
            services,
            recipients={"customer": [_contact(number)]},
            notices={"before": [DAYS_BEFORE]},
            renewal="tacit",
        )
        for number in numbers
    ]


def _running(number: int, today: date, services: Sequence[str]) -> ContractFile:
    end_on = today + timedelta(days=_SOONEST + number % (_LATEST - _SOONEST))
    start_on = end_on - _A_PERIOD
    earlier: list[JsonValue] = []
    if number % 10 == 0:
        earlier = [{"start_on": str(start_on - _A_PERIOD), "end_on": str(start_on - _DAY)}]
    return _contract(
        number,
        end_on,
        services,
        recipients={"ours": ["account"], "customer": [_contact(number)]},
        notices={"before": [60, 30, 7], "after": [1, 14]},
        renewal=_RENEWALS[number % len(_RENEWALS)],
        earlier=earlier,
    )


def _contract(
    number: int, end_on: date, services: Sequence[str], renewal: str, **said: JsonValue
) -> ContractFile:
    term: dict[str, JsonValue] = {"term": {"amount": 12, "unit": "months"}}
    return checked(
        ContractFile,
        {
            "id": f"contract-{number}",
            "customer": _customer(number),
            "type": "paid",
            "name": f"Managed backup {number}",
            "services": [services[number % len(services)]],
            "start_on": str(end_on - _A_PERIOD),
            "end_on": str(end_on),
            "signed_on": str(end_on - _A_PERIOD),
            "calendar": CALENDAR,
            "plan": _PLAN,
            "price": _PRICE,
            "renewal": renewal,
            **({} if renewal == "never" else term),
            **said,
        },
    )


def _customer(number: int) -> str:
    return f"customer-{number % _CUSTOMERS}"


def _contact(number: int) -> str:
    return f"contact-{number % _CUSTOMERS}"


def _office() -> dict[str, JsonValue]:
    """An office in Turkey, with every holiday of the years in which the contracts run."""
    year = date.today().year  # noqa: DTZ011 - a year of the calendar
    return {
        "id": CALENDAR,
        "name": "Office",
        "time_zone": ZONE,
        "week_start": "monday",
        "week": dict.fromkeys(_WORKING_DAYS, _OFFICE_HOURS),
        "holidays": {
            "country": "TR",
            "categories": ["public"],
            "language": "tr",
            "years": f"{year}..{year + _YEARS}",
        },
    }


def _always() -> dict[str, JsonValue]:
    return {
        "id": _ALWAYS,
        "name": "Around the clock",
        "time_zone": ZONE,
        "week_start": "monday",
        "week": {day: ["00:00-24:00"] for day in _WEEK},
    }


def _sheet(file: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = (",".join(one) for one in (columns, *rows))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
