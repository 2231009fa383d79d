"""The outbox as an administrator sees it: hold, release, and a look at a letter (R93; 7.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.mail.headers import message_id
from activities.mail.letters import UnwritableError, as_read, write_letter
from activities.store import holding, reading
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.notices import Notices
from activities.store.posts import post_of
from activities.store.readers.views import notices as notices_view
from activities.store.schema import notice as notice_table
from domain.errors import ConflictError, NotFoundError
from domain.ids import subject_of
from domain.model import Value
from domain.posts import SentLetter
from domain.words import Language, NoticeState
from workers.external import USUAL_SENDER
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, RowMapping

    from domain.identity import Actor

_HOUSE = subject_of("mailroom", "house")
_CLAUSES = ("7.4",)


class OutboxStanding(Value):
    """What lies in the outbox, and whether anything leaves the house at all."""

    house_held: bool
    queued: int
    held: int
    failed: int


class NoticePreview(Value):
    """A notice as its receiver reads it: as it was sent, or as it would be written now.

    Args:
        language: The language it is written in.
        sent_at: When it was sent; None while it is in the house.
        as_sent: Whether these are the words that were sent.
        body: The letter as plain text.
        html: The same letter as a page.
    """

    notice_id: int
    template: str
    state: NoticeState
    language: Language
    message_id: str
    sent_at: datetime | None
    as_sent: bool
    to: str
    subject: str
    body: str
    html: str


def hold_notice(
    engine: Engine, actor: Actor, notice_id: int, now: datetime, *, reason: str = ""
) -> reading.Notice:
    """Keep one notice in the house.

    Raises:
        NotFoundError: there is no such notice.
        ConflictError: it was sent, or has failed.

    Idempotent by: the notice's id; a held notice stays as it is.
    Source: R93, 7.4.
    """
    with transaction(engine) as unit:
        if holding.hold(unit.connection, notice_id):
            subject = holding.lock(unit.connection, notice_id)["subject"]
            told = _event(subject, "notice_held", actor, now, reason=reason, notice_id=notice_id)
            _note(unit.connection, told)
            unit.commit()
        return _shown(unit.connection, notice_id)


def release_notice(
    engine: Engine, actor: Actor, notice_id: int, now: datetime, *, reason: str = ""
) -> reading.Notice:
    """Let a held notice go, or have one that failed tried again.

    Raises:
        NotFoundError: there is no such notice.
        ConflictError: it was sent.

    Idempotent by: the notice's id; a queued notice stays as it is.
    Source: R93, 7.4.
    """
    with transaction(engine) as unit:
        if holding.release(unit.connection, notice_id):
            subject = holding.lock(unit.connection, notice_id)["subject"]
            told = _event(
                subject, "notice_released", actor, now, reason=reason, notice_id=notice_id
            )
            _note(unit.connection, told)
            unit.commit()
        return _shown(unit.connection, notice_id)


def hold_house(engine: Engine, actor: Actor, now: datetime, *, reason: str = "") -> OutboxStanding:
    """Let nothing leave the house until it is released.

    Idempotent by: the house; it is held once.
    Source: R93, 7.4.
    """
    with transaction(engine) as unit:
        if holding.hold_house(unit.connection):
            _note(unit.connection, _event(_HOUSE, "mailroom_held", actor, now, reason=reason))
            unit.commit()
    return outbox_standing(engine)


def release_house(
    engine: Engine, actor: Actor, now: datetime, *, reason: str = ""
) -> OutboxStanding:
    """Let notices leave the house again; those that are held one by one stay.

    Idempotent by: the house; it is released once.
    Source: R93, 7.4.
    """
    with transaction(engine) as unit:
        if holding.release_house(unit.connection):
            _note(unit.connection, _event(_HOUSE, "mailroom_released", actor, now, reason=reason))
            unit.commit()
    return outbox_standing(engine)


def outbox_standing(engine: Engine) -> OutboxStanding:
    """What lies in the outbox."""
    found = Notices(engine).standing()
    return OutboxStanding(
        house_held=found.house_held,
        queued=found.still_queued,
        held=found.still_held,
        failed=found.still_failed,
    )


def preview_notice(
    reader: Engine, house: Engine, notice_id: int, *, language: Language | None = None
) -> NoticePreview:
    """Show a notice as it was sent, or write it as it would be sent now; send nothing.

    Whoever may see the notice may read it, its receiver among others: what it says is looked up
    as the house would. Our own people see it in any state and language; customers' people see what
    was sent to them, just so, and what is on its way.

    Args:
        reader: The records as whoever looks may see them.
        house: The records as the house sees them.
        language: Another language than that it was sent in, or than the receiver's.

    Raises:
        NotFoundError: there is no such notice, or it is not his to see.
        ConflictError: it cannot be written; the message says what is missing. Or it is shown to our
            own people only.
    """
    with transaction(reader) as unit:
        wanted = select(notice_table).where(notice_table.c.notice_id == notice_id)
        row = unit.connection.execute(wanted).mappings().first()
        is_ours = bool(unit.connection.scalar(select(func.reads_house())))
    if row is None:
        raise _unknown(notice_id)
    kept = SentLetter.model_validate(row["letter"]) if row["letter"] else None
    if kept is not None and language in {None, kept.language}:
        return _preview(row, kept, as_sent=True)
    if not is_ours:
        _check_on_its_way(row)
    return _preview(row, _written(house, row, language), as_sent=False)


def _check_on_its_way(row: RowMapping) -> None:
    """Write a letter anew for its receiver only until it is sent: it would tell him of today."""
    number, state = row["notice_id"], NoticeState(row["state"])
    if state is NoticeState.QUEUED:
        return
    why = f"notice {number} is {state}, and no other letter is written of it for you"
    if state is NoticeState.HELD:
        why = f"notice {number} is held back and may still change"
    raise ConflictError(why, field="notice")


def _written(house: Engine, row: RowMapping, language: Language | None) -> SentLetter:
    """A notice as it would be written now."""
    with transaction(house) as unit:
        post = post_of(unit.connection, row)
    chosen = language or post.to.language
    try:
        letter = write_letter(post, sender=USUAL_SENDER, language=chosen)
    except UnwritableError as error:
        raise ConflictError(f"it cannot be written: {error.why}", field="notice") from error
    return as_read(letter, chosen)


def _preview(row: RowMapping, letter: SentLetter, *, as_sent: bool) -> NoticePreview:
    return NoticePreview(
        notice_id=row["notice_id"],
        template=row["template"],
        state=row["state"],
        message_id=message_id(row["notice_key"]),
        sent_at=row["sent_at"],
        as_sent=as_sent,
        **letter.model_dump(),
    )


def _shown(connection: Connection, notice_id: int) -> reading.Notice:
    wanted = select(notices_view).where(notices_view.c.notice_id == notice_id)
    return reading.Notice.model_validate(connection.execute(wanted).mappings().one())


def _event(
    subject: str, kind: str, actor: Actor, now: datetime, *, reason: str, **data: int
) -> NewEvent:
    return NewEvent(
        subject=subject,
        key="/".join((subject, kind, *map(str, data.values()))),
        kind=kind,
        actor=actor.person,
        stands_for=actor.stands_for,
        data=dict(data),
        at=now,
        clauses=_CLAUSES,
        reason=reason,
    )


def _note(connection: Connection, told: NewEvent) -> None:
    """Write an event that may happen again: its place in the record tells it from the last one."""
    position = next_position(connection, told.subject)
    note(connection, [told.model_copy(update={"key": f"{told.key}/{position}"})], told.at)


def _unknown(notice_id: int) -> NotFoundError:
    message = f"there is no notice {notice_id}; `servicecycle notices list` lists them"
    return NotFoundError(message, field="notice")
