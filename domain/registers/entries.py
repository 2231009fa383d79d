"""What becomes of a register when somebody writes in it: what is new, changed, or refused (R44).

The same comparison serves one record that a person types and a hundred thousand lines of a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from domain.checking import examined
from domain.model import Value
from domain.registers.kind import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import BaseModel

    from domain.checking import Problem
    from domain.registers.kind import Kind

ARCHIVED_AT = "archived_at"
_LONGEST_ID = 80
_WORD = re.compile(r"[a-z_]+")


class Line(NamedTuple):
    """What somebody wrote of one record, and the line it begins in, counted from 1.

    Args:
        raw: By field; a field that is not there was not said, and stays as it is.
        wrong: The cells that cannot be read, and whatever else is known to be wrong with it.
    """

    number: int
    raw: Mapping[str, object]
    wrong: tuple[Refused, ...] = ()


class FieldChange(Value):
    """One field that changes."""

    field: str
    before: JsonValue
    after: JsonValue


class Changed(Value):
    """A record that comes out new or different; `fields` is empty where it is new.

    Args:
        mind: What whoever looks at it first should know beside that; None where there is nothing.
    """

    line: int
    id: str
    fields: tuple[FieldChange, ...] = ()
    mind: str | None = None


class Refused(Value):
    """A cell for which a line cannot be taken, and why.

    Args:
        line: Counted from 1; 0 where a file as a whole cannot be read.
        id: Of the record, as far as it is said.
        field: The column; None where the line is wrong as a whole.
    """

    line: int
    id: str | None = None
    field: str | None = None
    reason: str


class Unsettled(Refused):
    """A cell that is right by itself, for which something else has to be settled first."""


@dataclass
class Draft:
    """A record as a line would have it.

    Args:
        values: Plain values by field, all of them.
        said: The fields that the line names.
        differs: The fields that come out differently from how they are kept.
        before: As it is kept; None where it is new.
        was_archived: Whether it comes back with this line.
        mind: What whoever takes it should know where it comes in anew; None where nothing is.
        wrong: Why it cannot be taken, cell by cell; what it says in the other cells is judged all
            the same, so that everything that is wrong with a line is told at once.
    """

    line: int
    record_id: str
    values: dict[str, object]
    said: frozenset[str]
    differs: tuple[str, ...] = ()
    before: Mapping[str, object] | None = None
    was_archived: bool = False
    mind: str | None = None
    wrong: tuple[Refused, ...] = ()

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
            return Changed(line=self.line, id=self.record_id, mind=self.mind)
        fields = [
            FieldChange(field=name, before=shown(before[name]), after=shown(self.values[name]))
            for name in self.differs
        ]
        if self.was_archived:
            fields.append(FieldChange(field=ARCHIVED_AT, before="archived", after=None))
        mind = self.mind if self.was_archived else None
        return Changed(line=self.line, id=self.record_id, fields=tuple(fields), mind=mind)

    def refused(self, field: str | None, reason: str) -> Refused:
        """The line, refused."""
        return Refused(line=self.line, id=self.record_id, field=field, reason=reason)

    def unsettled(self, field: str, reason: str) -> Unsettled:
        """The line, refused until something else is settled."""
        return Unsettled(line=self.line, id=self.record_id, field=field, reason=reason)


def drafted(kind: Kind, line: Line) -> Draft:
    """What a line says, checked by itself; what is wrong with it stands beside it.

    One whose id cannot be read has an empty one, and is beside no record.
    """
    found = examined(kind.model, line.raw)
    if isinstance(found, tuple):
        return _spoilt(kind, line, found)
    values = plain_values(found)
    said = frozenset(found.model_fields_set)
    return Draft(line.number, str(values["id"]), values, said, wrong=line.wrong)


def compared(
    kind: Kind, draft: Draft, before: Mapping[str, object] | None, *, is_archived: bool = False
) -> Draft:
    """A draft beside the record that is kept: what it does not say stays as it is."""
    if before is None:
        return draft
    if unsaid := draft.values.keys() - draft.said:
        whole = {**draft.values, **{name: before[name] for name in unsaid}}
        if draft.wrong:
            draft.values = whole
        else:
            again = drafted(kind, Line(draft.line, whole))
            draft.values, draft.wrong = again.values, again.wrong
    draft.before = before
    draft.was_archived = is_archived
    draft.differs = tuple(name for name, value in draft.values.items() if before.get(name) != value)
    return draft


def refused_as(
    line: int, called: str | None, problems: Sequence[Problem], known: Iterable[Refused] = ()
) -> tuple[Refused, ...]:
    """What is wrong with a line, cell by cell.

    A rule that misses what stands in another cell is not told where that cell is wrong by itself.
    Two rules never excuse each other.

    Args:
        called: The id of the record, as far as it is said.
        problems: What a model found.
        known: What was wrong with it before; of those columns nothing more is said.
    """
    before = tuple(known)
    seen = {column_of(one) for one in before}
    bad = seen | {_column(one.field) for one in problems if not one.by_rule}
    return before + tuple(
        Refused(line=line, id=called, field=one.field, reason=one.message)
        for one in problems
        if _column(one.field) not in seen and not _follows_from(one, bad)
    )


def _follows_from(one: Problem, bad: Iterable[str]) -> bool:
    """Whether a rule refused a cell for what stands in another one that is wrong."""
    others = {*bad} - {_column(one.field)}
    return one.by_rule and not others.isdisjoint(_WORD.findall(one.message))


def column_of(one: Refused) -> str:
    """The column in which something is wrong."""
    return _column(one.field or "")


def _column(field: str) -> str:
    return field.partition(".")[0]


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


def _spoilt(kind: Kind, line: Line, problems: Sequence[Problem]) -> Draft:
    """What can be understood of a line that cannot be taken: nothing is said in its wrong cells."""
    given = line.raw.get("id")
    called = given[:_LONGEST_ID] if isinstance(given, str) else None
    wrong = refused_as(line.number, called, problems, line.wrong)
    bad = {column_of(one) for one in wrong}
    said = {name: _plain(value) for name, value in line.raw.items() if name not in bad}
    values = {name: said.get(name, _nothing(kind, name)) for name in kind.columns}
    nameless = any(problem.field == "id" for problem in problems)
    record_id = "" if nameless or called is None else called
    return Draft(line.number, record_id, values, frozenset(said), wrong=wrong)


def _nothing(kind: Kind, name: str) -> object:
    if kind.columns[name].shape is Shape.LIST:
        return []
    info = kind.model.model_fields[name]
    return None if info.is_required() else _plain(info.default)
