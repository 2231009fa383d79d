"""A notice becomes a letter: plain text in the receiver's language, ready for any transport."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING

from activities.mail.catalogues import wording, written_in
from activities.mail.filling import gaps_of
from activities.mail.headers import LETTER, header_text, message_id
from domain.people import email_address

if TYPE_CHECKING:
    from activities.mail.filling import Gaps
    from domain.people import Person
    from domain.posts import Post
    from domain.words import Language

_FROM = "servicecycle"
_LONGEST_LINE = 900


class UnwritableError(Exception):
    """A notice cannot be turned into a letter, however often it is tried.

    Args:
        why: What is missing or wrong.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def write_letter(post: Post, *, sender: str, language: Language | None = None) -> EmailMessage:
    """Write a notice to its receiver.

    Two attempts write the same letter: its Message-ID is made of the notice's key, its date is
    that of what it tells.

    Args:
        sender: The address it comes from.
        language: Another language than the receiver's, for a preview.

    Raises:
        UnwritableError: the receiver has no address a letter can be sent to, or something that the
            wording needs is not in the records.
    """
    chosen = written_in(language or post.to.language)
    subject, body = _text(post, chosen)
    letter = EmailMessage(policy=LETTER)
    letter["From"] = Address(_FROM, addr_spec=sender)
    letter["To"] = _address(post.to)
    letter["Subject"] = header_text(subject)
    letter["Date"] = post.at
    letter["Message-ID"] = message_id(post.notice_key)
    letter["Auto-Submitted"] = "auto-generated"
    longest = max(len(line.encode()) for line in body.splitlines())
    letter.set_content(body, cte="8bit" if longest <= _LONGEST_LINE else "quoted-printable")
    letter["Content-Language"] = chosen.value
    return letter


def _text(post: Post, language: Language) -> tuple[str, str]:
    texts = wording(language)
    try:
        gaps = gaps_of(post, language)
        subject = gaps.fill(texts[f"{post.template}.subject"])
        body = _body(texts, texts[f"{post.template}.body"], gaps)
    except KeyError as missing:
        raise UnwritableError(f"{post.template}: nothing is known of {missing}") from missing
    except ValueError as wrong:
        raise UnwritableError(f"{post.template}: {wrong}") from wrong
    return subject, body


def _body(texts: dict[str, str], body: str, gaps: Gaps) -> str:
    greeting = gaps.fill(texts["letter.greeting"])
    signature = gaps.fill(texts["letter.signature"])
    return f"{greeting}\n\n{gaps.fill(body)}\n\n-- \n{signature}\n"


def _address(to: Person) -> Address:
    try:
        return Address(header_text(to.name), addr_spec=email_address(to.email))
    except ValueError as wrong:
        raise UnwritableError(f"{to.person_id} has no address that mail can be sent to") from wrong
