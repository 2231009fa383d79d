"""`plan`: service plans, version by version, and what they would invoice (R67–R81, R90)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.lazy import LazyGroup
from starters.options import acting_options, paging_options, reading_options, reason_option
from starters.output import columns_of, day, heading, instant, plain, show_list, show_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from activities.store.reading import PlanDetail, PlansContract
    from domain.plans.plan import Plan
    from starters.desk import Desk
    from workers.registers.plans import PlanWritten

plan = LazyGroup(
    "plan",
    places={
        "add": "starters.plan:add",
        "edit": "starters.plan:edit",
        "list": "starters.plan:list_",
        "show": "starters.plan:show",
        "archive": "starters.plan:archive",
        "price": "starters.plan_pricing:price",
        "ledger": "starters.plan_pricing:ledger",
    },
    help="Service plans: what a customer's service costs, and the credits he has of it.",
)


@click.command()
@click.argument("file", metavar="FILE")
@acting_options
def add(desk: Desk, *, file: str, person: str | None, as_json: bool) -> None:
    """Add a plan, from a YAML or JSON file; docs/service-plans.md explains its fields.

    servicecycle plan add examples/plan.yaml --as aylin
    """
    from domain.plans.rules import parse_plan_file
    from domain.policy import Command
    from starters.reading_files import document_of
    from workers.registers.plans import add_plan

    given = parse_plan_file(document_of(file, as_written=True))
    actor = desk.admit(person, Command.PLAN_ADD)
    done = add_plan(desk.writer, actor, given.id, given.plan(), desk.now())
    show_record(done, _told(done), as_json=as_json)


@click.command()
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", metavar="FILE")
@acting_options
def edit(desk: Desk, *, plan_id: str, file: str, person: str | None, as_json: bool) -> None:
    """Write a new version of a plan and show what it changes; contracts keep the one they have.

    The file holds the whole plan; `plan show PLAN --json` gives the present one.

    servicecycle plan edit gold-support plan.yaml --as aylin
    """
    from domain.policy import Command
    from starters.reading_files import document_of
    from workers.registers.plans import edit_plan

    given = _without_id(document_of(file, as_written=True), plan_id)
    actor = desk.admit(person, Command.PLAN_EDIT)
    done = edit_plan(desk.writer, actor, plan_id, given, desk.now())
    show_record(done, _told(done), as_json=as_json)


@click.command("list")
@click.option("--archived", is_flag=True, help="Also those that take no new contracts.")
@paging_options
@reading_options
def list_(desk: Desk, *, archived: bool, limit: int, after: str | None, as_json: bool) -> None:
    """List the plans, each as its newest version is.

    servicecycle plan list
    """
    from activities.store import reading

    page = reading.Page(limit, after)
    show_list(
        reading.plans(desk.reader, include_archived=archived, page=page),
        {
            "plan": lambda one: one.plan_id,
            "version": lambda one: one.version,
            "name": lambda one: one.name,
            "pricing": lambda one: one.pricing_method,
            "billing": lambda one: f"{one.billing_method}, {one.billing_period}",
            "currency": lambda one: one.currency,
            "archived (UTC)": lambda one: instant(one.archived_at),
        },
        as_json=as_json,
        empty="no plan; `servicecycle plan add FILE` adds one",
        limit=limit,
        key="plan_id",
    )


@click.command()
@click.argument("plan_id", metavar="PLAN")
@click.option("--version", type=click.IntRange(1), metavar="VERSION", help="An earlier version.")
@reading_options
def show(desk: Desk, *, plan_id: str, version: int | None, as_json: bool) -> None:
    """Show a plan as its newest version says, or an earlier one, and which contracts have it.

    servicecycle plan show gold-support
    servicecycle plan show gold-support --version 1
    """
    from activities.store import reading

    found = reading.plan_detail(desk.reader, plan_id, version)
    show_record(found, _page(found), as_json=as_json)


@click.command()
@click.argument("plan_id", metavar="PLAN")
@reason_option
@acting_options
def archive(desk: Desk, *, plan_id: str, reason: str, person: str | None, as_json: bool) -> None:
    """Let a plan take no new contracts; those that have it keep it, and it stays on record.

    servicecycle plan archive gold-support --reason "platinum replaces it" --as aylin
    """
    from domain.policy import Command
    from starters.reasons import check_reason
    from workers.registers.plans import archive_plan

    actor = desk.admit(person, Command.PLAN_ARCHIVE)
    check_reason(reason)
    found = archive_plan(desk.writer, actor, plan_id, desk.now(), reason=reason)
    show_record(found, [f"{plan_id} takes no new contracts any more"], as_json=as_json)


def _without_id(document: JsonValue, plan_id: str) -> Plan:
    """A plan whose file may name its id, as that of `plan add` does."""
    from domain.errors import InvalidInputError
    from domain.plans.rules import parse_plan

    if isinstance(document, dict) and "id" in document:
        if document["id"] != plan_id:
            message = f"id: the file is about {str(document['id'])[:80]!r}, not {plan_id[:80]!r}"
            raise InvalidInputError(message, field="id")
        document = {name: value for name, value in document.items() if name != "id"}
    return parse_plan(document)


def _told(done: PlanWritten) -> Iterator[str]:
    yield f"plan {done.plan_id} version {done.version}: {done.outcome.replace('_', ' ')}"
    for one in done.differences:
        yield f"  {one.field}: {_said(one.before)} becomes {_said(one.after)}"


def _said(value: JsonValue) -> str:
    return "nothing" if value is None else plain(value)


def _page(found: PlanDetail) -> Iterator[str]:
    yield heading(f"{found.document.title} ({found.plan_id}), version {found.version}")
    since = f", archived since {instant(found.archived_at)} UTC" if found.archived_at else ""
    yield f"written by {found.by} at {instant(found.at)} UTC{since}"
    yield ""
    yield from columns_of(list(_rows("", found.document.model_dump(mode="json"))))
    if found.contracts:
        yield ""
        yield heading("Contracts")
        yield from columns_of([_CONTRACT, *map(_contract, found.contracts)])
        if more := found.contracts_in_all - len(found.contracts):
            yield f"and {more} more; `contract list` lists them"


_CONTRACT = ["contract", "name", "customer", "state", "version", "last day"]


def _contract(one: PlansContract) -> list[str]:
    pinned = str(one.plan_version or "")
    known = [one.contract_id, plain(one.name), one.customer_id]
    return [*known, one.state, pinned, day(one.ends_on)]


def _rows(path: str, value: JsonValue) -> Iterator[list[str]]:
    """Each field that says something, by its name as in the file."""
    match value:
        case dict():
            for name, one in value.items():
                yield from _rows(f"{path}.{name}" if path else name, one)
        case list():
            for at, one in enumerate(value):
                yield from _rows(f"{path}.{at}", one)
        case None:
            return
        case _:
            yield [path, plain(value)]
