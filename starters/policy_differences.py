"""In which entries two policies differ (R42; 7.5)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from activities.store import reading
from starters.reading_files import content_of
from workers.registers.policies import check_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from domain.policy import Policy
    from starters.desk import Desk


def policy_named(desk: Desk, name: str) -> Policy:
    """A policy by its version, or from a file; a number that is also a file means the file.

    Raises:
        NotFoundError: there is no such version.
        InvalidInputError: there is no such file, or it is no policy.
    """
    if name.isdecimal() and not Path(name).exists():
        return reading.policy_document(desk.reader, int(name)).document
    return check_policy(content_of(name))


def differences(before: Policy, after: Policy) -> list[dict[str, JsonValue]]:
    """Each entry that differs, by its dotted path, with what it was and what it becomes."""
    return list(_compared(before.model_dump(mode="json"), after.model_dump(mode="json"), ""))


def _compared(before: JsonValue, after: JsonValue, path: str) -> Iterator[dict[str, JsonValue]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            below = f"{path}.{name}" if path else name
            yield from _compared(before.get(name), after.get(name), below)
    elif before != after:
        yield {"entry": path, "before": before, "after": after}
