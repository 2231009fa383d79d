"""What stands in the gaps of a notice's wording, in the receiver's language and time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from activities.mail import speech
from activities.mail.headers import one_line
from domain.contracts.words import PriceRuleKind, Renewal
from domain.templates import Template

if TYPE_CHECKING:
    from datetime import tzinfo

    from pydantic import JsonValue

    from activities.mail.catalogues import Wording
    from activities.mail.pens import Pen
    from domain.dependents import Dependent
    from domain.posts import Post, PostedContract, PostedPolicy, PostedTask
    from domain.words import Language


# Letters that say the contract ends, or has ended.
_OF_THE_END = frozenset(
    {
        *(Template.CONTRACT_ENDING, Template.CONTRACT_OVER, Template.CONTRACT_ENDED),
        *(Template.CONTRACT_NOT_RENEWED, Template.CONTRACT_TERMINATED),
    }
)


class Gaps(dict[str, str]):
    """The filled gaps of one notice, written with one pen.

    Args:
        pen: How words get into a text.
        texts: The wording of the receiver.
        language: The receiver's language.
        zone: The receiver's time zone.

    Attributes:
        counts: The numbers among them, by which a text chooses its plural form.
        lists: Those that are lists.
        bare: Those that a command may hold, with nothing around them that would be copied.
    """

    def __init__(self, pen: Pen, texts: Wording, language: Language, zone: tzinfo) -> None:
        super().__init__()
        self.pen, self.texts, self.language, self.zone = pen, texts, language, zone
        self.counts: dict[str, int] = {}
        self.lists: dict[str, list[str]] = {}
        self.bare: dict[str, str] = {}

    def fill(self, text: str) -> str:
        """Put them into a text.

        Raises:
            KeyError: the text has a gap that nothing is known for.
        """
        return self.pen.fill(text, self)

    def command(self, text: str) -> str:
        """Put them into a command, so that it can be copied as it stands.

        Raises:
            KeyError: it has a gap that nothing is known for.
        """
        return self.pen.plain(text.format_map(self.bare))

    def say(self, key: str) -> str:
        """A text of the catalogue with its gaps filled.

        Raises:
            KeyError: there is no such text, or nothing is known for a gap of it.
        """
        return self.fill(self.texts.text(key, self.counts))

    def aside(self, said: str) -> str:
        """Something that was written already, in brackets."""
        before, after = speech.SPEECH[self.language].aside.split("{}")
        return self.pen.plain(before) + said + self.pen.plain(after)

    def name(self, gap: str, text: str) -> None:
        """Fill one with words of other people."""
        self.bare[gap] = one_line(text)
        self[gap] = self.pen.foreign(self.bare[gap])

    def number(self, gap: str, value: int) -> None:
        """Fill one with a number."""
        self.counts[gap] = value
        self.bare[gap] = str(value)
        self[gap] = self.pen.plain(speech.number(value, self.language))

    def decimal(self, gap: str, value: Decimal) -> None:
        """Fill one with a number that need not be whole."""
        self[gap] = self.pen.plain(speech.number(value, self.language))

    def money(self, gap: str, minor_units: int, currency: str) -> None:
        """Fill one with an amount."""
        self[gap] = self.pen.plain(speech.money(minor_units, currency, self.language))

    def nothing(self, gap: str) -> None:
        """Fill one of which nothing is known in this case."""
        self[gap] = self.pen.plain("")

    def day(self, gap: str, value: date) -> None:
        """Fill one with a day."""
        self[gap] = self.pen.plain(speech.day(value, self.language))

    def instant(self, gap: str, at: datetime) -> None:
        """Fill one with the day and the hour that a clock on the receiver's wall shows."""
        local = at.astimezone(self.zone)
        day, hour = speech.day(local.date(), self.language), speech.hour(local, self.language)
        between = speech.SPEECH[self.language].hour
        shown = self.pen.plain(f"{day}{between}{hour}")
        self[gap] = shown + self.aside(self.pen.foreign(str(self.zone)))


def gaps_of(post: Post, texts: Wording, language: Language, pen: Pen) -> Gaps:
    """Everything that is known for the wording of a notice."""
    gaps = Gaps(pen, texts, language, _zone(post.to.time_zone))
    gaps.name("change", "")
    if post.contract is not None:
        _contract(gaps, post.contract)
    for name, value in post.params.items():
        _param(gaps, name, value)
    if post.contract is not None:
        _of_what_follows(gaps, post.template, post.contract)
    gaps.name("name", post.to.name)
    gaps.name("notice_key", post.notice_key)
    if post.service is not None:
        gaps.name("service", post.service.name)
        gaps.name("service_id", post.service.service_id)
        gaps.number("version", post.service.version)
        gaps.number("count", len(post.dependents))
        gaps.lists["dependents"] = [_dependent(gaps, one) for one in post.dependents]
    if post.policy is not None:
        _policy(gaps, post.policy)
    if post.task is not None:
        _task(gaps, post.task)
    return gaps


