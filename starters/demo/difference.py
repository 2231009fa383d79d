"""What the demo's comparison finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.model import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Difference(Value):
    """One thing that is otherwise than it was meant to be."""

    record: str
    what: str
    meant: str
    found: str


def missing(record: str) -> Difference:
    """A record that was meant to be there."""
    return Difference(record=record, what="exists", meant="yes", found="no")


def unmeant(record: str) -> Difference:
    """A record that nobody meant."""
    return Difference(record=record, what="exists", meant="no", found="yes")


def differing(record: str, wanted: Mapping[str, Any], is_so: Mapping[str, Any]) -> list[Difference]:
    """What differs of one record, thing by thing."""
    return [
        Difference(record=record, what=name, meant=_written(value), found=_written(is_so[name]))
        for name, value in wanted.items()
        if is_so[name] != value
    ]


def _written(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
