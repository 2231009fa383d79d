"""Whoever typed something wrong is told where it stands and what is allowed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.answers import DesignAcceptance, ServiceLevelTargets
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.policy import Policy
from domain.service import ServiceFile
from domain.words import Gate, Role
from tests.domain.samples import document

if TYPE_CHECKING:
    from pydantic import BaseModel

PROPOSAL: dict[str, object] = {
    "name": "E-mail",
    "description": "Mail for every customer",
    "owner": "ayse",
    "customers_needs": "Mail that arrives",
    "strategic_goals": ["Grow the recurring revenue"],
}
PROPOSAL_FIELDS = "id, name, description, owner, customers_needs, strategic_goals, design"
RULE_FIELDS = "roles, due_days, remind_days_before, ladder, escalate_every_days, default, four_eyes"
TARGET = {"name": "availability", "value": 99.9, "unit": "%"}


def refusal(model: type[BaseModel], raw: object, field: str = "") -> tuple[str, str | None]:
    """What somebody who typed it is told, and which field it is about."""
    with pytest.raises(InvalidInputError) as refused:
        checked(model, raw, field=field)
    return refused.value.message, refused.value.field


def test_what_is_right_becomes_a_value() -> None:
    assert checked(ServiceFile, PROPOSAL).strategic_goals == ("Grow the recurring revenue",)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"descripton": "Mail"}, "descripton", f"is not known; allowed are {PROPOSAL_FIELDS}"),
        ({"design": {"brif": 1}}, "design.brif", f"is not known; allowed are {', '.join(Gate)}"),
        ({"design": []}, "design", "has to be a mapping; allowed are brief, "),
        ({"name": 7}, "name", "has to be text"),
        ({"name": "a\nb"}, "name", "write it on one line"),
        ({"customers_needs": 7}, "customers_needs", "has to be a list"),
        ({"customers_needs": [7]}, "customers_needs.0", "has to be text"),
        ({1: 2}, "1", "is a key that is no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_field_is_named_by_its_path(
    wrong: dict[object, object], field: str, words: str
) -> None:
    told, where = refusal(ServiceFile, PROPOSAL | wrong)
    assert told.startswith(f"{field}: {words}")
    assert where == field


def test_a_field_that_is_missing_is_named() -> None:
    short = {name: value for name, value in PROPOSAL.items() if name != "owner"}
    assert refusal(ServiceFile, short) == ("owner: is required", "owner")


def test_what_stands_before_the_field_is_put_before_its_path() -> None:
    assert refusal(DesignAcceptance, {"agian": []}, "data") == (
        "data.agian: is not known; allowed are product_policy, again",
        "data.agian",
    )


@pytest.mark.parametrize("raw", [None, [], "E-mail", 7], ids=str)
def test_what_is_no_mapping_at_all_is_told_its_fields(raw: object) -> None:
    allowed = "has to be a mapping; allowed are product_policy, again"
    assert refusal(DesignAcceptance, raw) == (f"file: {allowed}", "file")
    assert refusal(DesignAcceptance, raw, "data") == (f"data: {allowed}", "data")


def test_a_word_that_is_none_of_ours_is_answered_with_ours() -> None:
    message, field = refusal(DesignAcceptance, {"again": ["cost"]})
    assert message == (
        "again.0: has to be one of 'brief', 'service_levels', 'customer_needs', 'costs', "
        "'security' or 'continuity'"
    )
    assert field == "again.0"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("questions.brief.due", 30, f"is not known; allowed are {RULE_FIELDS}"),
        ("questions.brief", 30, f"has to be a mapping; allowed are {RULE_FIELDS}"),
        ("questions.breif", {}, "has to be one of 'committee', "),
        ("questions", [], "has to be a mapping"),
        (
            "committee.majority",
            1,
            "is not known; allowed are quorum_percent, longest_deferral_days",
        ),
        ("access.fly", [], "has to be one of 'people import', "),
        ("currency", "TRY", "is not known; allowed are title, scope, "),
    ],
)
def test_a_wrong_entry_of_a_policy_is_named_by_its_path(
    path: str, value: object, words: str
) -> None:
    told, where = refusal(Policy, document({tuple(path.split(".")): value}))
    assert told.startswith(f"{path}: {words}")
    assert where == path


def test_a_role_that_nobody_knows_is_answered_with_all_roles() -> None:
    told, where = refusal(Policy, document({("access", "attach"): ["pilot"]}))
    assert where == "access.attach.0"
    assert [role for role in Role if repr(role.value) not in told] == []


def test_an_unknown_field_of_an_item_of_a_list_is_answered_with_the_fields_of_an_item() -> None:
    levels = {
        "service_hours": "7x24",
        "targets": [TARGET, {**TARGET, "per": "month"}],
        "evidence": ["Signed offer of 3 March"],
    }
    assert refusal(ServiceLevelTargets, levels) == (
        "targets.1.per: is not known; allowed are name, value, unit",
        "targets.1.per",
    )


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({("committee", "quorum_percent"): 0}, ""),
        ({("questions", "brief", "roles"): ["boss"]}, ""),
        ({("committee", "quorum_percent"): 0, ("title",): ""}, " (and 1 more)"),
        (
            {("committee", "quorum_percent"): 0, ("title",): "", ("scope",): ""},
            " (and 2 more)",
        ),
    ],
    ids=["one", "one in a list of one", "two", "three"],
)
def test_further_mistakes_are_counted_each_once(
    changes: dict[tuple[str, ...], object], more: str
) -> None:
    message, _ = refusal(Policy, document(changes))
    assert message.partition(" (and")[1:] == more.partition(" (and")[1:]
