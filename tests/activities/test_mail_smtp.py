"""Letters over SMTP, to real servers with real moods."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from activities.mail.letters import write_letter
from activities.mail.smtp import SmtpTransport
from activities.mail.transports import Deferred, Delivered, Refused, Unreachable
from domain.telling import Template
from tests.support.mail_server import DAWDLE, HANG_UP, Sink, mail_server
from tests.support.posts import SENDER, plain, post, to
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage

    from activities.mail.transports import Handed


def letter() -> EmailMessage:
    return write_letter(post(), sender=SENDER)


def handed_to(sink: Sink, *, timeout_seconds: float = 5.0) -> Handed:
    return SmtpTransport("127.0.0.1", sink.port, timeout_seconds=timeout_seconds).deliver(letter())


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server(Sink()) as sink:
        assert handed_to(sink) == Delivered()
    (arrived,) = sink.letters
    assert arrived["To"] == "Ayşe Yılmaz <ayse@example.com>"
    assert arrived["Subject"] == letter()["Subject"]
    assert arrived["Message-ID"] == letter()["Message-ID"]
    assert "“Müşteri İlişkileri” hizmetini sunalım mı?" in plain(arrived)
    assert sink.raw[0].isascii()


def test_a_receiver_the_server_refuses_for_good_is_refused_at_once() -> None:
    with mail_server(Sink(to_receiver="550 5.1.1 No such user")) as sink:
        assert handed_to(sink) == Refused("550 5.1.1 No such user")


def test_a_receiver_the_server_puts_off_is_tried_again() -> None:
    with mail_server(Sink(to_receiver="451 4.7.1 Greylisted, try again")) as sink:
        assert handed_to(sink) == Deferred("451 4.7.1 Greylisted, try again")


@pytest.mark.parametrize("said", ["451 4.3.0 Local error", "554 5.7.1 Looks like spam"])
def test_a_letter_the_server_does_not_take_is_tried_again(said: str) -> None:
    with mail_server(Sink(to_letter=said)) as sink:
        assert handed_to(sink) == Deferred(said)
    assert sink.letters == []


def test_a_server_that_hangs_up_after_the_letter_may_get_it_twice_with_the_same_message_id() -> (
    None
):
    with mail_server(Sink(to_letter=HANG_UP)) as sink:
        first = handed_to(sink)
        sink.to_letter = "250 OK"
        assert handed_to(sink) == Delivered()
    assert first == Deferred("Connection unexpectedly closed")
    assert len(sink.message_ids) == 2
    assert set(sink.message_ids) == {letter()["Message-ID"]}


def test_a_server_that_does_not_answer_in_time_is_not_waited_for() -> None:
    with mail_server(Sink(to_letter=DAWDLE)) as sink:
        handed = handed_to(sink, timeout_seconds=0.2)
    assert handed == Deferred("Connection unexpectedly closed: timed out")


def test_a_server_that_is_down_is_nobodys_fault() -> None:
    port = free_port()
    handed = SmtpTransport("127.0.0.1", port).deliver(letter())
    assert isinstance(handed, Unreachable)
    assert handed.error.startswith(f"127.0.0.1:{port}: ")
    assert "refused" in handed.error


def test_a_server_that_never_greets_is_nobodys_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        handed = SmtpTransport("127.0.0.1", port, timeout_seconds=0.2).deliver(letter())
    assert isinstance(handed, Unreachable)
    assert "timed out" in handed.error


@pytest.mark.parametrize("wish", [{"starttls": True}, {"user": "ops", "password": "secret"}])
def test_a_server_without_what_was_set_up_is_nobodys_fault_and_no_secret_is_told(
    wish: dict[str, object],
) -> None:
    with mail_server(Sink()) as sink:
        transport = SmtpTransport("127.0.0.1", sink.port, **wish)  # type: ignore[arg-type]  # values of several types
        handed = transport.deliver(letter())
    assert isinstance(handed, Unreachable)
    assert "secret" not in handed.error + repr(transport)
    assert sink.letters == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("password", "taken"), [("secret", True), ("guess", False)])
def test_a_server_that_wants_a_login_gets_it(password: str, *, taken: bool) -> None:
    def check(*given: object) -> AuthResult:
        return AuthResult(success=given[-1] == LoginPassword(b"ops", b"secret"), handled=False)

    with mail_server(Sink(), login=check) as sink:
        transport = SmtpTransport("127.0.0.1", sink.port, user="ops", password=password)
        handed = transport.deliver(letter())
    assert isinstance(handed, Delivered) is taken
    assert len(sink.letters) == int(taken)
    if isinstance(handed, Unreachable):
        assert "535" in handed.error
        assert password not in handed.error


def test_a_server_that_speaks_no_tls_is_nobodys_fault() -> None:
    with mail_server(Sink()) as sink:
        transport = SmtpTransport("127.0.0.1", sink.port, tls=True, timeout_seconds=2.0)
        assert isinstance(transport.deliver(letter()), Unreachable)


def test_a_name_with_a_header_in_it_reaches_one_receiver_only() -> None:
    eve = to(name="Eve\r\nBcc: victim@example.com\r\n\r\nGive me")
    evil = write_letter(post(Template.SERVICE_RETIRED, to=eve), sender=SENDER)
    with mail_server(Sink()) as sink:
        SmtpTransport("127.0.0.1", sink.port).deliver(evil)
    (arrived,) = sink.letters
    assert arrived["Bcc"] is None
    assert [one.addr_spec for one in arrived["To"].addresses] == ["ayse@example.com"]
