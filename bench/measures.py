"""What a measurement says, and how it is compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One figure of ours beside its floor, both of the same run.

    Args:
        name: What was measured.
        unit: The unit of ours, floor and peer.
        ours: The median over the rounds.
        floor: The least or the most that is possible on this machine; None where none exists.
        peer: The same, done by another product.
        aim: What we want of it, in words.
        met: Whether that is so.
    """

    name: str
    unit: str
    ours: float
    floor: float | None = None
    peer: float | None = None
    ratio: float | None = None
    peer_ratio: float | None = None
    aim: str = ""
    met: bool | None = None


def in_rounds(
    name: str,
    unit: str,
    *,
    ours: Sequence[float],
    floor: Sequence[float],
    peer: Sequence[float] = (),
) -> Measure:
    """A measure of several rounds; ratios are taken round by round, for the machine is shared.

    Raises:
        ValueError: a round lacks one of its figures.
    """
    ratios = [one / least for one, least in zip(ours, floor, strict=True)]
    against = [one / other for one, other in zip(ours, peer, strict=True)] if peer else []
    return Measure(
        name=name,
        unit=unit,
        ours=median(ours),
        floor=median(floor),
        peer=median(peer) if peer else None,
        ratio=median(ratios),
        peer_ratio=median(against) if against else None,
    )


def write(measures: Sequence[Measure], circumstances: dict[str, object], path: Path) -> None:
    """Keep measures for machines, each with how it was measured; others that are kept stay."""
    kept = json.loads(path.read_text(encoding="utf-8"))["measures"] if path.exists() else {}
    told = {"measures": kept | {one.name: {**_told(one), **circumstances} for one in measures}}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(measures: Sequence[Measure]) -> Table:
    """The measures as a person reads them."""
    shown = Table(title="servicecycle, measured", title_justify="left")
    for heading in ("measure", "ours", "floor", "ours/floor", "peer", "ours/peer", "aim", ""):
        shown.add_column(heading, justify="left" if heading in {"measure", "aim"} else "right")
    for one in measures:
        shown.add_row(
            f"{one.name} ({one.unit})",
            _number(one.ours),
            _number(one.floor),
            _number(one.ratio),
            _number(one.peer),
            _number(one.peer_ratio),
            one.aim,
            {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[one.met],
        )
    return shown


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"  # noqa: PLR2004 - three digits are enough


def _told(one: Measure) -> dict[str, object]:
    figures = (one.ours, one.floor, one.peer, one.ratio, one.peer_ratio)
    ours, floor, peer, ratio, peer_ratio = (_rounded(figure) for figure in figures)
    return {
        "unit": one.unit,
        "ours": ours,
        "floor": floor,
        "peer": peer,
        "ratio": ratio,
        "peer_ratio": peer_ratio,
        "aim": one.aim,
        "met": one.met,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
