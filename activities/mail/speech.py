"""How days, hours, numbers and amounts are written in a language, and which way it runs.

Persian has its own digits and the Jalali calendar of Iran, which Babel does not know.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from persiantools.jdatetime import JalaliDate

from domain.money import decimals_of
from domain.words import Language

if TYPE_CHECKING:
    from datetime import date, datetime

_USUAL_FONTS = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Arial, sans-serif"
_CHINESE_FONTS = (
    "Segoe UI, Roboto, Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
)
_PERSIAN_FONTS = "Vazirmatn, Segoe UI, Tahoma, Noto Sans Arabic, Arial, sans-serif"
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Speech(NamedTuple):
    """A language as Unicode and mail programs name it.

    Args:
        locale: How Babel writes dates and numbers.
        tag: Its BCP 47 tag, as screen readers choose their voice by it.
        is_rtl: Whether it runs from right to left.
        numbers: Its numbering system; Babel takes only the separators from it.
        comma: What stands between the parts of a list.
        colon: What stands between a label and what is said of it.
        aside: How something is said in brackets.
        hour: What stands between a day and an hour of it.
        fonts: The fonts of the machines that its readers use, as CSS lists them.
    """

    locale: str
    tag: str
    is_rtl: bool = False
    numbers: str = "latn"
    comma: str = ", "
    colon: str = ":"
    aside: str = " ({})"
    hour: str = ", "
    fonts: str = _USUAL_FONTS


# English is the one whose dates cannot be misread: day before month, twenty-four hours.
SPEECH = {
    Language.ENGLISH: Speech("en_GB", "en"),
    Language.TURKISH: Speech("tr_TR", "tr"),
    Language.CHINESE: Speech(
        "zh_Hans_CN",
        "zh-Hans",
        comma="、",
        colon="：",
        aside="（{}）",
        hour=" ",
        fonts=_CHINESE_FONTS,
    ),
    Language.PERSIAN: Speech(
        "fa_IR",
        "fa",
        is_rtl=True,
        numbers="arabext",
        comma="، ",
        hour="، ساعت ",
        fonts=_PERSIAN_FONTS,
    ),
}


def digits(text: str, language: Language) -> str:
    """A number that was written already, in the digits of the language."""
    return text.translate(_PERSIAN_DIGITS) if language is Language.PERSIAN else text


def number(value: int | Decimal, language: Language) -> str:
    """A number, its thousands grouped as the language groups them."""
    speech = SPEECH[language]
    shown = format_decimal(value, locale=speech.locale, numbering_system=speech.numbers)
    return digits(shown, language)


def money(minor_units: int, currency: str, language: Language) -> str:
    """An amount with the name of its currency, to the last of its minor units."""
    speech, decimals = SPEECH[language], decimals_of(currency)
    shown = format_currency(
        Decimal(minor_units).scaleb(-decimals),
        currency,
        format=f"#,##0{'.' if decimals else ''}{'0' * decimals} ¤¤¤",
        locale=speech.locale,
        currency_digits=False,
        numbering_system=speech.numbers,
    )
    return digits(shown, language)


def day(value: date, language: Language) -> str:
    """A day with its weekday; a Persian reader gets the day of the Jalali calendar."""
    if language is Language.PERSIAN:
        jalali = JalaliDate(value)  # type: ignore[no-untyped-call]  # the constructor has no types
        name, month = (jalali.strftime(part, locale="fa") for part in ("%A", "%B"))
        return digits(f"{name} {jalali.day} {month} {jalali.year}", language)
    return format_date(value, format="full", locale=SPEECH[language].locale)


def hour(value: datetime, language: Language) -> str:
    """The hour of a day, in twenty-four hours."""
    shown = format_time(value.time(), format="short", locale=SPEECH[language].locale)
    return digits(shown, language)
