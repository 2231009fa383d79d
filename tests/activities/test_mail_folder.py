"""Letters in a folder: real message files, one for each notice."""

from __future__ import annotations

import stat
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from activities.mail.folder import FolderTransport
from activities.mail.letters import write_letter
from activities.mail.transports import Delivered, Unreachable
from domain.telling import Template
from tests.support.posts import SENDER, plain, post

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_reads_back_as_the_letter(tmp_path: Path) -> None:
    letter = write_letter(post(), sender=SENDER)
    assert FolderTransport(tmp_path / "mail").deliver(letter) == Delivered()
    (file,) = (tmp_path / "mail").iterdir()
    back = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.suffix == ".eml"
    assert back["To"] == "Ayşe Yılmaz <ayse@example.com>"
    assert back["Message-ID"] == letter["Message-ID"]
    assert "hizmetini sunalım mı?" in plain(back)
    assert "hizmetini sunalım mı?" in file.read_text(encoding="utf-8")


def test_a_repeat_is_the_same_file(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    transport.deliver(write_letter(post(), sender=SENDER))
    transport.deliver(write_letter(post(attempts=1), sender=SENDER))
    transport.deliver(write_letter(post(Template.TASK_REMINDER), sender=SENDER))
    assert len(list(tmp_path.iterdir())) == 2


def test_only_the_owner_reads_the_letters(tmp_path: Path) -> None:
    FolderTransport(tmp_path / "mail").deliver(write_letter(post(), sender=SENDER))
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700


@pytest.mark.parametrize("key", ["../../../evil", "a/b/../c#1", "/etc/passwd", "", "…"])
def test_no_key_writes_outside_the_folder(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "mail"
    FolderTransport(folder).deliver(write_letter(post(notice_key=key), sender=SENDER))
    assert list(tmp_path.iterdir()) == [folder]
    (file,) = folder.iterdir()
    assert file.suffix == ".eml"


def test_a_folder_that_cannot_be_written_is_nobodys_fault(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    handed = FolderTransport(tmp_path / "mail").deliver(write_letter(post(), sender=SENDER))
    assert isinstance(handed, Unreachable)
    assert handed.error.endswith("cannot be written: File exists")
