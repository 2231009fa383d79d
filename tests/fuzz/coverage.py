"""What random lives came upon: acts by stage, accepted or refused, and what was recorded."""

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
    ("operation", "service change", "accepted"),
    ("operation", "service change", "not_allowed"),
    ("operation", "service change", "invalid_input"),
    ("operation", "service withdraw --change", "accepted"),
    ("operation", "service withdraw --change", "not_found"),
    ("any", "event", "change_proposed"),
    ("any", "event", "change_queued"),
    ("any", "event", "change_put_to_committee"),
    ("any", "event", "change_approved"),
    ("any", "event", "change_rejected"),
    ("any", "event", "change_deferred"),
    ("any", "event", "change_withdrawn"),
    ("any", "event", "change_cancelled"),
    ("any", "event", "change_corrected"),
    ("any", "event", "change_live"),
    ("any", "event", "version_opened"),
    ("any", "event", "design_taken_over"),
    ("any", "event", "retirement_refused"),
    ("any", "life", "ended retired"),
    ("any", "life", "ended rejected"),
    ("any", "life", "ended withdrawn"),
)
"""What the seeds and the scripts of `make test` have to come upon; else the fuzz is blind."""


def missed(seen: Seen) -> list[tuple[str, str, str]]:
    """What has to be come upon and was not."""
    return [one for one in MUST_HIT if not seen[one]]


def table(seen: Seen) -> str:
    """How often each kind of act was accepted or refused in each stage."""
    acts = {one: n for one, n in seen.items() if one[1] not in {"life", "event"}}
    verdicts = sorted({verdict for _, _, verdict in acts})
    rows = sorted({(stage, kind) for stage, kind, _ in acts})
    lines = [f"{'stage':12} {'act':26}" + "".join(f"{one:>15}" for one in verdicts)]
    for stage, kind in rows:
        counts = "".join(f"{seen[(stage, kind, one)] or '':>15}" for one in verdicts)
        lines.append(f"{stage:12} {kind:26}{counts}")
    ends = Counter({verdict: n for (_, kind, verdict), n in seen.items() if kind == "life"})
    events = {verdict: n for (_, kind, verdict), n in seen.items() if kind == "event" and n}
    lines += [f"{told:39}{n:>15}" for told, n in (*sorted(ends.items()), *sorted(events.items()))]
    return "\n".join([*lines, f"{sum(acts.values())} acts in {ends.total()} lives\n"])
