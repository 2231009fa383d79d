"""Proof: what is found when the record and what runs are checked, and what mends it (R43; 8.1).

Nobody who reads these values has to know how a chain is hashed: each says in a sentence what is
wrong, and where a person can mend it, with which command.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import JsonValue

from domain.chain import FIRST_FORM, as_once_written, digest_of_data, digest_of_words, link
from domain.model import Value


class Flaw(StrEnum):
    """What is wrong with one event of the record."""

    POSITION = "position"
    PREVIOUS_HASH = "previous_hash"
    HASH = "hash"
    WORDS = "words"
    END = "end"
    DECISION = "decision"
    KEPT = "kept"


class BrokenLink(Value):
    """A place at which the record is not as it was written.

    Args:
        subject: The record it is about, as `<kind>/<id>`.
        position: Its place in the history of that record; None where it is about a row beside it.
    """

    subject: str
    position: int | None
    flaw: Flaw
    said: str


class RecordCheck(Value):
    """What the check of the record found.

    Args:
        texts: How many events have people's words beside them.
        erased: How many of those were erased, by a record of it.
        broken: The first places that are broken.
        broken_in_all: How many there are.
    """

    events: int = 0
    subjects: int = 0
    texts: int = 0
    erased: int = 0
    broken: tuple[BrokenLink, ...] = ()
    broken_in_all: int = 0


class ApartKind(StrEnum):
    """How a process and its record have come apart."""

    NOT_RUNNING = "not_running"
    NOT_ON_RECORD = "not_on_record"
    CLOSED_ON_RECORD = "closed_on_record"
    RUN_BEHIND = "run_behind"
    RUN_AHEAD = "run_ahead"
    TASKS = "tasks"
    SILENT = "silent"


class Apart(Value):
    """A process that does not stand where its record says, and the command that mends it."""

    workflow_id: str
    kind: ApartKind
    said: str
    mend: str


class Words(Value):
    """What is kept beside an event.

    Args:
        salt: None where nothing was ever kept, or it was erased.
        erased_by: The event that says so.
    """

    salt: str | None = None
    reason: str | None = None
    data: dict[str, JsonValue] | None = None
    erased_by: str | None = None


def is_hashed_so(previous: str, content: dict[str, JsonValue], found: str) -> bool:
    """Whether an event has the hash its content gives, in the form in which it was written."""
    if link(previous, content) == found:
        return True
    if content.get("form", FIRST_FORM) != FIRST_FORM:
        return False
    once = as_once_written(content)
    return isinstance(once, dict) and link(previous, once) == found


def wrong_with(words: Words, reason_digest: str | None, data_digest: str | None) -> str | None:
    """What is wrong with the words beside an event; None when they are those that were written."""
    if words.erased_by is not None:
        return None
    if words.salt is None:
        lost = reason_digest is not None or data_digest is not None
        return "its words are missing, and nothing says that they were erased" if lost else None
    if reason_digest != _digest_of_reason(words.salt, words.reason):
        return "its reason is not the one that was written"
    if data_digest != _digest_of_data(words.salt, words.data):
        return "what was filled in is not what was written"
    return None


def _digest_of_reason(salt: str, reason: str | None) -> str | None:
    return digest_of_words(salt, reason) if reason else None


def _digest_of_data(salt: str, data: dict[str, JsonValue] | None) -> str | None:
    return digest_of_data(salt, data) if data else None
