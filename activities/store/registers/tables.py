"""Records that lie in a table of their own, with links to others beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from activities.store.copying import put_rows
from activities.store.registers.keeping import Held
from activities.store.schema import person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table

    from activities.store.registers.keeping import Put


@dataclass(frozen=True)
class Link:
    """A list of ids, one row an id; a row that ended keeps the instant of its end.

    Args:
        owner: The record whose list it is.
        target: What stands in the list.
    """

    owner: Column[str]
    target: Column[str]

    @property
    def table(self) -> Table:
        """Where the rows lie."""
        return self.owner.table

    def held(self, connection: Connection, ids: Collection[str]) -> dict[str, list[str]]:
        """The list of each record that has one, in order."""
        members = func.array_agg(aggregate_order_by(self.target, self.target))
        wanted = (
            select(self.owner, members)
            .where(self.owner == func.any(list(ids)), self.table.c.ended_at.is_(None))
            .group_by(self.owner)
        )
        return {owner: list(found) for owner, found in connection.execute(wanted)}

    def begin(
        self, connection: Connection, lists: Mapping[str, Sequence[str]], at: datetime
    ) -> None:
        """Give each new record its list."""
        put_rows(connection, self.table, self._rows(lists, at))

    def put(self, connection: Connection, lists: Mapping[str, Sequence[str]], at: datetime) -> None:
        """Add to each record what its list has and did not have."""
        rows = self._rows(lists, at)
        if rows:
            statement = insert(self.table)
            again = {"since_at": statement.excluded.since_at, "ended_at": None}
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[self.owner.name, self.target.name],
                    set_=again,
                    where=self.table.c.ended_at.is_not(None),
                ),
                rows,
            )

    def _rows(self, lists: Mapping[str, Sequence[str]], at: datetime) -> list[dict[str, object]]:
        return [
            {self.owner.name: owner, self.target.name: one, "since_at": at, "ended_at": None}
            for owner, wanted in lists.items()
            for one in wanted
        ]

    def end(self, connection: Connection, lists: Mapping[str, Sequence[str]], at: datetime) -> None:
        """Take from each record what stands in its list no longer."""
        for owner, wanted in lists.items():
            gone = (self.owner == owner) & self.target.not_in(list(wanted))
            connection.execute(
                update(self.table).where(gone, self.table.c.ended_at.is_(None)).values(ended_at=at)
            )


@dataclass(frozen=True)
class TableKeeper:
    """Keeps records in a table.

    Args:
        key: The column of their ids.
        columns: The columns of their fields.
        links: The fields that are lists of ids of other records.
        of_person: The fields that lie with the person himself, where the record is one.
        at_first: What a new row has beside its fields.
        also: What a record shows beside its fields, and nobody writes as one.
    """

    key: Column[str]
    columns: Mapping[str, Column[Any]]
    links: Mapping[str, Link] = field(default_factory=dict)
    of_person: tuple[str, ...] = ()
    at_first: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """Where the rows lie."""
        return self.key.table

    def held(self, connection: Connection, ids: Collection[str]) -> dict[str, Held]:
        """Those of the records that are there, archived ones too."""
        named: list[ColumnElement[Any]] = [
            column.label(name) for name, column in self.columns.items()
        ]
        named += [self.table.c[name] for name in self.also]
        beside = [person.c[name].label(name) for name in self.of_person]
        wanted = select(self.key.label("id"), *named, *beside, self.table.c.archived_at)
        if self.of_person:
            wanted = wanted.join(person, person.c.person_id == self.key)
        rows = connection.execute(wanted.where(self.key == func.any(list(ids)))).mappings().all()
        lists = {name: link.held(connection, ids) for name, link in self.links.items()}
        return {row["id"]: self._held(row, lists) for row in rows}

    def put(self, connection: Connection, puts: Sequence[Put], at: datetime) -> None:
        """Keep records; one that was archived comes back."""
        new = [one for one in puts if one.before is None]
        put_rows(connection, self.table, [{**self.at_first, **self._row(one)} for one in new])
        self._update(connection, [one for one in puts if one.before is not None])
        for name, link in self.links.items():
            _put_links(connection, name, link, puts, at)

    def chosen(self, filters: Mapping[str, str], *, archived: bool) -> Select[Any]:
        """The ids of the records of which some fields say something, or have it in their list."""
        wanted = select(self.key)
        if not archived:
            wanted = wanted.where(self.table.c.archived_at.is_(None))
        for name, value in filters.items():
            if link := self.links.get(name):
                holds = (link.owner == self.key) & (link.target == value)
                wanted = wanted.where(exists().where(holds, link.table.c.ended_at.is_(None)))
            else:
                wanted = wanted.where(self.columns[name] == value)
        return wanted

    def archive(self, connection: Connection, record_id: str, at: datetime) -> None:
        """Let a record take no part any more."""
        this = update(self.table).where(self.key == record_id)
        connection.execute(this.values(archived_at=at))

    def _held(self, row: RowMapping, lists: Mapping[str, dict[str, list[str]]]) -> Held:
        values = {name: row[name] for name in (*self.columns, *self.of_person, *self.also)}
        values |= {name: found.get(row["id"], []) for name, found in lists.items()}
        return Held({"id": row["id"], **values}, row["archived_at"])

    def _row(self, one: Put) -> dict[str, object]:
        fields = {column.name: one.values[name] for name, column in self.columns.items()}
        return {self.key.name: one.record_id, **fields, "archived_at": None}

    def _update(self, connection: Connection, puts: Sequence[Put]) -> None:
        if not puts:
            return
        rows = [{f"new_{name}": value for name, value in self._row(one).items()} for one in puts]
        names = [name.removeprefix("new_") for name in rows[0]]
        values = {name: bindparam(f"new_{name}", type_=self.table.c[name].type) for name in names}
        this = self.key == bindparam(f"new_{self.key.name}")
        connection.execute(update(self.table).where(this).values(values), rows)


def _put_links(
    connection: Connection, name: str, link: Link, puts: Iterable[Put], at: datetime
) -> None:
    fresh = {one.record_id: _ids(one.values[name]) for one in puts if one.before is None}
    link.begin(connection, fresh, at)
    kept = {one.record_id: _ids(one.values[name]) for one in puts if _differs(one, name)}
    link.put(connection, kept, at)
    link.end(connection, kept, at)


def _differs(one: Put, name: str) -> bool:
    return one.before is not None and one.before.values[name] != one.values[name]


def _ids(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
