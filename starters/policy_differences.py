"""In which entries two policies differ (R42; 7.5)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from activities.store import reading
from domain.errors import InvalidInputError, NotFoundError
from starters.output import columns_of, heading, plain
from starters.reading_files import STANDARD_INPUT, content_of
from workers.registers.policies import check_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from activities.store.reading import PolicyText
    from domain.policy import Policy
    from starters.desk import Desk


_MOST_ENTRIES = 20


def policy_on_record(desk: Desk, name: str) -> PolicyText:
    """A policy document by its version, or by its id, which it has before it is published.

    Raises:
        NotFoundError: there is no such version or document.
    """
    if name.isdecimal():
        return reading.policy_document(desk.reader, int(name))
    return reading.policy_by_id(desk.reader, name)


def policy_named(desk: Desk, name: str) -> Policy:
    """A policy by its version, by its id, or from a file; what is also a file means the file.

    Raises:
        NotFoundError: there is no such version.
        InvalidInputError: there is neither such a document nor such a file, or it is no policy.
    """
    if name == STANDARD_INPUT or _is_there(name):
        return check_policy(content_of(name))
    try:
        return policy_on_record(desk, name).document
    except NotFoundError:
        if name.isdecimal():
            raise
        message = f"{name[:80]!r} is no version, no file, and no id of `policy list`"
        raise InvalidInputError(message, field="file") from None


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        # It cannot be the name of a file.
        return False


def differences(before: Policy, after: Policy) -> list[dict[str, JsonValue]]:
    """Each entry that differs, by its dotted path, with what it was and what it becomes."""
    return list(_compared(before.model_dump(mode="json"), after.model_dump(mode="json"), ""))


def said(value: JsonValue) -> JsonValue:
    """What an entry says, for a person."""
    return "nothing" if value in (None, []) else value


def what_approval_changes(desk: Desk, policy_id: str) -> Iterator[str]:
    """What a document that waits for approval would change, and the command that shows it all."""
    now = reading.policy_in_force(desk.reader, desk.now())
    draft = reading.policy_by_id(desk.reader, policy_id)
    found = differences(now.document, draft.document)
    yield heading(f"What it would change in version {now.version}, which is in force")
    if not found:
        yield "nothing: both say the same"
        return
    rows = [[str(one["entry"]), *_now_and_then(one)] for one in found[:_MOST_ENTRIES]]
    yield from columns_of([["entry", "now", "then"], *rows])
    if len(found) > _MOST_ENTRIES:
        yield f"and {len(found) - _MOST_ENTRIES} more"
    yield from ["", f"servicecycle policy diff {now.version} {policy_id}"]


def _now_and_then(one: dict[str, JsonValue]) -> list[str]:
    return [plain(said(one["before"])), plain(said(one["after"]))]


def _compared(before: JsonValue, after: JsonValue, path: str) -> Iterator[dict[str, JsonValue]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            below = f"{path}.{name}" if path else name
            yield from _compared(before.get(name), after.get(name), below)
    elif before != after:
        yield {"entry": path, "before": before, "after": after}
