"""Add, change and archive one record of a register, of whatever kind (R45, R46, R49, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.readers.entries import entry_of
from domain.checking import Problem, first_of
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.registers.entries import Line, Unsettled
from workers.registers.transactions import transaction
from workers.registers.writing import Known, Note, judge, note_all, stranger, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Engine

    from activities.store.registers.keeping import Held
    from activities.store.unit import UnitOfWork
    from domain.registers.entries import Draft
    from domain.registers.record import Entry
    from workers.registers.writing import Pen, Register


def add_entry(engine: Engine, pen: Pen, raw: Mapping[str, object]) -> Entry:
    """Put a new record into a register; one that was archived comes back as it is written now.

    Raises:
        InvalidInputError: a field is wrong, or names a record that is not there.
        ConflictError: there is one of this id, and it says something else; an archived one that is
            somebody else's, too, where the person may write his own alone.

    Idempotent by: the id; the same record again changes nothing.
    Source: R45.
    """
    register = pen.register
    with transaction(engine) as unit:
        register.hold(unit.connection)
        draft = _judged(unit.connection, register, raw)
        if draft.differs and not (draft.was_archived and pen.may_take(draft)):
            name = register.kind.name
            message = f"there is a {name} {draft.record_id} already; `{name} edit` changes it"
            raise ConflictError(message, field="id")
        return _written(unit, pen, draft)


def edit_entry(engine: Engine, pen: Pen, record_id: str, said: Mapping[str, object]) -> Entry:
    """Change fields of a record; what is not said stays as it is.

    Raises:
        InvalidInputError: a field is wrong, or names a record that is not there.
        NotFoundError: there is no such record.
        ConflictError: it is archived, or something else has to be settled before it changes.

    Idempotent by: the id; the same values again change nothing.
    Source: R46, R49.
    """
    return _edited(engine, pen, record_id, lambda _held: said)


def change_entry(
    engine: Engine, pen: Pen, record_id: str, field: str, change: Callable[[list[str]], list[str]]
) -> Entry:
    """Change a list of a record, such as the customers a technician is authorised for.

    Args:
        change: Makes of the list as it is the list as it shall be.

    Raises:
        InvalidInputError: the list names a record that is not there.
        NotFoundError: there is no such record.
        ConflictError: it is archived.

    Idempotent by: the id, where the change is.
    Source: R83, R84.
    """
    return _edited(engine, pen, record_id, lambda held: {field: change(_list(held[field]))})


def archive_entry(engine: Engine, pen: Pen, record_id: str, *, reason: str) -> Entry:
    """Let a record take no part any more; what hangs on it stays, and so does the record.

    Raises:
        NotFoundError: there is no such record.
        ConflictError: something still hangs on it that has to be settled first.

    Idempotent by: the id; an archived record stays as it is.
    Source: R46, R87.
    """
    register, kind = pen.register, pen.register.kind
    with transaction(engine) as unit:
        register.hold(unit.connection)
        held = _held(unit.connection, register, record_id)
        if held.archived_at is not None:
            return entry_of(held)
        if hangs := register.hangs(unit.connection, record_id):
            raise ConflictError("; ".join(hangs), field=kind.name)
        archived = Note(register.subject(record_id), f"{kind.name}_archived", {}, reason)
        note_all(unit.connection, pen, [archived])
        register.keeper.archive(unit.connection, record_id, pen.now)
        left = register.left(unit.connection, record_id)
        note_all(unit.connection, pen, left)
        unit.commit()
        return entry_of(_held(unit.connection, register, record_id))


def _edited(
    engine: Engine,
    pen: Pen,
    record_id: str,
    change: Callable[[Mapping[str, object]], Mapping[str, object]],
) -> Entry:
    register = pen.register
    with transaction(engine) as unit:
        register.hold(unit.connection)
        held = _held(unit.connection, register, record_id)
        if held.archived_at is not None:
            name = register.kind.name
            message = f"{name} {record_id} is archived; `{name} add` brings it back"
            raise ConflictError(message, field=name)
        fields = {name: held.values[name] for name in register.kind.columns}
        draft = _judged(unit.connection, register, {**fields, **change(fields), "id": record_id})
        return _written(unit, pen, draft)


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _held(connection: Connection, register: Register, record_id: str) -> Held:
    held = register.keeper.held(connection, [record_id]).get(record_id)
    if held is None:
        kind = register.kind
        message = f"there is no {kind.name} {record_id[:80]!r}; `{kind.name} list` lists them"
        raise NotFoundError(message, field=kind.name)
    return held


def _judged(connection: Connection, register: Register, raw: Mapping[str, object]) -> Draft:
    judged = judge(connection, register, [Line(1, raw)], Known(connection), is_kept=True)
    if judged.refused and all(isinstance(one, Unsettled) for one in judged.refused):
        message = "; ".join(one.reason for one in judged.refused)
        raise ConflictError(message, field=judged.refused[0].field)
    if judged.refused:
        raise first_of([Problem(one.field or "file", one.reason) for one in judged.refused])
    for one in judged.awaited:
        reason = stranger(one.field, register.kind.name, one.ids)
        raise InvalidInputError(reason, field=one.field)
    (draft,) = (*judged.touched, *judged.unchanged)
    return draft


def _written(unit: UnitOfWork, pen: Pen, draft: Draft) -> Entry:
    if not draft.is_unchanged:
        write(unit.connection, pen, [draft])
    found = _held(unit.connection, pen.register, draft.record_id)
    unit.commit()
    return entry_of(found)
