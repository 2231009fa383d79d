"""`plan price` and `plan ledger`: what an invoice would say, and where credits went (R76, R90)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from domain.abridging import some_of
from starters.options import at_desk, data_option, json_option, reader_option
from starters.output import day, heading, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from decimal import Decimal

    from activities.store.reading import PlanVersion
    from domain.plans.credits import BookedEntry
    from domain.plans.plan import Plan
    from domain.plans.priced import Interval, Line, Priced
    from domain.plans.usage import Period, Usage
    from domain.worktime import WorkCalendar
    from starters.desk import Desk

_HOUR = 60
_FIRST_FEW = 4


@click.command()
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", metavar="FILE")
@click.option("--version", type=click.IntRange(1), metavar="VERSION", help="An earlier version.")
@click.option(
    "--period",
    metavar="PERIOD",
    help="2026-W10, 2026-03, 2026-Q1, 2026-H1 or 2026, as the plan bills, or any days, such as "
    "2026-03-15..2026-04-14. A week begins as in the calendar, and is called by the ISO number of "
    "its Thursday  [that of the first entry]",
)
@click.option(
    "--calendar",
    "calendar_id",
    metavar="CALENDAR",
    help="Whose hours are the service hours  [every hour is, in UTC]",
)
@click.option(
    "--credits", "opening", metavar="NUMBER", help="Credits left from earlier periods  [none]"
)
@reader_option
@json_option
@data_option
@at_desk
def price(
    desk: Desk,
    *,
    plan_id: str,
    file: str,
    version: int | None,
    period: str | None,
    calendar_id: str | None,
    opening: str | None,
    as_json: bool,
) -> None:
    """Print line by line what an invoice for a file of usage would say, and why.

    The CSV has the columns start, and as needed id, kind (work, request, extra_cost), end or
    minutes, technician, role, request, added_minutes and amount; docs/service-plans.md explains
    them. For the weekly cap it holds the whole weeks at both ends of the period.

    servicecycle plan price gold-support examples/usage.csv --period 2026-03
    """
    from activities.store import reading
    from domain.plans.pricing import price as priced
    from domain.plans.usage_file import usage_of
    from starters.reading_files import content_of
    from workers.registers.usage_files import read_usage

    rows = read_usage(content_of(file))
    found = reading.plan(desk.reader, plan_id, version)
    calendar = _calendar(desk, calendar_id)
    usage = usage_of(rows, found.document, calendar.time_zone)
    of = _period(period, found.document, usage, calendar)
    done = priced(found.document, usage, calendar, of, _opening(opening, found.document))
    if as_json:
        print_json(done.model_dump(mode="json"))
    else:
        _show(found, done, calendar)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="As of a day.")
@reader_option
@json_option
@data_option
@at_desk
def ledger(desk: Desk, *, contract_id: str, on: datetime | None, as_json: bool) -> None:
    """List the credits of a contract: granted, consumed, rolled over, expired, with the balance.

    servicecycle plan ledger acme-2026
    servicecycle plan ledger acme-2026 --on 2026-06-30
    """
    from activities.store import reading
    from domain.plans.credits import booked

    entries = reading.credits_of(desk.reader, contract_id)
    found = list(booked(entries, on.date() if on else None))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    elif not found:
        click.echo(f"no credits of {contract_id} are on record" + (" until then" if on else ""))
    else:
        print_table(
            ["on", "period", "what", "credits", "unit", "of period", "balance"],
            [_booked(one) for one in found],
        )


def _booked(one: BookedEntry) -> list[object]:
    entry = one.entry
    amounts = (_exact(entry.amount), entry.unit, entry.lot, _exact(one.balance))
    return [day(entry.booked_on), entry.period, entry.kind.replace("_", " "), *amounts]


def _calendar(desk: Desk, calendar_id: str | None) -> WorkCalendar:
    from activities.store import reading
    from domain.plans.hours import ALWAYS_OPEN

    if calendar_id is None:
        return ALWAYS_OPEN
    return reading.calendar(desk.reader, calendar_id).calendar


def _period(name: str | None, plan: Plan, usage: Sequence[Usage], calendar: WorkCalendar) -> Period:
    from domain.errors import InvalidInputError
    from domain.plans.periods import period_around, period_named

    if name is not None:
        return period_named(name, plan.billing_period, calendar)
    if not usage:
        message = "period: name it, for the file has no entry"
        raise InvalidInputError(message, field="period")
    zone = ZoneInfo(calendar.time_zone)
    days = [one.started_at.astimezone(zone).date() for one in usage]
    return period_around(min(days), max(days), plan.billing_period, calendar)


def _opening(given: str | None, plan: Plan) -> Decimal:
    from domain.plans.paying import opening_credits

    return opening_credits(given or "0", plan)


def _show(found: PlanVersion, done: Priced, calendar: WorkCalendar) -> None:
    click.echo(heading(f"{found.document.title} ({found.plan_id}), version {found.version}"))
    for line in _hours_told(found.document, done, calendar):
        click.echo(line)
    click.echo()
    titles = ["line", "what", "quantity", "rate", "times", done.currency, "why", "usage"]
    print_table(titles, [_row(one, done.currency) for one in done.lines])
    click.echo()
    zone = ZoneInfo(calendar.time_zone)
    for line in _below(done, zone):
        click.echo(line)
    if done.refused:
        click.echo()
        click.echo(heading("Refused, and not priced"))
        print_table(
            ["usage", "from", "until", "why"],
            [
                [one.usage_id, _local(one.started_at, zone), _local(one.ended_at, zone), one.why]
                for one in done.refused
            ],
        )


def _hours_told(plan: Plan, done: Priced, calendar: WorkCalendar) -> Iterator[str]:
    """Of which days the price is, and whose hours were the service hours."""
    from domain.plans.hours import ALWAYS_OPEN

    days = f"{day(done.first_on)} to {day(done.last_on)}"
    if calendar is ALWAYS_OPEN:
        yield f"{days}; without --calendar every hour is a service hour, by the clock of UTC"
        if plan.overtime.outside_hours is not None:
            yield (
                "mind: this plan says what becomes of work outside service hours, and no hour lies "
                "outside them; --calendar CALENDAR names them (`servicecycle calendar list`)"
            )
        return
    yield f"{days}; calendar {done.calendar} version {done.calendar_version}, {calendar.time_zone}"
    if not done.holidays_known:
        yield "mind: the calendar does not know the holidays of all these days"


def _row(one: Line, currency: str) -> list[object]:
    from domain.money import shown

    rate = "" if one.rate_minor_units is None else shown(one.rate_minor_units, currency)
    times = "" if one.multiplier == 1 else f"{one.multiplier}"
    amount = shown(one.amount_minor_units, currency)
    return [one.number, one.text, _quantity(one), rate, times, amount, one.why, _entries(one.usage)]


def _quantity(one: Line) -> str:
    from domain.plans.words import LineUnit

    match one.unit:
        case LineUnit.MINUTES:
            return f"{one.quantity // _HOUR}:{one.quantity % _HOUR:02} h"
        case LineUnit.REQUESTS:
            return f"{one.quantity}"
        case _:
            return ""


def _entries(usage: Sequence[Interval]) -> str:
    ids = list(dict.fromkeys(one.usage_id for one in usage))
    return some_of(ids, most=_FIRST_FEW)


def _below(done: Priced, zone: ZoneInfo) -> Iterator[str]:
    from domain.money import shown
    from domain.plans.paying import in_words

    yield f"total  {shown(done.total_minor_units, done.currency)} {done.currency}"
    if done.cost_minor_units is not None:
        yield f"it cost us  {shown(done.cost_minor_units, done.currency)} {done.currency}"
    if (left := done.credits) is not None:
        said = {
            name: in_words(getattr(left, name), left.unit, done.currency)
            for name in ("opening", "granted", "consumed", "rolled_over", "expired")
        }
        yield "credits  " + ", ".join(f"{name.replace('_', ' ')} {it}" for name, it in said.items())
    if done.elsewhere:
        here = {part.usage_id for line in done.lines for part in line.usage}
        here |= {one.usage_id for one in done.refused}
        parts = [
            _outside(one, zone) if one.usage_id in here else one.usage_id for one in done.elsewhere
        ]
        yield f"of other periods, and not priced here  {', '.join(parts)}"


def _outside(one: Interval, zone: ZoneInfo) -> str:
    """The part of an entry that lies in another period, where the rest of it does not."""
    return f"{one.usage_id} from {_local(one.started_at, zone)} to {_local(one.ended_at, zone)}"


def _exact(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
