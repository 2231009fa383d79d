"""How the registers are written in: judged as a whole, then rows and events together (R44, R87)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from activities.store.log import NewEvent, append_held
from activities.store.pinning import policy_in_force
from activities.store.registers.keeping import Held, Put
from activities.store.registers.places import KEEPERS, there
from activities.store.schema import chain
from domain.ids import subject_of
from domain.registers.entries import column_of, compared, drafted, told_of
from workers.registers.holds import hold_all
from workers.registers.people import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from activities.store.registers.keeping import Keeper
    from domain.identity import Actor
    from domain.registers.entries import Draft, Line, Refused
    from domain.registers.kind import Kind

PEOPLE = "people"
"""Under which name the registers of people are held: what one of them gives, another may need."""


class Note(NamedTuple):
    """An event to write once its place in the chain of its record is known."""

    subject: str
    kind: str
    data: dict[str, JsonValue]
    reason: str = ""


def _nothing(*_written: object) -> list[Any]:
    return []


@dataclass(frozen=True)
class Register:
    """A kind of record, and what goes with writing one that its model cannot say.

    Args:
        kind: What is written.
        complete: Fills what a line may leave out, before it is compared with what is kept.
        rules: Refuses what the cells of a line ask of each other; a line that is wrong in some
            cells comes as well, and is told what is wrong with the others.
        claims: Lets what `check` looks at stay as it is; who only looks claims nothing.
        check: Refuses what the rest of the house speaks against; only new and changed ones come.
        before: What has to be kept first, such as the person a contact is.
        after: What follows, such as the roles somebody is given.
        hangs: What stands in the way of archiving one, each with what to do.
        left: What follows from archiving one, such as the role somebody loses.
        holds: Under whose name the register is held while somebody writes in it.
    """

    kind: Kind
    complete: Callable[[Connection, Sequence[Draft]], list[Refused]] = _nothing
    rules: Callable[[Connection, Sequence[Draft]], list[Refused]] = _nothing
    claims: Callable[[Connection, Sequence[Draft]], object] = _nothing
    check: Callable[[Connection, Sequence[Draft]], list[Refused]] = _nothing
    before: Callable[[Connection, Sequence[Draft], datetime], list[Note]] = _nothing
    after: Callable[[Connection, Sequence[Draft], datetime], list[Note]] = _nothing
    hangs: Callable[[Connection, str], list[str]] = _nothing
    left: Callable[[Connection, str], list[Note]] = _nothing
    holds: str = ""

    @property
    def keeper(self) -> Keeper:
        """What keeps its records."""
        return KEEPERS[self.kind.name]

    @property
    def turn(self) -> str:
        """Under which name it is held; contacts and technicians are people, too."""
        return self.holds or (PEOPLE if self.kind.is_person else self.kind.plural)

    def hold(self, connection: Connection, waiting: Callable[[str], None] | None = None) -> None:
        """Let nobody else write in this register until the transaction ends; reading goes on.

        Args:
            waiting: As `hold_all` takes it.

        Raises:
            UnreachableError: somebody else writes in it for longer than is waited.
        """
        hold_all(connection, [self.turn], waiting)

    def subject(self, record_id: str) -> str:
        """The name of one of its records in events."""
        return subject_of(self.kind.subject_kind(), record_id)


class Pen(NamedTuple):
    """With what somebody writes in a register: in which, who he is, and what time it is.

    Args:
        only_own: Whether he may write what is his own, and nothing of anybody else.
    """

    register: Register
    actor: Actor
    now: datetime
    only_own: bool = False

    def may_take(self, draft: Draft) -> bool:
        """Whether a record that was archived may come back by him as something else."""
        own, before = self.register.kind.own, draft.before
        is_his = before is None or own is None or before[own] == self.actor.person
        return is_his or not self.only_own


class Awaited(NamedTuple):
    """Ids a line refers to that may stand further down in the same file."""

    draft: Draft
    field: str
    ids: frozenset[str]


@dataclass
class Judged:
    """What lines would change, before anything is written."""

    new: list[Draft] = field(default_factory=list)
    changed: list[Draft] = field(default_factory=list)
    unchanged: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)

    @property
    def touched(self) -> list[Draft]:
        """The records that come out new or different."""
        return [*self.new, *self.changed]


class Known:
    """The ids that are there, by kind; each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, set[str]] = defaultdict(set)

    def missing(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Those of the ids under which nothing of this kind takes part."""
        if kind == "time_zone":
            return set(ids) - time_zones()
        unsure = set(ids) - self._known[kind]
        if not unsure:
            return unsure
        found = there(self._connection, kind, unsure)
        self._known[kind] |= found
        return unsure - found


def judge(
    connection: Connection,
    register: Register,
    lines: Iterable[Line],
    known: Known,
    *,
    is_kept: bool,
) -> Judged:
    """What lines would change in a register; nothing is written.

    A line that is wrong in one cell is judged by its other cells all the same, so that everything
    that is wrong with it is told at once.

    Args:
        is_kept: Whether what is judged here is written and kept, by whoever holds the register.
    """
    judged, kind = Judged(), register.kind
    every = [drafted(kind, one) for one in lines]
    drafts = [one for one in every if one.record_id]
    _refuse(drafts, register.complete(connection, drafts))
    held = register.keeper.held(connection, [one.record_id for one in drafts])
    drafts = [_beside(kind, one, held) for one in drafts]
    judged.unchanged = [one for one in drafts if one.is_unchanged and not one.wrong]
    drafts = [one for one in drafts if not one.is_unchanged]
    _refuse(drafts, _strangers(kind, drafts, known, judged))
    _refuse(drafts, register.rules(connection, drafts))
    sound = [one for one in drafts if not one.wrong]
    if is_kept:
        register.claims(connection, sound)
    _refuse(sound, register.check(connection, sound))
    judged.new = [one for one in sound if one.is_new and not one.wrong]
    judged.changed = [one for one in sound if not one.is_new and not one.wrong]
    judged.refused = [cell for one in every for cell in one.wrong]
    return judged


def write(connection: Connection, pen: Pen, drafts: Sequence[Draft]) -> None:
    """Keep records that were judged, each with its event; the caller holds the register."""
    if not drafts:
        return
    register, now = pen.register, pen.now
    notes = register.before(connection, drafts, now)
    register.keeper.put(connection, [_put(one) for one in drafts], now)
    for one in drafts:
        what = "registered" if one.is_new else "changed"
        kind = f"{register.kind.name}_{what}"
        notes.append(Note(register.subject(one.record_id), kind, told_of(register.kind, one)))
    notes += register.after(connection, drafts, now)
    note_all(connection, pen, notes)


def note_all(connection: Connection, pen: Pen, notes: Sequence[Note]) -> None:
    """Write the events of records that the caller holds, each behind the last one of its record."""
    if not notes:
        return
    register, actor, now = pen.register, pen.actor, pen.now
    version = policy_in_force(connection, now).version
    subjects = {one.subject for one in notes}
    ends = select(chain.c.subject, chain.c.position).where(chain.c.subject == func.any([*subjects]))
    place = defaultdict(int, {subject: last for subject, last in connection.execute(ends)})  # noqa: C416 - rows are not pairs to mypy
    events = []
    for one in notes:
        place[one.subject] += 1
        events.append(
            NewEvent(
                subject=one.subject,
                key=f"{one.subject}/{one.kind}/{place[one.subject]}",
                kind=one.kind,
                actor=actor.person,
                stands_for=actor.stands_for,
                data=one.data,
                at=now,
                policy_version=version,
                clauses=register.kind.clauses,
                reason=one.reason,
            )
        )
    append_held(connection, events)


def _refuse(drafts: Iterable[Draft], refused: Sequence[Refused]) -> None:
    """Let each line say what is wrong with it; of a cell that was wrong before no more is said."""
    if not refused:
        return
    by_line = {one.line: one for one in drafts}
    before = {one.line: {column_of(cell) for cell in one.wrong} for one in by_line.values()}
    for cell in refused:
        if column_of(cell) not in before[cell.line]:
            by_line[cell.line].wrong += (cell,)


def _beside(kind: Kind, draft: Draft, held: Mapping[str, Held]) -> Draft:
    kept = held.get(draft.record_id)
    if kept is None:
        return draft
    return compared(kind, draft, kept.values, is_archived=kept.archived_at is not None)


def _put(one: Draft) -> Put:
    before = None if one.before is None else Held(dict(one.before))
    return Put(one.record_id, one.values, before)


def _strangers(kind: Kind, drafts: Sequence[Draft], known: Known, judged: Judged) -> list[Refused]:
    """The lines that refer to records that are not there, by a new value or by coming back."""
    refused = []
    for name, other in kind.references.items():
        anew = [one for one in drafts if one.was_archived or name in one.touched()]
        asking = [(one, _ids(one.values[name])) for one in anew]
        missing = known.missing(other, {one for _, ids in asking for one in ids})
        if not missing:
            continue
        for draft, ids in asking:
            if not (strange := missing.intersection(ids)):
                continue
            if other == kind.name:
                judged.awaited.append(Awaited(draft, name, frozenset(strange)))
            else:
                refused.append(draft.refused(name, stranger(name, other, strange)))
    return refused


def stranger(name: str, kind: str, ids: Iterable[str]) -> str:
    """Why a reference is refused."""
    called = ", ".join(repr(one[:80]) for one in sorted(ids))
    what = kind.replace("_", " ")
    hint = "; write it as Europe/Istanbul" if kind == "time_zone" else ""
    return f"{name}: there is no {what} {called}{hint}"


def _ids(value: object) -> list[str]:
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]
