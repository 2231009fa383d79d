"""Notices at the command line: list, hold, release and preview, while nobody delivers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text

from domain.words import NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.starters.company import Company


def told(company: Company, service_id: str, *options: str) -> list[dict[str, Any]]:
    """The notices about one service."""
    found = company.does("notices", "list", "--limit", "10000", *options)
    return [one for one in found if one["subject"] == f"service/{service_id}"]


def about(company: Company, service_id: str) -> dict[str, Any]:
    """The first notice about a service that has just been proposed."""
    company.propose(service_id, name="Müşteri İlişkileri")
    return told(company, service_id)[0]


def number(notice: dict[str, Any]) -> str:
    return str(notice["notice_id"])


def put(company: Company, notice: dict[str, Any], state: NoticeState) -> None:
    """Let a notice be in a state, as the mailroom leaves it."""
    engine = create_engine(company.database.owner_url)
    with engine.begin() as connection:
        said = text("UPDATE notice SET state = :state, attempts = 12 WHERE notice_id = :id")
        connection.execute(said, {"state": state.value, "id": notice["notice_id"]})
    engine.dispose()


@pytest.fixture
def held(company: Company) -> Iterator[dict[str, Any]]:
    """A house that lets nothing out meanwhile."""
    yield company.does("notices", "hold", "--all", "--as", "admin", "--reason", "a new wording")
    company.does("notices", "release", "--all", "--as", "admin")


def test_notices_are_listed_with_all_that_machines_rely_on(company: Company) -> None:
    found = about(company, "told-of")
    assert found["person_id"] == "ayse"
    assert found["template"] == "task_opened"
    assert (found["state"], found["attempts"], found["sent_at"]) == ("queued", 0, None)
    assert found["params"] == {"task_id": "service/told-of/committee/1"}
    said = company.run("notices", "list", "--limit", "10000").out
    assert "service/told-of/committee/1" in said
    assert "nothing leaves the house" not in said


def test_notices_are_listed_by_state_and_page_by_page(company: Company) -> None:
    about(company, "paged")
    assert told(company, "paged", "--state", "sent") == []
    first, second, *_ = told(company, "paged", "--state", "queued")
    before = str(first["notice_id"] - 1)
    pages = company.does("notices", "list", "--after", before, "--limit", "2")
    assert [one["notice_id"] for one in pages] == [first["notice_id"], second["notice_id"]]
    assert company.refused(2, "notices", "list", "--after", "x")["field"] == "after"
    assert company.refused(2, "notices", "list", "--state", "lost")["field"] == "state"


def test_a_notice_is_held_and_released_and_both_stand_in_the_record(company: Company) -> None:
    notice = about(company, "held-back")
    words = (number(notice), "--as", "admin")
    assert company.does("notices", "hold", *words, "--reason", "wrong name")["state"] == "held"
    assert company.does("notices", "hold", *words)["state"] == "held"
    assert [one["notice_id"] for one in told(company, "held-back", "--state", "held")] == [
        notice["notice_id"]
    ]
    assert company.does("notices", "release", *words)["state"] == "queued"
    assert company.does("notices", "release", *words)["state"] == "queued"
    company.does("notices", "hold", *words)
    events = company.does("service", "history", "held-back")
    kept = [one for one in events if one["kind"].startswith("notice_")]
    assert [(one["kind"], one["actor"], one["reason"] or "") for one in kept] == [
        ("notice_held", "admin", "wrong name"),
        ("notice_released", "admin", ""),
        ("notice_held", "admin", ""),
    ]
    assert kept[0]["data"] == {"notice_id": notice["notice_id"]}
    assert kept[0]["clauses"] == ["7.4"]


def test_a_failed_notice_is_tried_again_when_it_is_released(company: Company) -> None:
    notice = about(company, "failed-once")
    put(company, notice, NoticeState.FAILED)
    freed = company.does("notices", "release", number(notice), "--as", "admin")
    assert (freed["state"], freed["attempts"]) == ("queued", 0)


@pytest.mark.parametrize("command", ["hold", "release"])
def test_a_notice_that_was_sent_is_neither_held_nor_released(
    company: Company, command: str
) -> None:
    notice = about(company, f"sent-{command}")
    put(company, notice, NoticeState.SENT)
    error = company.refused(5, "notices", command, number(notice), "--as", "admin")
    assert (error["code"], error["field"]) == ("conflict", "notice")


@pytest.mark.parametrize("command", ["hold", "release"])
def test_only_who_may_do_it_holds_and_releases(company: Company, command: str) -> None:
    notice = about(company, f"not-{command}")
    for words in ((number(notice),), ("--all",)):
        error = company.refused(4, "notices", command, *words, "--as", "owner")
        assert f"owner may not `notices {command}`; policy lets administrator" in error["message"]
        assert company.refused(2, "notices", command, *words)["field"] == "as"


@pytest.mark.parametrize("command", ["hold", "release", "preview"])
def test_there_must_be_such_a_notice(company: Company, command: str) -> None:
    who = () if command == "preview" else ("--as", "admin")
    for unknown in ("999999999", str(2**63 - 1)):
        error = company.refused(3, "notices", command, unknown, *who)
        assert (error["code"], error["field"]) == ("not_found", "notice")
    for odd in ("0", "seventeen", str(2**63)):
        assert company.refused(2, "notices", command, odd, *who)["field"] == "notice"


@pytest.mark.parametrize("words", [(), ("17", "--all")])
def test_one_notice_or_the_house_is_named_and_not_both(
    company: Company, words: tuple[str, ...]
) -> None:
    for command in ("hold", "release"):
        error = company.refused(2, "notices", command, *words, "--as", "admin")
        assert error["message"] == "name one notice, or everything with --all"


def test_a_reason_with_an_odd_letter_is_refused(company: Company) -> None:
    error = company.refused(2, "notices", "hold", "--all", "--as", "admin", "--reason", "a\x07")
    assert error["field"] == "reason"


def test_the_whole_house_is_held_and_released(company: Company, held: dict[str, Any]) -> None:
    assert held["house_held"] is True
    assert held["queued"] > 0
    again = company.does("notices", "hold", "--all", "--as", "admin")
    assert again["house_held"] is True
    until = "nothing leaves the house until `servicecycle notices release --all`"
    assert until in company.run("notices", "list").out
    assert until in company.run("notices", "hold", "--all", "--as", "admin").out
    freed = company.run("notices", "release", "--all", "--as", "admin").out
    assert "notices leave the house" in freed
    assert company.does("notices", "release", "--all", "--as", "admin")["house_held"] is False


def test_a_preview_shows_the_letter_in_the_receivers_language(company: Company) -> None:
    notice = about(company, "looked-at")
    found = company.does("notices", "preview", number(notice))
    assert (found["language"], found["to"]) == ("en", "Ayse <ayse@example.com>")
    assert found["subject"] == "Your decision, please: Shall we offer Müşteri İlişkileri?"
    assert "servicecycle decide service/looked-at/committee/1 OUTCOME" in found["body"]
    assert found["message_id"].endswith("@servicecycle>")
    assert told(company, "looked-at")[0]["state"] == "queued"


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("tr", "Kararınız bekleniyor: “Müşteri İlişkileri” hizmetini sunalım mı?"),
        ("zh", "请您决定：是否提供“Müşteri İlişkileri”服务？"),
        (
            "fa",
            "تصمیم شما لازم است: آیا خدمت «\u2068Müşteri İlişkileri\u2069» را ارائه کنیم؟",
        ),
    ],
)
def test_a_preview_comes_in_another_language(company: Company, language: str, subject: str) -> None:
    notice = about(company, f"in-{language}")
    words = ("notices", "preview", number(notice), "--language", language)
    found = company.does(*words)
    assert (found["language"], found["subject"]) == (language, subject)
    said = company.run(*words).out
    assert said.startswith(f"To: Ayse <ayse@example.com>\nSubject: {subject}\nMessage-ID: <")


def test_a_preview_is_written_to_a_file_as_a_page_to_look_at(
    company: Company, tmp_path: Path
) -> None:
    notice = about(company, "a-page")
    file = tmp_path / "letter.html"
    words = ("notices", "preview", number(notice), "--language", "fa", "--html", str(file))
    found = company.does(*words)
    assert file.read_text(encoding="utf-8") == found["html"]
    assert '<html lang="fa" dir="rtl">' in found["html"]
    nowhere = str(tmp_path / "nowhere" / "letter.html")
    error = company.refused(2, "notices", "preview", number(notice), "--html", nowhere)
    assert error["field"] == "html"


def test_a_notice_that_waits_says_until_when_and_for_whose_hours(company: Company) -> None:
    notice = about(company, "waits-for-hours")
    engine = create_engine(company.database.owner_url)
    with engine.begin() as connection:
        wait = text(
            "UPDATE notice SET waits_until = '2026-11-23T06:00Z', waits_for = 'acme@3' "
            "WHERE notice_id = :id"
        )
        connection.execute(wait, {"id": notice["notice_id"]})
    engine.dispose()
    found = told(company, "waits-for-hours")[0]
    assert (found["waits_until"], found["waits_for"]) == ("2026-11-23T06:00:00Z", "acme@3")
    said = company.run("notices", "list", "--limit", "10000").out
    assert "2026-11-23 06:00" in said
    assert "acme@3" in said
    put(company, notice, NoticeState.SENT)
    assert "acme@3" not in company.run("notices", "list", "--limit", "10000").out


def test_a_preview_that_cannot_be_written_says_what_is_missing(company: Company) -> None:
    notice = about(company, "unwritable")
    engine = create_engine(company.database.owner_url)
    with engine.begin() as connection:
        said = text("UPDATE notice SET params = '{}' WHERE notice_id = :id")
        connection.execute(said, {"id": notice["notice_id"]})
    engine.dispose()
    error = company.refused(5, "notices", "preview", number(notice))
    assert error["message"] == "it cannot be written: task_opened: nothing is known of 'question'"


def test_preview_refuses_a_language_nobody_reads(company: Company) -> None:
    assert company.refused(2, "notices", "preview", "1", "--language", "de")["field"] == "language"
