"""What an import of people would change (R84; 7.2).

The register is never changed line by line: a file is compared with it as a whole, the outcome is
shown, and it is applied as a whole or not at all.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from domain.checking import examined
from domain.errors import InvalidInputError
from domain.model import Value
from domain.people import Person, PersonFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet


class Row(NamedTuple):
    """One entry of a file, with the line it begins in, counted from 1."""

    line: int
    raw: object


class FieldChange(Value):
    """One field that an import would change."""

    field: str
    before: JsonValue
    after: JsonValue


class PersonChange(Value):
    """A person whom an import would change, field by field."""

    person_id: str
    fields: tuple[FieldChange, ...]


class Refusal(Value):
    """A field for which an entry cannot be imported, and why."""

    line: int
    person_id: str | None = None
    field: str | None = None
    reason: str


class PeopleChanges(Value):
    """What an import would change, or has changed.

    Args:
        new: The people who were not in the register.
        changed: The people who come out differently; an archived one comes back.
        unchanged: The ids of those who stand there already just so.
        refused: The fields of entries that keep the whole import from being applied.
        warnings: What the importer should know before he applies it.
    """

    new: tuple[Person, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def refused_entries(self) -> int:
        """How many entries cannot be imported."""
        return len({one.line for one in self.refused})


def compare(
    rows: Sequence[Row], register: Mapping[str, Person], zones: AbstractSet[str]
) -> PeopleChanges:
    """What an import would change; people the file does not name stay as they are.

    Args:
        register: Everyone who is known, by id, archived ones too.
        zones: The names of the time zones there are.
    """
    entries, refused = _entries(rows, zones)
    known = entries.keys() | {one.person_id for one in register.values() if one.is_active}
    new: list[Person] = []
    changed: list[PersonChange] = []
    unchanged: list[str] = []
    for line, entry in entries.values():
        if strangers := [one for one in entry.substitutes if one not in known]:
            reason = f"substitutes: nobody is called {', '.join(strangers)}"
            refused.append(_refusal(line, entry.person_id, "substitutes", reason))
        elif (before := register.get(entry.person_id)) is None:
            new.append(entry)
        elif fields := _differences(before, entry):
            changed.append(PersonChange(person_id=entry.person_id, fields=fields))
        else:
            unchanged.append(entry.person_id)
    return PeopleChanges(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        refused=tuple(sorted(refused, key=lambda one: one.line)),
    )


def refusal_of(changes: PeopleChanges) -> InvalidInputError:
    """The error that names the first field that is wrong in a file, and how many more there are."""
    first = changes.refused[0]
    more = f" (and {len(changes.refused) - 1} more)" if len(changes.refused) > 1 else ""
    message = f"line {first.line}: {first.reason}{more}; nothing was imported"
    return InvalidInputError(message, field=first.field)


def people_of(rows: Sequence[Row], zones: AbstractSet[str]) -> list[Person]:
    """The people of a file that `compare` refused nothing of."""
    return [entry for _, entry in _entries(rows, zones)[0].values()]


def _entries(
    rows: Sequence[Row], zones: AbstractSet[str]
) -> tuple[dict[str, tuple[int, Person]], list[Refusal]]:
    entries: dict[str, tuple[int, Person]] = {}
    refused: list[Refusal] = []
    for line, raw in rows:
        found = examined(PersonFile, raw)
        if isinstance(found, tuple):
            refused += [_refusal(line, _id_in(raw), one.field, one.message) for one in found]
            continue
        entry = found.entry()
        if entry.time_zone not in zones:
            reason = f"time_zone: {entry.time_zone} is no time zone{_meant(entry, zones)}"
            refused.append(_refusal(line, entry.person_id, "time_zone", reason))
        elif first := entries.get(entry.person_id):
            reason = f"id: {entry.person_id} stands in line {first[0]} already"
            refused.append(_refusal(line, entry.person_id, "id", reason))
        else:
            entries[entry.person_id] = (line, entry)
    return entries, refused


def _meant(entry: Person, zones: AbstractSet[str]) -> str:
    close = get_close_matches(entry.time_zone, sorted(zones), n=1)
    return f"; perhaps {close[0]}" if close else "; write it as Europe/Istanbul"


def _differences(before: Person, after: Person) -> tuple[FieldChange, ...]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        FieldChange(field=name, before=old[name], after=new[name])
        for name in new
        if old[name] != new[name]
    )


def _refusal(line: int, person_id: str | None, field: str | None, reason: str) -> Refusal:
    return Refusal(line=line, person_id=person_id, field=field, reason=reason)


def _id_in(raw: object) -> str | None:
    given = raw.get("id") if isinstance(raw, dict) else None
    return given[:80] if isinstance(given, str) else None
