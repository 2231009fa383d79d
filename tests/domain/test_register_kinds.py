from __future__ import annotations

import pytest

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.registers.customers import ASSET, CUSTOMER, GROUP
from domain.registers.entries import (
    Changed,
    Draft,
    Line,
    Refused,
    compared,
    drafted,
    shown,
    told_of,
)
from domain.registers.kind import Kind, Shape
from domain.registers.labels import folded
from domain.registers.needs import NeedAnswer, NeedFile, NeedOutcome
from domain.registers.order import in_order_of_references
from domain.registers.parties import PARTY
from domain.registers.people import ABSENCE, CONTACT, PERSON, ROLE, TECHNICIAN
from domain.registers.record import Entry
from domain.registers.report import Tally

KINDS = (ABSENCE, ASSET, CONTACT, CUSTOMER, GROUP, PARTY, PERSON, ROLE, TECHNICIAN)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_the_first_field_of_every_kind_names_it_for_life(kind: Kind) -> None:
    assert next(iter(kind.columns.values())).name == "id"


@pytest.mark.parametrize(
    ("kind", "field", "shape"),
    [
        (CUSTOMER, "name", Shape.TEXT),
        (CUSTOMER, "kind", Shape.CHOICE),
        (CUSTOMER, "reviews_a_year", Shape.NUMBER),
        (CUSTOMER, "reviews_agreed_on", Shape.DAY),
        (CUSTOMER, "groups", Shape.LIST),
        (CONTACT, "language", Shape.CHOICE),
        (CONTACT, "email", Shape.TEXT),
        (CONTACT, "preferred_terms", Shape.MAPPING),
        (ROLE, "only_authorised_customers", Shape.FLAG),
    ],
)
def test_the_shape_of_a_field_follows_from_its_model(kind: Kind, field: str, shape: Shape) -> None:
    assert kind.columns[field].shape is shape


def test_marks_say_what_a_field_refers_to_and_what_is_personal() -> None:
    assert TECHNICIAN.references == {"id": "person", "customers": "customer"}
    assert {"phone", "email", "name"} <= CONTACT.personal
    assert "customer" not in CONTACT.personal
    assert (CONTACT.subject_kind(), CUSTOMER.subject_kind()) == ("person", "customer")


@pytest.mark.parametrize(
    "header",
    [
        "Müşteri Yöneticisi",
        "MÜŞTERİ YÖNETİCİSİ",
        "müşteri_yöneticisi",
        " Account-Manager ",
        "account manager",
    ],
)
def test_a_header_is_understood_in_capitals_with_blanks_and_in_two_languages(header: str) -> None:
    assert CUSTOMER.headers[folded(header)] == "account_manager"


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_no_label_of_a_kind_stands_for_two_fields(kind: Kind) -> None:
    words = [folded(word) for one in kind.columns.values() for word in {one.name, *one.labels}]
    assert len(words) == len(set(words))


def test_what_others_refer_to_comes_first_and_people_before_all() -> None:
    order = [one.name for one in in_order_of_references(KINDS)]
    assert order[0] == "person"
    assert order.index("group") < order.index("customer") < order.index("contact")
    assert [one.name for one in in_order_of_references([CUSTOMER, ASSET])] == ["customer", "asset"]


def draft_of(**raw: object) -> Draft:
    found = drafted(GROUP, Line(2, {"id": "g", "name": "Group", **raw}))
    assert found.wrong == ()
    return found


def cells(draft: Draft) -> list[tuple[int, str | None, str | None]]:
    """What is wrong with a line, by line, id and column."""
    return [(one.line, one.id, one.field) for one in draft.wrong]


def test_a_line_that_says_nothing_of_a_field_leaves_it() -> None:
    before = {"id": "g", "name": "Group", "description": "Three firms"}
    kept = compared(GROUP, draft_of(), before)
    assert (kept.is_unchanged, kept.values["description"]) == (True, "Three firms")
    changed = compared(GROUP, draft_of(description=None), before)
    assert (changed.differs, list(changed.touched())) == (("description",), ["description"])


