"""`calendar`: working time, and the versions in which it was frozen (R91; 8.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.lazy import LazyGroup
from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    paging_options,
    reader_option,
    reason_option,
)
from starters.output import day, instant, print_json, show_list, show_record

if TYPE_CHECKING:
    from starters.desk import Desk

calendar = LazyGroup(
    "calendar",
    places={
        "add": "starters.calendar:add",
        "freeze": "starters.calendar:freeze",
        "list": "starters.calendar:list_",
        "show": "starters.calendar:show",
        "check": "starters.calendar:check",
        "archive": "starters.calendar:archive",
    },
    help="Working hours, half days and holidays, frozen in versions.",
)

_APPLY = click.option("--apply", is_flag=True, help="Make the new version; else it is only shown.")
_VERSION = click.option(
    "--version", type=click.IntRange(min=1), metavar="VERSION", help="Not the newest, but this one."
)


@click.command()
@click.argument("file", metavar="FILE")
@_APPLY
@actor_option
@json_option
@data_option
@at_desk
def add(desk: Desk, *, file: str, apply: bool, person: str | None, as_json: bool) -> None:
    """Add a calendar; one that is there and says otherwise gets a version with --apply.

    FILE is YAML or JSON, or - for standard input: one calendar, or a list of them, of which all
    come in or none does.

    servicecycle calendar add examples/calendar.yaml --as peri
    """
    from domain.errors import ConflictError
    from domain.policy import Command
    from starters.calendar_files import calendars_of
    from starters.calendar_page import freezing_lines
    from starters.reading_files import document_of
    from workers.registers.calendars import Outcome, add_calendars

    actor = desk.admit(person, Command.CALENDAR_ADD)
    document = document_of(file)
    done = add_calendars(desk.writer, actor, calendars_of(document), desk.now(), apply=apply)
    if as_json and isinstance(document, list):
        print_json([one.model_dump(mode="json") for one in done])
    else:
        for one in done:
            show_record(one, freezing_lines(one), as_json=as_json)
    shown = [one for one in done if one.outcome is Outcome.SHOWN]
    if there := [one.calendar_id for one in shown if one.version > 1]:
        message = f"{', '.join(there)} is there already and says otherwise; nothing is changed"
        raise ConflictError(message, field="id")


@click.command()
@click.argument("calendar_id", metavar="CALENDAR")
@click.option("--years", metavar="YEARS", help="Such as 2026..2029; else those it has.")
@_APPLY
@actor_option
@json_option
@data_option
@at_desk
def freeze(
    desk: Desk,
    *,
    calendar_id: str,
    years: str | None,
    apply: bool,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what a calendar would say with the holidays that are known today; --apply makes it so.

    servicecycle calendar freeze tr-office --years 2026..2029 --apply --as peri
    """
    from domain.policy import Command
    from starters.calendar_page import freezing_lines, years_of
    from workers.registers.calendars import freeze_calendar, plan_freezing

    wanted = years_of(years)
    if apply:
        actor = desk.admit(person, Command.CALENDAR_FREEZE)
        done = freeze_calendar(desk.writer, actor, calendar_id, wanted, desk.now())
    else:
        desk.admit_to_try(person, Command.CALENDAR_FREEZE)
        done = plan_freezing(desk.writer, calendar_id, wanted, desk.now())
    show_record(done, freezing_lines(done), as_json=as_json)


@click.command("list")
@click.option("--archived", is_flag=True, help="Also those that nobody new may take.")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def list_(desk: Desk, *, archived: bool, limit: int, after: str | None, as_json: bool) -> None:
    """List the calendars, each as its newest version is.

    servicecycle calendar list
    """
    from activities.store import reading

    page = reading.Page(limit, after)
    show_list(
        reading.calendars(desk.reader, include_archived=archived, page=page),
        {
            "calendar": lambda one: one.calendar_id,
            "name": lambda one: one.name,
            "version": lambda one: one.version,
            "time zone": lambda one: one.time_zone,
            "holidays from": lambda one: day(one.first_day),
            "until": lambda one: day(one.last_day),
            "frozen (UTC)": lambda one: instant(one.frozen_at),
            "archived (UTC)": lambda one: instant(one.archived_at),
        },
        as_json=as_json,
        empty="no calendar; `servicecycle calendar add FILE` adds one",
        limit=limit,
        key="calendar_id",
    )


@click.command()
@click.argument("calendar_id", metavar="CALENDAR")
@click.option("--year", type=click.IntRange(1900, 2999), metavar="YEAR", help="Which year.")
@_VERSION
@reader_option
@json_option
@data_option
@at_desk
def show(
    desk: Desk, *, calendar_id: str, year: int | None, version: int | None, as_json: bool
) -> None:
    """Show the year of a calendar, with its closed days, half days and make-up days.

    servicecycle calendar show tr-office --year 2026
    """
    from activities.store import reading
    from starters.calendar_page import calendar_page, of_year

    found = reading.calendar(desk.reader, calendar_id, version)
    if as_json:
        print_json(of_year(found, year).model_dump(mode="json"))
        return
    for line in calendar_page(found, year or desk.now().year):
        click.echo(line)


@click.command()
@click.argument("calendar_id", metavar="CALENDAR")
@click.option(
    "--from",
    "start",
    metavar="INSTANT",
    help="Such as 2026-10-27T16:00, in the calendar's time zone unless it names one; else now.",
)
@click.option(
    "--add", "amount", metavar="TIME", required=True, help="8h, 45m, 1h30m, or 3bd: business days."
)
@_VERSION
@reader_option
@json_option
@data_option
@at_desk
def check(
    desk: Desk,
    *,
    calendar_id: str,
    start: str | None,
    amount: str,
    version: int | None,
    as_json: bool,
) -> None:
    """Say when so much working time has passed, and why, interval by interval.

    servicecycle calendar check tr-office --from 2026-10-27T16:00 --add 8h
    """
    from activities.store import reading
    from domain.worktime import reckoned
    from starters.calendar_check import amount_of, instant_of, reckoned_lines

    frozen = reading.calendar(desk.reader, calendar_id, version).calendar
    begins = instant_of(start, frozen) if start is not None else desk.now()
    found = reckoned(frozen, begins, amount_of(amount))
    show_record(found, reckoned_lines(found, frozen), as_json=as_json)


@click.command()
@click.argument("calendar_id", metavar="CALENDAR")
@reason_option
@actor_option
@json_option
@data_option
@at_desk
def archive(
    desk: Desk, *, calendar_id: str, reason: str, person: str | None, as_json: bool
) -> None:
    """Let nobody new take a calendar; contracts that have it keep it, and it stays on record.

    servicecycle calendar archive old-office --reason "we moved" --as peri
    """
    from domain.policy import Command
    from starters.reasons import check_reason
    from workers.registers.calendar_uses import archive_calendar

    actor = desk.admit(person, Command.CALENDAR_ARCHIVE)
    check_reason(reason)
    found = archive_calendar(desk.writer, actor, calendar_id, desk.now(), reason=reason)
    show_record(found, [f"{calendar_id} is taken by nobody new any more"], as_json=as_json)
