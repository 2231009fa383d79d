"""The words of contracts."""

from __future__ import annotations

from enum import StrEnum


class ContractType(StrEnum):
    """What kind of agreement it is: an SLA with an own unit, or one that is paid for (R58, R59)."""

    SLA = "sla"
    PAID = "paid"
    OTHER = "other"


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED)
"""The states in which its services depend on it, so to speak: it holds their retirement (R38)."""


class ContractMove(StrEnum):
    """What moves a contract."""

    BEGIN = "begin"
    SUSPEND = "suspend"
    LIFT = "lift"
    EXPIRE = "expire"
    RENEW = "renew"
    CANCEL = "cancel"


class Renewal(StrEnum):
    """How a contract is renewed (R64)."""

    NEVER = "never"
    TACIT = "tacit"
    EXPRESS = "express"


class RenewalState(StrEnum):
    """How far the renewal of a period has come."""

    NONE = "none"
    NOTICE_DUE = "notice_due"
    UNDER_REVIEW = "under_review"
    RENEWAL_APPROVED = "renewal_approved"
    RENEWAL_REJECTED = "renewal_rejected"
    RENEWED = "renewed"


UNDECIDED = (RenewalState.NONE, RenewalState.NOTICE_DUE, RenewalState.UNDER_REVIEW)


class Unit(StrEnum):
    """In what a span of the calendar is counted."""

    DAYS = "days"
    MONTHS = "months"


class PriceRuleKind(StrEnum):
    """How the price of a new period is found."""

    UNCHANGED = "unchanged"
    PERCENT = "percent"
    INDEX = "index"
    NEGOTIATED = "negotiated"


class Origin(StrEnum):
    """Where a period comes from; history is what ran before the contract came into this house."""

    AGREED = "agreed"
    RENEWED = "renewed"
    HISTORY = "history"


class ClosedAs(StrEnum):
    """How a period came to its end."""

    RENEWED = "renewed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ClosedDay(StrEnum):
    """What becomes of an end that falls on a day on which nobody works."""

    STAY = "stay"
    NEXT = "next"


class Side(StrEnum):
    """Whose person a recipient is (R63)."""

    OURS = "ours"
    CUSTOMER = "customer"


class NoticeStanding(StrEnum):
    """What became of a notice of a period.

    One is passed over where a later one was due at the same moment, or where it says nothing any
    more; one is history that was past before the period came into the house.
    """

    SENT = "sent"
    PASSED_OVER = "passed_over"
    HISTORY = "history"


class Prospect(StrEnum):
    """What happens at the end of a period, as it stands when a notice is given."""

    ENDS = "ends"
    GOES_ON = "goes_on"
    RENEWS_ITSELF = "renews_itself"
    IS_ASKED = "is_asked"


class Reader(StrEnum):
    """Who hears of a contract; the register knows their names."""

    RECIPIENTS = "contract_recipients"
    MANAGER = "contract_manager"
    MANAGER_OF_SKIPPED = "contract_manager_of_skipped"
