"""`policy`: the numbers, ladders and rights the house lives by (R42; 5.2, 7.5)."""

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
    reading_options,
    reason_option,
    request_option,
)
from starters.output import (
    day,
    instant,
    print_json,
    print_table,
    say_meanwhile,
    show_list,
    show_record,
)

if TYPE_CHECKING:
    from starters.desk import Desk

policy = LazyGroup(
    "policy",
    places={
        "show": "starters.policy:show",
        "list": "starters.policy:list_",
        "check": "starters.policy:check",
        "diff": "starters.policy:diff",
        "publish": "starters.policy:publish",
        "adopt": "starters.policy:adopt",
    },
    help="The numbers and rights this house lives by.",
)


@click.command()
@click.argument("policy_id", metavar="[POLICY]", required=False)
@click.option("--version", type=click.IntRange(1), help="A version, instead of POLICY.")
@reader_option
@json_option
@data_option
@at_desk
def show(desk: Desk, *, policy_id: str | None, version: int | None, as_json: bool) -> None:
    """Show a policy as its author wrote it.

    POLICY is a version, or the id of a document as `policy list` shows it, such as draft-2 that
    waits for approval; the policy in force if left out. Redirected into a file it is the start of
    a new one.

    servicecycle policy show > policy.yaml
    servicecycle policy show 1
    servicecycle policy show draft-2
    """
    from activities.store import reading
    from starters.policy_differences import policy_on_record

    if policy_id and version:
        message = "name the policy once, with or without --version"
        raise click.UsageError(message)
    wanted = policy_id or version or reading.policy_in_force(desk.reader, desk.now()).version
    found = policy_on_record(desk, str(wanted))
    show_record(found, [found.source.rstrip()], as_json=as_json)


@click.command("list")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def list_(desk: Desk, *, limit: int, after: str | None, as_json: bool) -> None:
    """List every policy document, published or not.

    servicecycle policy list
    """
    from activities.store import reading

    show_list(
        reading.policies(desk.reader, page=reading.Page(limit, after)),
        {
            "policy": lambda one: one.policy_id,
            "version": lambda one: one.version,
            "state": lambda one: one.state,
            "title": lambda one: one.title,
            "effective": lambda one: day(one.effective_on),
            "author": lambda one: one.author,
            "approved by": lambda one: one.approved_by,
            "published (UTC)": lambda one: instant(one.published_at),
        },
        as_json=as_json,
        empty="no policy",
        limit=limit,
        key="policy_id",
    )


@click.command()
@click.argument("file", metavar="FILE")
@reading_options
def check(desk: Desk, *, file: str, as_json: bool) -> None:
    """Check a policy document; nothing is done with it.

    The calendar it names is looked up in the house; where the house cannot be reached, it is said
    that nobody knows of it yet.

    servicecycle policy check policy.yaml
    """
    from starters.reading_files import content_of
    from workers.registers.policies import check_policy

    found = check_policy(content_of(file))
    named = found.notices.calendar
    mind = None if named is None else _calendar_unknown(desk, named)
    said = f"{found.title!r} is a policy that can be published; effective on {found.effective_on}"
    show_record(found, [said], as_json=as_json)
    if mind:
        say_meanwhile(mind)


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@reader_option
@json_option
@data_option
@at_desk
def diff(desk: Desk, *, before: str, after: str, as_json: bool) -> None:
    """Show in which entries two policies differ.

    Each is a version, a file, or the id of a document as `policy list` shows it, such as draft-2
    that waits for approval.

    servicecycle policy diff 1 policy.yaml
    servicecycle policy diff 1 draft-2
    servicecycle policy diff 1 2 --json
    """
    from starters.policy_differences import differences, policy_named, said

    found = differences(policy_named(desk, before), policy_named(desk, after))
    if as_json:
        print_json(found)
    elif not found:
        click.echo("they say the same")
    else:
        print_table(
            ["entry", "before", "after"],
            [[one["entry"], said(one["before"]), said(one["after"])] for one in found],
        )


@click.command()
@click.argument("file", metavar="FILE")
@request_option
@actor_option
@json_option
@data_option
@at_desk
def publish(
    desk: Desk, *, file: str, request_id: str | None, person: str | None, as_json: bool
) -> None:
    """Put a policy document up for approval.

    Another person than its author decides. `policy check` and `policy diff` show beforehand what is
    wrong with it and what it changes.

    servicecycle policy publish policy.yaml --as selin
    """
    from starters.publishing import publish_policy
    from starters.reading_files import content_of
    from workers.leaving import run_settled

    found = run_settled(publish_policy(desk, person, content_of(file), request_id=request_id))
    said = f"{found.policy_id} is in {found.stage}; `servicecycle inbox` shows who is asked"
    show_record(found, [said], as_json=as_json)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@reason_option
@request_option
@actor_option
@json_option
@data_option
@at_desk
def adopt(
    desk: Desk,
    *,
    service_id: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Let a running service, or a contract, obey the policy in force.

    Otherwise a service obeys the one it began with until its next improvement cycle, a contract
    until its next period.

    servicecycle policy adopt managed-backup --reason "shorter due dates" --as selin
    servicecycle policy adopt contract/acme-backup --reason "shorter due dates" --as selin
    """
    from domain.policy import Command
    from starters.demanding import demand
    from workers.leaving import run_settled

    done = run_settled(
        demand(desk, person, Command.POLICY_ADOPT, service_id, reason, request_id=request_id)
    )
    show_record(done, [f"{done.workflow_id} obeys the policy in force"], as_json=as_json)


def _calendar_unknown(desk: Desk, calendar_id: str) -> str | None:
    """What to mind of a calendar that could not be looked up; None where it is there.

    Raises:
        InvalidInputError: it is archived or not there, so that the policy cannot be published.
    """
    from activities.store import reading
    from domain.errors import InvalidInputError, UnreachableError

    try:
        there = [one.calendar_id for one in reading.calendars(desk.reader, page=reading.ALL)]
    except UnreachableError as away:
        return (
            f"mind: nobody could look up the calendar {calendar_id}, which notices.calendar names: "
            f"{away.message}; it is looked up again when the policy is published"
        )
    if calendar_id in there:
        return None
    field = "notices.calendar"
    message = (
        f"{field}: there is no calendar {calendar_id[:80]!r} to be taken; allowed are "
        f"{', '.join(sorted(there)) or 'none yet'}"
    )
    raise InvalidInputError(message, field=field)
