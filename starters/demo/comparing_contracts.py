"""Whether the customers and their contracts are in PostgreSQL as they were meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import reading
from starters.demo.difference import differing, missing, unmeant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from activities.store.reading import ContractDetail, ContractPeriod, Source
    from starters.demo.difference import Difference


def compare_contracts(
    source: Source, expected: Mapping[str, Any], now: datetime
) -> list[Difference]:
    """Everything that differs in the registers and contracts; nothing when all is as it was meant.

    Args:
        expected: The hand-written file: how many records each register holds, and the contracts by
            id.
        now: Business time, the instant for which the contracts are read.
    """
    meant, held = expected["contracts"], _held(source)
    found = {one.contract_id for one in reading.contracts(source, page=reading.ALL)}
    differences = differing("registers", expected["registers"], _registers(source))
    differences += [unmeant(f"contract/{one}") for one in sorted(found - meant.keys())]
    for contract_id, wanted in meant.items():
        if contract_id not in found:
            differences.append(missing(f"contract/{contract_id}"))
            continue
        is_so = _as_it_is(reading.contract(source, contract_id, now), held.get(contract_id, []))
        differences += differing(f"contract/{contract_id}", wanted, is_so)
    return differences


def _registers(source: Source) -> dict[str, int]:
    """How many records each register of the company holds that nobody has put away."""
    return {
        "groups": len(reading.entries(source, "group", page=reading.ALL)),
        "customers": len(reading.entries(source, "customer", page=reading.ALL)),
        "contacts": len(reading.entries(source, "contact", page=reading.ALL)),
        "plans": len(reading.plans(source, page=reading.ALL)),
        "calendars": len(reading.calendars(source, page=reading.ALL)),
    }


def _held(source: Source) -> dict[str, list[str]]:
    """The services that each contract depends on, or once did."""
    held: dict[str, list[str]] = {}
    for service in reading.services(source, page=reading.ALL):
        for one in reading.dependents(source, service.service_id):
            standing = "closed" if one.closed_at else "open"
            held.setdefault(one.dependent_id, []).append(f"{service.service_id} {standing}")
    return held


def _as_it_is(one: ContractDetail, holds: list[str]) -> dict[str, Any]:
    last = one.periods[-1] if one.periods else None
    return {
        "customer": one.customer_id,
        "state": one.state.value,
        "periods": [_period(period) for period in one.periods],
        "renewal": (last.renewal_state.value if last else "no period"),
        "price": _price(last),
        "holds": holds,
        "notices": [
            f"{notice.period}: {notice.offset_days:+} {notice.state}"
            for notice in one.notices
            if notice.state
        ],
        "decided": [
            f"{decision.name} {decision.outcome} by {decision.actor}"
            for decision in sorted(one.decisions, key=lambda decision: decision.at)
        ],
    }


def _period(one: ContractPeriod) -> str:
    """Where it comes from, the last day on which the contract holds by it, and how it ended."""
    return f"{one.origin} to {one.holds_until_on or 'no end'} {one.closed_as or 'open'}"


def _price(one: ContractPeriod | None) -> str:
    if one is None or one.price_minor_units is None:
        return "none"
    return f"{one.price_minor_units} {one.price_currency}"
