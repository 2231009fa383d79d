from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tests.starters.company import GATES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company

CONTENT = "Tasarım belgesi, 设计文档, سند طراحی\n".encode()
DIGEST = sha256(CONTENT).hexdigest()


def test_file_is_attached_and_got_back_by_its_hash(company: Company) -> None:
    company.propose("documented")
    file = company.write("design.txt", CONTENT)
    words = ["attach", file, "--to", "service/documented", "--as", "owner"]
    stored = company.does(*words)
    assert (stored["sha256"], stored["name"], stored["size"]) == (
        DIGEST,
        "design.txt",
        len(CONTENT),
    )
    assert company.does(*words) == stored
    assert f"sha256:{DIGEST}" in company.run(*words).out
    assert company.run("document", "get", DIGEST).out.encode() == CONTENT
    target = company.folder / "copy.txt"
    company.does("document", "get", f"sha256:{DIGEST[:12]}", "--output", str(target))
    assert target.read_bytes() == CONTENT
    assert "design.txt" in company.run("service", "show", "documented").out


def test_attached_document_is_evidence_by_its_hash(company: Company) -> None:
    company.propose("evident")
    company.offer("evident")
    file = company.write("evident.txt", b"minutes of the board")
    task = "service/evident/brief/1"
    stored = company.does("attach", file, "--to", task, "--as", "owner")
    data = {**GATES["brief"][1], "evidence": [f"sha256:{stored['sha256']}"]}
    company.decide("evident/brief/1", "complete", by="owner", data=data)
    (attached,) = company.service("evident")["attachments"]
    assert attached["subject"] == task


def test_document_that_is_binary_or_unknown_or_unwritable(company: Company, tmp_path: Path) -> None:
    company.propose("binary")
    content = bytes(range(256))
    file = company.write("binary.bin", content)
    digest = company.does("attach", file, "--to", "service/binary", "--as", "owner")["sha256"]
    found = company.does("document", "get", digest)
    assert found == {"sha256": digest, "names": ["binary.bin"], "size": 256}
    assert company.refused(3, "document", "get", "0" * 64)["field"] == "document"
    assert company.refused(2, "document", "get", "xyz")["field"] == "document"
    nowhere = str(tmp_path / "no" / "such" / "folder")
    assert company.refused(2, "document", "get", digest, "--output", nowhere)["field"] == "output"


def test_attachment_needs_a_file_a_record_and_the_right(company: Company) -> None:
    company.propose("attached")
    file = company.write("small.txt", b"small")
    target = ["--to", "service/attached"]
    assert company.refused(2, "attach", "no-such-file", *target, "--as", "owner")["field"] == "file"
    empty = company.write("empty.txt", b"")
    assert company.refused(2, "attach", empty, *target, "--as", "owner")["field"] == "file"
    large = company.write("large.bin", b"x" * (10 * 1024 * 1024 + 1))
    assert company.refused(2, "attach", large, *target, "--as", "owner")["field"] == "file"
    folder = str(company.folder)
    assert company.refused(2, "attach", folder, *target, "--as", "owner")["field"] == "file"
    assert company.refused(3, "attach", file, "--to", "service/x", "--as", "owner")
    assert company.refused(4, "attach", file, *target, "--as", "customer")["field"] == "as"
    just = company.write("just.bin", b"x" * (10 * 1024 * 1024))
    assert company.does("attach", just, *target, "--as", "owner")["size"] == 10 * 1024 * 1024


def test_standard_input_is_attached_too(company: Company) -> None:
    company.propose("piped")
    words = ["attach", "-", "--to", "service/piped", "--as", "owner"]
    assert company.does(*words, read_in="from a pipe")["name"] == "standard-input"
