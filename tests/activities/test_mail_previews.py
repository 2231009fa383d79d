"""What was sent stays as it was; what was not is shown as it would be written now (R93; 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.mail.folder import FolderTransport
from activities.store import reading
from domain.errors import NotFoundError
from domain.templates import Template
from domain.words import SYSTEM, Language
from tests.support.mailroom import delivery, work
from tests.support.outbox import Outbox, outbox
from workers.registers.notices import NoticePreview, preview_notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.activities.house import House

    Shown = Callable[..., NoticePreview]

NEW_NAME = "Ayşe Kaya"


@pytest.fixture
def box(empty_house: House) -> Outbox:
    return outbox(empty_house.worker)


@pytest.fixture
def shown(empty_house: House) -> Shown:
    """A letter as the house sees it."""
    house = reading.read_as(empty_house.reader, SYSTEM)

    def preview(notice_id: int, language: Language | None = None) -> NoticePreview:
        return preview_notice(house, house, notice_id, language=language)

    return preview


def sent(box: Outbox, folder: Path) -> int:
    notice_id = box.tell()
    assert work(delivery(box, FolderTransport(folder))).sent == 1
    return notice_id


def test_a_letter_that_was_sent_is_shown_as_it_was_whatever_changed_since(
    box: Outbox, shown: Shown, tmp_path: Path
) -> None:
    before = shown(box.tell(key="another"))
    assert (before.as_sent, before.sent_at) == (False, None)
    work(delivery(box, FolderTransport(tmp_path)))
    notice_id = sent(box, tmp_path)
    box.person(name=NEW_NAME, language="en")
    after = shown(notice_id)
    assert (after.as_sent, after.sent_at) == (True, box.row(notice_id)["sent_at"])
    assert (after.language, after.subject) == (Language.TURKISH, before.subject)
    assert "Ayşe Yılmaz" in after.body
    assert "Ayşe Yılmaz" in after.html
    assert NEW_NAME not in after.body


def test_a_letter_that_was_sent_is_shown_in_another_language_as_of_now(
    box: Outbox, shown: Shown, tmp_path: Path
) -> None:
    notice_id = sent(box, tmp_path)
    box.person(name=NEW_NAME)
    english = shown(notice_id, Language.ENGLISH)
    assert (english.as_sent, english.sent_at) == (False, box.row(notice_id)["sent_at"])
    assert NEW_NAME in english.body
    assert shown(notice_id, Language.TURKISH).as_sent


def test_what_an_earlier_release_sent_is_written_as_of_now_and_says_so(
    box: Outbox, shown: Shown, tmp_path: Path
) -> None:
    notice_id = sent(box, tmp_path)
    box.change(notice_id, letter=None)
    assert not shown(notice_id).as_sent


def test_a_letter_that_cannot_be_written_is_kept_nowhere(box: Outbox, tmp_path: Path) -> None:
    notice_id = box.tell(Template.CONTRACT_ENDING, subject="contract/none", key="contract/none#1")
    assert work(delivery(box, FolderTransport(tmp_path))).failed == 1
    assert box.row(notice_id)["letter"] is None


def test_there_is_nothing_to_show_of_a_notice_that_is_not_there(shown: Shown) -> None:
    with pytest.raises(NotFoundError, match="there is no notice 999"):
        shown(999)
