"""Diagrams as Mermaid draws them, and tables as Markdown has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Arrow = tuple[str, str, str]
"""From where, to where, and why."""

BEGIN = END = "[*]"


def states(arrows: Iterable[Arrow], *, after: Iterable[str] = ()) -> str:
    """A diagram of states.

    Args:
        after: Lines that stand below the arrows, such as notes.
    """
    lines = [f"    {start} --> {end}{': ' if why else ''}{why}" for start, end, why in arrows]
    return fenced("stateDiagram-v2", [*lines, *after])


def fenced(kind: str, lines: Iterable[str]) -> str:
    """A Mermaid diagram in a Markdown document."""
    return "\n".join(["```mermaid", kind, *lines, "```"])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in a Markdown document."""
    ruled = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(one.replace('|', ' or ') for one in row)} |" for row in ruled)


def listed(names: Iterable[str]) -> str:
    """Several names in their order; a dash for none."""
    return ", ".join(f"`{one}`" for one in names) or "–"
