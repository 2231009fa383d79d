"""A notice about a contract knows what its wording needs (R63, R65)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from activities.mail import speech
from activities.mail.catalogues import wording
from activities.mail.letters import UnwritableError, write_letter
from activities.store.contract_services import choose
from activities.store.notices import Notices
from activities.store.outbox import tell
from domain.contracts.terms import Recipients
from domain.contracts.words import Renewal
from domain.policy import QuestionName
from domain.telling import Audience, Telling, Template
from domain.words import Language
from tests.support.outbox import Outbox, outbox
from tests.support.posts import AGREED, NOON, SENDER, TASK, page, plain, post
from tests.support.receivers import (
    change_contact,
    freeze,
    put_contact,
    put_contract,
    put_customer,
)

if TYPE_CHECKING:
    from domain.posts import Post
    from tests.activities.house import House


@pytest.fixture
def box(empty_house: House) -> Outbox:
    found = outbox(empty_house.worker)
    freeze(found, 1, "09:00-18:00")
    put_customer(found, calendar_id="acme")
    put_contact(found)
    put_contract(found)
    return found


def post_about(box: Outbox, contract_id: str) -> Post:
    subject = f"contract/{contract_id}"
    notice_id = box.tell(Template.CONTRACT_ENDING, subject=subject, key=f"{subject}#1")
    with Notices(box.engine).claim(notice_id, NOON) as claimed:
        assert claimed is not None
        return claimed.post


def test_a_notice_knows_its_contract_and_the_present_period(box: Outbox) -> None:
    assert post_about(box, "K-7").contract == AGREED


def test_a_notice_about_a_contract_that_is_not_there_cannot_be_written(box: Outbox) -> None:
    with pytest.raises(UnwritableError, match="nothing is known of 'contract'"):
        write_letter(post_about(box, "K-8"), sender=SENDER)


@pytest.mark.parametrize(
    ("roles", "entry", "letters"),
    [
        (["contact"], {"state": "active"}, 2),
        (["contact"], {"state": "passive"}, 1),
        ([], {"archived_at": NOON}, 1),
        (["account_manager", "contact"], {"state": "passive"}, 2),
        (["account_manager"], {"state": "passive", "archived_at": NOON}, 2),
    ],
)
def test_a_chosen_recipient_is_told_unless_he_was_a_contact_and_nothing_else(
    box: Outbox, roles: list[str], entry: dict[str, object], letters: int
) -> None:
    box.person(roles=roles)
    box.person("berk", roles=["account_manager"])
    change_contact(box, **entry)
    chosen = Telling(
        template=Template.CONTRACT_ENDING, groups=(Audience.CONTRACT_RECIPIENTS,), params={}
    )
    with box.engine.begin() as connection:
        choose(connection, "K-7", Recipients(ours=("berk",), customer=("ayse",)), NOON)
        written = tell(connection, chosen, subject="contract/K-7", key="contract/K-7#1", at=NOON)
    assert written == letters


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("template", "renewal", "says_it"),
    [
        (Template.CONTRACT_BEGUN, Renewal.TACIT, True),
        (Template.CONTRACT_BEGUN, Renewal.NEVER, False),
        (Template.CONTRACT_SUSPENDED, Renewal.NEVER, False),
        (Template.CONTRACT_ENDING, Renewal.NEVER, False),
        (Template.CONTRACT_RENEWING, Renewal.TACIT, True),
        (Template.CONTRACT_OVER, Renewal.EXPRESS, False),
        (Template.CONTRACT_TERMINATED, Renewal.TACIT, False),
    ],
)
def test_a_cut_off_and_the_price_of_a_new_period_stand_where_one_can_follow(
    template: Template, renewal: Renewal, language: Language, *, says_it: bool
) -> None:
    agreed = AGREED.model_copy(update={"renewal": renewal})
    params = {"days": 30, "ends_on": "2027-06-30", "cut_off_on": "2027-03-31"}
    notice = post(template, contract=agreed, params=params)
    letter = write_letter(notice, sender=SENDER, language=language)
    for said in (plain(letter), page(letter)):
        assert (speech.day(date(2027, 3, 31), language) in said) is says_it
        assert ("TÜFE" in said) is says_it
        assert speech.money(1_250_000, "TRY", language) in said


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.ENGLISH])
@pytest.mark.parametrize("name", [QuestionName.RENEWAL, QuestionName.TACIT_RENEWAL])
def test_a_question_names_a_price_only_where_somebody_pays(
    name: QuestionName, language: Language
) -> None:
    label = wording(language).single["price_rule.asked"].partition("{")[0].strip()
    asked = TASK.model_copy(update={"name": name.value})
    unpaid = AGREED.model_copy(update={"price": None, "price_rule": {"kind": "unchanged"}})
    for contract, is_said in ((AGREED, True), (unpaid, False)):
        notice = post(task=asked, service=None, contract=contract)
        letter = write_letter(notice, sender=SENDER, language=language)
        assert (label in plain(letter)) is is_said
        assert (label in page(letter)) is is_said
