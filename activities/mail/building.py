"""A letter put together: its subject, its greeting and its parts, all filled, with either pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.mail.blocks import Command, Facts, Insert, blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.mail.blocks import Block
    from activities.mail.filling import Gaps
    from domain.posts import Post

_GREETINGS = ("formal", "informal")


@dataclass(frozen=True)
class Part:
    """A part of a letter with all its gaps filled.

    Args:
        kind: What it is: paragraph, facts, command, quotation or listing.
        text: What it says, where it is one text.
        rows: The facts.
        items: What is listed.
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Built:
    """A letter as it will be read."""

    subject: str
    greeting: str
    parts: tuple[Part, ...]
    signature: str


def built(post: Post, gaps: Gaps) -> Built:
    """Put a letter together.

    Raises:
        KeyError: something that the wording needs is not known.
    """
    return Built(
        subject=gaps.say(f"{post.template}.subject"),
        greeting=_greeting(post, gaps),
        parts=tuple(_parts(post, gaps, f"{post.template}.body")),
        signature=gaps.say("letter.signature"),
    )


def _greeting(post: Post, gaps: Gaps) -> str:
    """The form of address that the register has; words of its own stand as they are (R135)."""
    form = post.form_of_address
    if form is None:
        return gaps.say("letter.greeting")
    if form.lower() in _GREETINGS:
        return gaps.say(f"letter.greeting.{form.lower()}")
    gaps.name("address", form.replace("{name}", post.to.name))
    return gaps.say("letter.greeting.as_written")


def _parts(post: Post, gaps: Gaps, key: str) -> Iterator[Part]:
    for block in blocks_of(gaps.texts.text(key, gaps.counts)):
        match block:
            case Insert("task"):
                is_open = post.task is not None and post.task.is_open
                yield from _parts(post, gaps, "letter.task" if is_open else "letter.task_closed")
            case Insert(name) if name.endswith("_block"):
                yield from _parts(post, gaps, f"letter.{name.removesuffix('_block')}")
            case Insert(name) if name in gaps.lists:
                yield Part("listing", items=tuple(gaps.lists[name]))
            case _:
                yield _filled(block, gaps)


def _filled(block: Block, gaps: Gaps) -> Part:
    match block:
        case Facts(rows):
            filled = ((gaps.fill(label), gaps.fill(value)) for label, value in rows)
            return Part("facts", rows=tuple(row for row in filled if row[1]))
        case Command(text):
            return Part("command", gaps.command(text))
        case Insert(name):
            return Part("paragraph", gaps.fill(f"{{{name}}}"))
        case _:
            return Part(type(block).__name__.lower(), gaps.fill(block.text))
