"""The mailroom works in shifts and keeps a book of what became of the notices (R93)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.mailroom import MailroomBook, Shift, ShiftDone
from tests.domain.samples import NOW


def test_the_book_counts_what_was_sent_and_keeps_the_last_shift() -> None:
    book = MailroomBook(since=NOW)
    first, second = ShiftDone(sent=3, failed=1), ShiftDone(sent=2, still_held=4, house_held=True)
    after = book.after(first).after(second)
    assert (after.sent, after.last, after.since) == (5, second, NOW)
    assert book.sent == 0


@pytest.mark.parametrize("shift", [{"seconds": 0}, {"seconds": 241}, {"notices": 0}])
def test_a_shift_ends_before_it_is_given_up(shift: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Shift.model_validate(shift)


def test_the_book_is_handed_to_the_next_run() -> None:
    book = MailroomBook(since=NOW).after(ShiftDone(sent=1))
    assert MailroomBook.model_validate_json(book.model_dump_json()) == book
