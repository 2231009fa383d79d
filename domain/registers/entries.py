"""What becomes of a register when somebody writes in it: what is new, changed, or refused (R44).

The same comparison serves one record that a person types and a hundred thousand lines of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from domain.registers.kind import Kind

ARCHIVED_AT = "archived_at"


class Line(NamedTuple):
    """What somebody wrote of one record, and the line it begins in, counted from 1.

    Args:
        raw: By field; a field that is not there was not said, and stays as it is.
    """

    number: int
    raw: Mapping[str, object]


class FieldChange(Value):
    """One field that changes."""

    field: str
    before: JsonValue
    after: JsonValue


class Changed(Value):
    """A record that comes out new or different; `fields` is empty where it is new."""

    line: int
    id: str
    fields: tuple[FieldChange, ...] = ()


class Refused(Value):
    """A line that cannot be taken, and why; `field` is None where it is wrong as a whole."""

    line: int
    id: str | None = None
    field: str | None = None
    reason: str


@dataclass
class Draft:
    """A record as a line would have it.

    Args:
        values: Plain values by field, all of them.
        said: The fields that the line names.
        differs: The fields that come out differently from how they are kept.
        before: As it is kept; None where it is new.
        was_archived: Whether it comes back with this line.
    """

    line: int
    record_id: str
    values: dict[str, object]
    said: frozenset[str]
    differs: tuple[str, ...] = ()
    before: Mapping[str, object] | None = None
    was_archived: bool = False

    @property
    def is_new(self) -> bool:
        """Whether no record of this id was kept before."""
        return self.before is None

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing would change."""
        return not (self.is_new or self.differs or self.was_archived)

    def touched(self) -> Iterable[str]:
        """The fields whose values are new."""
        return self.values if self.before is None else self.differs

    def changed(self) -> Changed:
        """The change as it is shown."""
        before = self.before
        if before is None:
            return Changed(line=self.line, id=self.record_id)
        fields = [
            FieldChange(field=name, before=shown(before[name]), after=shown(self.values[name]))
            for name in self.differs
        ]
        if self.was_archived:
            fields.append(FieldChange(field=ARCHIVED_AT, before="archived", after=None))
        return Changed(line=self.line, id=self.record_id, fields=tuple(fields))

    def refused(self, field: str | None, reason: str) -> Refused:
        """The line, refused."""
        return Refused(line=self.line, id=self.record_id, field=field, reason=reason)


def drafted(kind: Kind, line: Line) -> Draft | Refused:
    """What a line says, checked by itself."""
    try:
        entry = checked(kind.model, line.raw)
    except InvalidInputError as wrong:
        return Refused(
            line=line.number, id=_id_in(line.raw), field=wrong.field, reason=wrong.message
        )
    values = plain_values(entry)
    return Draft(line.number, str(values["id"]), values, frozenset(entry.model_fields_set))


def compared(
    kind: Kind, draft: Draft, before: Mapping[str, object] | None, *, is_archived: bool = False
) -> Draft | Refused:
    """A draft beside the record that is kept: what it does not say stays as it is."""
    if before is None:
        return draft
    if unsaid := draft.values.keys() - draft.said:
        whole = {**draft.values, **{name: before[name] for name in unsaid}}
        again = drafted(kind, Line(draft.line, whole))
        if isinstance(again, Refused):
            return again
        draft.values = again.values
    draft.before = before
    draft.was_archived = is_archived
    draft.differs = tuple(name for name, value in draft.values.items() if before.get(name) != value)
    return draft


def plain_values(entry: BaseModel) -> dict[str, object]:
    """The fields of a model in values that a row holds: lists, texts, numbers and days."""
    return {name: _plain(value) for name, value in entry}


def shown(value: object) -> JsonValue:
    """A plain value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return value  # type: ignore[return-value]  # whatever else a row holds is JSON


def told_of(kind: Kind, draft: Draft) -> dict[str, JsonValue]:
    """What the event of a change says: which fields, and of those that are not personal how.

    With each change as it was before and after, the record can be told at any date.
    """
    before = draft.before
    if before is None:
        return {}
    fields: list[JsonValue] = [*draft.differs, *([ARCHIVED_AT] if draft.was_archived else [])]
    changes: dict[str, JsonValue] = {
        name: [shown(before[name]), shown(draft.values[name])]
        for name in draft.differs
        if name not in kind.personal
    }
    return {"fields": fields, "changes": changes} if changes else {"fields": fields}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _id_in(raw: Mapping[str, object]) -> str | None:
    given = raw.get("id")
    return given[:80] if isinstance(given, str) else None
