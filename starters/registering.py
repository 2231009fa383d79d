"""The commands of a register, made of its kind: add, edit, show, list and archive (R44-R46)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    paging_options,
    reader_option,
    reason_option,
)
from starters.output import columns_of, instant, plain, show_list, show_record
from starters.register_options import an, called, is_filter, made, option_name, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from activities.store.reading import Page
    from domain.registers.kind import Kind
    from domain.registers.record import Entry
    from starters.desk import Desk
    from workers.registers.writing import Pen

_TITLES = 6


class Commands(NamedTuple):
    """The commands that every register has."""

    add: click.Command
    edit: click.Command
    show: click.Command
    list_: click.Command
    archive: click.Command


def commands_of(kind: Kind) -> Commands:
    """The commands of a kind; each field is an option of its name."""
    return Commands(*(make(kind) for make in (_adding, _editing, _showing, _listing, _archiving)))


def _adding(kind: Kind) -> click.Command:
    @click.argument("file", metavar="FILE", required=False)
    @actor_option
    @json_option
    @data_option
    @at_desk
    def add(
        desk: Desk, *, file: str | None, person: str | None, as_json: bool, **options: str | None
    ) -> None:
        from starters.reading_files import document_of
        from workers.registers.entries import add_entry

        document = {} if file is None else document_of(file)
        raw = {**_mapping(document), **said(kind, options)}
        pen = pen_of(desk, kind, person, raw)
        _check_seen(desk, pen, raw)
        found = add_entry(desk.writer, pen, raw)
        show_record(found, [f"{kind.name} {found.id} is registered"], as_json=as_json)

    help_text = f"""Register {an(kind.name)}: a YAML or JSON file, options, or both.

    servicecycle {kind.name} add {kind.name}.yaml --as okan
    """
    return made("add", add, help_text, kind.columns.values(), kind)


def _editing(kind: Kind) -> click.Command:
    @click.argument("record_id", metavar=called(kind.name))
    @actor_option
    @json_option
    @data_option
    @at_desk
    def edit(
        desk: Desk, *, record_id: str, person: str | None, as_json: bool, **options: str | None
    ) -> None:
        from workers.registers.entries import edit_entry

        wanted, pen = said(kind, options), pen_of(desk, kind, person)
        _check_seen(desk, pen, wanted)
        found = edit_entry(desk.writer, pen, record_id, wanted)
        show_record(found, card(found), as_json=as_json)

    others = [one for one in kind.columns.values() if one.name != "id"]
    option = option_name(others[0].name)
    help_text = f"""Change what is said of {an(kind.name)}; an empty word takes a value away.

    servicecycle {kind.name} edit ID {option} "..." --as okan
    """
    return made("edit", edit, help_text, others, kind)


def _showing(kind: Kind) -> click.Command:
    @click.argument("record_id", metavar=called(kind.name))
    @reader_option
    @json_option
    @data_option
    @at_desk
    def show(desk: Desk, *, record_id: str, as_json: bool) -> None:
        from activities.store import reading

        found = reading.entry(desk.reader, kind.name, record_id)
        show_record(found, card(found), as_json=as_json)

    help_text = f"""Show one {kind.name}.

    servicecycle {kind.name} show ID
    """
    return made("show", show, help_text, (), kind)


def _listing(kind: Kind) -> click.Command:
    @click.option("--archived", is_flag=True, help="Also those that take no part any more.")
    @paging_options
    @reader_option
    @json_option
    @data_option
    @at_desk
    def list_(
        desk: Desk,
        *,
        archived: bool,
        limit: int,
        after: str | None,
        as_json: bool,
        **filters: str | None,
    ) -> None:
        from activities.store.reading import Page

        wanted = {name: value for name, value in filters.items() if value is not None}
        show_list(
            _found(desk, kind, wanted, Page(limit, after), archived=archived),
            _titles(kind),
            as_json=as_json,
            empty=f"none; `servicecycle import {kind.plural}.csv --apply` brings them in",
            limit=limit,
            key="id",
        )

    filters = [one for one in kind.columns.values() if is_filter(one)]
    help_text = f"""List {kind.plural}.

    servicecycle {kind.name} list
    """
    return made("list", list_, help_text, filters, kind)


def _found(
    desk: Desk, kind: Kind, wanted: Mapping[str, str], page: Page, *, archived: bool
) -> list[Entry]:
    """The records that are asked for; where there are none, what they belong to has to be there."""
    from activities.store import reading

    found = reading.entries(desk.reader, kind.name, filters=wanted, archived=archived, page=page)
    if not found:
        for name, value in wanted.items():
            reading.check_known(desk.reader, kind.references[name], value, field=name)
    return found


def _archiving(kind: Kind) -> click.Command:
    @click.argument("record_id", metavar=called(kind.name))
    @reason_option
    @actor_option
    @json_option
    @data_option
    @at_desk
    def archive(
        desk: Desk, *, record_id: str, reason: str, person: str | None, as_json: bool
    ) -> None:
        from starters.reasons import check_reason
        from workers.registers.entries import archive_entry

        pen = pen_of(desk, kind, person)
        check_reason(reason)
        found = archive_entry(desk.writer, pen, record_id, reason=reason)
        lines = [f"{kind.name} {record_id} takes no part any more"]
        show_record(found, lines, as_json=as_json)

    help_text = f"""Let {an(kind.name)} take no part any more; the record stays.

    servicecycle {kind.name} archive ID --reason "..." --as okan
    """
    return made("archive", archive, help_text, (), kind)


def pen_of(
    desk: Desk, kind: Kind, person: str | None, raw: Mapping[str, object] | None = None
) -> Pen:
    """With what a person writes in a register, once he is let in.

    Args:
        raw: What he writes where it is new: of himself anybody may write what is his own.
    """
    from domain.errors import NotAllowedError
    from workers.registers.kinds import register_of
    from workers.registers.writing import Pen

    register, now = register_of(kind.plural), desk.now()
    try:
        return Pen(register, desk.admit(person, kind.edit), now)
    except NotAllowedError:
        if not (person and raw is not None and kind.own and raw.get(kind.own) == person):
            raise
    return Pen(register, desk.admit(person, None), now, only_own=True)


def _check_seen(desk: Desk, pen: Pen, wanted: Mapping[str, object]) -> None:
    """Refuse a customer's person who names somebody he is not told of, as if nobody were there."""
    from activities.store import reading
    from domain.errors import InvalidInputError
    from domain.words import CUSTOMER_ROLES
    from workers.registers.writing import stranger

    if not CUSTOMER_ROLES.issuperset(pen.actor.roles):
        return
    for field, kind in pen.register.kind.references.items():
        value = wanted.get(field)
        named = {one for one in (value if isinstance(value, list) else [value]) if one}
        ids = {one for one in named if isinstance(one, str)} if kind == "person" else set()
        if strange := ids - reading.names_of(desk.reader, ids).keys():
            raise InvalidInputError(stranger(field, kind, strange), field=field)


def _mapping(document: object) -> dict[str, object]:
    from domain.errors import InvalidInputError

    if not isinstance(document, dict):
        raise InvalidInputError("file: it has to be a mapping of fields", field="file")
    return document


def card(one: Entry) -> list[str]:
    """A record as a page: what it says, field by field."""
    rows = [["id", one.id]]
    rows += [
        [name.replace("_", " "), _text(value)]
        for name, value in one.fields.items()
        if value not in (None, [], {})
    ]
    if one.archived_at:
        rows.append(["archived", f"{instant(one.archived_at)} UTC"])
    return columns_of(rows)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{ours}={theirs}" for ours, theirs in value.items())
    return plain(value)


def _titles(kind: Kind) -> dict[str, Callable[[Entry], object]]:
    """The id, and the first fields, of which a person tells records apart."""
    names = [one for one in kind.columns if one != "id"][:_TITLES]
    found: dict[str, Callable[[Entry], object]] = {kind.name: lambda one: one.id}
    for name in names:
        found[name.replace("_", " ")] = partial(_field, name)
    found["archived (UTC)"] = lambda one: instant(one.archived_at)
    return found


def _field(name: str, one: Entry) -> str:
    return _text(one.fields.get(name))
