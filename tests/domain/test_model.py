"""What people write says something, and can be carried by a terminal, a mail and a database."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.model import (
    Confidential,
    Day,
    Edge,
    Identifier,
    LongText,
    ShortText,
    Statement,
    Value,
    meaningful,
    on_one_line,
    without_control_characters,
)
from tests.domain.samples import CONTROLS, LETTERS, NOW, names

DAY: TypeAdapter[date] = TypeAdapter(Day)
IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
texts = st.text(LETTERS + CONTROLS, max_size=30)


class Note(Edge):
    title: ShortText
    text: LongText = "Nothing more"
    proof: Statement = "Minutes of the meeting"


class Message(Value):
    text: Confidential


@pytest.mark.parametrize(
    "said",
    [
        "x",
        "n/a",
        "N/A n/a N/A n/a",
        "........",
        "xxxxxxxxxxxx",
        "----------------",
        "none none none",
        "1111 2222",
        "yes",
        "evet",
        "是",
        "测试测试测试",
        "بله",
        "ｎ／ａ",
        "𝐱𝐲𝐳𝐱",
        "\u200c" * 12,
        "",
    ],
)
def test_an_answer_that_says_nothing_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="say it in words that another person can check"):
        meaningful(said)


@pytest.mark.parametrize(
    "said",
    [
        "Tested with ten users",
        "Yedekler her gece alınıyor",
        "İşletme onayı alındı",
        "每天备份",
        "灾难恢复演练已经完成",
        "نسخهٔ پشتیبان هر شب گرفته می‌شود",
        "تأیید مدیر عملیات گرفته شد",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_a_sentence_in_any_of_our_languages_is_accepted(said: str) -> None:
    assert meaningful(said) == said


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ("abcd abcd", True),
        ("abcd abc", False),
        ("abc abc abc", False),
        ("备份 ab", True),
        ("备 abcd", False),
        ("备份完成", True),
        ("备份完", False),
    ],
)
def test_eight_letters_of_four_kinds_are_enough_and_an_ideograph_counts_as_three(
    said: str, *, enough: bool
) -> None:
    try:
        accepted = meaningful(said) == said
    except ValueError:
        accepted = False
    assert accepted is enough


@given(letter=st.sampled_from(LETTERS + CONTROLS), times=st.integers(0, 200))
def test_one_letter_says_nothing_however_often_it_is_written(letter: str, times: int) -> None:
    with pytest.raises(ValueError, match="say it in words"):
        meaningful(letter * times)


@given(said=texts, more=texts)
def test_who_has_said_enough_may_say_more(said: str, more: str) -> None:
    sentence = f"Agreed with the customer: {said}"
    assert meaningful(f"{sentence} {more}") == f"{sentence} {more}"


@given(
    before=st.text("abc \n\t\r", max_size=9),
    control=st.sampled_from(CONTROLS),
)
def test_a_control_character_is_refused_wherever_it_stands(before: str, control: str) -> None:
    with pytest.raises(ValueError, match=rf"U\+{ord(control):04X} is not allowed"):
        without_control_characters(f"{before}{control} and more")


def test_what_a_person_says_in_confidence_can_be_kept_too() -> None:
    assert Message(text="").text == ""
    for unprintable in ("a\x00b", "a\ud83db", "x" * 20_001):
        with pytest.raises(ValidationError):
            Message(text=unprintable)
    assert Message.model_json_schema()["properties"]["text"]["confidential"] is True


def test_half_a_letter_is_no_text() -> None:
    with pytest.raises(ValueError, match="not valid Unicode"):
        without_control_characters("broken \ud83d")


@given(text=st.text(LETTERS.replace("\ud83d", ""), max_size=50))
def test_text_without_control_characters_stays_as_it_was_written(text: str) -> None:
    assert without_control_characters(f"{text}\n\t{text}") == f"{text}\n\t{text}"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_a_name_is_written_on_one_line(line_break: str) -> None:
    with pytest.raises(ValueError, match="write it on one line"):
        on_one_line(f"E-mail{line_break}Bcc: everybody")
    assert Note(title="E-mail", text=f"first{line_break}second").title == "E-mail"


def test_an_empty_name_is_a_name_on_one_line() -> None:
    assert on_one_line("") == ""


@pytest.mark.parametrize("field", ["title", "text", "proof"])
@pytest.mark.parametrize("written", ["", "   ", "\n", "with a bell \a in it", "\x9b31m red"])
def test_every_kind_of_text_refuses_what_is_empty_or_cannot_be_printed(
    field: str, written: str
) -> None:
    with pytest.raises(ValidationError):
        Note.model_validate({"title": "Note", field: written})


@pytest.mark.parametrize(
    ("field", "longest"), [("title", 300), ("text", 20_000), ("proof", 20_000)]
)
def test_a_text_has_a_longest_length(field: str, longest: int) -> None:
    fits = ("abcdefgh" * longest)[:longest]
    assert getattr(Note.model_validate({"title": "Note", field: fits}), field) == fits
    with pytest.raises(ValidationError, match="at most"):
        Note.model_validate({"title": "Note", field: fits + "i"})


def test_space_around_what_was_typed_is_dropped() -> None:
    assert Note(title="  E-mail \n").title == "E-mail"


def test_what_somebody_typed_knows_no_further_field() -> None:
    with pytest.raises(InvalidInputError, match="titel: is not known"):
        checked(Note, {"title": "E-mail", "titel": "E-mail"})


def test_what_another_release_wrote_of_it_is_still_read() -> None:
    assert Note.model_validate({"title": "E-mail", "colour": "red"}) == Note(title="E-mail")


def test_a_value_of_a_later_release_is_read_without_the_fields_that_are_new() -> None:
    assert Message.model_validate({"text": "hello", "tone": "kind"}) == Message(text="hello")


@pytest.mark.parametrize("frozen", [Message(text="hello"), Note(title="hello")])
def test_a_value_never_changes(frozen: Message | Note) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        frozen.text = "good-bye"  # type: ignore[misc]  # The test tries what mypy forbids.


@pytest.mark.parametrize("written", ["2027-03-01", date(2027, 3, 1)])
def test_a_day_is_read_as_a_person_or_yaml_writes_it(written: object) -> None:
    assert DAY.validate_python(written) == date(2027, 3, 1)


@given(day=st.dates())
def test_every_day_is_read_back_as_it_was_written(day: date) -> None:
    assert DAY.validate_python(day.isoformat()) == day
    assert DAY.validate_json(DAY.dump_json(day)) == day


@pytest.mark.parametrize(
    "written",
    [
        20_270_301,
        0,
        "the year 2027",
        "1798761600",
        "1.3.2027",
        "2027-3-1",
        "2027-03-01T00:00:00",
        "٢٠٢٧-٠٣-٠١",
        NOW,
        None,
    ],
)
def test_what_is_not_written_as_a_day_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="a day is written as YYYY-MM-DD"):
        DAY.validate_python(written)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="date"):
        DAY.validate_python("2027-02-29")


def test_a_midnight_is_an_instant_and_no_day() -> None:
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        DAY.validate_python(datetime(2027, 3, 1, tzinfo=NOW.tzinfo))


@given(name=names)
def test_an_identifier_is_plain_ascii(name: str) -> None:
    assert IDENTIFIER.validate_python(name) == name
    assert name.isascii()


@pytest.mark.parametrize("name", ["", "-a", ".a", "a/b", "a b", "ä", "a" * 65, "a\n", "a#1"])
def test_a_name_that_no_process_could_carry_is_no_identifier(name: str) -> None:
    with pytest.raises(ValidationError):
        IDENTIFIER.validate_python(name)


@given(text=texts)
def test_a_name_that_is_accepted_fits_into_one_header_line(text: str) -> None:
    try:
        title = Note(title=text).title
    except ValidationError:
        return
    assert len(title.splitlines()) == 1
    assert not any(unicodedata.category(letter) == "Cs" for letter in title)
