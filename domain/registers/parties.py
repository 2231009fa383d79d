"""Suppliers and other parties who deliver part of what customers get (R96, R136; 8.3.4)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from domain.model import Edge, Identifier, LongText, ShortText
from domain.people import email_address
from domain.policy import Command
from domain.registers.customers import Ids
from domain.registers.kind import PERSONAL, Kind, Labels, Refers


class PartyKind(StrEnum):
    """What a party is to us (R96)."""

    SUPPLIER = "supplier"
    AUTHORISED_PROVIDER = "authorised_provider"
    OTHER = "other"


class PartyFile(Edge):
    """A party that takes part in a service.

    Args:
        delivers: What it delivers, in words.
        services: The services it has a part in.
    """

    id: Annotated[Identifier, Labels("tedarikçi", "tedarikçi kodu", "supplier", "party")]
    name: Annotated[ShortText, Labels("tedarikçi adı", "ad", "unvan")]
    kind: Annotated[PartyKind, Labels("tür")] = PartyKind.SUPPLIER
    delivers: Annotated[LongText | None, Labels("sağladığı")] = None
    contact_name: Annotated[ShortText | None, PERSONAL, Labels("ilgili kişi")] = None
    email: Annotated[
        Annotated[str, AfterValidator(email_address)] | None, PERSONAL, Labels("e-posta", "e-mail")
    ] = None
    phone: Annotated[ShortText | None, PERSONAL, Labels("telefon", "tel")] = None
    services: Annotated[Ids, Refers("service"), Labels("hizmetler")] = ()


PARTY = Kind("party", "parties", PartyFile, Command.PARTY_EDIT, clauses=("8.3.4",))
