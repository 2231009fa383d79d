"""For each entry of the policy a test changes it and sees behaviour change (R42).

Entries whose behaviour is decided in the domain are changed here. The others only show while a
process runs or a record is kept; `ELSEWHERE` names the test that changes each of them.
"""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, ParamSpec

import pytest

from domain.answers import Money
from domain.asking import Question, check_actor, open_task
from domain.ballot import check_vote, tally
from domain.errors import InvalidInputError, NotAllowedError
from domain.policy import DECIDED_BY_SILENCE, Command, Policy, QuestionName
from domain.replies import check_reply
from domain.service_questions import CHAIR_OF, service_question
from domain.words import ChangeSize, Role
from tests.domain.contract_entries import ELSEWHERE as OF_CONTRACTS
from tests.domain.contract_entries import SEEN, asked_of_a_contract
from tests.domain.samples import (
    NOW,
    actor,
    answer,
    course,
    document,
    policy,
    service_state,
)
from tests.domain.test_ballot import SEATS, votes
from tests.house.repository import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Entry = tuple[str, ...]
P = ParamSpec("P")
PROCESSES = "tests/workflows/test_policy_in_processes.py"
STORE = "tests/activities/test_policy_in_store.py"
HOURS = "tests/activities/test_mail_hours.py"

ELSEWHERE: dict[Entry, str] = {
    ("title",): f"{STORE}::test_a_policy_is_listed_by_its_title",
    ("scope",): f"{STORE}::test_a_policy_is_shown_with_its_scope",
    ("effective_on",): f"{STORE}::test_a_policy_is_in_force_from_its_effective_day",
    ("improvement", "cycle_months"): f"{PROCESSES}::test_a_longer_cycle_asks_later",
    ("retirement", "notice_days"): f"{PROCESSES}::test_a_longer_notice_ends_the_service_later",
    ("retirement", "recheck_days"): f"{PROCESSES}::test_open_dependents_are_shown_again_as_often",
    ("corrections", "open_days"): f"{PROCESSES}::test_a_longer_correction_time_closes_later",
    ("notices", "per_minute"): f"{PROCESSES}::test_a_lower_rate_sends_fewer_notices_a_minute",
    ("notices", "attempts"): f"{PROCESSES}::test_a_notice_fails_after_so_many_attempts",
    (
        "notices",
        "retry_minutes",
    ): f"{PROCESSES}::test_a_failed_delivery_is_tried_again_so_much_later",
    ("notices", "urgent"): f"{HOURS}::test_what_policy_calls_urgent_goes_out_at_night",
    ("notices", "calendar"): f"{HOURS}::test_our_own_people_have_the_calendar_of_policy",
    ("documents", "largest_megabytes"): f"{STORE}::test_a_larger_document_is_kept_where_allowed",
    (
        "processes",
        "turn_page_after_events",
    ): f"{PROCESSES}::test_a_run_turns_the_page_after_so_many",
    (
        "processes",
        "housekeeping_minutes",
    ): f"{PROCESSES}::test_housekeeping_looks_again_so_much_later",
}


class Change(NamedTuple):
    """How an entry is changed, and what shows it; `given` is what has to be so for it to matter."""

    to: Callable[[object], object]
    seen: Callable[[Policy, str], object]
    given: dict[str, object] = {}


def asked(current: Policy, name: str) -> Question:
    """One of the questions, as its process puts it for a requester."""
    which = QuestionName(name)
    if of_contract := asked_of_a_contract(current, which):
        return of_contract
    if which is QuestionName.POLICY_APPROVAL:
        return Question(
            task_id="policy/p-2/policy_approval/1",
            name=which,
            text="Does it come into force?",
            outcomes=("approve", "reject"),
            rule=current.rule(which),
            requester="ada",
        )
    return service_question(which, service_state(), current, version=1, requester="ada")


def who_may_answer(current: Policy, name: str) -> set[Role]:
    opened = open_task(asked(current, name), now=NOW, step=1)
    return {role for role in Role if allows(check_actor, opened, actor("bo", role))}


def requester_may_answer(current: Policy, name: str) -> bool:
    question = asked(current, name)
    opened = open_task(question, now=NOW, step=1)
    return allows(check_actor, opened, actor("ada", *question.rule.roles))


def due(current: Policy, name: str) -> object:
    return open_task(asked(current, name), now=NOW, step=1).due_at


def what_happens(current: Policy, name: str) -> list[tuple[float, str, str | None]]:
    return course(open_task(asked(current, name), now=NOW, step=1), 6)


