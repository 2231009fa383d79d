"""Contacts, technicians, staff roles and absences: people and what they are (R48-R56, R82-R88)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.model import Currency, Day, Edge, Identifier, ShortText
from domain.people import PersonFile, email_address, id_of_a_person, in_order
from domain.policy import Command
from domain.registers.customers import Ids
from domain.registers.kind import PERSONAL, Kind, Labels, Refers
from domain.words import Language, Role

PersonId = Annotated[Identifier, AfterValidator(id_of_a_person)]
Roles = Annotated[tuple[Role, ...], AfterValidator(in_order)]
_MOST_TERMS = 200
OF_THE_PERSON = ("name", "email", "language", "time_zone")
"""The fields of a contact or a technician that lie with the person himself."""


class ContactFile(Edge):
    """A person of a customer who is supported (R48).

    He is a person of the register: whoever is not there yet is registered with name, address,
    language and time zone, which may be left out of one who is.

    Args:
        form_of_address: How he is addressed, such as `Sayın Ayşe Yılmaz` (R135).
        preferred_terms: The words he uses, by the words we use (R135).
    """

    id: Annotated[PersonId, Labels("kişi", "kişi kodu", "contact", "contact id")]
    customer: Annotated[Identifier, Refers("customer"), Labels("müşteri", "müşteri kodu")]
    name: Annotated[ShortText | None, PERSONAL, Labels("ad soyad", "adı soyadı", "ad")] = None
    email: Annotated[
        Annotated[str, AfterValidator(email_address)] | None,
        PERSONAL,
        Labels("e-posta", "eposta", "e-mail", "mail"),
    ] = None
    language: Annotated[Language | None, PERSONAL, Labels("dil")] = None
    time_zone: Annotated[ShortText | None, Refers("time_zone"), PERSONAL, Labels("saat dilimi")] = (
        None
    )
    job: Annotated[ShortText | None, PERSONAL, Labels("görev", "unvan", "title")] = None
    phone: Annotated[ShortText | None, PERSONAL, Labels("telefon", "tel", "mobile")] = None
    form_of_address: Annotated[ShortText | None, PERSONAL, Labels("hitap", "salutation")] = None
    preferred_terms: Annotated[
        dict[ShortText, ShortText],
        Field(max_length=_MOST_TERMS),
        PERSONAL,
        Labels("tercih edilen terimler", "terimler", "glossary"),
    ] = {}


class TechnicianFile(Edge):
    """A person of ours who works for customers: a user who was converted (R82, R83).

    Args:
        customers: The customers he is authorised for.
    """

    id: Annotated[PersonId, Refers("person"), Labels("teknisyen", "kişi", "technician")]
    team: Annotated[ShortText | None, Labels("ekip", "takım")] = None
    customers: Annotated[
        Ids, Refers("customer"), Labels("müşteriler", "yetkili müşteriler", "customer")
    ] = ()


class RoleFile(Edge):
    """A role of our staff, with what it permits (R84, R85).

    Args:
        permissions: What whoever is put in it may be in the service management system.
        only_authorised_customers: Whether its holders see the incidents and requests of those
            customers only for whom they are authorised (R85).
        hourly_cost_minor_units: What an hour of one of them costs, such as 75000 for 750.00.
        members: Who is in it.
    """

    id: Annotated[Identifier, Labels("rol kodu", "role", "role id")]
    name: Annotated[ShortText, Labels("rol", "rol adı", "ad", "role name")]
    permissions: Annotated[Roles, Labels("izinler", "yetkiler")] = ()
    only_authorised_customers: Annotated[bool, Labels("yalnız yetkili müşteriler")] = False
    hourly_cost_minor_units: Annotated[
        Annotated[int, Field(ge=0, le=10**12)] | None, Labels("saatlik maliyet (kuruş)")
    ] = None
    currency: Annotated[Currency | None, Field(validate_default=True), Labels("para birimi")] = None
    members: Annotated[Ids, Refers("person"), Labels("üyeler", "kişiler")] = ()

    @field_validator("currency")
    @classmethod
    def _cost_has_a_currency(cls, currency: str | None, info: ValidationInfo) -> str | None:
        if (currency is None) != (info.data.get("hourly_cost_minor_units") is None):
            message = "hourly_cost_minor_units and currency stand together"
            raise ValueError(message)
        return currency


class AbsenceFile(Edge):
    """Days on which somebody of ours is away, and who may act for him meanwhile (R148).

    Both days are days where he is; he is back on `back_on`, so that two absences in a row share
    that day and do not overlap.

    Args:
        absent: Who is away.
        substitute: Who may fill his seat on these days.
        from_on: The first day he is away.
        back_on: The first day he is back.
    """

    id: Annotated[Identifier, Labels("izin no", "absence")]
    absent: Annotated[Identifier, Refers("person"), Labels("person", "kişi", "kullanıcı")]
    substitute: Annotated[Identifier, Refers("person"), Labels("vekil")]
    from_on: Annotated[Day, PERSONAL, Labels("başlangıç", "from")]
    back_on: Annotated[Day, PERSONAL, Labels("dönüş", "back")]

    @field_validator("substitute")
    @classmethod
    def _is_somebody_else(cls, substitute: str, info: ValidationInfo) -> str:
        if substitute == info.data.get("absent"):
            message = f"{substitute} cannot be his own substitute"
            raise ValueError(message)
        return substitute

    @field_validator("back_on")
    @classmethod
    def _comes_back_after_he_left(cls, back: Day, info: ValidationInfo) -> Day:
        if "from_on" in info.data and back <= info.data["from_on"]:
            message = f"must be after from_on, which is {info.data['from_on']}"
            raise ValueError(message)
        return back


PERSON = Kind(
    "person", "people", PersonFile, Command.PEOPLE_IMPORT, clauses=("7.2",), is_person=True
)
CONTACT = Kind(
    *("contact", "contacts"),
    *(ContactFile, Command.CONTACT_EDIT),
    clauses=("8.3.2",),
    is_person=True,
    gives=Role.CONTACT,
)
TECHNICIAN = Kind(
    *("technician", "technicians"),
    *(TechnicianFile, Command.TECHNICIAN_EDIT),
    clauses=("7.2",),
    is_person=True,
    gives=Role.TECHNICIAN,
)
ROLE = Kind("role", "roles", RoleFile, Command.ROLE_EDIT, clauses=("7.2", "8.7.3"))
ABSENCE = Kind(
    "absence", "absences", AbsenceFile, Command.ABSENCE_EDIT, clauses=("7.2",), own="absent"
)
