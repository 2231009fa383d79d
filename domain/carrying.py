"""How much a person may hand in at once, so that the process can carry it for its whole life.

Temporal refuses a payload above 2 MiB, and a process that hands it one stands still for ever. What
a person brings is carried several times in one payload: in the state of the process, and once more
in each decision that can still be corrected, with the state to go back to; six gates may stand open
side by side. A twentieth of what Temporal takes leaves room for all of them.
"""

from __future__ import annotations

import json

from domain.errors import InvalidInputError

ENGINE_TAKES_BYTES = 2 * 1024 * 1024
"""The largest payload Temporal takes."""

LARGEST_BYTES = ENGINE_TAKES_BYTES // 20
"""The most a file of a service, or an answer with its reason, may have once it is encoded."""

LARGEST_REASON_BYTES = LARGEST_BYTES // 10
"""The most a reason may have: a body's votes are carried side by side, each with its own."""

_KILOBYTE = 1024


def check_size(content: object, *, field: str, largest: int = LARGEST_BYTES) -> None:
    """Refuse what is too large to be carried.

    Args:
        content: Values as JSON knows them.
        field: The input the error is about.

    Raises:
        InvalidInputError: saying how large it is, how large it may be, and what to do instead.
    """
    size = len(json.dumps(content, ensure_ascii=False).encode(errors="replace"))
    if size > largest:
        message = (
            f"{field}: it has {size // _KILOBYTE} KB as a whole, and may have "
            f"{largest // _KILOBYTE} KB; store what is longer with `servicecycle attach`, and name "
            "it as evidence"
        )
        raise InvalidInputError(message, field=field)
