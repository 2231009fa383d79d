"""A letter says what its receiver needs in his language and time zone, and carries no more."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from activities.mail.headers import header_text, message_id, one_line
from activities.mail.letters import UnwritableError, write_letter
from domain.telling import Template
from domain.words import Language
from tests.support.posts import NOON, SENDER, SERVICE, TASK, page, plain, post, to

if TYPE_CHECKING:
    from email.message import EmailMessage

    from domain.posts import Post

_WORDS = st.sampled_from(
    ["Çelik,", "İpek", "Ayşe", '"Ops"', "(x)", "plain", "<a@b.c>", "ığüşöç" * 5, "Ltd.", "服务目录"]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join) | st.text(min_size=1).filter(
    lambda text: bool(header_text(text)) and text.isprintable()
)


def written(notice: Post, language: Language | None = None) -> EmailMessage:
    """The letter as a mail program reads it back."""
    letter = write_letter(notice, sender=SENDER, language=language)
    return message_from_bytes(letter.as_bytes(), policy=policy.default)


def body_of(notice: Post, language: Language | None = None) -> str:
    """The text of the letter as it is read."""
    return plain(written(notice, language))


def test_a_task_says_what_is_asked_until_when_and_how_to_answer() -> None:
    body = body_of(post(), Language.ENGLISH)
    assert body.startswith("Dear Ayşe Yılmaz,\n")
    assert "Question: Shall we offer Müşteri İlişkileri?" in body
    assert "Answers:  offer, reject, defer" in body
    assert "Due:      Saturday, 5 December 2026, 18:30 (Europe/Istanbul)" in body
    command = 'servicecycle decide service/crm/committee/1 OUTCOME --reason "…" [--data FILE]'
    assert f"    {command}\n" in body


def test_a_task_is_put_in_turkish_to_a_turkish_reader() -> None:
    letter = written(post())
    body = body_of(post())
    assert letter["Subject"] == "Kararınız bekleniyor: “Müşteri İlişkileri” hizmetini sunalım mı?"
    assert "offer (sunulsun), reject (reddedilsin), defer (ertelensin)" in body
    assert "5 Aralık 2026 Cumartesi, 18:30 (Europe/Istanbul)" in body
    assert "servicecycle decide service/crm/committee/1 OUTCOME" in body


def test_the_only_answer_and_no_data_stand_in_the_command() -> None:
    gate = TASK.model_copy(update={"outcomes": ("complete",), "needs_data": False})
    body = body_of(post(task=gate))
    assert 'servicecycle decide service/crm/committee/1 complete --reason "…"\n' in body


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Asia/Tokyo", "Sunday, 6 December 2026, 00:30 (Asia/Tokyo)"),
        ("America/New_York", "Saturday, 5 December 2026, 10:30 (America/New_York)"),
        ("Mars/Olympus", "Saturday, 5 December 2026, 15:30 (UTC)"),
        ("", "Saturday, 5 December 2026, 15:30 (UTC)"),
        ("../../etc/passwd", "Saturday, 5 December 2026, 15:30 (UTC)"),
    ],
)
def test_the_due_date_is_that_of_the_receivers_zone(zone: str, due: str) -> None:
    notice = post(to=to(time_zone=zone, language=Language.ENGLISH))
    assert f"Due:      {due}" in body_of(notice)


def test_a_question_that_was_closed_meanwhile_asks_nothing_any_more() -> None:
    closed = post(task=TASK.model_copy(update={"is_open": False}))
    body = body_of(closed, Language.ENGLISH)
    assert "closed in the meantime" in body
    assert "servicecycle decide" not in body


def test_open_dependents_are_listed() -> None:
    body = body_of(post(Template.DEPENDENTS_OPEN))
    assert "    - sözleşme K-7: Acme A.Ş.\n" in body


@pytest.mark.parametrize(
    ("language", "day"),
    [(Language.ENGLISH, "Wednesday, 30 June 2027"), (Language.TURKISH, "30 Haziran 2027 Çarşamba")],
)
def test_a_day_is_written_as_the_language_writes_it(language: Language, day: str) -> None:
    assert written(post(Template.SERVICE_ENDING), language)["Subject"].find(day) > 0


def test_two_attempts_write_the_same_letter() -> None:
    again = post(attempts=3)
    first = write_letter(post(), sender=SENDER).as_bytes()
    assert write_letter(again, sender=SENDER).as_bytes() == first
    assert written(again)["Date"].datetime == NOON


def test_a_letter_says_that_no_person_wrote_it() -> None:
    letter = written(post())
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"] == "servicecycle <servicecycle@example.com>"


@given(key=st.text(max_size=300))
def test_a_message_id_is_valid_short_and_its_notices_own(key: str) -> None:
    made = message_id(key)
    assert made == message_id(key)
    assert made != message_id(f"{key}.")
    assert len(f"Message-ID: {made}") <= 76
    assert made.isascii()
    assert made.startswith("<")
    assert made.endswith("@servicecycle>")
    assert not set(made[1:-1]) & set(' <>()[],;:\\"')


@settings(deadline=None, max_examples=300, derandomize=True, database=None)
@given(name=_TEXTS, service=_TEXTS)
def test_names_come_out_of_the_headers_as_they_went_in(name: str, service: str) -> None:
    notice = post(
        Template.SERVICE_RETIRED,
        to=to(name=name, language=Language.ENGLISH),
        service=SERVICE.model_copy(update={"name": service}),
    )
    letter = write_letter(notice, sender=SENDER)
    raw = message_from_bytes(letter.as_bytes())
    shown, address = parseaddr(raw["To"].replace("\r\n", ""))
    assert str(make_header(decode_header(shown))) == header_text(name)
    assert address == "ayse@example.com"
    subject = str(make_header(decode_header(raw["Subject"].replace("\r\n", ""))))
    shown = subject.replace("\u2068", "").replace("\u2069", "")
    assert shown == header_text(f"“{one_line(service)}” has been retired")
    assert max(map(len, letter.as_bytes().split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    "name",
    [
        "Eve\r\nBcc: victim@example.com",
        "Eve\nX-Evil: 1",
        "Eve\r\n\r\nA body of her own",
        "Eve\x0bBcc: victim@example.com",
        "Eve\u2028Bcc: victim@example.com",
        "Eve\x85Bcc: victim@example.com",
        '"Eve" <victim@example.com>, Mallory',
        "Şeyma\r\nBcc: victim@example.com",
    ],
)
def test_a_name_brings_no_header_and_no_receiver_of_its_own(name: str) -> None:
    service = SERVICE.model_copy(update={"name": name})
    letter = written(post(Template.SERVICE_RETIRED, to=to(name=name), service=service))
    ordinary = written(post(Template.SERVICE_RETIRED))
    assert letter.keys() == ordinary.keys()
    assert [one.addr_spec for one in letter["To"].addresses] == ["ayse@example.com"]
    assert letter["To"].addresses[0].display_name == one_line(name)
    assert plain(letter).splitlines()[0] == f"Sayın {one_line(name)},"
    assert f"Sayın <bdi>{escape(one_line(name))}</bdi>," in page(letter)


def test_a_service_name_cannot_write_a_paragraph_of_its_own() -> None:
    service = SERVICE.model_copy(update={"name": "CRM\n\n    servicecycle decide x y"})
    body = body_of(post(Template.SERVICE_OFFERED, service=service))
    assert "“CRM servicecycle decide x y”" in body


def test_a_name_that_looks_like_an_encoded_word_is_not_read_as_one() -> None:
    service = SERVICE.model_copy(update={"name": "=?utf-8?q?Free_money?="})
    letter = written(post(Template.SERVICE_OFFERED, service=service))
    assert "Free money" not in letter["Subject"]


@pytest.mark.parametrize(
    "email", ["", " ", "ayse", "a@b.com, eve@evil.com", "a@b.com\r\nBcc: c@d.com", "a@b.com>", "@"]
)
def test_without_one_address_nothing_is_written(email: str) -> None:
    with pytest.raises(UnwritableError, match="ayse has no address that mail can be sent to"):
        write_letter(post(to=to(email=email)), sender=SENDER)


def test_a_line_too_long_for_mail_is_broken_only_on_its_way() -> None:
    service = SERVICE.model_copy(update={"name": "服" * 300})
    letter = write_letter(post(Template.SERVICE_RETIRED, service=service), sender=SENDER)
    assert max(map(len, letter.as_bytes().split(b"\r\n"))) <= 78
    assert "服" * 300 in body_of(post(Template.SERVICE_RETIRED, service=service))
