"""`people erase`: a person's words and addresses go, what he did stays on record (R43, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import click

from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    reason_option,
    request_option,
)
from starters.output import show_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.erasing import Erasure
    from starters.desk import Desk


@click.command()
@click.argument("person_id", metavar="PERSON")
@click.option("--apply", is_flag=True, help="Do it; otherwise it is only shown. There is no undo.")
@reason_option
@request_option
@actor_option
@json_option
@data_option
@at_desk
def erase(
    desk: Desk,
    *,
    person_id: str,
    apply: bool,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what erasing a person's data would take away; --apply does it.

    His name, his address, his reasons and all that he filled in go, and so do the documents on his
    own record. His id, when he acted, and what he decided stay, so that the record stays whole.

    servicecycle people erase ayse --reason "she asked for it"
    servicecycle people erase ayse --reason "she asked for it" --apply --as okan
    """
    from domain.chain import fingerprint
    from domain.policy import Command
    from domain.steps import Asked
    from starters.reasons import check_reason
    from workers.registers.erasing import Wanted, erase_person, plan_erasure

    actor = desk.admit(person, Command.PEOPLE_ERASE)
    check_reason(reason)
    letters = None if desk.settings.mail else desk.settings.mail_folder
    if not apply:
        found = plan_erasure(desk.writer, person_id, letters)
    else:
        asked = Asked(
            request_id=request_id or uuid4().hex,
            command=Command.PEOPLE_ERASE,
            fingerprint=fingerprint([person_id, reason]),
        )
        wanted = Wanted(person_id, reason, asked)
        found = erase_person(desk.writer, actor, wanted, desk.now(), letters=letters)
    show_record(found, _said(found, applied=apply), as_json=as_json)


def _said(found: Erasure, *, applied: bool) -> Iterator[str]:
    goes = "gone" if applied else "goes"
    yield f"{goes:<8}name and address of {found.person_id}"
    yield f"{goes:<8}words beside {found.texts} events, and of {found.answers} answers and votes"
    yield f"{goes:<8}what he wrote of {found.needs} needs of customers"
    yield f"{goes:<8}{found.documents} documents of his own record, {found.letters} letters to him"
    yield f"{'stays':<8}his id, when he acted, and what he decided"
    yield f"{'stays':<8}what services rest on: their descriptions, designs and policies"
    for one in found.owns:
        yield f"{'mind':<8}{one} keeps his id as its owner"
    for one in found.carried_by:
        yield f"{'mind':<8}{one} carries his last answer until the next one; erase once more then"
    for one in found.hindered_by:
        yield f"{'first':<8}{one}"
    if not applied and not found.hindered_by:
        yield "nothing is changed yet: --apply does it, and there is no undo"
