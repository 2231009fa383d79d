"""In which order the files of a folder come in: what is referred to comes first (R44)."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.registers.kind import Kind

_PEOPLE = "person"


def in_order_of_references(kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds so that each comes after all that its records refer to; else by name.

    People come first of all, for whoever imports the rest may come in with them.
    """
    by_name = {one.name: one for one in sorted(kinds, key=lambda one: one.name)}
    before = {
        name: sorted({*one.references.values(), _PEOPLE} & by_name.keys() - {name})
        for name, one in by_name.items()
    }
    return [by_name[name] for name in TopologicalSorter(before).static_order()]