def test_what_a_line_leaves_as_it_is_has_to_fit_what_it_says() -> None:
    before = {**drafted_values(), "reviews_a_year": 2, "reviews_agreed_by": ["okan"]}
    found = drafted(CUSTOMER, Line(2, {"id": "c", "name": "C", "reviews_agreed_by": []}))
    refused = compared(CUSTOMER, found, before)
    assert cells(refused) == [(2, "c", "reviews_agreed_by")]


def drafted_values() -> dict[str, object]:
    found = drafted(CUSTOMER, Line(1, {"id": "c", "name": "C"}))
    return found.values


def test_a_new_record_touches_all_its_fields_and_tells_nothing_of_before() -> None:
    draft = draft_of()
    assert compared(GROUP, draft, None) is draft
    assert (draft.is_new, list(draft.touched())) == (True, ["id", "name", "description"])
    assert (draft.changed(), told_of(GROUP, draft)) == (Changed(line=2, id="g"), {})


def test_what_comes_back_is_a_change_though_nothing_differs() -> None:
    before = {"id": "g", "name": "Group", "description": None}
    back = compared(GROUP, draft_of(), before, is_archived=True)
    assert not back.is_unchanged
    assert [one.field for one in back.changed().fields] == ["archived_at"]
    assert told_of(GROUP, back) == {"fields": ["archived_at"]}


def test_what_whoever_looks_should_mind_is_told_where_a_record_comes_in_anew_or_back() -> None:
    before = {"id": "g", "name": "Group", "description": None}
    told = []
    for kept, archived in ((None, False), (before, True), (before, False)):
        draft = compared(GROUP, draft_of(description="Three"), kept, is_archived=archived)
        draft.mind = "it is known elsewhere"
        told.append(draft.changed().mind)
    assert told == ["it is known elsewhere", "it is known elsewhere", None]


def test_a_line_that_waits_for_something_else_is_refused_like_any_other() -> None:
    waits = draft_of().unsettled("name", "name: settle it first")
    assert isinstance(waits, Refused)
    assert (waits.line, waits.id, waits.field) == (2, "g", "name")


def test_an_id_that_is_none_is_shown_as_far_as_it_is_text() -> None:
    for given, called in ((7, None), ("-" * 200, "-" * 80)):
        refused = drafted(GROUP, Line(3, {"id": given, "name": "x"}))
        assert cells(refused) == [(3, called, "id")]
        assert refused.record_id == ""


def test_days_are_shown_as_they_are_written() -> None:
    draft = drafted(
        ABSENCE,
        Line(
            1,
            {
                "id": "a",
                "absent": "x",
                "substitute": "y",
                "from_on": "2026-01-02",
                "back_on": "2026-01-03",
            },
        ),
    )
    assert shown(draft.values["from_on"]) == "2026-01-02"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"substitute": "x"}, "substitute"),
        ({"back_on": "2026-01-02"}, "back_on"),
        ({"from_on": "x"}, "from_on"),
        ({"absent": ""}, "absent"),
    ],
)
def test_an_absence_ends_after_it_began_and_has_another_for_a_substitute(
    said: dict[str, str], field: str
) -> None:
    usual = {
        "id": "a",
        "absent": "x",
        "substitute": "y",
        "from_on": "2026-01-02",
        "back_on": "2026-01-03",
    }
    refused = drafted(ABSENCE, Line(1, usual | said))
    assert cells(refused) == [(1, "a", field)]


def test_a_report_counts_all_and_shows_the_first() -> None:
    tally = Tally(1)
    tally.saw(5)
    tally.change("new", [draft_of(), draft_of()])
    tally.change("changed", [draft_of()])
    tally.leave(1)
    tally.refuse([Refused(line=6, reason="no"), Refused(line=7, reason="no")])
    tally.refuse([Refused(line=7, field="name", reason="no")])
    report = tally.report("x.csv", "groups")
    assert (report.refused_cells, report.refusals_left_out) == (3, 2)
    assert (report.lines, report.new, report.changed, report.unchanged, report.refused) == (
        5,
        2,
        1,
        1,
        2,
    )
    assert ([one.line for one in report.changes], [one.line for one in report.refusals]) == (
        [2],
        [6],
    )


