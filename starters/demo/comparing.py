"""Whether what PostgreSQL holds is what was meant to happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import reading
from domain.model import Value
from domain.policy import QuestionName
from domain.words import Gate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from activities.store.reading import ServiceDetail, Source

_NOT_COMPARED = {*(gate.value for gate in Gate), QuestionName.GO_LIVE_CHECKLIST.value}


class Difference(Value):
    """One thing that is otherwise than it was meant to be."""

    record: str
    what: str
    meant: str
    found: str


def compare(source: Source, expected: Mapping[str, Any], now: datetime) -> list[Difference]:
    """Everything that differs; nothing when all is as it was meant to be.

    Args:
        expected: The hand-written file: services by id, their dependents, and the ids of services
            that are yours.
        now: Business time, the instant for which the catalogue is read.
    """
    meant = expected["services"]
    found = {one.service_id for one in reading.services(source, page=reading.ALL)}
    differences = [
        Difference(record=f"service/{one}", what="exists", meant="no", found="yes")
        for one in sorted(found - meant.keys() - set(expected["yours"]))
    ]
    published = {one.service_id: one.version for one in reading.catalogue(source, now)}
    for service_id, wanted in meant.items():
        if service_id not in found:
            differences.append(_missing(service_id))
            continue
        detail = reading.service(source, service_id, now)
        is_so = _as_it_is(detail, published)
        complete = {"dependents": expected["dependents"].get(service_id, {})} | wanted
        differences += _of_service(service_id, complete, is_so)
    return differences


def _missing(service_id: str) -> Difference:
    return Difference(record=f"service/{service_id}", what="exists", meant="yes", found="no")


def _of_service(
    service_id: str, wanted: Mapping[str, Any], is_so: Mapping[str, Any]
) -> list[Difference]:
    return [
        Difference(
            record=f"service/{service_id}",
            what=name,
            meant=_written(value),
            found=_written(is_so[name]),
        )
        for name, value in wanted.items()
        if is_so[name] != value
    ]


def _as_it_is(detail: ServiceDetail, published: Mapping[str, int]) -> dict[str, Any]:
    return {
        "owner": detail.owner,
        "stage": detail.stage.value,
        "version": detail.version,
        "in_catalogue": published.get(detail.service_id) == detail.version,
        "gates": len(detail.gates),
        "went": [one.stage.value for one in detail.stages],
        "voted": sorted(
            f"{vote.seat} {vote.outcome}" for one in detail.decisions for vote in one.votes
        ),
        "changes": [f"{one.size} {one.state}" for one in detail.changes],
        "decided": [
            f"{one.name} {one.outcome}"
            for one in sorted(detail.decisions, key=lambda one: one.at)
            if one.name not in _NOT_COMPARED
        ],
        "dependents": _dependents(detail),
    }


def _dependents(detail: ServiceDetail) -> dict[str, str]:
    return {
        f"{one.kind} {one.dependent_id}": "closed" if one.closed_at else "open"
        for one in detail.dependents
    }


def _written(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
