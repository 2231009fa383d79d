"""A person's words go, what he did stays, and the chain stays whole (R43, R87; 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from activities.mail.folder import file_of_notice
from activities.store import documents, people, reading, schema
from activities.store.log import content_of
from activities.store.proof import check_record
from domain.chain import GENESIS, digest_of_words, link
from domain.documents import file_of
from domain.erasing import ERASED_EMAIL
from domain.errors import ConflictError, NotFoundError
from domain.identity import Actor
from domain.steps import Asked
from domain.words import NoticeState, Role
from tests.activities.rows import (
    NOON,
    a_person,
    put_decision,
    put_event,
    put_notice,
    put_service,
    put_task,
    put_vote,
)
from workers.registers.erasing import Wanted, erase_person, plan_erasure

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from domain.erasing import Erasure
    from domain.proof import RecordCheck
    from tests.activities.house import House

OKAN = Actor(person="okan", roles=(Role.ADMINISTRATOR,))
ASKED = Asked(request_id="r-1", command="people erase", fingerprint="f")
WORDS = "Because my mother is ill."


@pytest.fixture
def gone(house: House) -> House:
    """A house that ada has left, after she proposed a service, voted on it and decided a task."""
    with house.worker.begin() as connection:
        people.put(connection, [a_person("okan"), a_person("ada", archived_at=NOON)])
        put_service(connection, "crm")
        task = put_task(connection, "crm", ballot=True)
        put_event(connection, "crm/1", actor="ada", data={"proposal": {"name": WORDS}})
        vote = {"task_id": task, "outcome": "offer"}
        put_event(
            connection, "v", kind="vote_cast", actor="ada", data=vote, reason=WORDS, subject="x/y"
        )
        put_vote(connection, task, "ada", reason=WORDS)
        put_decision(connection, task, 1, actor="committee", reason=WORDS)
        for key, kind in ((f"{task}#1", "task_decided"), (f"{task}#1/stage", "stage_entered")):
            put_event(connection, key, kind=kind, actor="committee", data=vote, reason=WORDS)
        put_event(connection, "crm/2", actor="okan", reason="Somebody else's words.")
        put_notice(connection, "n", NoticeState.QUEUED, last_error="ada@example.com: no such box")
        put_notice(connection, "sent", NoticeState.SENT, letter={"to": "Ada <ada@example.com>"})
        _carry(connection, {"by": "ada", "reason": WORDS, "data": {"a": WORDS}, "outcome": "offer"})
    return house


def _carry(connection: Connection, answer: object) -> None:
    process = schema.process
    state = {"step": 1, "taken": [answer, {"by": "committee", "reason": WORDS}, {"by": "okan"}]}
    connection.execute(update(process).values(state=state))


def erased(house: House, asked: Asked = ASKED, letters: Path | None = None) -> Erasure:
    wanted = Wanted("ada", "she asked for it", asked)
    return erase_person(house.worker, OKAN, wanted, NOON, letters=letters)


def checked(house: House) -> RecordCheck:
    with house.reader.connect() as connection:
        return check_record(connection, lambda _number: None)


def everything(house: House) -> str:
    """All that the database holds, as one text."""
    with house.owner.connect() as connection:
        tables = schema.metadata.sorted_tables
        return "\n".join(
            str(row) for table in tables for row in connection.execute(select(table)).all()
        )


def test_what_would_go_is_shown_and_nothing_is_changed(gone: House) -> None:
    plan = plan_erasure(gone.worker, "ada", None)
    assert (plan.texts, plan.answers, plan.documents, plan.letters) == (4, 1, 0, 0)
    assert (plan.carried_by, plan.owns, plan.hindered_by) == (("service/crm",), ("crm",), ())
    assert not plan.done
    assert WORDS in everything(gone)


def test_no_word_of_hers_is_left_anywhere_and_the_record_is_whole(gone: House) -> None:
    before = checked(gone)
    assert erased(gone).done
    kept = everything(gone)
    assert (WORDS in kept, "ada@example.com" in kept, "Ada" in kept) == (False, False, False)
    assert "Somebody else's words." in kept
    found = checked(gone)
    assert (found.broken, found.events, found.erased) == ((), before.events + 1, 4)
    (event,) = reading.history(gone.reader, "person/ada")
    assert (event.kind, event.actor, event.reason) == ("person_erased", "okan", "she asked for it")
    assert reading.person(gone.reader, "ada").email == ERASED_EMAIL


def test_what_she_did_and_when_stays(gone: House) -> None:
    erased(gone)
    (first, *_) = reading.history(gone.reader, "service/crm")
    assert (first.actor, first.at, first.data, first.reason) == ("ada", NOON, {}, None)
    [decision] = reading.decisions(gone.reader, "service/crm/committee/1")
    assert (decision.actor, decision.outcome, decision.reason) == ("committee", "offer", "")
    state = reading.process_state(gone.reader, "service/crm")
    assert state["taken"] == [
        {"by": "ada", "reason": "", "data": None, "outcome": "offer"},
        {"by": "committee", "reason": ""},
        {"by": "okan"},
    ]


def test_the_same_request_again_erases_nothing_anew(gone: House) -> None:
    first, again = erased(gone), erased(gone)
    assert (first.done, again.done, again.texts) == (True, True, 0)
    assert len(reading.history(gone.reader, "person/ada")) == 1
    with pytest.raises(ConflictError):
        erased(gone, ASKED.model_copy(update={"fingerprint": "other"}))


def test_what_came_back_goes_when_she_is_erased_once_more(gone: House) -> None:
    erased(gone)
    with gone.worker.begin() as connection:
        put_event(connection, "crm/3", actor="ada", reason=WORDS)
    erased(gone, ASKED.model_copy(update={"request_id": "r-2"}))
    assert WORDS not in everything(gone)
    assert (checked(gone).broken, checked(gone).erased) == ((), 5)


def test_papers_of_her_own_record_and_letters_to_her_go(gone: House, tmp_path: Path) -> None:
    letter = tmp_path / file_of_notice("n")
    letter.write_text("Dear Ada", encoding="utf-8")
    with gone.worker.begin() as connection:
        hers, shared = (
            file_of(name, content, largest_megabytes=1)
            for name, content in (("certificate.pdf", b"hers"), ("plan.pdf", b"of both"))
        )
        for file, subject in (
            (hers, "person/ada"),
            (shared, "person/ada"),
            (shared, "service/crm"),
        ):
            documents.attach(connection, file, subject, by="okan", at=NOON)
    assert plan_erasure(gone.worker, "ada", tmp_path).letters == 1
    assert erased(gone, letters=tmp_path).documents == 2
    assert not letter.exists()
    with gone.reader.connect() as connection:
        assert connection.scalars(select(schema.document.c.content)).all() == [b"of both"]
        assert connection.scalars(select(schema.attachment.c.subject)).all() == ["service/crm"]


def test_who_still_takes_part_votes_or_answers_for_customers_is_not_erased(house: House) -> None:
    with house.worker.begin() as connection:
        people.put(connection, [a_person("ada")])
        put_service(connection, "crm")
        put_task(connection, "crm", ballot=True, seats=["ada"])
        row = {"service_id": "crm", "kind": "contract", "dependent_id": "7", "name": "Contract 7"}
        connection.execute(insert(schema.dependent).values(**row, contact="ada", opened_at=NOON))
    with pytest.raises(ConflictError) as refused:
        erased(house)
    for words in ("people archive ada", "service/crm/committee/1", "crm contract 7"):
        assert words in refused.value.message
    assert reading.person(house.reader, "ada").name == "Ada"
    with pytest.raises(NotFoundError):
        plan_erasure(house.worker, "nobody", None)


def put_as_first_release(connection: Connection, position: int, previous: str) -> str:
    """An event as release 0.1.0 wrote it: with words in itself."""
    row: dict[str, object] = {
        "subject": "service/old",
        "position": position,
        "event_key": f"old/{position}",
        "kind": "task_decided",
        "actor": "ada",
        "stands_for": None,
        "data": {"data": {"value": 1e16, "purpose": WORDS}, "outcome": "complete"},
        "at": NOON,
        "recorded_at": NOON,
        "workflow_id": None,
        "run_id": None,
        "policy_version": 1,
        "clauses": ["8.1"],
        "reason_digest": digest_of_words("salt", WORDS),
    }
    row |= {"previous_hash": previous, "hash": link(previous, content_of(row))}
    connection.execute(insert(schema.event).values(row))
    words = {"subject": "service/old", "position": position, "salt": "salt", "reason": WORDS}
    connection.execute(insert(schema.event_text).values(words))
    return str(row["hash"])


def test_what_an_earlier_release_wrote_is_checked_and_erased_as_well(gone: House) -> None:
    with gone.worker.begin() as connection:
        last = put_as_first_release(connection, 1, GENESIS)
        put_as_first_release(connection, 2, last)
        put_event(connection, "old/3", subject="service/old")
    assert checked(gone).broken == ()
    erased(gone)
    assert WORDS not in everything(gone)
    assert (checked(gone).broken, checked(gone).erased) == ((), 6)
    first = reading.history(gone.reader, "service/old")[0]
    assert (first.data, first.reason) == ({"outcome": "complete"}, None)
    with gone.owner.begin() as connection:
        connection.execute(text("UPDATE event SET hash = 'x' WHERE event_key = 'old/1'"))
    assert [one.subject for one in checked(gone).broken] == ["service/old"] * 2


@pytest.mark.parametrize("subject", ["service/crm", "person/ada", "person/nobody"])
def test_words_are_erased_by_a_record_of_it_only(gone: House, subject: str) -> None:
    with gone.worker.begin() as connection:
        put_event(connection, "p", kind="person_archived", subject="person/ada")
    call = text("SELECT erase_words(:subject, 1)")
    for engine in (gone.worker, gone.reader):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(call, {"subject": subject})
    assert WORDS in everything(gone)
