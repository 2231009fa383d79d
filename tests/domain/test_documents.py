"""Documents that are attached as evidence are known by their content (R43; 7.5)."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import check_prefix, file_of
from domain.errors import InvalidInputError

MEGABYTE = 1_048_576


@given(content=st.binary(min_size=1, max_size=50))
def test_a_document_is_known_by_its_content(content: bytes) -> None:
    file = file_of("minutes.pdf", content, largest_megabytes=1)
    assert file.sha256 == sha256(content).hexdigest()
    assert file.content == content


def test_a_document_as_large_as_policy_allows_is_kept_and_no_larger() -> None:
    assert file_of("a", bytes(2 * MEGABYTE), largest_megabytes=2).name == "a"
    with pytest.raises(InvalidInputError, match="2097153 bytes; policy allows 2 MB") as refused:
        file_of("a", bytes(2 * MEGABYTE + 1), largest_megabytes=2)
    assert refused.value.field == "file"


def test_an_empty_document_proves_nothing() -> None:
    with pytest.raises(InvalidInputError, match="it is empty"):
        file_of("minutes.pdf", b"", largest_megabytes=1)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("a/b/minutes.pdf", "minutes.pdf"),
        ("C:\\records\\minutes.pdf", "minutes.pdf"),
        ("  tutanak  3 mart.pdf\n", "tutanak 3 mart.pdf"),
        ("会议记录.pdf", "会议记录.pdf"),
        ("a" * 255, "a" * 255),
    ],
    ids=["name", "path", "path of Windows", "spaces", "Chinese", "longest"],
)
def test_a_document_keeps_its_name_and_not_its_folders(path: str, name: str) -> None:
    assert file_of(path, b"x", largest_megabytes=1).name == name


@pytest.mark.parametrize(
    "name", ["", "   ", "folder/", "a" * 256, "bell\a.pdf", "fdp.\u202eexe", "half \ud83d.pdf"]
)
def test_a_document_without_a_name_that_can_be_shown_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="its name") as refused:
        file_of(name, b"x", largest_megabytes=1)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("given_prefix", "prefix"),
    [(" 0123ABCD \n", "0123abcd"), ("f" * 64, "f" * 64)],
    ids=["shortest", "whole"],
)
def test_a_document_is_asked_for_by_the_beginning_of_its_sha256(
    given_prefix: str, prefix: str
) -> None:
    assert check_prefix(given_prefix) == prefix


@pytest.mark.parametrize("prefix", ["", "0123abc", "f" * 65, "0123abcg", "0123 abcd"])
def test_what_begins_no_sha256_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidInputError, match="first 8 at least") as refused:
        check_prefix(prefix)
    assert refused.value.field == "document"
