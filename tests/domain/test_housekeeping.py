"""Housekeeping finds processes that are open on record and do not run (8.1)."""

from __future__ import annotations

from domain.housekeeping import HousekeepingBook, Round, Stray, StrayKind


def test_the_book_is_handed_to_the_next_run() -> None:
    found = Round(strays=("service/e-mail",), astray=2, open=40, next_minutes=5)
    book = HousekeepingBook(rounds=7, last=found)
    assert HousekeepingBook.model_validate_json(book.model_dump_json()) == book


def test_a_stray_says_which_run_of_it_was_the_last_and_why_it_does_not_run() -> None:
    stray = Stray(
        workflow_id="service/e-mail", run_id="run-1", kind=StrayKind.LOST, why="not found"
    )
    assert Stray.model_validate_json(stray.model_dump_json()) == stray