def test_a_record_shows_its_fields_without_its_id() -> None:
    assert Entry.model_validate({"id": "g", "name": "Group"}).fields == {"name": "Group"}


def test_a_field_that_changed_is_told_as_it_was_and_as_it_is() -> None:
    before = {"id": "g", "name": "Group", "description": None}
    changed = compared(GROUP, draft_of(description="Three firms"), before)
    (field,) = changed.changed().fields
    assert (field.field, field.before, field.after) == ("description", None, "Three firms")
    assert told_of(GROUP, changed) == {
        "fields": ["description"],
        "changes": {"description": [None, "Three firms"]},
    }
    refused = changed.refused("name", "no")
    assert (refused.line, refused.id, refused.field, refused.reason) == (2, "g", "name", "no")


def test_what_is_a_word_of_ours_is_kept_as_its_letters() -> None:
    draft = drafted(ROLE, Line(1, {"id": "r", "name": "R", "permissions": ["technician"]}))
    assert draft.values["permissions"] == ["technician"]
    assert type(draft.values["permissions"]) is list
    assert type(drafted_values()["kind"]) is str


def test_everything_that_is_wrong_with_a_line_is_told_cell_by_cell() -> None:
    unread = Refused(line=4, id="c", field="reviews_a_year", reason="no number")
    raw = {"id": "c", "name": "", "kind": "friend", "groups": ["-", "g"], "language": "de"}
    draft = drafted(CUSTOMER, Line(4, raw, (unread,)))
    assert cells(draft) == [
        (4, "c", "reviews_a_year"),
        (4, "c", "name"),
        (4, "c", "kind"),
        (4, "c", "language"),
        (4, "c", "groups.0"),
    ]
    assert (draft.record_id, draft.said) == ("c", frozenset({"id"}))
    assert (draft.values["groups"], draft.values["kind"]) == ([], "external")


def test_a_line_that_is_wrong_in_one_cell_is_beside_its_record_with_the_others() -> None:
    before = {**drafted_values(), "calendar": "turkey", "account_manager": "ayse"}
    draft = drafted(CUSTOMER, Line(2, {"id": "c", "name": "", "account_manager": "nobody"}))
    beside = compared(CUSTOMER, draft, before)
    assert (beside.differs, cells(beside)) == (("account_manager",), [(2, "c", "name")])
    assert beside.values["calendar"] == "turkey"


def test_a_line_whose_other_cells_are_right_stays_refused_for_the_one_that_cannot_be_read() -> None:
    unread = Refused(line=4, id="r", field="only_authorised_customers", reason="neither")
    draft = drafted(ROLE, Line(4, {"id": "r", "name": "R"}, (unread,)))
    assert (draft.wrong, draft.values["name"]) == ((unread,), "R")


@pytest.mark.parametrize(
    "said", [{"currency": "TRY"}, {"hourly_cost_minor_units": 5}, {"hourly_cost_minor_units": -5}]
)
def test_the_cost_of_an_hour_is_an_amount_of_a_currency(said: dict[str, object]) -> None:
    refused = drafted(ROLE, Line(1, {"id": "r", "name": "R", **said}))
    assert refused.wrong
    cost = {"hourly_cost_minor_units": 75_000, "currency": "TRY"}
    assert drafted(ROLE, Line(1, {"id": "r", "name": "R", **cost})).wrong == ()


def test_a_need_is_said_in_words_another_person_can_check() -> None:
    with pytest.raises(InvalidInputError, match="in words that another person can check") as no:
        checked(NeedFile, {"customer": "acme", "need": "more"})
    assert no.value.field == "need"
    answer = {"customer": "acme", "number": 1, "outcome": "met", "answer": "Since the release"}
    assert checked(NeedAnswer, answer).outcome is NeedOutcome.MET
