"""What `verify --keep` writes is read again, however large the record is; nothing else is (R43)."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from starters.kept_ends import keep_ends, kept_ends

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from activities.store.proof import Ends
    from tests.starters.company import Company

    Layout: TypeAlias = Callable[[Path, Ends], Path]

# Files of as many values were refused when they were read as a document.
_MORE_THAN_A_DOCUMENT_HOLDS = 110_000
_SOME = 3


def ends(count: int) -> Ends:
    return {
        f"service/managed-backup-{one}": (one % 40 + 1, sha256(str(one).encode()).hexdigest())
        for one in range(count)
    }


def former(path: Path, kept: Ends) -> Path:
    """A file as release 0.2.0 kept it."""
    path.write_text(json.dumps(kept, indent=1), encoding="ascii")
    return path


def present(path: Path, kept: Ends) -> Path:
    keep_ends(path, kept)
    return path


LAYOUTS = [present, former]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [0, 1, _SOME, _MORE_THAN_A_DOCUMENT_HOLDS])
def test_what_was_kept_is_read_as_it_was(tmp_path: Path, layout: Layout, count: int) -> None:
    assert kept_ends(layout(tmp_path / "ends", ends(count))) == ends(count)


def test_names_in_any_letters_are_kept(tmp_path: Path) -> None:
    odd: Ends = {'index/"TÜFE" \\ ۱\n': (1, "0" * 64)}
    for layout in LAYOUTS:
        assert kept_ends(layout(tmp_path / "ends", odd)) == odd


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_that_was_cut_is_refused_at_the_line_where_it_ends(
    tmp_path: Path, layout: Layout
) -> None:
    path = layout(tmp_path / "ends", ends(_SOME))
    lines = path.read_bytes().splitlines(keepends=True)
    for left in range(1, len(lines)):
        path.write_bytes(b"".join(lines[:left]))
        with pytest.raises(InvalidInputError, match=f"line {left + 1}: the file was cut"):
            kept_ends(path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_line_that_was_changed_is_refused_by_its_number(tmp_path: Path, layout: Layout) -> None:
    path = layout(tmp_path / "ends", ends(_SOME))
    lines = path.read_bytes().splitlines(keepends=True)
    for at in range(len(lines)):
        for other in (b"\n", b"\xff\n", b"[\n", b'["service/a", 0, "x"]\n', b"x" * 100_000):
            path.write_bytes(b"".join([*lines[:at], other, *lines[at + 1 :]]))
            with pytest.raises(InvalidInputError, match=f"line {at + 1}: "):
                kept_ends(path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_stands_behind_the_last_end_is_refused(tmp_path: Path, layout: Layout) -> None:
    path = layout(tmp_path / "ends", ends(_SOME))
    path.write_bytes(path.read_bytes().rstrip() + b"\n[]\n")
    with pytest.raises(InvalidInputError, match=r"line \d+: nothing more was kept"):
        kept_ends(path)


def test_a_record_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    path = present(tmp_path / "ends", ends(_SOME))
    head, first, second, _ = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + first + second + first)
    with pytest.raises(InvalidInputError, match=r"line 4: service/managed-backup-0 .* second time"):
        kept_ends(path)


def test_a_large_file_is_refused_at_its_first_wrong_line(tmp_path: Path) -> None:
    path = present(tmp_path / "ends", ends(_MORE_THAN_A_DOCUMENT_HOLDS))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[90_000] = b"[]\n"
    path.write_bytes(b"".join(lines))
    with pytest.raises(InvalidInputError, match="line 90001: no end of a chain"):
        kept_ends(path)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"[]", b"service/a: 1", b"\x7fELF" * 5_000_000, b"{ }", b"-1"]
)
def test_a_foreign_file_is_refused_at_its_first_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError, match="line 1: this is no file of `servicecycle verify"):
        kept_ends(path)


def test_the_ends_of_a_real_record_are_found_again_in_either_layout(company: Company) -> None:
    company.propose("ke-kept")
    file = company.folder / "ends.jsonl"
    company.does("verify", "--records-only", "--keep", str(file))
    noted = kept_ends(file)
    assert "service/ke-kept" in noted
    older = former(company.folder / "ends.json", noted)
    for one in (file, older):
        assert (
            company.does("verify", "--records-only", "--against", str(one))["record"]["broken"]
            == []
        )
    noted["service/ke-never"] = (1, "0" * 64)
    keep_ends(file, noted)
    said = company.run("verify", "--records-only", "--against", str(file))
    assert (said.code, "it was noted before and is not there any more" in said.out) == (5, True)
    file.write_bytes(file.read_bytes().replace(b'"service/ke-kept", ', b'"service/ke-kept", -'))
    refused = company.refused(2, "verify", "--records-only", "--against", str(file))
    assert refused["field"] == "against"
    assert re.search(r"ends\.jsonl, line \d+: no end of a chain stands here", refused["message"])
