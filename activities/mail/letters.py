"""A notice becomes a letter: plain text and HTML in the receiver's language, for any transport."""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING, Literal

from activities.mail.building import built
from activities.mail.catalogues import wording
from activities.mail.filling import gaps_of
from activities.mail.headers import LETTER, header_text, message_id
from activities.mail.pens import HtmlPen, PlainPen
from activities.mail.rendering import html, plain_text
from activities.mail.speech import SPEECH
from domain.people import email_address
from domain.posts import SentLetter

if TYPE_CHECKING:
    from activities.mail.building import Built
    from activities.mail.pens import Pen
    from domain.people import Person
    from domain.posts import Post
    from domain.words import Language

_FROM = "servicecycle"
_LONGEST_LINE = 900
_DIGEST = 32


class UnwritableError(Exception):
    """A notice cannot be turned into a letter, however often it is tried.

    Args:
        why: What is missing or wrong.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def write_letter(post: Post, *, sender: str, language: Language | None = None) -> EmailMessage:
    """Write a notice to its receiver, as plain text and as HTML with the same words.

    Two attempts write the same letter: its Message-ID and the line between its parts are made of
    the notice's key, its date is that of what it tells.

    Args:
        sender: The address it comes from.
        language: Another language than the receiver's, for a preview.

    Raises:
        UnwritableError: the receiver has no address a letter can be sent to, or something that the
            wording needs is not in the records.
    """
    chosen = language or post.to.language
    plain = _built(post, chosen, PlainPen(is_rtl=SPEECH[chosen].is_rtl))
    letter = EmailMessage(policy=LETTER)
    letter["From"] = Address(_FROM, addr_spec=sender)
    letter["To"] = _address(post.to)
    letter["Subject"] = header_text(plain.subject)
    letter["Date"] = post.at
    letter["Message-ID"] = message_id(post.notice_key)
    letter["Auto-Submitted"] = "auto-generated"
    text = plain_text(plain, chosen)
    letter.set_content(text, cte=_encoding(text))
    page = html(_built(post, chosen, HtmlPen()), chosen)
    letter.add_alternative(page, subtype="html", cte=_encoding(page))
    letter.set_boundary(_boundary(post.notice_key))
    for part in (letter, *letter.iter_parts()):
        part["Content-Language"] = SPEECH[chosen].tag
    return letter


def as_read(letter: EmailMessage, language: Language) -> SentLetter:
    """A letter as its receiver reads it.

    Args:
        language: The one it was written in.
    """
    return SentLetter(
        language=language,
        to=str(letter["To"]),
        subject=letter["Subject"],
        body=_part(letter, "plain"),
        html=_part(letter, "html"),
    )


def _part(letter: EmailMessage, subtype: Literal["plain", "html"]) -> str:
    part = letter.get_body((subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _built(post: Post, language: Language, pen: Pen) -> Built:
    texts = wording(language).in_terms(post.preferred_terms)
    try:
        return built(post, gaps_of(post, texts, language, pen))
    except KeyError as missing:
        raise UnwritableError(f"{post.template}: nothing is known of {missing}") from missing
    except ValueError as wrong:
        raise UnwritableError(f"{post.template}: {wrong}") from wrong


def _encoding(text: str) -> str:
    longest = max(len(line.encode()) for line in text.splitlines())
    return "8bit" if longest <= _LONGEST_LINE else "quoted-printable"


def _boundary(notice_key: str) -> str:
    """The line between the parts; `=_` never stands in what is encoded as quoted-printable."""
    return f"=_{hashlib.sha256(notice_key.encode()).hexdigest()[:_DIGEST]}"


def _address(to: Person) -> Address:
    try:
        return Address(header_text(to.name), addr_spec=email_address(to.email))
    except ValueError as wrong:
        raise UnwritableError(f"{to.person_id} has no address that mail can be sent to") from wrong
