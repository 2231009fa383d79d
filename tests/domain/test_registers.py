from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from domain.checking import checked
from domain.dependents import DependentFile
from domain.documents import File, check_prefix, file_of
from domain.errors import ConflictError, InvalidInputError
from domain.requests import Request

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def test_a_file_is_known_by_its_content() -> None:
    assert File("a", b"x").sha256 == sha256(b"x").hexdigest() == File("b", b"x").sha256


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("/tmp/plans/plan.pdf", "plan.pdf"),  # noqa: S108 - only a name, nothing is opened
        ("C:\\plans\\plan.pdf", "plan.pdf"),
        ("  my\n plan.pdf ", "my plan.pdf"),
        ("پلان\u200cها.pdf", "پلان\u200cها.pdf"),
    ],
)
def test_of_a_path_only_the_name_is_kept(given: str, kept: str) -> None:
    assert file_of(given, b"x", largest_megabytes=1).name == kept


@pytest.mark.parametrize("name", ["", "plans/", " \n", "a\x00b", "a\x1b[2J", "x" * 256])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="file: its name") as error:
        file_of(name, b"x", largest_megabytes=1)
    assert error.value.field == "file"


def test_a_file_is_as_large_as_policy_allows_and_not_empty() -> None:
    assert file_of("a", b"x" * MEGABYTE, largest_megabytes=1).name == "a"
    with pytest.raises(InvalidInputError, match="1048577 bytes; policy allows 1 MB"):
        file_of("a", b"x" * (MEGABYTE + 1), largest_megabytes=1)
    with pytest.raises(InvalidInputError, match="it is empty"):
        file_of("a", b"", largest_megabytes=1)


@pytest.mark.parametrize("given", ["0123abcd", "0123ABCD ", "f" * 64])
def test_a_digest_may_be_shortened_to_eight_digits(given: str) -> None:
    assert check_prefix(given) == given.strip().lower()


@pytest.mark.parametrize("given", ["", "0123abc", "f" * 65, "plan.pdf", "0123abcg", "01234%__"])
def test_what_is_no_digest_is_refused(given: str) -> None:
    with pytest.raises(InvalidInputError, match="is no SHA-256") as error:
        check_prefix(given)
    assert error.value.field == "document"


def test_a_dependent_is_open_until_it_is_closed() -> None:
    raw = {"service": "crm", "kind": "satellite-link", "id": "S-1", "name": "Link 1"}
    dependent = checked(DependentFile, raw).entry(NOON)
    assert (dependent.kind, dependent.opened_at, dependent.is_open) == (
        "satellite-link",
        NOON,
        True,
    )
    assert not dependent.model_copy(update={"closed_at": NOON}).is_open


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [("decide", "other", "for other content"), ("propose", "same", "for `decide`")],
)
def test_a_request_id_is_used_for_one_request_only(command: str, content: str, said: str) -> None:
    known = Request(request_id="r1", command="decide", fingerprint="same", subject="service/crm")
    known.check_same("decide", "same")
    with pytest.raises(ConflictError, match=said) as error:
        known.check_same(command, content)
    assert error.value.field == "request_id"
