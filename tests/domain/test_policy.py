"""Policy is data, and a document that nobody could obey is refused (R42)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.policy import (
    DECIDED_BY_SILENCE,
    Command,
    PinnedPolicy,
    Policy,
    QuestionName,
    QuestionRule,
    parse_policy,
)
from domain.words import Role
from tests.domain.samples import document, policy, rule


def refusal(changes: dict[tuple[str, ...], object]) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as refused:
        parse_policy(document(changes))
    return refused.value


def test_the_policy_that_ships_is_a_policy() -> None:
    shipped = policy()
    assert set(shipped.questions) == set(QuestionName)
    assert set(shipped.access) == set(Command)
    assert shipped.rule(QuestionName.COMMITTEE).roles == (Role.COMMITTEE_MEMBER,)


def test_every_question_and_every_command_has_an_entry() -> None:
    questions = {name: one for name, one in document()["questions"].items() if name != "costs"}
    refused = refusal({("questions",): questions})
    assert refused.message == "questions: has no entry for costs"
    assert refused.field == "questions"
    refused = refusal({("access",): {"attach": ["agent"]}})
    assert refused.message.startswith("access: has no entry for people import, people archive, ")
    assert refused.field == "access"


@pytest.mark.parametrize(
    "path",
    [
        *(("title",), ("committee",), ("change",), ("access",)),
        *(("notices", entry) for entry in ("attempts", "urgent", "calendar")),
    ],
    ids=".".join,
)
def test_a_document_says_everything(path: tuple[str, ...]) -> None:
    whole = document()
    chapter = whole
    for key in path[:-1]:
        chapter = chapter[key]
    del chapter[path[-1]]
    with pytest.raises(InvalidInputError, match="is required") as refused:
        parse_policy(whole)
    assert refused.value.field == ".".join(path)


@pytest.mark.parametrize(
    ("path", "impossible"),
    [
        *(
            (("questions", "brief", entry), value)
            for entry, value in [
                ("roles", []),
                ("due_days", 0),
                ("due_days", 3_651),
                ("remind_days_before", -1),
                ("remind_days_before", 30),
                ("escalate_every_days", 0),
                ("four_eyes", "perhaps"),
            ]
        ),
        (("committee", "quorum_percent"), 0),
        (("committee", "quorum_percent"), 101),
        (("committee", "longest_deferral_days"), 0),
        (("improvement", "cycle_months"), 0),
        (("improvement", "cycle_months"), 121),
        (("retirement", "notice_days"), -1),
        (("retirement", "recheck_days"), 0),
        (("corrections", "open_days"), -1),
        (("notices", "per_minute"), 0),
        (("notices", "attempts"), 0),
        (("notices", "retry_minutes"), 0),
        (("notices", "urgent"), "all"),
        (("notices", "calendar"), "two words"),
        (("documents", "largest_megabytes"), 101),
        (("processes", "turn_page_after_events"), 19),
        (("processes", "housekeeping_minutes"), 0),
        (("effective_on",), 2026),
        (("title",), ""),
        (("scope",), "a\nb"),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else repr(value),
)
def test_a_number_that_nobody_could_obey_is_refused(
    path: tuple[str, ...], impossible: object
) -> None:
    assert refusal({path: impossible}).field == ".".join(path)


def test_a_reminder_comes_before_the_due_date() -> None:
    path = ("questions", "brief", "remind_days_before")
    refused = refusal({path: 30})
    assert refused.message == (
        "questions.brief.remind_days_before: must be smaller than due_days, which is 30"
    )
    assert parse_policy(document({path: 29})).rule(QuestionName.BRIEF).remind_days_before == 29


def test_a_wrong_due_date_is_not_blamed_on_the_reminder() -> None:
    refused = refusal({("questions", "brief", "due_days"): "many"})
    assert refused.field == "questions.brief.due_days"
    assert "more" not in refused.message


@pytest.mark.parametrize("name", list(QuestionName))
def test_silence_decides_only_what_needs_no_further_word(name: QuestionName) -> None:
    path = ("questions", name.value, "default")
    possible = DECIDED_BY_SILENCE.get(name, ())
    for outcome in (*possible, None):
        assert parse_policy(document({path: outcome})).rule(name).default == outcome
    refused = refusal({path: "kepe"})
    allowed = ", ".join((*possible, "null"))
    assert refused.message == (
        f"{'.'.join(path)}: silence cannot decide 'kepe'; allowed are {allowed}"
    )
    assert refused.field == ".".join(path)


def test_who_has_one_of_the_roles_may_run_a_command() -> None:
    granted = policy({("access", "attach"): ["agent", "supervisor"]})
    assert granted.may((Role.SUPERVISOR, Role.CONTACT), Command.ATTACH)
    assert not granted.may((Role.CONTACT,), Command.ATTACH)
    assert not granted.may((), Command.ATTACH)


def test_a_command_may_be_taken_from_everybody() -> None:
    nobody = policy({("access", "service import"): []})
    assert not nobody.may(tuple(Role), Command.SERVICE_IMPORT)


def test_a_process_carries_its_policy_to_the_next_run_unchanged() -> None:
    pinned = PinnedPolicy(version=3, document=policy())
    assert PinnedPolicy.model_validate_json(pinned.model_dump_json()) == pinned


@given(days=st.integers(1, 3_650), before=st.integers(0, 3_650))
def test_a_rule_is_possible_exactly_where_its_reminder_comes_first(days: int, before: int) -> None:
    try:
        made: QuestionRule | None = rule(due_days=days, remind_days_before=before)
    except ValueError:
        made = None
    assert (made is not None) is (before < days)


def test_a_policy_of_an_earlier_release_is_read_without_what_came_later() -> None:
    older = document()
    del older["questions"]["data_return"], older["access"]["attach"]
    stored = Policy.model_validate(older)
    rule = stored.rule(QuestionName.DATA_RETURN)
    assert (rule.roles, rule.default, rule.four_eyes) == ((Role.OPERATIONS_DIRECTOR,), None, True)
    assert not stored.may(tuple(Role), Command.ATTACH)


def test_a_policy_of_an_earlier_release_writes_to_everybody_at_once() -> None:
    older = document()
    del older["notices"]["urgent"], older["notices"]["calendar"]
    rule = Policy.model_validate(older).notices
    assert (rule.urgent, rule.calendar) == ((), None)


def test_who_publishes_policies_keeps_the_calendars_of_an_earlier_release() -> None:
    older = document()
    del older["access"]["calendar add"], older["access"]["calendar freeze"]
    stored = Policy.model_validate(older)
    for command in (Command.CALENDAR_ADD, Command.CALENDAR_FREEZE):
        assert stored.granted(command) == stored.granted(Command.POLICY_PUBLISH)
        assert stored.may((Role.PROCESS_MANAGER,), command)
        assert not stored.may((Role.ACCOUNT_MANAGER,), command)
