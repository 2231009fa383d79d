"""`service propose`, `import`, `retire`, `withdraw` and `resume`: what moves a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.options import acting_options, demand_options, request_option
from starters.output import print_json, show_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from activities.store.reading import ServiceDetail
    from domain.policy import Command
    from domain.protocol import Done
    from starters.desk import Desk


@click.command()
@click.argument("file", metavar="FILE")
@request_option
@acting_options
def propose(
    desk: Desk, *, file: str, request_id: str | None, person: str | None, as_json: bool
) -> None:
    """Propose a service to the committee.

    FILE is YAML or JSON, or - for standard input: name, description, owner, customers_needs and
    strategic_goals; an id and the answers of design may be given. The same file again returns the
    same service.

    servicecycle service propose managed-backup.yaml --as deniz
    servicecycle service propose - --as deniz < managed-backup.yaml
    """
    from domain.checking import checked
    from domain.service import ServiceFile
    from starters.proposing import propose_service
    from starters.reading_files import document_of
    from workers.leaving import run_settled

    wanted = checked(ServiceFile, document_of(file))
    found = run_settled(propose_service(desk, person, wanted, request_id=request_id))
    show_record(found, _stands(found), as_json=as_json)


@click.command("import")
@click.argument("file", metavar="FILE")
@request_option
@acting_options
def import_(
    desk: Desk, *, file: str, request_id: str | None, person: str | None, as_json: bool
) -> None:
    """Take over services that already run; nobody is written to.

    FILE is a YAML or JSON list, or - for standard input. Each service is written as for `propose`,
    with its stage, since when, and the reason. All are checked before the first one is taken over,
    and the same file again changes nothing.

    servicecycle service import running-services.yaml --as okan
    """
    from domain.checking import checked
    from domain.errors import InvalidInputError
    from domain.service import ImportedService
    from starters.proposing import import_services
    from starters.reading_files import document_of
    from workers.leaving import run_settled

    listed = document_of(file)
    if not isinstance(listed, list):
        raise InvalidInputError("file: it has to be a list of services", field="file")
    wanted = [checked(ImportedService, one, field=str(at)) for at, one in enumerate(listed)]
    found = run_settled(import_services(desk, person, wanted, request_id=request_id))
    _show_all(found, as_json=as_json)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@demand_options
def retire(
    desk: Desk,
    *,
    service_id: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Ask the committee to retire a service in operation.

    servicecycle service retire managed-backup --reason "nobody uses it any more" --as deniz
    """
    from domain.policy import Command

    _demand(desk, person, Command.SERVICE_RETIRE, service_id, reason, request_id, as_json=as_json)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@click.option(
    "--change",
    "number",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Only take back this change of it, with the version that makes it.",
)
@demand_options
def withdraw(
    desk: Desk,
    *,
    service_id: str,
    number: int | None,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Take a service back that is not in operation yet, or a change that is not live yet.

    servicecycle service withdraw managed-backup --reason "the budget was cut" --as deniz
    servicecycle service withdraw managed-backup --change 2 --reason "no longer needed" --as deniz
    """
    from domain.policy import Command
    from starters.changing import withdraw_change
    from starters.service_changes import led_to
    from workers.leaving import run_settled

    if number is not None:
        withdrawing = withdraw_change(
            desk, person, service_id, number, reason, request_id=request_id
        )
        found = run_settled(withdrawing)
        show_record(found, led_to(desk, service_id, found), as_json=as_json)
        return
    _demand(desk, person, Command.SERVICE_WITHDRAW, service_id, reason, request_id, as_json=as_json)


@click.command()
@click.argument("record", metavar="SERVICE")
@acting_options
def resume(desk: Desk, *, record: str, person: str | None, as_json: bool) -> None:
    """Start a process that was lost again where it stood.

    It was terminated by an operator, or Temporal has lost it. SERVICE is the id of a service, or
    the workflow id of any other process.

    servicecycle service resume managed-backup --as okan
    servicecycle service resume policy/draft-1 --as okan
    """
    from starters.resuming import resume
    from workers.leaving import run_settled

    found = run_settled(resume(desk, person, record))
    show_record(found, [f"{found.workflow_id} goes on in {found.stage}"], as_json=as_json)


def _demand(  # noqa: PLR0917 - it is what three commands have in common
    desk: Desk,
    person: str | None,
    command: Command,
    service_id: str,
    reason: str,
    request_id: str | None,
    *,
    as_json: bool,
) -> None:
    from starters.demanding import demand
    from workers.leaving import run_settled

    done = run_settled(demand(desk, person, command, service_id, reason, request_id=request_id))
    show_record(done, _led_to(desk, done), as_json=as_json)


def _led_to(desk: Desk, done: Done) -> Iterator[str]:
    from starters.following import next_lines

    yield f"{done.workflow_id} is in {done.stage}"
    yield from next_lines(desk, done.workflow_id)


def _show_all(found: Sequence[ServiceDetail], *, as_json: bool) -> None:
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        for line in _stands(one):
            click.echo(line)


def _stands(one: ServiceDetail) -> Iterator[str]:
    yield f"{one.service_id} is in {one.stage}  ({one.name})"
    for task in one.tasks:
        yield f"  {task.task_id}  {', '.join(task.roles)}"
