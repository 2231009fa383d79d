"""`notices`: what people are told, on its way out of the house (R93; 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from domain.errors import InvalidInputError
from domain.words import Language, NoticeState
from starters.lazy import LazyGroup
from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    paging_options,
    reader_option,
)
from starters.output import instant, show_list, show_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from activities.store.reading import Notice
    from starters.desk import Desk
    from workers.registers.notices import NoticePreview, OutboxStanding

C = TypeVar("C", bound="Callable[..., Any]")

_LARGEST_ID = 2**63 - 1
_NOTICE = click.IntRange(1, _LARGEST_ID)
_STILL_HERE = (NoticeState.QUEUED, NoticeState.HELD)
_HELD = "nothing leaves the house until `servicecycle notices release --all`"

notices = LazyGroup(
    "notices",
    places={
        "list": "starters.notices:list_",
        "hold": "starters.notices:hold",
        "release": "starters.notices:release",
        "preview": "starters.notices:preview",
    },
    help="Notices to people: what waits, was sent, or failed.",
)


def _which(command: C) -> C:
    """One notice, or everything in the house; and why."""
    one = click.argument("notice", type=_NOTICE, metavar="[NOTICE]", required=False)
    everything = click.option(
        "--all", "everything", is_flag=True, help="Every notice, also those to come."
    )
    why = click.option(
        "--reason", metavar="WORDS", default="", help="Why; it stands in the record."
    )
    return one(everything(why(command)))


_COLUMNS: dict[str, Callable[[Notice], object]] = {
    "notice": lambda one: one.notice_id,
    "to": lambda one: one.person_id,
    "what": lambda one: one.template,
    "about": lambda one: one.params.get("task_id") or one.subject,
    "state": lambda one: one.state,
    "queued (UTC)": lambda one: instant(one.at),
    "sent (UTC)": lambda one: instant(one.sent_at),
    "waits until (UTC)": lambda one: _waits(one, instant(one.waits_until)),
    "for the hours of": lambda one: _waits(one, one.waits_for),
    "tried": lambda one: one.attempts,
    "last error": lambda one: one.last_error,
}


@click.command("list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in NoticeState]),
    help="Only notices in this state.",
)
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def list_(desk: Desk, *, state: str | None, limit: int, after: str | None, as_json: bool) -> None:
    """List the notices in the order they were queued.

    One that came outside its receiver's working hours waits until they begin, as the calendar has
    them that is named beside it. What policy calls urgent does not wait.

    servicecycle notices list --state failed
    """
    from activities.store import reading
    from workers.registers.notices import outbox_standing

    wanted = NoticeState(state) if state else None
    found = reading.notices(desk.reader, state=wanted, page=reading.Page(limit, after))
    show_list(
        found,
        _COLUMNS,
        as_json=as_json,
        empty=f"no notice is {state}" if state else "no notices",
        limit=limit,
        key="notice_id",
    )
    if not as_json and outbox_standing(desk.reader).house_held:
        click.echo(f"\n{_HELD}")


@click.command()
@_which
@actor_option
@json_option
@data_option
@at_desk
def hold(
    desk: Desk,
    *,
    notice: int | None,
    everything: bool,
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Hold a notice back; with --all every one.

    NOTICE is its number in `notices list`. --all holds back every notice there is and will be.

    servicecycle notices hold 17 --as okan
    servicecycle notices hold --all --reason "the wording is being reviewed" --as okan
    """
    from domain.policy import Command
    from starters.reasons import without_odd_letters
    from workers.registers.notices import hold_house, hold_notice

    chosen = _chosen(notice, everything=everything)
    without_odd_letters(reason, "reason")
    actor = desk.admit(person, Command.NOTICES_HOLD)
    if chosen is None:
        _show_house(hold_house(desk.writer, actor, desk.now(), reason=reason), as_json=as_json)
        return
    held = hold_notice(desk.writer, actor, chosen, desk.now(), reason=reason)
    show_record(held, [f"notice {chosen} to {held.person_id} is held"], as_json=as_json)


@click.command()
@_which
@actor_option
@json_option
@data_option
@at_desk
def release(
    desk: Desk,
    *,
    notice: int | None,
    everything: bool,
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Let a held notice go; with --all every one.

    NOTICE is its number in `notices list`; one that failed is tried again. Notices that were held
    one by one are let go one by one, and not by --all.

    servicecycle notices release 17 --as okan
    servicecycle notices release --all --as okan
    """
    from domain.policy import Command
    from starters.reasons import without_odd_letters
    from workers.registers.notices import release_house, release_notice

    chosen = _chosen(notice, everything=everything)
    without_odd_letters(reason, "reason")
    actor = desk.admit(person, Command.NOTICES_RELEASE)
    if chosen is None:
        _show_house(release_house(desk.writer, actor, desk.now(), reason=reason), as_json=as_json)
        return
    freed = release_notice(desk.writer, actor, chosen, desk.now(), reason=reason)
    show_record(freed, [f"notice {chosen} to {freed.person_id} is queued"], as_json=as_json)


@click.command()
@click.argument("notice", type=_NOTICE, metavar="NOTICE")
@click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    help="Another language than the receiver's.",
)
@click.option("--html", metavar="FILE", help="Where to write the letter as a page to look at.")
@reader_option
@json_option
@data_option
@at_desk
def preview(
    desk: Desk, *, notice: int, language: str | None, html: str | None, as_json: bool
) -> None:
    """Show a notice as its receiver reads it: as it was sent, or as it would be sent now.

    NOTICE is its number in `notices list`. Nothing is sent. Its receiver sees his own. A letter has
    its words twice: as plain text, which is shown, and as HTML, which --html writes to a file for
    a browser.

    servicecycle notices preview 17 --language tr
    servicecycle notices preview 17 --language fa --html letter.html
    """
    from starters.reading_files import write_file
    from workers.registers.notices import preview_notice

    chosen = Language(language) if language else None
    found = preview_notice(desk.reader, desk.house, notice, language=chosen)
    if html is not None:
        write_file(html, found.html.encode(), field="html")
    show_record(found, _letter(found), as_json=as_json)


def _waits(one: Notice, said: object) -> object:
    """Something about its waiting, as long as it waits."""
    return said if one.state in _STILL_HERE else None


def _chosen(notice: int | None, *, everything: bool) -> int | None:
    """The notice that is meant; None for the whole house."""
    if everything == (notice is not None):
        message = "name one notice, or everything with --all"
        raise InvalidInputError(message, field="notice")
    return notice


def _show_house(standing: OutboxStanding, *, as_json: bool) -> None:
    said = _HELD if standing.house_held else "notices leave the house"
    counts = f"queued {standing.queued}, held {standing.held}, failed {standing.failed}"
    show_record(standing, [said, counts], as_json=as_json)


def _letter(found: NoticePreview) -> Iterator[str]:
    yield f"To: {found.to}"
    yield f"Subject: {found.subject}"
    yield f"Message-ID: {found.message_id}"
    yield f"Sent: {_when_sent(found)}"
    yield ""
    yield found.body.rstrip("\n")


def _when_sent(found: NoticePreview) -> str:
    """When it was sent, and whether these are the words that were."""
    if found.sent_at is None:
        return f"not yet, it is {found.state}; this is how it would be written now"
    when = f"{instant(found.sent_at)} UTC"
    return when if found.as_sent else f"{when}; in these words it would be written now"
