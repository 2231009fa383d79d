"""Erase a person's words: found by who wrote them, taken by the one way the database has (R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, func, or_, select, text, update

from activities.store.schema import (
    attachment,
    contact,
    decision,
    dependent,
    need,
    notice,
    person,
    process,
    service,
    task,
    vote,
)
from domain.erasing import ERASED_EMAIL, ERASED_NAME, without_words_of
from domain.ids import event_id, subject_of
from domain.service import FINAL_STAGES
from domain.words import OPEN_TASK_STATES, NoticeState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

# Where an event of the first form holds words in itself, and whose words they are.
_HAS_WORDS = "jsonb_strip_nulls(e.data) ?| array['data', 'proposal', 'change']"
_ARE_HIS = """
    e.kind <> 'person_erased' AND (e.actor = :person OR e.subject = :subject OR EXISTS (
        SELECT FROM words_a_body_took(:person) b
        WHERE e.event_key = b.decision_id OR starts_with(e.event_key, b.decision_id || '/')))"""
_HIS_TEXTS = text(f"""
    SELECT count(*) FROM event e
    LEFT JOIN event_text w ON w.subject = e.subject AND w.position = e.position
    WHERE {_ARE_HIS} AND (w.reason IS NOT NULL OR w.data IS NOT NULL
        OR (e.form = 1 AND w.erased_by IS NULL AND {_HAS_WORDS}))""")  # noqa: S608 - our own words
_SEALED = text(f"""
    SELECT e.subject, e.position, e.hash FROM event e
    WHERE {_ARE_HIS} AND e.form = 1 AND {_HAS_WORDS}""")  # noqa: S608 - our own words
_OF_CONTACT: dict[str, Any] = {
    **dict.fromkeys(("job", "phone", "form_of_address"), None),
    "preferred_terms": {},
}
_ERASE = text("SELECT erase_words(:subject, :position)")


def texts_of(connection: Connection, person_id: str) -> int:
    """How many events have words of a person, or about him in his own record."""
    given = {"person": person_id, "subject": subject_of("person", person_id)}
    return connection.scalar(_HIS_TEXTS, given) or 0


def answers_of(connection: Connection, person_id: str) -> int:
    """How many of his decisions and votes still say why."""
    decided = select(func.count()).where(
        decision.c.actor == person_id, or_(decision.c.reason != "", decision.c.data.is_not(None))
    )
    voted = select(func.count()).where(
        vote.c.voter == person_id, or_(vote.c.reason != "", vote.c.data.is_not(None))
    )
    return (connection.scalar(decided) or 0) + (connection.scalar(voted) or 0)


def needs_of(connection: Connection, person_id: str) -> int:
    """How many needs of customers hold words of his, stated or answered."""
    stated = (need.c.stated_by == person_id) & (need.c.need != ERASED_NAME)
    answered = (need.c.answered_by == person_id) & (need.c.answer != ERASED_NAME)
    return connection.scalar(select(func.count()).where(or_(stated, answered))) or 0


def documents_of(connection: Connection, person_id: str) -> int:
    """How many documents were attached to his own record."""
    his = attachment.c.subject == subject_of("person", person_id)
    return connection.scalar(select(func.count()).where(his)) or 0


def notices_to(connection: Connection, person_id: str) -> list[str]:
    """The keys of the notices to him."""
    return list(connection.scalars(select(notice.c.notice_key).where(_is_to(person_id))))


def carrying(connection: Connection, person_id: str) -> dict[str, bool]:
    """The processes whose row carries words of his, and whether each is open."""
    found = connection.execute(_processes_naming(person_id))
    return {
        row.workflow_id: row.closed_at is None
        for row in found
        if without_words_of(person_id, row.state) != row.state
    }


def owned_by(connection: Connection, person_id: str) -> list[str]:
    """The living services he owns."""
    living = service.c.stage.not_in([one.value for one in FINAL_STAGES])
    wanted = select(service.c.service_id).where(service.c.owner == person_id, living)
    return list(connection.scalars(wanted.order_by(service.c.service_id)))


def seats_of(connection: Connection, person_id: str) -> list[str]:
    """The open ballots in which he has a seat."""
    seated = task.c.seats.contains([person_id]) & task.c.state.in_(OPEN_TASK_STATES)
    return list(connection.scalars(select(task.c.task_id).where(seated).order_by(task.c.task_id)))


def contact_of(connection: Connection, person_id: str) -> list[str]:
    """The open dependents whose customers are reached through him."""
    open_ones = (dependent.c.contact == person_id) & dependent.c.closed_at.is_(None)
    name = dependent.c.service_id + " " + dependent.c.kind + " " + dependent.c.dependent_id
    return list(connection.scalars(select(name).where(open_ones).order_by(name)))


def was_erased(connection: Connection, person_id: str) -> bool:
    """Whether his words were ever erased."""
    name = select(person.c.email).where(person.c.person_id == person_id)
    return connection.scalar(name) == ERASED_EMAIL


def sealed_by(connection: Connection, person_id: str) -> dict[str, str]:
    """The events of the first form that lose words, with the hashes they keep for ever."""
    given = {"person": person_id, "subject": subject_of("person", person_id)}
    rows = connection.execute(_SEALED, given)
    return {event_id(row.subject, row.position): row.hash for row in rows}


def erase(connection: Connection, person_id: str, position: int) -> int:
    """Take away a person's words, names and addresses.

    Args:
        position: Of the event, in his own record, that says so.

    Returns:
        How many events have lost words.

    Idempotent by: what is gone is gone.
    """
    given = {"subject": subject_of("person", person_id), "position": position}
    erased = connection.scalar(_ERASE, given) or 0
    who = person.c.person_id == person_id
    gone = {"name": ERASED_NAME, "email": ERASED_EMAIL, "time_zone": "UTC"}
    connection.execute(update(person).where(who).values(**gone))
    of_contact = update(contact).where(contact.c.person_id == person_id)
    connection.execute(of_contact.values(**_OF_CONTACT))
    _erase_needs(connection, person_id)
    told = {"last_error": None, "letter": None}
    connection.execute(update(notice).where(_is_to(person_id)).values(**told))
    waiting = notice.c.state.in_([NoticeState.QUEUED, NoticeState.HELD])
    connection.execute(
        update(notice)
        .where(_is_to(person_id), waiting)
        .values(state=NoticeState.FAILED, last_error="its receiver was erased")
    )
    for row in connection.execute(_processes_naming(person_id).with_for_update()).all():
        state = without_words_of(person_id, row.state)
        if state != row.state:
            this = process.c.workflow_id == row.workflow_id
            connection.execute(update(process).where(this).values(state=state))
    return erased


def _erase_needs(connection: Connection, person_id: str) -> None:
    """The words go; that something was needed, and what became of it, stays."""
    for by, words in ((need.c.stated_by, need.c.need), (need.c.answered_by, need.c.answer)):
        his = update(need).where(by == person_id, words.is_not(None))
        connection.execute(his.values({words.name: ERASED_NAME}))


def _is_to(person_id: str) -> ColumnElement[bool]:
    return notice.c.person_id == person_id


def _processes_naming(person_id: str) -> Select[Any]:
    """The processes in whose state his id stands anywhere, as a word in quotes."""
    return select(process.c.workflow_id, process.c.state, process.c.closed_at).where(
        cast(process.c.state, Text).contains(f'"{person_id}"', autoescape=True)
    )
