"""What a new version of a plan says otherwise than the one before it (R81)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import JsonValue

from domain.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.plans.plan import Plan


class PlanDifference(Value):
    """One field that two versions of a plan say differently; null where one says nothing of it."""

    field: str
    before: JsonValue
    after: JsonValue


def differences(before: Plan, after: Plan) -> tuple[PlanDifference, ...]:
    """The fields in which two versions differ, in the order of the plan."""
    old = dict(_leaves("", before.model_dump(mode="json")))
    new = dict(_leaves("", after.model_dump(mode="json")))
    return tuple(
        PlanDifference(field=name, before=old.get(name), after=new.get(name))
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name)
    )


def _leaves(path: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Each value that is no mapping and no list, by its dotted path."""
    match value:
        case dict():
            for name, one in value.items():
                yield from _leaves(f"{path}.{name}" if path else name, one)
        case list():
            for at, one in enumerate(value):
                yield from _leaves(f"{path}.{at}", one)
        case _:
            yield path, value