def allows(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether a check lets something pass."""
    try:
        check(*args, **kwargs)
    except (InvalidInputError, NotAllowedError):
        return False
    return True


def one_vote_decides(current: Policy, _name: str) -> object:
    return tally(votes("offer"), SEATS, current.committee).kind


def substitute_may_vote(current: Policy, _name: str) -> object:
    who = actor("bo", stands_for="ada")
    return allows(check_vote, who, answer("offer"), (), current.committee)


def two_years_may_be_waited(current: Policy, _name: str) -> object:
    until = (NOW + timedelta(days=730)).date().isoformat()
    question, given = asked(current, "committee"), answer("defer", {"until": until})
    return allows(check_reply, question, given, now=NOW, policy=current)


def who_may_run(current: Policy, command: str) -> object:
    return {role for role in Role if current.may((role,), Command(command))}


def more(days: object) -> object:
    assert isinstance(days, int)
    return days + 1


def _another(said: object) -> object:
    return opposite(said) if isinstance(said, bool) else more(said)


def opposite(said: object) -> object:
    return not said


def sizes(current: Policy, _name: str) -> object:
    rule = current.change
    costs = [Money(minor_units=units, currency="TRY") for units in (6_000_000, 50_000_000)]
    by_work = [rule.size_of(days, None) for days in (None, 6, 30)]
    return by_work + [rule.size_of(0, cost) for cost in costs]


def before_the_committee(current: Policy, _name: str) -> object:
    return [current.change.needs_committee(size) for size in ChangeSize]


OF_CHANGES = {
    "person_days": Change(lambda _: 6, sizes),
    "TRY": Change(lambda _: 6_000_000, sizes),
    "unstated": Change(lambda _: "major", sizes),
    "committee_above": Change(lambda _: None, before_the_committee),
}
OF_A_QUESTION = {
    "roles": Change(lambda _: ["agent"], who_may_answer),
    "due_days": Change(more, due),
    "remind_days_before": Change(more, what_happens),
    "ladder": Change(lambda _: ["agent", "supervisor"], what_happens),
    "escalate_every_days": Change(more, what_happens, {"ladder": ["agent", "supervisor"]}),
    "four_eyes": Change(opposite, requester_may_answer),
}
OF_A_BODY = {
    "quorum_percent": Change(lambda _: 1, one_vote_decides),
    "longest_deferral_days": Change(lambda _: 100, two_years_may_be_waited),
    "substitutes": Change(opposite, substitute_may_vote),
}


def leaves(chapter: dict[str, object], above: Entry = ()) -> Iterator[Entry]:
    """Each entry of a policy document."""
    for key, value in chapter.items():
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key)


def how_it_changes(path: Entry) -> Change | None:
    """The change that shows what an entry does, or None where the domain does not decide it."""
    match path:
        case ("questions", _, entry):
            return OF_A_QUESTION.get(entry)
        case ("change", *_, entry):
            return OF_CHANGES.get(entry)
        case ("committee", entry):
            return OF_A_BODY.get(entry)
        case ("contracts", entry) if entry in SEEN:
            return Change(_another, SEEN[entry])
        case ("access", _):
            return Change(lambda _: ["contact"], who_may_run)
        case _:
            return None


LEAVES = list(leaves(document()))
DECIDED_HERE = [path for path in LEAVES if how_it_changes(path)]
ELSEWHERE |= OF_CONTRACTS
DEFAULTS = [("questions", name.value, "default") for name in QuestionName]


def entry_at(path: Entry) -> object:
    found: object = document()
    for key in path:
        assert isinstance(found, dict)
        found = found[key]
    return found


def test_for_each_entry_of_the_policy_a_test_changes_it() -> None:
    changed = {*DECIDED_HERE, *DEFAULTS, *ELSEWHERE}
    assert [path for path in LEAVES if path not in changed] == []
    assert [path for path in changed if path not in LEAVES] == []
    assert len(DECIDED_HERE) + len(DEFAULTS) + len(ELSEWHERE) == len(LEAVES)


@pytest.mark.parametrize("path", DECIDED_HERE, ids=".".join)
def test_an_entry_that_is_changed_changes_behaviour(path: Entry) -> None:
    change = how_it_changes(path)
    assert change is not None
    given = {(*path[:-1], entry): value for entry, value in change.given.items()}
    before = policy(given)
    after = policy({**given, path: change.to(entry_at(path))})
    assert change.seen(after, path[1]) != change.seen(before, path[1])


@pytest.mark.parametrize("name", sorted(DECIDED_BY_SILENCE))
def test_a_default_decides_once_nobody_is_left_to_ask(name: QuestionName) -> None:
    entry = ("questions", name.value, "default")
    never = what_happens(policy({entry: None}), name.value)
    assert "default" not in [kind for _, kind, _ in never]
    for outcome in DECIDED_BY_SILENCE[name]:
        decided = what_happens(policy({entry: outcome}), name.value)
        assert ("default", outcome) in [(kind, what) for _, kind, what in decided]


@pytest.mark.parametrize("name", sorted(set(QuestionName) - set(DECIDED_BY_SILENCE)))
def test_a_default_is_refused_where_silence_cannot_answer(name: QuestionName) -> None:
    for outcome in asked(policy(), name.value).outcomes:
        with pytest.raises(InvalidInputError, match="silence cannot decide"):
            policy({("questions", name.value, "default"): outcome})


@pytest.mark.parametrize("name", sorted(set(QuestionName) - {QuestionName.POLICY_APPROVAL}))
def test_silence_decides_every_outcome_that_needs_no_data(name: QuestionName) -> None:
    current = policy()
    question = asked(current, name.value)
    enough = [
        outcome
        for outcome in question.outcomes
        if allows(check_reply, question, answer(outcome), now=NOW, policy=current)
    ]
    assert list(DECIDED_BY_SILENCE.get(name, ())) == enough


def test_no_policy_comes_into_force_by_silence() -> None:
    assert DECIDED_BY_SILENCE[QuestionName.POLICY_APPROVAL] == ("reject",)


def functions_of(file: Path) -> set[str]:
    """The names of the functions of a module; none where there is no such file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    body = tree(file).body if file.exists() else []
    return {node.name for node in body if isinstance(node, functions)}


@pytest.mark.parametrize("path", ELSEWHERE, ids=".".join)
def test_the_test_that_changes_an_entry_elsewhere_exists(path: Entry) -> None:
    file, _, name = ELSEWHERE[path].partition("::")
    assert name in functions_of(Path(__file__).parents[2] / file), ELSEWHERE[path]


def test_the_bodies_that_vote_have_chairs_with_rules_of_their_own() -> None:
    for body, chair in CHAIR_OF.items():
        assert asked(policy(), body.value).ballot
        assert not asked(policy(), chair.value).ballot
