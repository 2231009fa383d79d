"""What stands in the gaps of a notice's wording, in the receiver's language and time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from activities.mail.catalogues import locale_of, wording
from activities.mail.headers import one_line

if TYPE_CHECKING:
    from datetime import tzinfo

    from domain.posts import Post, PostedPolicy, PostedService, PostedTask
    from domain.words import Language

_DAYS = ("until", "ends_on")


class Gaps(dict[str, str]):
    """The filled gaps of one notice."""

    def fill(self, text: str) -> str:
        """Put them into a text.

        Raises:
            KeyError: the text has a gap that nothing is known for.
        """
        return text.format_map(self)


def gaps_of(post: Post, language: Language) -> Gaps:
    """Everything that is known for the wording of a notice."""
    gaps = Gaps(name=one_line(post.to.name), notice_key=one_line(post.notice_key))
    gaps["change"] = one_line(str(post.params.get("change", "")))
    if post.service is not None:
        gaps |= _service(post.service)
        gaps["service_block"] = gaps.fill(wording(language)["letter.service"])
        gaps["dependents"] = _dependents(post)
    if post.policy is not None:
        gaps |= _policy(post.policy, language)
    if post.task is not None:
        gaps |= _task(post.task, gaps, language, _zone(post.to.time_zone))
        block = "letter.task" if post.task.is_open else "letter.task_closed"
        gaps["task"] = gaps.fill(wording(language)[block])
    for name in _DAYS:
        if name in post.params:
            day = date.fromisoformat(str(post.params[name]))
            gaps[name] = _day(day, language)
    return gaps


def _service(service: PostedService) -> dict[str, str]:
    return {
        "service": one_line(service.name),
        "service_id": service.service_id,
        "version": str(service.version),
    }


def _dependents(post: Post) -> str:
    lines = (f"{one.kind} {one.dependent_id}: {one.name}" for one in post.dependents)
    return "\n".join(f"    - {one_line(line)}" for line in lines)


def _policy(policy: PostedPolicy, language: Language) -> dict[str, str]:
    gaps = {"policy_title": one_line(policy.title)}
    if policy.version is not None:
        gaps["policy_version"] = str(policy.version)
    if policy.effective_on is not None:
        gaps["effective_on"] = _day(policy.effective_on, language)
    return gaps


def _task(task: PostedTask, gaps: Gaps, language: Language, zone: tzinfo) -> dict[str, str]:
    texts = wording(language)
    translated = texts.get(f"question.{task.name}")
    meanings = [(one, texts.get(f"outcome.{one}")) for one in task.outcomes]
    return {
        "task_id": task.task_id,
        "question": gaps.fill(translated) if translated else one_line(task.question),
        "outcomes": ", ".join(f"{one} ({said})" if said else one for one, said in meanings),
        "due": _instant(task.due_at, language, zone),
        "command": _command(task),
    }


def _command(task: PostedTask) -> str:
    outcome = task.outcomes[0] if len(task.outcomes) == 1 else "OUTCOME"
    data = " [--data FILE]" if task.needs_data else ""
    return f'servicecycle decide {task.task_id} {outcome} --reason "…"{data}'


def _day(day: date, language: Language) -> str:
    return format_date(day, format="full", locale=locale_of(language))


def _instant(at: datetime, language: Language, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    hour = format_time(local.time(), format="short", locale=locale_of(language))
    return f"{_day(local.date(), language)}, {hour} ({zone})"


def _zone(name: str) -> tzinfo:
    """The receiver's zone; one that this machine does not know is no reason to keep him waiting."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return UTC
