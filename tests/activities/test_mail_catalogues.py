"""Every language says everything, in words of its own, with the gaps that can be filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from activities.mail.blocks import Command, Facts, blocks_of
from activities.mail.catalogues import Wording, gaps_in, wording
from activities.mail.letters import UnwritableError, write_letter
from domain.contracts import questions
from domain.policy import DECIDED_BY_SILENCE, QuestionName
from domain.service_questions import service_question
from domain.telling import Template
from domain.words import Language
from tests.domain import samples
from tests.support.posts import AGREED, POLICY, SENDER, SERVICE, TASK, page, plain, post

if TYPE_CHECKING:
    from domain.posts import Post

TRANSLATED = tuple(one for one in Language if one is not Language.ENGLISH)
ENGLISH = wording(Language.ENGLISH)
OF_SERVICES = sorted(set(QuestionName) - {QuestionName.POLICY_APPROVAL} - set(questions.OUTCOMES))

# What peers say and nobody should (Frappe, Tryton), and what would not be our own term.
WRONG_TERMS = {
    Language.CHINESE: ("代理商", "分辨率", "回复人", "客戶", "服務"),
    Language.PERSIAN: (
        *("اولین پاسخ به علت", "هدایت کردن", "نقل قول", "گم شده", "دانینگ", "مکث کرد"),
        *("ي", "ك", "سرویس"),
    ),
    Language.TURKISH: ("Stratejisi Komitesi", "servis ", "Servis ", "şikayet", "eskalasyon"),
    Language.ENGLISH: ("ticket", "catalog ", "SLA breach"),
}
TERMS = {
    Language.TURKISH: (
        *("Ürün ve Hizmet Strateji Komitesi", "Hizmet Tasarımı", "Hizmet Operasyonu"),
        *("Hizmet kataloğu", "otomatik yenilenme", "hizmet seviyeleri", "Müşteri"),
    ),
    Language.CHINESE: ("服务目录", "退役", "升级", "服务级别", "客户", "合同", "服务设计", "运营"),
    Language.PERSIAN: ("سطوح خدمات", "ارجاع", "مشتری", "قرارداد"),
    Language.ENGLISH: (
        *("Product and Service Strategy Committee", "service catalogue", "service design"),
        "service operation",
    ),
}
_GAP = re.compile(r"\{[^}]*\}")
_LETTERS = re.compile(r"[^\W\d_]+")


def body_of(notice: Post, language: Language) -> str:
    """The text of a letter in a language."""
    return plain(write_letter(notice, sender=SENDER, language=language))


def all_texts(language: Language) -> dict[str, str]:
    """Every form of every text of a language."""
    texts = wording(language)
    return {
        f"{key}[{place}]": form
        for key in sorted(texts.keys)
        for place, form in enumerate(texts.forms(key))
    }


def is_answer(key: str) -> bool:
    """Whether a text is a question or an outcome, which English has from the record."""
    return key.startswith(("question.", "outcome."))


def asks(name: QuestionName) -> Post:
    """A notice of a task that puts a question."""
    asked = TASK.model_copy(update={"name": name.value, "question": "In English?"})
    if name is QuestionName.POLICY_APPROVAL:
        return post(task=asked, service=None, policy=POLICY)
    if name in questions.OUTCOMES:
        return post(task=asked, service=None, contract=AGREED)
    return post(task=asked, service=SERVICE, params={"change": "Larger mailboxes"})


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", Template)
def test_every_notice_is_written_in_every_language_with_no_gap_left(
    template: Template, language: Language
) -> None:
    letter = write_letter(post(template), sender=SENDER, language=language)
    whole = f"{letter['Subject']}\n{plain(letter)}"
    assert _GAP.findall(whole) == []
    assert _GAP.findall(page(letter)) == []
    assert not letter["Subject"].endswith(" ")


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_letters(language: Language) -> None:
    wanted = {f"{one}.{part}" for one in Template for part in ("subject", "body")}
    letters = {key for key in wording(language).keys if not is_answer(key)}
    assert letters >= wanted
    assert letters == {key for key in ENGLISH.keys if not is_answer(key)}
    assert {key.partition(".")[0] for key in letters - wanted} == {"letter", "kind", "price_rule"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_question_and_every_answer_is_put_in_every_language(language: Language) -> None:
    outcomes = {one for decided in DECIDED_BY_SILENCE.values() for one in decided}
    outcomes |= {one for offered in questions.OUTCOMES.values() for one in offered}
    for name in OF_SERVICES:
        state, policy = samples.service_state(), samples.policy()
        asked = service_question(name, state, policy, version=1, requester=None)
        outcomes |= set(asked.outcomes)
    wanted = {f"question.{name}" for name in QuestionName}
    wanted |= {f"outcome.{one}" for one in {*outcomes, "approve", "reject"}}
    assert {key for key in wording(language).keys if is_answer(key)} == wanted


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_gaps_of_the_english_text(language: Language) -> None:
    texts = wording(language)
    for key in ENGLISH.keys:
        most = set[str]().union(*(gaps_in(form) for form in ENGLISH.forms(key)))
        assert set[str]().union(*(gaps_in(form) for form in texts.forms(key))) == most, key
        assert (key in texts.counted) == (key in ENGLISH.counted), key
    for key in wording(Language.TURKISH).keys - ENGLISH.keys:
        assert gaps_in(texts.single[key]) == gaps_in(wording(Language.TURKISH).single[key]), key


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_built_like_the_english_text(language: Language) -> None:
    for key in (key for key in ENGLISH.keys if key.endswith(".body") or key.startswith("letter.")):
        english, translated = ENGLISH.forms(key)[-1], wording(language).forms(key)[-1]
        built, wanted = list(blocks_of(translated)), list(blocks_of(english))
        assert [type(one) for one in built] == [type(one) for one in wanted], key
        for mine, theirs in zip(built, wanted, strict=True):
            if isinstance(theirs, Command):
                assert mine == theirs, "a command is never translated"
            if isinstance(theirs, Facts) and isinstance(mine, Facts):
                assert [value for _, value in mine.rows] == [value for _, value in theirs.rows]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_a_copy_of_the_english_one(language: Language) -> None:
    for key in ENGLISH.keys:
        words = _LETTERS.findall(_GAP.sub("", ENGLISH.forms(key)[-1]))
        if words:
            assert wording(language).forms(key)[-1] != ENGLISH.forms(key)[-1], key


@pytest.mark.parametrize("language", Language)
def test_no_text_is_empty_or_carries_marks_of_direction(language: Language) -> None:
    for key, text in all_texts(language).items():
        assert text.strip(), key
        assert text.rstrip() == text, key
        assert not set(text) & set("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"), key


@pytest.mark.parametrize("language", Language)
def test_the_words_are_those_of_the_glossary_and_never_a_wrong_one(language: Language) -> None:
    texts = all_texts(language)
    wrong = [(key, term) for key in texts for term in WRONG_TERMS[language] if term in texts[key]]
    assert wrong == []
    together = " ".join(texts.values()).replace("\n", " ")
    assert [term for term in TERMS[language] if term not in together] == []


@pytest.mark.parametrize("language", [Language.CHINESE, Language.PERSIAN])
def test_a_language_with_letters_of_its_own_is_written_in_them(language: Language) -> None:
    kept = {"servicecycle"}
    for key, text in all_texts(language).items():
        said = "\n".join(one for one in text.split("\n") if not one.startswith("    servicecycle"))
        latin = set(re.findall(r"[A-Za-z]+", _GAP.sub("", said)))
        assert latin <= kept, key


def test_no_line_of_a_chinese_paragraph_is_broken() -> None:
    for key, text in all_texts(Language.CHINESE).items():
        parts = [one for one in text.split("\n\n") if "\n" in one]
        assert [one for one in parts if not one.startswith("    ")] == [], key


@pytest.mark.parametrize("language", Language)
def test_what_is_counted_has_the_forms_of_the_language(language: Language) -> None:
    open_records = {count: body_counting(language, count) for count in (1, 2, 11)}
    assert len(set(open_records.values())) == 3
    forms = {Language.ENGLISH: 2, Language.PERSIAN: 2}.get(language, 1)
    assert len(wording(language).forms("dependents_open.body")) == forms


def body_counting(language: Language, count: int) -> str:
    """The letter about so many open records."""
    one = post(Template.DEPENDENTS_OPEN).dependents[0]
    several = tuple(one.model_copy(update={"dependent_id": f"K-{n}"}) for n in range(count))
    return body_of(post(Template.DEPENDENTS_OPEN, dependents=several), language)


def test_one_record_is_spoken_of_otherwise_than_several() -> None:
    assert "This record still depends on" in body_counting(Language.ENGLISH, 1)
    assert "2 records still depend on" in body_counting(Language.ENGLISH, 2)
    assert "Aşağıdaki 11 kayıt" in body_counting(Language.TURKISH, 11)
    assert "以下11条记录" in body_counting(Language.CHINESE, 11)
    assert "این پرونده هنوز" in body_counting(Language.PERSIAN, 1)
    assert "۱۱ پرونده هنوز" in body_counting(Language.PERSIAN, 11)


def test_a_gap_that_nothing_is_known_for_is_found() -> None:
    with pytest.raises(UnwritableError, match="service_offered: nothing is known of 'service"):
        write_letter(post(Template.SERVICE_OFFERED, service=None), sender=SENDER)


def test_a_notice_of_an_unknown_kind_is_found() -> None:
    with pytest.raises(UnwritableError, match=r"nothing is known of 'greeting_card\.subject'"):
        write_letter(post("greeting_card"), sender=SENDER)


def test_a_day_that_is_none_is_found() -> None:
    deferred = post(Template.SERVICE_DEFERRED, params={"until": "soon"})
    with pytest.raises(UnwritableError, match="service_deferred: Invalid isoformat string: 'soon'"):
        write_letter(deferred, sender=SENDER)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", QuestionName)
def test_every_question_of_the_policy_is_put_in_the_language_of_its_reader(
    name: QuestionName, language: Language
) -> None:
    assert "In English?" not in body_of(asks(name), language)
    assert "In English?" in body_of(asks(name), Language.ENGLISH)


def test_a_question_that_a_later_release_asks_is_put_as_it_was_recorded() -> None:
    asked = TASK.model_copy(update={"name": "holding", "outcomes": ("hold", "keep")})
    body = body_of(post(task=asked), Language.TURKISH)
    assert "Shall we offer Müşteri İlişkileri?" in body
    assert "hold, keep (sürdürülsün)" in body


def test_a_reader_gets_his_own_word_for_ours_and_nothing_else_changes() -> None:
    preferred = {"hizmet": "servis", "Hizmet kataloğu": "Hizmet listesi", "Soru": "Konu"}
    notice = post(preferred_terms=preferred, service=SERVICE.model_copy(update={"name": "hizmet"}))
    body = body_of(notice, Language.TURKISH)
    assert "    Konu:      “hizmet” hizmetini sunalım mı?" in body
    assert "servicecycle decide" in body
    live = body_of(post(Template.SERVICE_RETIRED, preferred_terms=preferred), Language.TURKISH)
    assert "hizmeti sonlandırıldı" in live
    ended = post(Template.SERVICE_RETIRED, preferred_terms={"service catalogue": "service list"})
    assert "no longer stands in the service list." in body_of(ended, Language.ENGLISH)
    chinese = post(Template.SERVICE_RETIRED, preferred_terms={"服务目录": "服务清单"})
    assert "已从服务清单中移除" in body_of(chinese, Language.CHINESE)


def test_a_preferred_term_never_reaches_into_a_command_or_a_gap() -> None:
    preferred = {"service": "hizmet", "show": "göster", "question": "soru"}
    texts = wording(Language.ENGLISH).in_terms(preferred)
    assert "    servicecycle service show {service_id}" in texts.single["letter.service"]
    assert texts.single["task_opened.subject"] == "Your decision, please: {question}"
    assert texts.forms("dependents_open.body") == ENGLISH.forms("dependents_open.body")
    assert ENGLISH.in_terms({}) is ENGLISH


def test_a_text_in_the_plural_says_what_it_counts() -> None:
    counted = Wording({}, {"due": ("days", ("one day", "{days} days"))}, lambda n: int(n != 1))
    assert counted.text("due", {"days": 1}) == "one day"
    assert counted.text("due", {"days": 3}) == "{days} days"
    assert (counted.keys, counted.get("due")) == ({"due"}, None)
    with pytest.raises(KeyError, match="days"):
        counted.text("due", {})
