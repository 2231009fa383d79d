"""People: who they are, what they may be, how a file names them (R84, R149; 7.2)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from domain.model import Edge, Identifier, ShortText, Value
from domain.registers.kind import PERSONAL, Labels, Refers
from domain.words import COMMITTEE, POLICY, SYSTEM, Language, Role

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}@({_LABEL}\.)+(?![0-9]+$){_LABEL}")
_LONGEST_EMAIL = 254
_LONGEST_LOCAL = 64
_NOBODY = frozenset({SYSTEM, POLICY, COMMITTEE})
_ORDER = {role: place for place, role in enumerate(Role)}


def email_address(text: str) -> str:
    """Refuse what no mail server would take as the address of one person.

    Raises:
        ValueError: when it is not `name@host.domain` in ASCII.
    """
    too_long = len(text) > _LONGEST_EMAIL or len(text.partition("@")[0]) > _LONGEST_LOCAL
    if too_long or not _EMAIL.fullmatch(text):
        message = "must be one address such as ayse@example.com, in ASCII letters"
        raise ValueError(message)
    return text


def id_of_a_person(given: str) -> str:
    """Refuse the names under which the record keeps what no person did.

    Raises:
        ValueError: when it is one of them, in capitals or not.
    """
    if given.lower() in _NOBODY:
        message = f"{given} is kept for what no person does"
        raise ValueError(message)
    return given


def in_order(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Each role once, in the order of the vocabulary, so that another order is no change."""
    return tuple(sorted(set(roles), key=_ORDER.__getitem__))


def each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Each id once, in alphabetical order."""
    return tuple(sorted(set(ids)))


class PersonFile(Edge):
    """A person as a file of people names him.

    Args:
        id: The id he keeps for life and acts by.
        time_zone: Where his working day is, as in the IANA time zone database.
        roles: What he may be; nothing for somebody who is only written to.
        substitutes: The ids of those who may fill his seat.
    """

    id: Annotated[
        Identifier,
        AfterValidator(id_of_a_person),
        Labels("kişi", "kullanıcı", "kullanıcı kodu", "person id", "user"),
    ]
    name: Annotated[ShortText, PERSONAL, Labels("ad soyad", "adı soyadı", "ad", "full name")]
    email: Annotated[
        str, AfterValidator(email_address), PERSONAL, Labels("e-posta", "eposta", "e-mail", "mail")
    ]
    language: Annotated[Language, PERSONAL, Labels("dil")]
    time_zone: Annotated[ShortText, Refers("time_zone"), PERSONAL, Labels("saat dilimi")]
    roles: Annotated[tuple[Role, ...], AfterValidator(in_order), PERSONAL, Labels("roller", "rol")]
    substitutes: Annotated[
        tuple[Identifier, ...],
        AfterValidator(each_once),
        Refers("person"),
        PERSONAL,
        Labels("vekiller", "vekil"),
    ] = ()

    @model_validator(mode="after")
    def _is_not_his_own_substitute(self) -> Self:
        if self.id in self.substitutes:
            message = f"{self.id} cannot be his own substitute"
            raise ValueError(message)
        return self

    def entry(self) -> Person:
        """The person as the register keeps him, active."""
        return Person(person_id=self.id, **self.model_dump(exclude={"id"}))


class Person(Value):
    """A person of the register.

    Args:
        archived_at: Since when he takes no part any more; None while he does.
    """

    person_id: str
    name: str
    email: str
    language: Language
    time_zone: str
    roles: tuple[Role, ...] = ()
    substitutes: tuple[str, ...] = ()
    archived_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether he may act and is told of things."""
        return self.archived_at is None
