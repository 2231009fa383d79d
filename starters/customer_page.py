"""What `customer show` tells a person of a customer (R47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starters.output import columns_of, day, heading, instant, named, plain
from starters.registering import card

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from activities.store.reading import (
        CustomerDetail,
        CustomersContract,
        CustomersRecord,
        CustomersTask,
    )
    from domain.registers.needs import Need
    from domain.registers.record import Entry


def lines_of(one: CustomerDetail) -> Iterator[str]:
    """What he is first, then his people and ours, then what hangs on him."""
    managers = {
        field: named(str(known), one.names.get(str(known)))
        for field in ("account_manager", "project_manager")
        if (known := one.customer.fields.get(field))
    }
    yield from card(one.customer.model_copy(update=managers))
    for title, columns, found in _blocks(one):
        rows = list(found)
        if rows:
            yield from ["", heading(title), *columns_of([columns, *rows])]


def _blocks(one: CustomerDetail) -> Iterator[tuple[str, list[str], Iterable[list[str]]]]:
    tasks = (_task(each, one.names) for each in one.tasks)
    yield "Waits for", ["task", "who", "due (UTC)", "question"], tasks
    people = _of(one.contacts, "name", "state", "job", "phone")
    yield "Contacts", ["contact", "name", "state", "job", "phone"], people
    ours = (
        [each.id, plain(one.names.get(each.id)), plain(each.fields.get("team"))]
        for each in one.technicians
    )
    yield "Authorised technicians", ["technician", "name", "team"], ours
    yield "Contracts", ["contract", "name", "type", "state", "ends"], map(_contract, one.contracts)
    services = ([each.service_id, plain(each.name), each.stage] for each in one.services)
    yield "Services", ["service", "name", "stage"], services
    things = _of(one.assets, "name", "kind", "serial_number")
    yield "Assets", ["asset", "name", "kind", "serial number"], things
    yield "Needs", ["number", "need", "outcome", "answer"], map(need_row, one.needs)
    records = (_record(each, one.names) for each in one.records)
    yield "Records", ["record", "standing", "opened by", "at (UTC)"], records


def need_row(one: Need) -> list[str]:
    """A need on one line."""
    return [str(one.number), plain(one.need), plain(one.outcome), plain(one.answer)]


def _task(one: CustomersTask, names: Mapping[str, str]) -> list[str]:
    who = named(one.assignee, names.get(one.assignee)) if one.assignee else ""
    return [one.task_id, who, instant(one.due_at), plain(one.question)]


def _contract(one: CustomersContract) -> list[str]:
    return [one.contract_id, plain(one.name), one.type, one.state, day(one.ends_on)]


def _record(one: CustomersRecord, names: Mapping[str, str]) -> list[str]:
    opened_by = named(one.opened_by, names.get(one.opened_by))
    return [one.subject, one.standing, opened_by, instant(one.at)]


def _of(entries: Iterable[Entry], *names: str) -> Iterator[list[str]]:
    for one in entries:
        yield [one.id, *(plain(one.fields.get(name)) for name in names)]
