"""Check the record against itself: every event follows the one before it, and nothing is lost.

Everything is read as of one moment and in the order of the chains, some thousand rows at a time,
so that a record of many years needs no more memory than that of a day (R43, 7.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, text

from activities.store.log import content_of
from activities.store.schema import chain, event, event_text
from domain.chain import FIRST_FORM, GENESIS
from domain.ids import event_id
from domain.proof import BrokenLink, Flaw, RecordCheck, Words, is_hashed_so, wrong_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, RowMapping

_AT_ONCE = 2_000
_NAMED = 1_000
_ERASED = "person_erased"

# Only the end that the chain itself holds tells that a last event is missing.
_ENDS = text("""
    SELECT subject, c.position AS held, l.position AS found
    FROM chain c FULL JOIN (
        SELECT DISTINCT ON (subject) subject, position, hash FROM event
        ORDER BY subject, position DESC
    ) l USING (subject)
    WHERE (c.position, c.hash) IS DISTINCT FROM (l.position, l.hash)
    ORDER BY subject""")
_DECISIONS = text("""
    SELECT d.decision_id, e.event_key IS NULL AS missing
    FROM decision d LEFT JOIN event e ON e.event_key = d.decision_id
    WHERE e.event_key IS NULL OR e.actor <> d.actor OR e.data ->> 'outcome' <> d.outcome
    ORDER BY d.decision_id""")
_STAGES = text("""
    SELECT s.event_key, true AS missing
    FROM service_stage s LEFT JOIN event e ON e.event_key = s.event_key
    WHERE e.event_key IS NULL ORDER BY s.event_key""")

Ends = dict[str, tuple[int, str]]
"""For each record the position and the hash of its last event."""


class _Place(NamedTuple):
    subject: str
    position: int = 0
    hash: str = GENESIS


def how_many_events(connection: Connection) -> int:
    """How many events there are."""
    return connection.scalar(select(func.count()).select_from(event)) or 0


def check_record(
    connection: Connection, passed: Callable[[int], None], kept: Ends | None = None
) -> RecordCheck:
    """Walk through all events in the order of their chains.

    Args:
        passed: Told every now and then how many events were checked.
        kept: The ends of the chains as somebody noted them before, outside of the house; each of
            those events must still be there, so that not even the owner of the database can
            rewrite what is older.
    """
    walk = _Walk(_erasures(connection), dict(kept or {}))
    for number, row in enumerate(_events(connection), start=1):
        walk.visit(row)
        if number % _AT_ONCE == 0:
            passed(number)
    walk.finish()
    _check_ends(connection, walk)
    _check_rows(connection, walk)
    return walk.found()


def ends_of_chains(connection: Connection) -> Ends:
    """The last event of every record, to be kept outside of the house."""
    rows = connection.execute(select(chain).order_by(chain.c.subject))
    return {row.subject: (row.position, row.hash) for row in rows}


class _Walk:
    """One walk through the record; what it meets is counted, what is broken is named."""

    def __init__(self, erasures: Mapping[str, Mapping[str, str]], kept: Ends) -> None:
        self._erasures = erasures
        self._kept = kept
        self._last: _Place | None = None
        self._broken: list[BrokenLink] = []
        self._counts = {"events": 0, "subjects": 0, "texts": 0, "erased": 0, "broken_in_all": 0}

    def visit(self, row: RowMapping) -> None:
        """Check the next event."""
        subject, position = row["subject"], row["position"]
        last = self._last
        if last is None or last.subject != subject:
            self._counts["subjects"] += 1
            last = _Place(subject)
        self._counts["events"] += 1
        if position != last.position + 1:
            missing = _between(last.position + 1, position - 1)
            self.broke(subject, position, Flaw.POSITION, f"{missing} before it missing")
        elif row["previous_hash"] != last.hash:
            said = "it does not follow the event that stands before it"
            self.broke(subject, position, Flaw.PREVIOUS_HASH, said)
        self._check_content(row)
        self._check_kept(row)
        self._last = _Place(subject, position, row["hash"])

    def broke(self, subject: str, position: int | None, flaw: Flaw, said: str) -> None:
        """Note a place that is broken; the first thousand are named."""
        self._counts["broken_in_all"] += 1
        if len(self._broken) < _NAMED:
            one = BrokenLink(subject=subject, position=position, flaw=flaw, said=said)
            self._broken.append(one)

    def finish(self) -> None:
        """Name what was noted outside of the house and is no more."""
        for subject, (position, _) in self._kept.items():
            said = "it was noted before and is not there any more"
            self.broke(subject, position, Flaw.KEPT, said)

    def found(self) -> RecordCheck:
        """What the walk found."""
        return RecordCheck(broken=tuple(self._broken), **self._counts)

    def _check_content(self, row: RowMapping) -> None:
        subject, position = row["subject"], row["position"]
        words = Words(
            salt=row["salt"],
            reason=row["words_reason"],
            data=row["words_data"],
            erased_by=row["erased_by"],
        )
        content = content_of({name: row[name] for name in event.c.keys()})  # noqa: SIM118 - it is no mapping and its items are columns
        sealed = self._erasures.get(words.erased_by or "", {})
        vouched = row["form"] == FIRST_FORM and sealed.get(event_id(subject, position))
        if not is_hashed_so(row["previous_hash"], content, row["hash"]) and vouched != row["hash"]:
            self.broke(subject, position, Flaw.HASH, "its content is not what was written")
        if words.erased_by is not None and words.erased_by not in self._erasures:
            said = "its words were erased, and no event says by whom"
            self.broke(subject, position, Flaw.WORDS, said)
        elif wrong := wrong_with(words, row["reason_digest"], row["data_digest"]):
            self.broke(subject, position, Flaw.WORDS, wrong)
        self._counts["texts"] += words.salt is not None or words.erased_by is not None
        self._counts["erased"] += words.erased_by is not None

    def _check_kept(self, row: RowMapping) -> None:
        subject = row["subject"]
        position, noted = self._kept.get(subject, (0, ""))
        if position == row["position"]:
            del self._kept[subject]
            if noted != row["hash"]:
                said = "it is another event than the one that was noted"
                self.broke(subject, position, Flaw.KEPT, said)


def _events(connection: Connection) -> Iterator[RowMapping]:
    beside = event_text.c
    wanted = (
        select(
            event,
            beside.salt,
            beside.reason.label("words_reason"),
            beside.data.label("words_data"),
            beside.erased_by,
        )
        .outerjoin(
            event_text,
            (beside.subject == event.c.subject) & (beside.position == event.c.position),
        )
        .order_by(event.c.subject, event.c.position)
    )
    streamed = wanted.execution_options(stream_results=True, yield_per=_AT_ONCE)
    yield from connection.execute(streamed).mappings()


def _erasures(connection: Connection) -> dict[str, dict[str, str]]:
    """The events that say whose words were erased, with what they vouch for."""
    said = select(event.c.subject, event.c.position, event.c.data).where(event.c.kind == _ERASED)
    return {
        event_id(row.subject, row.position): dict(row.data.get("sealed") or {})
        for row in connection.execute(said)
    }


def _check_ends(connection: Connection, walk: _Walk) -> None:
    for row in connection.execute(_ENDS):
        held, found = row.held or 0, row.found or 0
        if found < held:
            said = f"{_between(found + 1, held)} at the end missing"
        else:
            said = "the end of its chain is not the one that is held"
        walk.broke(row.subject, held or found, Flaw.END, said)


def _check_rows(connection: Connection, walk: _Walk) -> None:
    """Decisions and stages stand in rows of their own; each has to have its event."""
    for query in (_DECISIONS, _STAGES):
        for row in connection.execute(query):
            said = "no event says so" if row.missing else "its event says otherwise"
            walk.broke(row[0], None, Flaw.DECISION, said)


def _between(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"
