"""Every event carries the hash of the one before it, so that nobody rewrites the record unseen.

The hash covers a digest of a person's words and not the words, so that erasing personal data
leaves the chain whole (R43, 7.5).
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

GENESIS = "0" * 64


def canonical(content: object) -> str:
    """JSON with sorted keys and no spaces: the same content always gives the same text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(content: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(content).encode()).hexdigest()


def link(previous: str, content: Mapping[str, JsonValue]) -> str:
    """The hash of an event: over the hash before it and its own content."""
    return sha256(f"{previous}\n{canonical(dict(content))}".encode()).hexdigest()


def digest_of_words(salt: str, words: str) -> str:
    """The digest that stands for a person's words in the chain."""
    return sha256(f"{salt}\n{words}".encode()).hexdigest()
