"""The holidays of a country, asked of the `holidays` library while a calendar is frozen (R91).

The library knows more with each edition, so it is asked here and nowhere else: what it says is
written into the version of a calendar, and a process counts with that.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import holidays

from domain.calendars import HALF_DAY, HolidayDays, HolidayRule
from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holidays.holiday_base import HolidayBase

# Where the library has one set of names only, they are these.
_ONLY_LANGUAGE = ("en_US",)
# Days that have a name and on which people work all the same.
_NO_HOLIDAYS = "workday"
_MAKE_UP = {
    "en": "make-up working day",
    "fa": "روز کاری جبرانی",
    "tr": "telafi çalışma günü",
    "zh": "调休上班",
}


def holiday_days(rule: HolidayRule) -> HolidayDays:
    """What the library says of the years of a rule, in the language of the rule.

    The language is always handed over: left out, it would be that of the machine.

    Raises:
        InvalidInputError: the library does not know the country, the part of it, the language or
            one of the categories; the message names those it knows.
    """
    _check_known(rule)
    others = tuple(one for one in rule.categories if one != HALF_DAY)
    closed = _asked(rule, others) if others else None
    half = _asked(rule, (HALF_DAY,)) if HALF_DAY in rule.categories else None
    # The library names the days off on which people work beside those it closes for them.
    made_up = sorted(getattr(closed, "weekend_workdays", ()))
    name = _MAKE_UP.get(rule.language.partition("_")[0], _MAKE_UP["en"])
    return HolidayDays(
        closed=dict(closed or {}),
        half=dict(half or {}),
        make_up={day: name for day in made_up if rule.years.first <= day.year <= rule.years.last},
        edition=f"holidays {version('holidays')}",
    )


def _asked(rule: HolidayRule, categories: tuple[str, ...]) -> HolidayBase:
    return holidays.country_holidays(
        rule.country,
        subdiv=rule.subdivision,
        years=range(rule.years.first, rule.years.last + 1),
        language=rule.language,
        categories=categories,
    )


def _check_known(rule: HolidayRule) -> None:
    countries = holidays.list_supported_countries(include_aliases=False)
    if rule.country not in countries:
        raise _wrong("country", f"nobody here knows the holidays of {rule.country}", ())
    parts = countries[rule.country]
    if rule.subdivision is not None and rule.subdivision not in parts:
        raise _wrong("subdivision", f"{rule.country} has no part {rule.subdivision!r}", parts)
    country = holidays.country_holidays(rule.country)
    languages = country.supported_languages or _ONLY_LANGUAGE
    if rule.language not in languages:
        said = f"holidays of {rule.country} have no names in {rule.language!r}"
        raise _wrong("language", said, languages)
    lists = sorted({*country.supported_categories} - {_NO_HOLIDAYS})
    for one in rule.categories:
        if one not in lists:
            raise _wrong("categories", f"{rule.country} has no holidays called {one!r}", lists)


def _wrong(name: str, said: str, known: Iterable[str]) -> InvalidInputError:
    field = f"holidays.{name}"
    allowed = ", ".join(known)
    more = f"; there is {allowed}" if allowed else ""
    return InvalidInputError(f"{field}: {said}{more}", field=field)
