"""`customer`: whom we serve, what they need, and everything that hangs on them (R45-R47, R99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.registers.customers import CUSTOMER
from domain.registers.needs import NeedOutcome
from starters.lazy import LazyGroup
from starters.options import actor_option, at_desk, data_option, json_option, reader_option
from starters.output import day, show_list, show_record
from starters.registering import commands_of

if TYPE_CHECKING:
    from starters.desk import Desk

customer = LazyGroup(
    "customer",
    places={
        "add": "starters.customer:add",
        "edit": "starters.customer:edit",
        "show": "starters.customer:show",
        "list": "starters.customer:list_",
        "need": "starters.customer:need",
        "archive": "starters.customer:archive",
    },
    help="Customers, and what they need.",
)
need = LazyGroup(
    "need",
    places={
        "add": "starters.customer:add_need",
        "answer": "starters.customer:answer",
        "list": "starters.customer:list_needs",
    },
    help="What customers need, and what we answered.",
)

add, edit, _, list_, archive = commands_of(CUSTOMER)


@click.command()
@click.argument("customer_id", metavar="CUSTOMER")
@reader_option
@json_option
@data_option
@at_desk
def show(desk: Desk, *, customer_id: str, as_json: bool) -> None:
    """Show a customer and everything that hangs on him.

    servicecycle customer show acme
    """
    from activities.store import reading
    from starters.customer_page import lines_of

    found = reading.customer(desk.reader, customer_id)
    show_record(found, lines_of(found), as_json=as_json)


@click.command("add")
@click.argument("customer_id", metavar="CUSTOMER")
@click.option("--need", "words", metavar="WORDS", required=True, help="What he needs, in words.")
@actor_option
@json_option
@data_option
@at_desk
def add_need(
    desk: Desk, *, customer_id: str, words: str, person: str | None, as_json: bool
) -> None:
    """Note what a customer needs; whoever speaks for customers notes it of those he sees.

    servicecycle customer need add acme --need "reports in Persian by March" --as okan
    """
    from activities.store import reading
    from domain.checking import checked
    from domain.policy import Command
    from domain.registers.needs import NeedFile
    from workers.registers.needs import state_need

    actor = desk.admit(person, Command.CUSTOMER_NEED)
    stated = checked(NeedFile, {"customer": customer_id, "need": words})
    reading.entry(desk.reader, CUSTOMER.name, stated.customer)
    found = state_need(desk.writer, actor, stated, desk.now())
    show_record(found, [f"need {found.number} of {customer_id} is noted"], as_json=as_json)


@click.command()
@click.argument("customer_id", metavar="CUSTOMER")
@click.option("--number", type=int, metavar="NUMBER", required=True, help="Which need.")
@click.option(
    "--outcome",
    type=click.Choice([one.value for one in NeedOutcome]),
    metavar="|".join(NeedOutcome),
    required=True,
    help="What becomes of it.",
)
@click.option("--answer", "words", metavar="WORDS", required=True, help="What we answer.")
@actor_option
@json_option
@data_option
@at_desk
def answer(
    desk: Desk,
    *,
    customer_id: str,
    number: int,
    outcome: str,
    words: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Answer a need of a customer, as one of ours.

    servicecycle customer need answer acme --number 1 --outcome met --answer "since March"
    """
    from activities.store import reading
    from domain.checking import checked
    from domain.policy import Command
    from domain.registers.needs import NeedAnswer
    from workers.registers.needs import answer_need

    actor = desk.admit(person, Command.CUSTOMER_NEED)
    said = {"customer": customer_id, "number": number, "outcome": outcome, "answer": words}
    given = checked(NeedAnswer, said)
    reading.entry(desk.reader, CUSTOMER.name, given.customer)
    found = answer_need(desk.writer, actor, given, desk.now())
    show_record(found, [f"need {number} of {customer_id}: {outcome}"], as_json=as_json)


@click.command("list")
@click.argument("customer_id", metavar="CUSTOMER")
@reader_option
@json_option
@data_option
@at_desk
def list_needs(desk: Desk, *, customer_id: str, as_json: bool) -> None:
    """List what a customer needs, and what we answered.

    servicecycle customer need list acme
    """
    from activities.store import reading

    show_list(
        reading.needs(desk.reader, customer_id),
        {
            "number": lambda one: one.number,
            "need": lambda one: one.need,
            "stated by": lambda one: one.stated_by,
            "stated on": lambda one: day(one.stated_at.date()),
            "outcome": lambda one: one.outcome,
            "answer": lambda one: one.answer,
        },
        as_json=as_json,
        empty=f"{customer_id} has stated no need",
    )
