"""What random lives came upon: which acts, in which stage, were accepted or refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.driving import Seen

MUST_HIT: tuple[tuple[str, str, str], ...] = (
    ("strategy", "decide", "accepted"),
    ("strategy", "decide", "not_allowed"),
    ("strategy", "decide", "invalid_input"),
    ("design", "decide", "accepted"),
    ("design", "decide", "not_allowed"),
    ("design", "decide", "invalid_input"),
    ("design", "decide", "conflict"),
    ("design", "decide", "not_found"),
    ("design", "decide at once", "accepted"),
    ("design", "correct", "accepted"),
    ("design", "task assign", "accepted"),
    ("transition", "decide", "accepted"),
    ("transition", "correct", "accepted"),
    ("operation", "decide", "accepted"),
    ("operation", "decide", "conflict"),
    ("operation", "correct", "accepted"),
    ("operation", "correct", "conflict"),
    ("operation", "service retire", "accepted"),
    ("operation", "policy adopt", "accepted"),
    ("operation", "wait", "accepted"),
    ("retirement", "decide", "accepted"),
    ("retirement", "dependent closed", "accepted"),
    ("any", "life", "ended retired"),
    ("any", "life", "ended rejected"),
    ("any", "life", "ended withdrawn"),
)
"""What the committed seeds have to come upon; a fuzz that never does is blind."""


def missed(seen: Seen) -> list[tuple[str, str, str]]:
    """What has to be come upon and was not."""
    return [one for one in MUST_HIT if not seen[one]]


def table(seen: Seen) -> str:
    """How often each kind of act was accepted or refused in each stage."""
    verdicts = sorted({verdict for _, kind, verdict in seen if kind != "life"})
    rows = sorted({(stage, kind) for stage, kind, _ in seen if kind != "life"})
    lines = [f"{'stage':12} {'act':26}" + "".join(f"{one:>15}" for one in verdicts)]
    for stage, kind in rows:
        counts = "".join(f"{seen[(stage, kind, one)] or '':>15}" for one in verdicts)
        lines.append(f"{stage:12} {kind:26}{counts}")
    ends = Counter({verdict: n for (_, kind, verdict), n in seen.items() if kind == "life"})
    lines += [f"{verdict:39}{n:>15}" for verdict, n in sorted(ends.items())]
    return "\n".join(
        [*lines, f"{sum(seen.values()) - ends.total()} acts in {ends.total()} lives\n"]
    )
