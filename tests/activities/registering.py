"""A house with a few people and a customer, and the registers written in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from activities.store import people, reading
from activities.store.readers.entries import entries, entry
from domain.identity import Actor
from domain.words import SYSTEM, Role
from tests.activities.rows import NOON, a_person
from workers.registers.entries import add_entry, archive_entry, edit_entry
from workers.registers.importing import Source, Telling, apply_import, plan_import
from workers.registers.kinds import REGISTERS
from workers.registers.writing import Pen

if TYPE_CHECKING:
    from domain.registers.record import Entry
    from domain.registers.report import ImportReport
    from tests.activities.house import House

ADMIN = Actor(person="okan", roles=(Role.ADMINISTRATOR,))
QUIET = Telling(100, lambda _file, _lines: None)


def settle(house: House) -> House:
    """The people whom a customer needs, and the customer acme of the group holding."""
    with house.worker.begin() as connection:
        people.put(
            connection,
            [
                a_person("okan", Role.ADMINISTRATOR),
                a_person("ayse", Role.ACCOUNT_MANAGER),
                a_person("mehmet", Role.AGENT),
            ],
        )
    add(house, "groups", id="holding", name="Acme Holding")
    add(house, "customers", id="acme", name="Acme A.Ş.", account_manager="ayse", groups=["holding"])
    return house


def pen(plural: str) -> Pen:
    return Pen(REGISTERS[plural], ADMIN, NOON)


def add(house: House, plural: str, **raw: object) -> Entry:
    return add_entry(house.worker, pen(plural), raw)


def edit(house: House, plural: str, record_id: str, **said: object) -> Entry:
    return edit_entry(house.worker, pen(plural), record_id, said)


def archive(house: House, plural: str, record_id: str) -> Entry:
    return archive_entry(house.worker, pen(plural), record_id, reason="It is over.")


def contact(house: House, person_id: str = "elif", **more: object) -> Entry:
    said: dict[str, Any] = {
        "customer": "acme",
        "name": "Elif Şahin",
        "email": f"{person_id}@acme.example.com",
        "language": "tr",
        "time_zone": "Europe/Istanbul",
    }
    return add(house, "contacts", id=person_id, **{**said, **more})


def shown(house: House, kind: str, record_id: str) -> Entry:
    return entry(reading.read_as(house.reader, SYSTEM), kind, record_id)


def listed(house: House, kind: str, **filters: str) -> list[str]:
    source = reading.read_as(house.reader, SYSTEM)
    return [one.id for one in entries(source, kind, filters=filters)]


def events(house: House, subject: str) -> list[tuple[str, dict[str, Any]]]:
    source = reading.read_as(house.reader, SYSTEM)
    return [(one.kind, one.data) for one in reading.history(source, subject)]


def roles(house: House, person_id: str) -> tuple[Role, ...]:
    return reading.person(reading.read_as(house.reader, SYSTEM), person_id).roles


def source(plural: str, content: str | bytes, separator: str | None = None) -> Source:
    held = content.encode() if isinstance(content, str) else content
    name = f"{plural}.csv"
    return Source(name, REGISTERS[plural], lambda: io.BytesIO(held), separator)


def planned(house: House, *sources: Source) -> list[ImportReport]:
    return plan_import(house.worker, sources, NOON, QUIET)


def applied(house: House, one: Source) -> ImportReport:
    return apply_import(house.worker, one, ADMIN, NOON, QUIET)
