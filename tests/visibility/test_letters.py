"""Whoever is written to reads his own letters, and nobody else's (R63, R89, R93)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from activities.store.schema import notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from tests.visibility.conftest import Run

    Told = Callable[..., str]

CONTRACT = "contract/acme-opened-1"
KEPT = {
    "language": "en",
    "to": "Own <own@example.com>",
    "subject": "As it was sent",
    "body": "These very words.\n",
    "html": "<p>These very words.</p>",
}


@pytest.fixture
def told(owner: Engine) -> Iterator[Told]:
    """The number of the notice to somebody about a contract, made another for a while."""
    changed: dict[str, dict[str, object]] = {}

    def make(person: str, **values: object) -> str:
        key = f"{CONTRACT}/{person}"
        with owner.begin() as connection:
            row = connection.execute(select(notice).where(notice.c.notice_key == key)).one()
            changed[key] = {name: getattr(row, name) for name in values}
            connection.execute(update(notice).where(notice.c.notice_key == key).values(**values))
        return str(row.notice_id)

    yield make
    with owner.begin() as connection:
        for key, values in changed.items():
            connection.execute(update(notice).where(notice.c.notice_key == key).values(**values))


def test_a_receiver_reads_what_was_sent_to_him(run: Run, told: Told) -> None:
    number = told("acme-own", letter=KEPT)
    for person in ("acme-own", "tech-none", "adm"):
        said = run("notices", "preview", number, "--as", person, "--json").json
        assert (said["body"], said["as_sent"]) == ("These very words.\n", True), person


def test_a_receiver_reads_what_is_on_its_way_to_him(run: Run, told: Told) -> None:
    number = told("acme-own", state="queued", template="contract_begun")
    said = run("notices", "preview", number, "--as", "acme-own")
    assert "acme-opened-1" in said.out
    assert "Sent: not yet, it is queued; this is how it would be written now" in said.out


@pytest.mark.parametrize(
    ("kept", "words"), [(None, ()), (KEPT, ("--language", "tr"))], ids=["none kept", "in Turkish"]
)
def test_of_what_was_sent_nothing_is_written_anew_for_its_receiver(
    run: Run, told: Told, kept: dict[str, str] | None, words: tuple[str, ...]
) -> None:
    number = told("acme-own", state="sent", template="contract_begun", letter=kept)
    said = run("notices", "preview", number, *words, "--as", "acme-own")
    assert (said.code, f"notice {number} is sent" in said.err) == (5, True)
    assert run("notices", "preview", number, *words, "--as", "adm").code == 0


def test_a_letter_that_is_held_back_our_own_people_read_alone(run: Run, told: Told) -> None:
    number = told("acme-own", state="held", template="contract_begun")
    said = run("notices", "preview", number, "--as", "acme-own")
    assert (said.code, "is held back and may still change" in said.err) == (5, True)
    assert run("notices", "preview", number, "--as", "adm").code == 0


def test_nobody_reads_the_letters_of_others(run: Run, told: Told) -> None:
    for receiver in ("adm", "acme-own"):
        number = told(receiver, letter=KEPT)
        for person in ("acme-boss", "acme-north", "bolt-own"):
            assert run("notices", "preview", number, "--as", person).code == 3, person
