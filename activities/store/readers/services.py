"""Services, the catalogue, and what hangs on a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Select, or_, select

from activities.store.measures import measure_in
from activities.store.readers.decisions import decisions_of
from activities.store.readers.documents import attached_to
from activities.store.readers.paging import ALL, FIRST_PAGE, Page, Source, connected
from activities.store.readers.service_records import (
    CatalogueEntry,
    GateAnswer,
    Service,
    ServiceChange,
    ServiceDetail,
    ServiceVersion,
    StageEntry,
)
from activities.store.readers.tasks import open_tasks
from activities.store.readers.views import catalogue as catalogue_view
from activities.store.readers.views import services as services_view
from activities.store.schema import (
    dependent,
    gate,
    measure,
    service_change,
    service_stage,
    service_version,
)
from domain.dependents import Dependent
from domain.errors import NotFoundError
from domain.words import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import BaseModel
    from sqlalchemy import Connection, Table

    from domain.service import Measure

M = TypeVar("M", bound="BaseModel")


def services(
    source: Source, *, stage: Stage | None = None, page: Page = FIRST_PAGE
) -> list[Service]:
    """The services in the order of their ids, those of one stage or all."""
    view = services_view.c
    wanted = select(services_view)
    if stage is not None:
        wanted = wanted.where(view.stage == stage)
    with connected(source) as connection:
        return _all(connection, page.of(wanted, view.service_id), Service)


def service(source: Source, service_id: str, now: datetime) -> ServiceDetail:
    """One service with everything that hangs on it.

    Args:
        now: The instant for which its tasks are overdue or not.

    Raises:
        NotFoundError: there is no such service.
    """
    with connected(source) as connection:
        wanted = select(services_view).where(services_view.c.service_id == service_id)
        row = connection.execute(wanted).mappings().first()
        if row is None:
            raise _unknown(service_id)
        return ServiceDetail(
            **row,
            versions=tuple(_of(connection, service_id, service_version, ServiceVersion)),
            changes=tuple(_of(connection, service_id, service_change, ServiceChange)),
            stages=tuple(_stages(connection, service_id)),
            gates=tuple(_of(connection, service_id, gate, GateAnswer)),
            decisions=tuple(decisions_of(connection, row["workflow_id"])),
            tasks=tuple(open_tasks(connection, row["workflow_id"], now)),
            dependents=tuple(dependents(connection, service_id)),
            measures=tuple(measures(connection, service_id)),
            attachments=tuple(attached_to(connection, row["workflow_id"])),
        )


def stage_of(source: Source, service_id: str) -> Stage:
    """Where a service stands.

    Raises:
        NotFoundError: there is no such service.
    """
    with connected(source) as connection:
        wanted = select(services_view.c.stage).where(services_view.c.service_id == service_id)
        stage = connection.scalar(wanted)
    if stage is None:
        raise _unknown(service_id)
    return Stage(stage)


def catalogue(source: Source, at: datetime, *, page: Page = ALL) -> list[CatalogueEntry]:
    """The service catalogue as it stood at an instant of business time (R33).

    An entry that was published at the very instant is in it, one withdrawn at it is not.
    """
    view = catalogue_view.c
    wanted = select(catalogue_view).where(
        view.published_at <= at, or_(view.withdrawn_at.is_(None), view.withdrawn_at > at)
    )
    with connected(source) as connection:
        return _all(connection, page.of(wanted, view.service_id), CatalogueEntry)


def changes(source: Source, service_id: str) -> list[ServiceChange]:
    """The changes of a service in the order they were proposed (R27)."""
    with connected(source) as connection:
        return _of(connection, service_id, service_change, ServiceChange)


def dependents(source: Source, service_id: str) -> list[Dependent]:
    """What depends on a service or once did, the open ones first (R38)."""
    wanted = (
        select(dependent)
        .where(dependent.c.service_id == service_id)
        .order_by(dependent.c.closed_at.is_not(None), dependent.c.kind, dependent.c.dependent_id)
    )
    with connected(source) as connection:
        return _all(connection, wanted, Dependent)


def measures(source: Source, service_id: str) -> list[Measure]:
    """What a service was used for and earned, the latest month first (R38)."""
    wanted = (
        select(measure)
        .where(measure.c.service_id == service_id)
        .order_by(measure.c.month_on.desc(), measure.c.currency)
    )
    with connected(source) as connection:
        return [measure_in(row) for row in connection.execute(wanted).mappings()]


def _stages(connection: Connection, service_id: str) -> list[StageEntry]:
    entered = service_stage.c
    wanted = (
        select(service_stage)
        .where(entered.service_id == service_id)
        .order_by(entered.entered_at, entered.version, entered.position)
    )
    return _all(connection, wanted, StageEntry)


def _of(connection: Connection, service_id: str, table: Table, model: type[M]) -> list[M]:
    wanted = select(table).where(table.c.service_id == service_id)
    return _all(connection, wanted.order_by(*table.primary_key), model)


def _all(connection: Connection, wanted: Select[Any], model: type[M]) -> list[M]:
    return [model.model_validate(row) for row in connection.execute(wanted).mappings()]


def _unknown(service_id: str) -> NotFoundError:
    message = f"there is no service {service_id[:80]!r}; `service list` lists them"
    return NotFoundError(message, field="service")
