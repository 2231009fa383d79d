"""Customers, the groups they belong to, and what is theirs (R44-R47, R96-R97, R99, R109; 8.3.2)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.model import Day, Edge, Identifier, LongText, ShortText
from domain.people import each_once
from domain.policy import Command
from domain.registers.kind import Kind, Labels, Refers
from domain.words import Language

Ids = Annotated[tuple[Identifier, ...], AfterValidator(each_once)]


class CustomerKind(StrEnum):
    """Who a customer is: a firm, or a unit of our own (R57, R97)."""

    EXTERNAL = "external"
    INTERNAL = "internal"


class CustomerBasis(StrEnum):
    """On what a customer is served: a contract, or now and then without one (R97)."""

    AGREEMENT = "agreement"
    SPORADIC = "sporadic"


class GroupFile(Edge):
    """A group of customers, such as the companies of one holding (R50, R55)."""

    id: Annotated[Identifier, Labels("grup", "grup kodu", "group", "group id")]
    name: Annotated[ShortText, Labels("grup adı", "ad", "group name")]
    description: Annotated[LongText | None, Labels("açıklama")] = None


class CustomerFile(Edge):
    """A customer as a person writes him.

    Args:
        basis: On what he is served.
        account_manager: Who of ours looks after him.
        project_manager: Who of ours holds his service reviews (R106).
        business_profile: His way of doing business and what drives it (R99).
        calendar: His working calendar; the house's where he has none of his own.
        reviews_a_year: The number of service reviews that was agreed; None where policy decides.
        reviews_agreed_by: Who agreed on it: the project manager with the owner of the process.
        groups: The groups of customers he belongs to.
        services: The services he has.
    """

    id: Annotated[Identifier, Labels("müşteri", "müşteri kodu", "müşteri no", "customer id")]
    name: Annotated[ShortText, Labels("müşteri adı", "ad", "unvan", "customer name")]
    kind: Annotated[CustomerKind, Labels("tür", "müşteri türü")] = CustomerKind.EXTERNAL
    basis: Annotated[CustomerBasis, Labels("esas", "sözleşme durumu")] = CustomerBasis.AGREEMENT
    account_manager: Annotated[
        Identifier | None, Refers("person"), Labels("müşteri yöneticisi", "müşteri temsilcisi")
    ] = None
    project_manager: Annotated[Identifier | None, Refers("person"), Labels("proje yöneticisi")] = (
        None
    )
    business_profile: Annotated[LongText | None, Labels("iş profili", "faaliyet")] = None
    language: Annotated[Language, Labels("dil")] = Language.TURKISH
    form_of_address: Annotated[ShortText | None, Labels("hitap")] = None
    time_zone: Annotated[ShortText, Refers("time_zone"), Labels("saat dilimi")] = "Europe/Istanbul"
    calendar: Annotated[Identifier | None, Refers("calendar"), Labels("takvim")] = None
    reviews_a_year: Annotated[
        Annotated[int, Field(ge=1, le=52)] | None, Labels("yıllık gözden geçirme")
    ] = None
    reviews_agreed_by: Annotated[
        Ids, Field(validate_default=True), Refers("person"), Labels("sıklığı kararlaştıranlar")
    ] = ()
    reviews_agreed_on: Annotated[Day | None, Labels("sıklık karar tarihi")] = None
    groups: Annotated[Ids, Refers("group"), Labels("gruplar", "grup")] = ()
    services: Annotated[Ids, Refers("service"), Labels("hizmetler")] = ()

    @field_validator("reviews_agreed_by")
    @classmethod
    def _somebody_agreed_on_the_reviews(
        cls, agreed: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        if info.data.get("reviews_a_year") is not None and not agreed:
            message = "say who agreed on reviews_a_year"
            raise ValueError(message)
        return agreed


class AssetFile(Edge):
    """A thing of a customer that is looked after.

    Args:
        kind: What it is, in the company's own words, such as server.
        service: The service it belongs to; None where it belongs to none.
    """

    id: Annotated[Identifier, Labels("varlık", "varlık no", "envanter no", "asset id")]
    customer: Annotated[Identifier, Refers("customer"), Labels("müşteri", "müşteri kodu")]
    name: Annotated[ShortText, Labels("varlık adı", "ad")]
    kind: Annotated[ShortText, Labels("tür", "tip", "type")]
    serial_number: Annotated[ShortText | None, Labels("seri no", "seri numarası")] = None
    location: Annotated[ShortText | None, Labels("yer", "konum")] = None
    service: Annotated[Identifier | None, Refers("service"), Labels("hizmet")] = None


GROUP = Kind("group", "groups", GroupFile, Command.GROUP_EDIT, clauses=("8.3.2",))
CUSTOMER = Kind("customer", "customers", CustomerFile, Command.CUSTOMER_EDIT, clauses=("8.3.2",))
ASSET = Kind("asset", "assets", AssetFile, Command.ASSET_EDIT, clauses=("8.2.5",))
