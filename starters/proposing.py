"""Propose a service, or take over services that already run (R4, R37; 8.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slugify import slugify

from activities.store import reading
from domain.carrying import check_size
from domain.chain import fingerprint
from domain.errors import ConflictError, InvalidInputError, NotFoundError, OutcomeUnknownError
from domain.facts import ServiceImported, ServiceProposed
from domain.ids import service_workflow_id, slug, subject_of
from domain.policy import Command
from domain.protocol import ServiceLifecycleInput
from domain.service import ImportedService, ServiceFile
from domain.steps import Asked
from domain.words import Stage
from starters.desk import Desk
from starters.door import Entry
from starters.evidence import check_evidence
from workflows.search import OWNER, SERVICE_ID, STAGE
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.store.reading import Event, ServiceDetail
    from domain.identity import Actor


@dataclass(frozen=True)
class _Proposal:
    """A service that somebody brings, with what tells it from another one of the same id."""

    file: ServiceFile
    service_id: str
    fingerprint: str
    request_id: str

    @property
    def command(self) -> Command:
        imported = isinstance(self.file, ImportedService)
        return Command.SERVICE_IMPORT if imported else Command.SERVICE_PROPOSE

    @property
    def request(self) -> Asked:
        return Asked(request_id=self.request_id, command=self.command, fingerprint=self.fingerprint)


async def propose_service(
    desk: Desk, person: str | None, file: ServiceFile, *, request_id: str | None = None
) -> ServiceDetail:
    """Put a service to the committee.

    Args:
        person: Who proposes it; he does not vote on it.

    Raises:
        InvalidInputError: the owner is nobody, a document that is named as evidence is missing, or
            the file is too large to be carried.
        ConflictError: a service of this id was proposed differently.

    Idempotent by: the service's id and the content, and by the request's id.
    Source: R4, 8.2.2.
    """
    actor = desk.admit(person, Command.SERVICE_PROPOSE)
    check_size(file.model_dump(mode="json"), field="file")
    wanted = _proposal(file, request_id)
    async with desk.turn(request_id):
        found = _found(desk, wanted)
        if found is None:
            _check_records(desk, file, prefix="")
            found = await _start(desk, actor, wanted)
    return reading.service(desk.reader, found, desk.now())


async def import_services(
    desk: Desk,
    person: str | None,
    files: Sequence[ImportedService],
    *,
    request_id: str | None = None,
) -> list[ServiceDetail]:
    """Take over services that already run; all are checked before the first one starts.

    Raises:
        InvalidInputError: one of them cannot be taken over; none was.
        ConflictError: one of them is known differently; none was taken over.
        OutcomeUnknownError: one was not answered in the time that each has; the same again
            finishes the rest.

    Idempotent by: each service's id and content, and by the request's id with its position.
    Source: R37, 8.2.2.
    """
    actor = desk.admit(person, Command.SERVICE_IMPORT)
    for position, file in enumerate(files):
        check_size(file.model_dump(mode="json"), field=str(position))
    wanted = [
        _proposal(file, _numbered(request_id, position)) for position, file in enumerate(files)
    ]
    _check_distinct(wanted)
    async with desk.turn(request_id):
        there = [_found(desk, one) for one in wanted]
        for position, one in enumerate(wanted):
            if there[position] is None:
                _check_records(desk, one.file, prefix=f"{position}.")
        new = [one for one, found in zip(wanted, there, strict=True) if found is None]
        await _take_over(desk, actor, new, len(wanted))
    return [reading.service(desk.reader, one.service_id, desk.now()) for one in wanted]


def service_id_for(file: ServiceFile) -> str:
    """The id a service gets: its own, or one made of its name, or a number if no letter is left."""
    if file.id:
        return file.id
    content = file.model_dump(mode="json")
    return slug(slugify(file.name)) or f"service-{fingerprint(content)[:8]}"


def _proposal(file: ServiceFile, request_id: str | None) -> _Proposal:
    service_id = service_id_for(file)
    file = file.model_copy(update={"id": service_id})
    content = fingerprint(_content(service_id, file))
    return _Proposal(file, service_id, content, request_id or content)


def _content(service_id: str, file: ServiceFile) -> dict[str, object]:
    if isinstance(file, ImportedService):
        return {"service_id": service_id, "imported": file.model_dump(mode="json")}
    return {"service_id": service_id, "proposal": file.model_dump(mode="json")}


def _content_recorded(event: Event, wanted: ServiceFile) -> dict[str, object]:
    """The content a service was opened with, read from the first event of its record.

    Words of a person may have been erased from it; then any will do.
    """
    if event.kind == ServiceProposed.model_fields["kind"].default:
        proposed = ServiceProposed.model_validate(event.data)
        return _content(proposed.service_id, proposed.proposal)
    imported = ServiceImported.model_validate(event.data)
    more = {
        "stage": imported.stage,
        "since": imported.since,
        "reason": event.reason or getattr(wanted, "reason", None),
    }
    file = ImportedService.model_construct(**{**dict(imported.proposal), **more})
    return _content(imported.service_id, file)


def _found(desk: Desk, wanted: _Proposal) -> str | None:
    """The id of the same service where it is on record already; None where it is new."""
    known = reading.request(desk.house, wanted.request_id)
    if known:
        known.check_same(wanted.command, wanted.fingerprint)
        return wanted.service_id
    subject = subject_of("service", wanted.service_id)
    try:
        first, *_ = reading.history(desk.house, subject, page=reading.Page(limit=1))
    except NotFoundError:
        return None
    if fingerprint(_content_recorded(first, wanted.file)) != wanted.fingerprint:
        message = (
            f"the service {wanted.service_id} exists already, proposed differently; "
            "give this one another id"
        )
        raise ConflictError(message, field="id")
    return wanted.service_id


def _check_distinct(wanted: Sequence[_Proposal]) -> None:
    ids = [one.service_id for one in wanted]
    for position, one in enumerate(ids):
        if one in ids[:position]:
            message = f"{position}.id: {one} stands in the file twice; each needs its own id"
            raise InvalidInputError(message, field=f"{position}.id")


def _check_records(desk: Desk, file: ServiceFile, *, prefix: str) -> None:
    """Refuse a service whose owner nobody is, or whose evidence or day is not there."""
    _check_owner(desk, file.owner, f"{prefix}owner")
    check_evidence(desk.house, file.design.model_dump(mode="json"), f"{prefix}design")
    if isinstance(file, ImportedService) and file.since > desk.now().date():
        field = f"{prefix}since"
        raise InvalidInputError(f"{field}: {file.since} has not come yet", field=field)


def _check_owner(desk: Desk, owner: str, field: str) -> None:
    try:
        if reading.person(desk.house, owner).is_active:
            return
        message = f"{field}: {owner} is archived and takes no part any more"
    except NotFoundError as unknown:
        if not reading.people(desk.house, include_archived=True, page=reading.Page(limit=1)):
            return
        message = f"{field}: {unknown.message}"
    raise InvalidInputError(message, field=field)


async def _take_over(desk: Desk, actor: Actor, new: Sequence[_Proposal], of: int) -> None:
    """Start one after the other; each has its own time, however long checking the file took.

    Args:
        of: How many services the file has, those on record among them.
    """
    if not new:
        return
    with Desk(desk.settings) as patient:
        for position, one in enumerate(new):
            try:
                await _start(patient, actor, one)
            except OutcomeUnknownError:
                message = (
                    f"no answer came for the service {one.service_id}; "
                    f"{of - len(new) + position} of {of} are in for certain, and the same command "
                    "again finishes the rest, and brings nothing in twice"
                )
                raise OutcomeUnknownError(message, field="file") from None


async def _start(desk: Desk, actor: Actor, wanted: _Proposal) -> str:
    door = await desk.door()
    standing = await door.open(actor, _entry(wanted), wanted.request_id)
    if not standing.new:
        # Somebody else was quicker with a service of this id.
        _found(desk, wanted)
    return wanted.service_id


def _entry(wanted: _Proposal) -> Entry:
    file, service_id = wanted.file, wanted.service_id
    imported = file if isinstance(file, ImportedService) else None
    how = f"taken over in {imported.stage}" if imported else "proposed"
    return Entry(
        run=ServiceLifecycle.run,
        begun=ServiceLifecycleInput(
            service_id=service_id,
            proposal=None if imported else file,
            imported=imported,
            request=wanted.request,
        ),
        workflow_id=service_workflow_id(service_id),
        summary=file.name,
        details=f"A service, {how}; its owner is {file.owner}.\n\n"
        f"    servicecycle service show {service_id}",
        marks={
            SERVICE_ID: service_id,
            OWNER: file.owner,
            STAGE: imported.stage if imported else Stage.STRATEGY,
        },
    )


def _numbered(request_id: str | None, position: int) -> str | None:
    """The first service of a file goes by the request's own id, the others by their number."""
    if request_id is None or position == 0:
        return request_id
    return f"{request_id}:{position + 1}"
