"""Days, hours, numbers and amounts as each language writes them, and words that run both ways."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import jdatetime
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.mail import speech
from activities.mail.catalogues import wording
from activities.mail.filling import gaps_of
from activities.mail.letters import write_letter
from activities.mail.pens import HtmlPen, PlainPen
from domain.telling import Template
from domain.words import Language
from tests.support.posts import SENDER, SERVICE, page, plain, post, to

ISOLATE, POP = "\u2068", "\u2069"
_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_WEEKDAYS = ("دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def persian(**changes: object) -> str:
    """A letter about a question, in Persian."""
    notice = post(Template.TASK_OPENED, to=to(language=Language.PERSIAN), **changes)
    return plain(write_letter(notice, sender=SENDER))


@given(day=st.dates(date(1921, 3, 21), date(2120, 12, 31)))
@example(day=date(2025, 3, 20))
@example(day=date(2025, 3, 21))
@example(day=date(2026, 3, 20))
@example(day=date(2026, 3, 21))
def test_a_jalali_day_is_the_one_that_another_library_reckons(day: date) -> None:
    other = jdatetime.date.fromgregorian(date=day)
    weekday, number, month, year = speech.day(day, Language.PERSIAN).split(" ")
    assert weekday == _WEEKDAYS[day.weekday()]
    assert int(number.translate(PERSIAN_DIGITS)) == other.day
    assert month == _MONTHS[other.month - 1]
    assert int(year.translate(PERSIAN_DIGITS)) == other.year
    assert not set(number + year) & set("0123456789")


@pytest.mark.parametrize(
    ("day", "nowruz"),
    [
        (date(2017, 3, 21), "سه\u200cشنبه ۱ فروردین ۱۳۹۶"),
        (date(2021, 3, 21), "یکشنبه ۱ فروردین ۱۴۰۰"),
        (date(2024, 3, 20), "چهارشنبه ۱ فروردین ۱۴۰۳"),
        (date(2025, 3, 21), "جمعه ۱ فروردین ۱۴۰۴"),
        (date(2026, 3, 21), "شنبه ۱ فروردین ۱۴۰۵"),
        (date(2025, 3, 20), "پنجشنبه ۳۰ اسفند ۱۴۰۳"),
    ],
)
def test_the_persian_year_begins_on_the_day_iran_says(day: date, nowruz: str) -> None:
    assert speech.day(day, Language.PERSIAN) == nowruz


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [
        (Language.ENGLISH, "Saturday, 5 December 2026", "08:05"),
        (Language.TURKISH, "5 Aralık 2026 Cumartesi", "08:05"),
        (Language.CHINESE, "2026年12月5日星期六", "08:05"),
        (Language.PERSIAN, "شنبه ۱۴ آذر ۱۴۰۵", "۸:۰۵"),
    ],
)
def test_a_day_and_an_hour_are_written_as_the_language_writes_them(
    language: Language, day: str, hour: str
) -> None:
    at = datetime(2026, 12, 5, 8, 5, tzinfo=UTC)
    assert (speech.day(at.date(), language), speech.hour(at, language)) == (day, hour)


@pytest.mark.parametrize(
    ("language", "liras", "yen", "number"),
    [
        (Language.ENGLISH, "12,500.00 Turkish Lira", "500 Japanese Yen", "1,234,567"),
        (Language.TURKISH, "12.500,00 Türk lirası", "500 Japon yeni", "1.234.567"),
        (Language.CHINESE, "12,500.00 土耳其里拉", "500 日元", "1,234,567"),
        (Language.PERSIAN, "۱۲٬۵۰۰٫۰۰ لیرهٔ ترکیه", "۵۰۰ ین ژاپن", "۱٬۲۳۴٬۵۶۷"),
    ],
)
def test_amounts_and_numbers_have_the_signs_of_the_language(
    language: Language, liras: str, yen: str, number: str
) -> None:
    shown = speech.money(1_250_000, "TRY", language), speech.money(500, "JPY", language)
    assert tuple(one.casefold() for one in shown) == (liras.casefold(), yen.casefold())
    assert speech.number(1_234_567, language) == number


@given(units=st.integers(0, 10**15))
def test_no_minor_unit_of_an_amount_is_lost(units: int) -> None:
    shown = speech.money(units, "TRY", Language.TURKISH).partition(" ")[0]
    assert int("".join(one for one in shown if one.isdigit())) == units


def test_a_persian_letter_isolates_what_runs_from_left_to_right() -> None:
    body = persian()
    assert body.startswith(f"{ISOLATE}Ayşe Yılmaz{POP} گرامی،")
    assert f"خدمت «{ISOLATE}Müşteri İlişkileri{POP}» را" in body
    assert f"{ISOLATE}service/crm/committee/1{POP}" in body
    assert f"ساعت ۱۸:۳۰ ({ISOLATE}Europe/Istanbul{POP})" in body
    assert f"{ISOLATE}offer{POP} (ارائه شود)، {ISOLATE}reject{POP}" in body


def test_a_persian_name_stands_in_a_persian_letter_as_it_is() -> None:
    body = persian(service=SERVICE.model_copy(update={"name": "پشتیبان‌گیری"}))
    assert "خدمت «پشتیبان‌گیری» را" in body


@pytest.mark.parametrize("language", Language)
def test_a_command_is_copied_without_a_mark_in_it(language: Language) -> None:
    letter = write_letter(post(), sender=SENDER, language=language)
    lines = [one for one in plain(letter).split("\n") if "servicecycle " in one]
    commands = [one for one in lines if one.startswith("    ")]
    decide = 'servicecycle decide service/crm/committee/1 OUTCOME --reason "…" [--data FILE]'
    assert commands == [f"    {decide}", "    servicecycle task show service/crm/committee/1"]
    assert not {one for line in commands for one in line if unicodedata.category(one) == "Cf"}


def test_every_isolate_that_is_opened_is_closed() -> None:
    for template in Template:
        letter = write_letter(post(template), sender=SENDER, language=Language.PERSIAN)
        for line in (*plain(letter).split("\n"), letter["Subject"]):
            depth = 0
            for sign in line:
                depth += (sign == ISOLATE) - (sign == POP)
                assert depth in {0, 1}
            assert depth == 0
        assert ISOLATE not in page(letter)


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_cannot_turn_the_letter_around(turn: str) -> None:
    service = SERVICE.model_copy(update={"name": f"CRM{turn}tnemtnioppa"})
    letter = write_letter(post(Template.SERVICE_RETIRED, service=service), sender=SENDER)
    assert "“CRMtnemtnioppa” hizmeti" in plain(letter)
    assert turn not in page(letter)


def test_a_persian_name_in_a_letter_from_left_to_right_is_isolated() -> None:
    notice = post(Template.SERVICE_RETIRED, to=to(name="مریم رضایی", language=Language.ENGLISH))
    assert plain(write_letter(notice, sender=SENDER)).startswith(f"Dear {ISOLATE}مریم رضایی{POP},")


def test_the_two_pens_say_the_same() -> None:
    ink, press = PlainPen(is_rtl=False), HtmlPen()
    for pen in (ink, press):
        parts = [pen.plain("a & b"), pen.plain("<c>")]
        assert pen.fill("{x}!", {"x": pen.join(", ", parts)}) in {
            "a & b, <c>!",
            "a &amp; b, &lt;c&gt;!",
        }
    assert press.foreign("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert ink.foreign("---") == "---"


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"x_on": "2027-06-30"}, "30 Haziran 2027 Çarşamba"),
        ({"x_at": "2027-06-30T21:30:00Z"}, "1 Temmuz 2027 Perşembe, 00:30 (Europe/Istanbul)"),
        ({"x": 12_345}, "12.345"),
        ({"x": {"minor_units": 500, "currency": "TRY"}}, "5,00 Türk lirası"),
        ({"x": "a <b>"}, "a <b>"),
        ({"x": {"else": 1}}, "{'else': 1}"),
    ],
)
def test_what_was_only_known_when_it_was_queued_is_written_by_its_shape(
    params: dict[str, object], shown: str
) -> None:
    texts, turkish = wording(Language.TURKISH), Language.TURKISH
    (name,) = params
    filled = gaps_of(post(params=params), texts, turkish, PlainPen(is_rtl=False))
    assert filled[name] == shown


def test_a_list_of_names_is_a_list_in_the_letter() -> None:
    letter = write_letter(post(Template.DEPENDENTS_OPEN), sender=SENDER)
    assert "<li>sözleşme <bdi>K-7: Acme A.Ş.</bdi></li>" in page(letter)
    told = post(params={"names": ["a", "b\nc"]})
    gaps = gaps_of(told, wording(Language.TURKISH), Language.TURKISH, PlainPen(is_rtl=False))
    assert gaps.lists["names"] == ["a", "b c"]
