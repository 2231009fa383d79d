"""The transport of a house without a mail server: real message files in a folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.mail.headers import message_id
from activities.mail.transports import Delivered, Unreachable

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from activities.mail.transports import Handed

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True)
class FolderTransport:
    """Writes each letter into a file named by its Message-ID, so that a repeat is the same file.

    Args:
        folder: Made when the first letter comes, for its owner only.
    """

    folder: Path

    def deliver(self, letter: EmailMessage) -> Handed:
        """Write the letter; a reader sees all of it or nothing."""
        name = file_name(letter)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(self.folder / name, letter.as_bytes())
        except OSError as error:
            return Unreachable(f"{name} cannot be written: {error.strerror or error}")
        return Delivered()


def file_name(letter: EmailMessage) -> str:
    """The name of a letter's file: its Message-ID without the house."""
    return _file_named(str(letter["Message-ID"]))


def file_of_notice(notice_key: str) -> str:
    """The name of the file in which the letter of a notice lies."""
    return _file_named(message_id(notice_key))


def _file_named(message: str) -> str:
    inside = message.strip("<>").rpartition("@")[0]
    return f"{_NOT_IN_A_NAME.sub('-', inside)}.eml"


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
