"""Whether what PostgreSQL holds is what was meant to happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import reading
from domain.policy import QuestionName
from domain.words import Gate
from starters.demo.comparing_contracts import compare_contracts
from starters.demo.difference import Difference, differing, missing, unmeant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from activities.store.reading import ServiceDetail, Source

__all__ = ["Difference", "compare", "compare_all"]

_NOT_COMPARED = {*(gate.value for gate in Gate), QuestionName.GO_LIVE_CHECKLIST.value}


def compare_all(source: Source, expected: Mapping[str, Any], now: datetime) -> list[Difference]:
    """Everything that differs, in the services as well as in the registers and contracts."""
    return [*compare(source, expected, now), *compare_contracts(source, expected, now)]


def compare(source: Source, expected: Mapping[str, Any], now: datetime) -> list[Difference]:
    """Everything that differs in the services; nothing when all is as it was meant to be.

    Args:
        expected: The hand-written file: services by id, their dependents, and the ids of services
            that are yours. What depends on them as a contract is compared with the contract.
        now: Business time, the instant for which the catalogue is read.
    """
    meant = expected["services"]
    found = {one.service_id for one in reading.services(source, page=reading.ALL)}
    differences = [
        unmeant(f"service/{one}") for one in sorted(found - meant.keys() - set(expected["yours"]))
    ]
    published = {one.service_id: one.version for one in reading.catalogue(source, now)}
    for service_id, wanted in meant.items():
        if service_id not in found:
            differences.append(missing(f"service/{service_id}"))
            continue
        detail = reading.service(source, service_id, now)
        is_so = _as_it_is(detail, published, leaving_out=expected["contracts"].keys())
        complete = {"dependents": expected["dependents"].get(service_id, {})} | wanted
        differences += differing(f"service/{service_id}", complete, is_so)
    return differences


def _as_it_is(
    detail: ServiceDetail, published: Mapping[str, int], *, leaving_out: Collection[str]
) -> dict[str, Any]:
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
        "dependents": {
            f"{one.kind} {one.dependent_id}": "closed" if one.closed_at else "open"
            for one in detail.dependents
            if one.dependent_id not in leaving_out
        },
    }