def _param(gaps: Gaps, name: str, value: JsonValue) -> None:
    """What was only known when the notice was queued, by its shape and the end of its name.

    Raises:
        ValueError: a day or an instant that is none.
    """
    match value:
        case int():
            gaps.number(name, value)
        case {"minor_units": int(units), "currency": str(currency)}:
            gaps.money(name, units, currency)
        case list():
            gaps.lists[name] = [gaps.pen.foreign(one_line(str(one))) for one in value]
        case str() if name == "until" or name.endswith("_on"):
            gaps.day(name, date.fromisoformat(value))
        case str() if name.endswith("_at"):
            gaps.instant(name, datetime.fromisoformat(value))
        case _:
            gaps.name(name, str(value))


def _dependent(gaps: Gaps, one: Dependent) -> str:
    kind = gaps.texts.get(f"kind.{one.kind}")
    words = gaps.pen.plain(kind) if kind else gaps.pen.foreign(one_line(one.kind))
    which = gaps.pen.foreign(one_line(f"{one.dependent_id}: {one.name}"))
    return words + gaps.pen.plain(" ") + which


def _contract(gaps: Gaps, contract: PostedContract) -> None:
    """What is known of a contract; a fact of which nothing is known is left out of the letter."""
    gaps.name("contract", contract.name)
    gaps.name("contract_id", contract.contract_id)
    gaps.name("customer", contract.customer)
    for gap, value in (("ends_on", contract.ends_on), ("cut_off_on", contract.cut_off_on)):
        if value:
            gaps.day(gap, value)
        else:
            gaps.nothing(gap)
    if contract.price is None:
        gaps.nothing("price")
    else:
        gaps.money("price", contract.price.minor_units, contract.price.currency)
    if contract.price is None and contract.price_rule.get("kind") == PriceRuleKind.UNCHANGED:
        gaps.nothing("price_rule")
    else:
        gaps["price_rule"] = _price_rule(gaps, contract.price_rule)


def _of_what_follows(gaps: Gaps, template: str, contract: PostedContract) -> None:
    """A cut-off and the price of a new period mean nothing where none follows, or none can."""
    if template in _OF_THE_END or contract.renewal is Renewal.NEVER:
        gaps.nothing("cut_off_on")
        gaps.nothing("price_rule")
    gaps["asked_price"] = gaps.say("price_rule.asked") if gaps["price_rule"] else gaps.pen.plain("")


def _price_rule(gaps: Gaps, rule: dict[str, JsonValue]) -> str:
    match rule:
        case {"kind": "percent", "percent": percent}:
            gaps.decimal("percent", Decimal(str(percent)))
            return gaps.say("price_rule.percent")
        case {"kind": "index", "index": index, "cap_percent": int() | float() | str() as cap}:
            gaps.name("index", str(index))
            gaps.decimal("cap", Decimal(str(cap)))
            return gaps.say("price_rule.capped")
        case {"kind": "index", "index": index}:
            gaps.name("index", str(index))
            return gaps.say("price_rule.index")
        case {"kind": kind}:
            return gaps.say(f"price_rule.{kind}")
        case _:
            return ""


def _policy(gaps: Gaps, policy: PostedPolicy) -> None:
    gaps.name("policy_title", policy.title)
    if policy.version is not None:
        gaps.number("policy_version", policy.version)
    if policy.effective_on is not None:
        gaps.day("effective_on", policy.effective_on)


def _task(gaps: Gaps, task: PostedTask) -> None:
    asked = f"question.{task.name}"
    if asked in gaps.texts.keys:
        gaps["question"] = gaps.say(asked)
    else:
        gaps.name("question", task.question)
    gaps.name("task_id", task.task_id)
    gaps.instant("due", task.due_at)
    comma = speech.SPEECH[gaps.language].comma
    gaps["outcomes"] = gaps.pen.join(comma, [_outcome(gaps, one) for one in task.outcomes])
    gaps.bare["command"] = _command(task)


def _outcome(gaps: Gaps, outcome: str) -> str:
    said, word = gaps.texts.get(f"outcome.{outcome}"), gaps.pen.foreign(outcome)
    return word + gaps.aside(gaps.pen.plain(said)) if said else word


def _command(task: PostedTask) -> str:
    outcome = task.outcomes[0] if len(task.outcomes) == 1 else "OUTCOME"
    data = " [--data FILE]" if task.needs_data else ""
    return f'servicecycle decide {task.task_id} {outcome} --reason "…"{data}'


def _zone(name: str) -> tzinfo:
    """The receiver's zone; one that this machine does not know is no reason to keep him waiting."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return UTC
