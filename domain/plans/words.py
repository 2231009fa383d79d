"""The words of a service plan; `docs/service-plans.md` explains them (R69–R80)."""

from __future__ import annotations

from enum import StrEnum


class PricingMethod(StrEnum):
    """What is measured: the hours of work, the requests, or nothing (R69)."""

    HOURLY = "hourly"
    PER_REQUEST = "per_request"
    FLAT_FEE = "flat_fee"


class BillingMethod(StrEnum):
    """Whether the fixed invoice is due at the start of its period or after it (R70)."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


class BillingPeriod(StrEnum):
    """How often is invoiced; `contract` is once for the whole contract period (R71)."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    CONTRACT = "contract"


class OvertimeBehaviour(StrEnum):
    """What becomes of work that lies outside of what was agreed (R73)."""

    BLOCK = "block"
    CHARGE_EXTRA = "charge_extra"
    ALLOW_AND_FLAG = "allow_and_flag"


class Together(StrEnum):
    """Which multiplier holds for work that is beyond the cap and outside service hours at once."""

    GREATER = "greater"
    PRODUCT = "product"


class BandDay(StrEnum):
    """The kinds of day a band may be for, as the calendar knows them, and the days of the week.

    A `working_day` has service hours, also where they are fewer than usual or were made up for; a
    `rest_day` has none in an ordinary week; a `holiday` has none though its weekday has.
    """

    WORKING_DAY = "working_day"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class CreditUnit(StrEnum):
    """What a credit is: a minute of work, a request, or money in minor units (R76)."""

    MINUTES = "minutes"
    REQUESTS = "requests"
    MONEY = "money"


class CreditKind(StrEnum):
    """What an entry of the ledger of credits says (R90)."""

    GRANTED = "granted"
    CONSUMED = "consumed"
    ROLLED_OVER = "rolled_over"
    EXPIRED = "expired"


class CostBasis(StrEnum):
    """The cost that is invoiced beside the usage: an amount, or what work cost more (R79, R80)."""

    FIXED = "fixed"
    DIFFERENCE = "difference"


class Figure(StrEnum):
    """The figures a formula of the difference may take (R80)."""

    ACTUAL_COST = "actual_cost"
    PLANNED_COST = "planned_cost"
    EXTRA_COST = "extra_cost"
    USAGE_CHARGE = "usage_charge"
    FIXED_INVOICE = "fixed_invoice"


class Sign(StrEnum):
    """Whether a formula adds a figure or takes it away."""

    PLUS = "plus"
    MINUS = "minus"


class TimeRounding(StrEnum):
    """Where time goes that is no whole number of steps; a half goes up to the nearest."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class RoundedPer(StrEnum):
    """What is rounded: each entry of usage by itself, or a whole line of the invoice."""

    ENTRY = "entry"
    LINE = "line"


class UsageKind(StrEnum):
    """What an entry of usage is."""

    WORK = "work"
    REQUEST = "request"
    EXTRA_COST = "extra_cost"


class LineKind(StrEnum):
    """What a line of an invoice is for."""

    FIXED_INVOICE = "fixed_invoice"
    REQUESTS = "requests"
    WORK = "work"
    EXTRA_COST = "extra_cost"
    FIXED_COST = "fixed_cost"
    DIFFERENCE_COST = "difference_cost"


class LineUnit(StrEnum):
    """In what a line counts."""

    PERIODS = "periods"
    REQUESTS = "requests"
    MINUTES = "minutes"
    ENTRIES = "entries"


class RefusedBecause(StrEnum):
    """Why usage is not priced."""

    BEYOND_CAP = "beyond_cap"
    OUTSIDE_HOURS = "outside_hours"
    NO_EXTRA_TIME = "no_extra_time"
    NO_EXTRA_COST = "no_extra_cost"
