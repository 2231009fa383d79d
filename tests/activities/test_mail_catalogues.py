"""Both languages say everything, with the gaps that can be filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from activities.mail.catalogues import wording, written_in
from activities.mail.letters import UnwritableError, write_letter
from domain.policy import QuestionName
from domain.service_questions import service_question
from domain.telling import Template
from domain.words import Language
from tests.domain import samples
from tests.support.posts import POLICY, SENDER, SERVICE, TASK, post

if TYPE_CHECKING:
    from domain.posts import Post

WRITTEN = (Language.ENGLISH, Language.TURKISH)

_GAP = re.compile(r"\{[^}]*\}")


def body_of(notice: Post, language: Language) -> str:
    """The text of a letter in a language."""
    return str(write_letter(notice, sender=SENDER, language=language).get_content())


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("template", Template)
def test_every_notice_is_written_in_every_language_with_no_gap_left(
    template: Template, language: Language
) -> None:
    letter = write_letter(post(template), sender=SENDER, language=language)
    whole = f"{letter['Subject']}\n{letter.get_content()}"
    assert _GAP.findall(whole) == []
    assert letter["Content-Language"] == language
    assert not letter["Subject"].endswith(" ")


def test_every_language_has_the_same_letters() -> None:
    wanted = {f"{one}.{part}" for one in Template for part in ("subject", "body")}
    about = {"letter.greeting", "letter.signature", "letter.service"}
    for language in WRITTEN:
        letters = {
            key for key in wording(language) if not key.startswith(("question.", "outcome."))
        }
        assert letters == wanted | about | {"letter.task", "letter.task_closed"}


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


@pytest.mark.parametrize("name", QuestionName)
def test_every_question_of_the_policy_is_put_in_turkish(name: QuestionName) -> None:
    asked = TASK.model_copy(update={"name": name.value, "question": "In English?"})
    about = {"policy": POLICY} if name is QuestionName.POLICY_APPROVAL else {"service": SERVICE}
    notice = post(task=asked, **about)
    assert "In English?" not in body_of(notice, Language.TURKISH)
    assert "In English?" in body_of(notice, Language.ENGLISH)


@pytest.mark.parametrize("name", sorted(set(QuestionName) - {QuestionName.POLICY_APPROVAL}))
def test_every_answer_is_explained_in_turkish(name: QuestionName) -> None:
    asked = service_question(
        name, samples.service_state(), samples.policy(), version=1, requester=None
    )
    meanings = [wording(Language.TURKISH).get(f"outcome.{one}") for one in asked.outcomes]
    assert all(meanings)


def test_a_question_that_a_later_release_asks_is_put_as_it_was_recorded() -> None:
    asked = TASK.model_copy(update={"name": "renewal", "outcomes": ("renew", "keep")})
    body = body_of(post(task=asked), Language.TURKISH)
    assert "Shall we offer Müşteri İlişkileri?" in body
    assert "renew, keep (sürdürülsün)" in body


@pytest.mark.parametrize("language", [Language.CHINESE, Language.PERSIAN])
def test_who_reads_chinese_or_persian_is_written_to_in_english_for_now(language: Language) -> None:
    assert written_in(language) is Language.ENGLISH
    assert wording(language) == wording(Language.ENGLISH)
    assert body_of(post(), language) == body_of(post(), Language.ENGLISH)
